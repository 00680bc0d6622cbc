"""What a person can get wrong in a study's tables of performance, one line each."""

from collections import Counter
from collections.abc import Iterator

from analysis.criterion.choices import kpi_problems, share_problems
from analysis.kpi import Kpi
from analysis.messages import message
from workflow.settings import Criteria, Settings


def criterion_wrong(settings: Settings, kpis: dict[str, Kpi]) -> Iterator[str]:
    """Why the indicators of a study cannot be made into one criterion.

    Several tables may have the same indicators: they stand below each other.
    """
    named = [name for c in settings.criteria for name in named_kpis(c)]
    used = [kpis[name] for name in dict.fromkeys(named) if name in kpis]
    exposure = next((c.exposure for c in settings.criteria if c.exposure), None)
    known = {k: v for k, v in settings.criterion.shares.items() if k in named}
    for problem in [*kpi_problems(used, exposure), *share_problems(used, known)]:
        yield f"study.yaml: criterion: {problem}"
    for c in settings.criteria:
        for name in (name for name, times in Counter(named_kpis(c)).items() if times > 1):
            yield message("criterion.listed_twice", file=c.file, kpi=name)
    for name in defined_differently(settings):
        yield message("criterion.defined_differently", kpi=name)


def named_kpis(criteria: Criteria) -> list[str]:
    """The ids of the indicators that a table of performance is listed for."""
    return [k if isinstance(k, str) else k.id for k in criteria.kpis]


def defined_differently(settings: Settings) -> list[str]:
    """Indicators that the study itself defines in more than one way."""
    own = [k for c in settings.criteria for k in c.kpis if isinstance(k, Kpi)]
    first = {kpi.id: kpi for kpi in reversed(own)}
    return sorted({kpi.id for kpi in own if kpi != first[kpi.id]})


def criteria_columns(criteria: Criteria, kpis: dict[str, Kpi]) -> dict[str, str]:
    """The columns that a table of performance must have, and what each is for."""
    columns = {c: "person" for c in [criteria.person] if c}
    columns |= {c: "period" for c in [criteria.period] if c}
    columns |= {c: "exposure" for c in [criteria.exposure] if c}
    columns |= dict.fromkeys(criteria.controls, "control")
    for name in criteria.kpis:
        kpi = kpis.get(name) if isinstance(name, str) else name
        columns |= {c: f"KPI {kpi.id}" for c in kpi.columns} if kpi else {}
    return columns


def number_columns(criteria: Criteria, kpis: dict[str, Kpi]) -> list[str]:
    """The columns of a table of performance that are numbers: KPI parts, exposure, controls."""
    named = criteria_columns(criteria, kpis)
    return [c for c in named if c not in (criteria.person, criteria.period)]


def listed_kpis(criteria: Criteria, kpis: dict[str, Kpi]) -> dict[str, list[str]]:
    """The columns of each indicator that a table of performance is listed for."""
    return {name: kpis[name].columns for name in named_kpis(criteria)}

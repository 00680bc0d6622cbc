"""What a person can get wrong in a study: names, slots, texts and files, one line each."""

from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path, PurePath, PureWindowsPath

from analysis.columns import COMPOSITE, OWN_SOURCES
from analysis.errors import AnalysisError
from analysis.instrument import Instrument
from analysis.kpi import Kpi
from analysis.measurement.cfa.models import models_of
from analysis.messages import message
from analysis.weighting.expert_choices import expert_problems
from workflow.data_files import files_wrong, names_unusable
from workflow.path_names import path_problem
from workflow.response_checks import unknown_items
from workflow.settings import Settings

OFFICIAL_TEXTS = ["work_analysis", "purpose", "sample", "criterion", "consequences", "contact"]
TEXTS_DEMANDED = {"development": [], "selection": OFFICIAL_TEXTS, "pay": OFFICIAL_TEXTS}


def problems_of(
    folder: Path, main: Settings, instruments: dict[str, Instrument], kpis: dict[str, Kpi]
) -> list[str]:
    """Everything that is wrong with the study in `folder`, apart from its shape."""
    return [
        *unbuilt(main),
        *texts_missing(main),
        *raters_missing(main),
        *people_exposed(main),
        *rows_alone(main),
        *names_shared(main),
        *previous_wrong(folder, main),
        *files_outside(main),
        *names_unusable(main),
        *models_wrong(instruments),
        *files_wrong(folder, main, instruments, kpis),
    ]


def unbuilt(main: Settings) -> list[str]:
    """What the study asks for that is reserved but not built."""
    asked = {
        "instruments: more than one": len(main.instruments) > 1,
        "instruments.items": any(use.items is not None for use in main.instruments),
        "responses.wave: more than one": len({r.wave for r in main.responses}) > 1,
        "criteria.exposure: several columns": len({c.exposure for c in main.criteria}) > 1,
    }
    return [f"study.yaml: {slot}: not supported yet" for slot, used in asked.items() if used]


def texts_missing(main: Settings) -> list[str]:
    """The texts that the study's purpose demands and nobody has written."""
    return [
        f"study.yaml: documentation.{text}: purpose {main.purpose!r} demands this text"
        for text in TEXTS_DEMANDED[main.purpose]
        if not getattr(main.documentation, text)
    ]


def raters_missing(main: Settings) -> Iterator[str]:
    """Exports of answers about other people that do not say who answered."""
    for r in (r for r in main.responses if r.source not in OWN_SOURCES):
        file = f"study.yaml: responses: {r.file}"
        if r.columns.person is None:
            yield message("raters.no_person", file=file)
        if r.columns.rater is None and r.raters == "named":
            yield message("raters.no_rater", file=file, source=r.source)
        if r.columns.rater is not None and r.raters == "anonymous":
            yield message("raters.named_and_anonymous", file=file)


def people_exposed(main: Settings) -> Iterator[str]:
    """The column of ids among groups, whose values a report prints."""
    if main.people.person in main.people.groups:
        yield f"study.yaml: people.groups: {main.people.person} identifies people"


def rows_alone(main: Settings) -> Iterator[str]:
    """Tables without ids whose rows nothing connects with the other tables."""
    tables = {f"responses: {r.file}": (r.file, r.columns.person) for r in main.responses}
    tables["people"] = main.people.file, main.people.person
    tables |= {f"criteria: {c.file}": (c.file, c.person) for c in main.criteria}
    if set(tables.values()) == {(main.people.file, None)}:
        return
    for where in (where for where, (_, person) in tables.items() if person is None):
        yield (
            f"study.yaml: {where}: person: null needs answers, people and performance in one "
            "file, row by row; else name the column of ids"
        )


def names_shared(main: Settings) -> Iterator[str]:
    """Different data files of one name: results tell files apart by name alone."""
    files = [r.file for r in main.responses] + [main.people.file]
    files += [c.file for c in main.criteria]
    names = Counter(Path(file).name for file in dict.fromkeys(files))
    for name in (name for name, n in names.items() if n > 1):
        yield f"study.yaml: {names[name]} data files are called {name}; rename all but one"


def files_outside(main: Settings) -> Iterator[str]:
    """Data files that are not named by a path inside the study's folder."""
    files = [r.file for r in main.responses] + [r.dictionary for r in main.responses]
    files += [main.people.file, *(c.file for c in main.criteria)]
    for file in dict.fromkeys(filter(None, files)):
        parts = PurePath(file.replace("\\", "/")).parts
        if file.startswith(("/", "~")) or ".." in parts or PureWindowsPath(file).drive:
            yield f"study.yaml: {file}: data files lie in the study's folder; copy it there"


def previous_wrong(folder: Path, main: Settings) -> Iterator[str]:
    """A scoring key of last year that is not there or is none."""
    if main.previous is None or path_problem(main.previous):
        return
    file = folder / main.previous
    if not file.is_file():
        yield f"study.yaml: previous: {main.previous}: no such file"
    elif "weights" not in file.read_text(encoding="utf-8", errors="replace"):
        yield f"study.yaml: previous: {main.previous}: it is no scoring key"


def schemes_wrong(settings: Settings, instruments: dict[str, Instrument]) -> Iterator[str]:
    """Weighting schemes that lack what they need, and judgements that cannot be used."""
    weighting = settings.weighting
    given = {"expert": weighting.expert is not None, "previous": settings.previous is not None}
    needed = {
        *weighting.schemes,
        *({weighting.bayes.prior} if "bayes" in weighting.schemes else ()),
    }
    for name in sorted(needed & set(given)):
        if not given[name]:
            yield f"study.yaml: weighting: {name} weights are compared, and none are given"
    if weighting.expert is not None and len(instruments) == 1:
        dimensions = list(next(iter(instruments.values())).scored)
        for problem in expert_problems(weighting.expert.model_dump(), dimensions):
            yield f"study.yaml: weighting.{problem}"
    for cut in weighting.cuts:
        if not 0 < cut < 1:
            yield f"study.yaml: weighting.cuts: {cut} is not between 0 and 1"


def models_wrong(instruments: dict[str, Instrument]) -> list[str]:
    """Structures of instruments that are no factor models."""
    problems: list[str] = []
    for instrument in (one for one in instruments.values() if one.has_structure):
        try:
            models_of(instrument.without_scores)
        except AnalysisError as error:
            problems += str(error).splitlines()
    return problems


def names_unknown(
    settings: Settings, instruments: dict[str, Instrument], kpis: dict[str, Kpi]
) -> Iterator[str]:
    """Names in the study that point at nothing."""
    used = [k if isinstance(k, str) else k.id for c in settings.criteria for k in c.kpis]
    asked = [use.id for use in settings.instruments]
    yield from strays("criteria.kpis", used, kpis, "instruments/kpi")
    yield from strays("criterion.shares", settings.criterion.shares, used, "criteria.kpis")
    controls = settings.people.controls
    yield from strays(
        "criterion.adjust_for", settings.criterion.adjust_for, controls, "people.controls"
    )
    by_period = [name for c in settings.criteria for name in c.controls]
    yield from strays(
        "criterion.by_period", settings.criterion.by_period, by_period, "criteria.controls"
    )
    yield from strays(
        "criterion.taken_out",
        settings.criterion.taken_out,
        settings.people.clusters,
        "people.clusters",
    )
    cluster = settings.measurement.cfa_cluster
    yield from strays(
        "measurement.cfa_cluster",
        [cluster] if cluster else [],
        settings.people.clusters,
        "people.clusters",
    )
    grouped = [*settings.people.groups, *settings.people.clusters]
    yield from strays(
        "weighting.leave_out",
        settings.weighting.leave_out,
        grouped,
        "people.groups and people.clusters",
    )
    dimensions = [d for one in instruments.values() for d in one.scored]
    members = [d for names in settings.weighting.sets.values() for d in names]
    yield from strays("weighting.sets", members, dimensions, "the scored dimensions")
    restriction = settings.weighting.range_restriction
    others = [d for given in restriction.values() for d in given.correlations]
    yield from strays(
        "weighting.range_restriction",
        [*restriction, *others],
        dimensions,
        "the scored dimensions",
    )
    yield from strays(
        "weighting.criterion_reliability",
        settings.weighting.criterion_reliability,
        [*used, COMPOSITE],
        "criteria.kpis and composite",
    )
    yield from strays(
        "weighting.specifications.criteria",
        settings.weighting.specifications.criteria,
        [*used, COMPOSITE],
        "criteria.kpis and composite",
    )
    for name in sorted(d for d, times in Counter(members).items() if times > 1):
        yield f"study.yaml: weighting.sets: {name!r} is in more than one set"
    sources = [r.source for r in settings.responses]
    yield from strays(
        "analysis.predictors_from", settings.analysis.predictors_from, sources, "responses"
    )
    yield from strays(
        "responses", [r.instrument for r in settings.responses], asked, "instruments"
    )
    for r in settings.responses:
        if r.instrument in instruments:
            yield from unknown_items(r, instruments[r.instrument])


def strays(
    slot: str, names: Iterable[str], known: Collection[str], where: str
) -> Iterator[str]:
    """The `names` of a `slot` that are not among the `known`."""
    for name in names:
        if name not in known:
            there = ", ".join(sorted(known)) or "nothing"
            yield f"study.yaml: {slot}: {name!r} is not among {where} ({there})"

"""What a report is made from where items are ready scores of tests, one a dimension."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.notes import note
from reports.inputs import RULES, ReportInput
from reports.reading import Reading
from reports.sentences.confirmatory import fit_findings
from reports.sentences.controls import taken_out_text
from reports.sentences.invariance import invariance_findings
from reports.sentences.irt import dif_findings, irt_findings
from reports.sentences.screening import effect_finding
from reports.sentences.unlikely import unlikely_values
from reports.words import Words
from tests.reports.conftest import changed

FACTORS = ("correlations", "retention", "efa", "cfa", "invariance")


def only_scores(given: ReportInput) -> ReportInput:
    """`given` without a structure, a reliability and an index of careless answering."""
    for rule in (f"measurement/{name}" for name in FACTORS):
        given = changed(given, rule, **{t: given.table(rule, t).head(0) for t in RULES[rule]})
    sets = given.table("measurement/item_statistics", "item_statistics")
    blocks = sets[["instrument", "source", "wave"]].drop_duplicates().to_dict("records")
    notes = [note("structure_not_tested", **block, reason="only_scores") for block in blocks]
    given = changed(given, "measurement/efa", summary={"notes": notes})
    for rule, table in (
        ("measurement/reliability", "dimensions"),
        ("measurement/reliability", "by_item"),
    ):
        given = changed(
            given, rule, **{table: given.table(rule, table).assign(estimate=np.nan)}
        )
    categories = given.table("measurement/item_statistics", "categories").head(0)
    given = changed(given, "measurement/item_statistics", categories=categories)
    cutoffs = given.table("screening/flags", "cutoffs").assign(cutoff=np.nan)
    return changed(given, "screening/flags", cutoffs=cutoffs)


def rare_findings(given: ReportInput) -> Iterator[str]:
    """Sentences on small effects, on models without simulated misfit, on failed ladders."""
    english = Words("en")
    effect = given.table("screening/flags", "effect").copy()
    kept = effect["kept"] == "kept"
    effect["estimate"] = np.where(kept, 0.8001, 0.8002)
    yield from effect_finding(
        Reading(changed(given, "screening/flags", effect=effect), english)
    )
    cutoffs = given.table("measurement/cfa", "cutoffs")
    true = cutoffs[cutoffs["level"] == 0]
    for bound in (true, true.assign(cutoff=np.where(true["index"] == "cfi", 0.0, 9.0))):
        for other in (bound, strict(bound)):
            study = changed(given, "measurement/cfa", cutoffs=other)
            yield from fit_findings(Reading(study, english))
    steps = given.table("measurement/invariance", "steps")
    failed = steps.assign(decision=np.where(steps["step"] == "configural", "holds", "fails"))
    nothing = given.table("measurement/invariance", "item_tests").head(0)
    study = changed(given, "measurement/invariance", steps=failed, item_tests=nothing)
    yield from invariance_findings(Reading(study, english))
    stopped = steps.assign(decision=steps["decision"].replace("partial", "not_fitted"))
    stopped = stopped[~stopped["step"].isin(["intercepts", "residuals"])]
    study = changed(given, "measurement/invariance", steps=stopped)
    yield from invariance_findings(Reading(study, english))
    single = given.table("measurement/dif", "tests")
    for tests in (single.assign(size="negligible"), single.assign(decision="untested")):
        study = changed(given, "measurement/dif", tests=tests)
        yield from dif_findings(Reading(study, english))
    yield from untold_differences(given)
    yield taken_out_text(Reading(adjusted_for_controls(given), english))
    yield from unlikely_values(Reading(with_unlikely_values(given), english))


def untold_differences(given: ReportInput) -> Iterator[str]:
    """Sentences where items, groups or dimensions could be compared in part only."""
    english, tests = Words("en"), given.table("measurement/dif", "tests")
    some = tests.assign(decision="holds")
    some.loc[some.index[::3], "decision"] = "untested"
    shifts = given.table("measurement/dif", "dimensions").assign(score_shift=np.nan)
    for tables in ({"tests": some}, {"dimensions": shifts}):
        yield from dif_findings(Reading(changed(given, "measurement/dif", **tables), english))
    agreement = given.table("measurement/irt", "agreement").head(0)
    alone = changed(given, "measurement/irt", agreement=agreement)
    yield from irt_findings(Reading(alone, english))
    where = {"instrument": "sales_six", "source": "manager", "wave": 1, "grouping": "gender"}
    left = note("dimension_not_compared", **where, dimension="influence")
    summary = given.summary("measurement/invariance") | {"notes": [left]}
    study = changed(given, "measurement/invariance", summary=summary)
    yield from invariance_findings(Reading(study, english))


def with_unlikely_values(given: ReportInput) -> ReportInput:
    """`given` where a slip of the unit stands in the records."""
    found = [
        note("records_far_above", column="sales_amount", n=2, n_rows=5568, times=1203.4),
        note("kpi_far_above", kpi="attainment", n=2, n_people=471, times=104.2),
    ]
    summary = given.summary("criterion/performance") | {"notes": found}
    return changed(given, "criterion/performance", summary=summary)


def adjusted_for_controls(given: ReportInput) -> ReportInput:
    """`given` with controls that explain nothing, as the criterion is adjusted for one."""
    frame = given.table("weighting/validity", "incremental").assign(r_squared_controls=0.0004)
    return changed(given, "weighting/validity", incremental=frame)


def without_differing_items(given: ReportInput) -> ReportInput:
    """`given` where no test of a single item flags any."""
    tests = given.table("measurement/dif", "tests").assign(decision="same")
    return changed(given, "measurement/dif", tests=tests)


def strict(cutoffs: pd.DataFrame) -> pd.DataFrame:
    """Cutoffs that nothing meets."""
    return cutoffs.assign(cutoff=np.where(cutoffs["index"] == "cfi", 1.1, -1.0))

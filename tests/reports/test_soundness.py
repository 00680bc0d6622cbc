"""A check without a result is not a check passed: first minute, key findings and chapter."""

import re
from collections.abc import Iterator

import numpy as np
import pandas as pd
import pytest

from analysis.notes import note
from reports.build import build_report
from reports.findings import findings_of, summary_of, terminal_summary
from reports.inputs import ReportInput
from reports.reading import Reading, reading_of
from reports.sentences.lead import lead_findings
from reports.tables.confirmatory import table_fit, table_models
from tests.reports.judgements import changed, sound

SELF = {"instrument": "sales_six", "source": "self", "wave": 1}
FIT = ["chi_square", "p_value", "cfi", "rmsea", "rmsea_ci_low", "rmsea_ci_high", "srmr"]
PRAISE = ("the items behave as intended", "items behave as intended, and")


def led_by(study: ReportInput) -> str:
    return " ".join(lead_findings(reading_of(study, "en")))


def measured(study: ReportInput) -> str:
    reading = reading_of(study, "en")
    return " ".join(
        [
            *findings_of(reading, "measurement"),
            *(s for _, all_ in summary_of(reading) for s in all_),
        ]
    )


def with_notes(
    given: ReportInput, rule: str, *said: dict, **tables: pd.DataFrame
) -> ReportInput:
    summary = dict(given.summary(rule))
    return changed(
        given,
        rule,
        summary=summary | {"notes": [*(summary.get("notes") or []), *said]},
        **tables,
    )


def intended(
    given: ReportInput, *said: dict, keep_fit: bool = True, **values: object
) -> ReportInput:
    """The intended model of the self-ratings has these values, and what is said of it."""
    models = given.table("measurement/cfa", "models").copy()
    here = (models["role"] == "hypothesised") & (models["source"] == "self")
    for name, value in values.items():
        models.loc[here, name] = value
    if not keep_fit:
        models.loc[here, FIT] = np.nan
    return with_notes(given, "measurement/cfa", *said, models=models)


def improper(given: ReportInput, *said: dict) -> ReportInput:
    return intended(given, *said, proper=False, solution="improper")


def negative(kind: str, name: str, estimate: float) -> dict:
    return note(
        "negative_variance", **SELF, model="correlated", kind=kind, name=name, estimate=estimate
    )


def impossible(kind: str) -> dict:
    return note(
        "covariance_not_possible",
        **SELF,
        model="correlated",
        kind=kind,
        smallest_eigenvalue=-0.1,
    )


UNSOLVED = {
    "residual_variance": (lambda g: improper(g, negative("item", "inf1", -0.64)),
                          "residual variance of inf1 −0.64"),
    "factor_variance": (lambda g: improper(g, negative("factor", "general", -6232.0)),
                        "variance of"),
    "factor_correlation": (lambda g: improper(g, impossible("factor")),
                           "factor correlations that no population could have"),
    "residual_covariance": (lambda g: improper(g, impossible("item")),
                            "residuals that no population could have"),
    "improper_for_no_stated_reason": (improper, "its solution is not admissible"),
    "not_converged": (lambda g: intended(g, converged=False, proper=False, solution="none",
                                         keep_fit=False), "it did not converge"),
    "no_fit": (lambda g: intended(g, keep_fit=False), "no standard errors or no fit"),
}  # fmt: skip


@pytest.mark.parametrize("name", UNSOLVED)
def test_a_model_without_a_solution_is_no_check_passed(given, name):
    make, why = UNSOLVED[name]
    study = make(sound(given))
    said = led_by(study)
    assert "the intended factor model has no solution to rely on" in said
    assert why in said
    assert not any(praise in said for praise in PRAISE)


@pytest.mark.parametrize("name", UNSOLVED)
def test_no_fit_of_such_a_model_is_quoted(given, name):
    make, why = UNSOLVED[name]
    study = make(sound(given))
    said = [
        s for s in findings_of(reading_of(study, "en"), "measurement") if s.startswith("Self")
    ]
    assert any(why in s and "its fit is not interpreted" in s for s in said)
    assert not any(re.search(r"χ²|CFI|RMSEA", s) for s in said)
    assert not any("the model misses nothing" in s for s in said)
    lines = [s for s in terminal_summary(study).splitlines() if "CFI" in s]
    assert len(lines) == 1
    assert "Manager" in lines[0]
    for sentences in (s for _, s in summary_of(reading_of(study, "en"))):
        assert not any(s.startswith("Self") and "CFI" in s for s in sentences)


@pytest.mark.parametrize("name", ["residual_variance", "factor_correlation", "not_converged"])
def test_tables_show_no_fit_of_such_a_model(given, name):
    study = UNSOLVED[name][0](sound(given))
    reading = reading_of(study, "en")
    fit = table_fit(reading)
    assert not fit.iloc[:, 0].str.startswith("Self").any()
    models = table_models(reading)
    row = models[models.iloc[:, 0].str.startswith("Self") & (models["Role"] == "intended")]
    assert set(row[["χ²", "CFI", "RMSEA", "SRMR"]].iloc[0]) == {"–"}
    assert row["Solution"].iloc[0] in ("not admissible", "none")


def test_a_model_without_any_row_is_no_check_passed(given):
    study = sound(given)
    models = study.table("measurement/cfa", "models")
    said = led_by(changed(study, "measurement/cfa", models=models[models["source"] != "self"]))
    assert "the intended factor model gave no result" in said
    assert not any(praise in said for praise in PRAISE)


def test_a_fit_that_nothing_was_held_against_is_not_judged(given):
    study = sound(given)
    cutoffs = study.table("measurement/cfa", "cutoffs")
    said = led_by(changed(study, "measurement/cfa", cutoffs=cutoffs.head(0)))
    assert "how well the intended structure fits could not be judged" in said


FACTORS = {
    "communality": (
        note("heywood_case_of_factors", **SELF, item="inf1", communality=1.09),
        "communality of inf1 1.09",
    ),
    "extraction": (note("extraction_not_converged", **SELF), "the extraction did not converge"),
    "rotation": (note("rotation_not_converged", **SELF), "the rotation did not converge"),
}


@pytest.mark.parametrize("name", FACTORS)
def test_exploratory_factors_without_a_solution_are_not_read(given, name):
    noted, why = FACTORS[name]
    study = with_notes(sound(given), "measurement/efa", noted)
    said = led_by(study)
    assert f"the exploratory factors cannot be relied on: {why}" in said
    assert not any(praise in said for praise in PRAISE)
    told = measured(study)
    assert f"where items load is not interpreted: {why}" in told
    total = "items load highest on their own dimension"
    assert (
        f"{reading_of(study, 'en').block('sales_six', 'self', 1)}: all 30 {total}" not in told
    )
    assert "where items load is not interpreted" in terminal_summary(study)


def unknown(given: ReportInput, coefficients: list[str]) -> ReportInput:
    parts = given.table("measurement/reliability", "dimensions").copy()
    first = parts["dimension"].iloc[0]
    lost = (parts["dimension"] == first) & parts["coefficient"].isin(coefficients)
    parts.loc[lost, ["estimate", "ci_low", "ci_high"]] = np.nan
    return changed(given, "measurement/reliability", dimensions=parts)


def test_a_reliability_that_could_not_be_computed_is_not_enough(given):
    study = unknown(sound(given), ["omega_total", "alpha"])
    said = led_by(study)
    assert "the reliability could not be estimated: " in said
    assert not any(praise in said for praise in PRAISE)
    assert "no reliability could be estimated for " in measured(study)


def test_alpha_stands_in_where_two_items_have_no_omega(given):
    study = unknown(sound(given), ["omega_total"])
    alphas = set(study.table("measurement/reliability", "dimensions")["coefficient"])
    assert "alpha" in alphas
    assert PRAISE[0] in led_by(study)


@pytest.mark.parametrize("name", ["heywood_case", "one_factor_not_converged"])
def test_an_omega_of_an_improper_solution_is_not_enough(given, name):
    values = {"item": "inf1"} if name == "heywood_case" else {}
    noted = note(name, **SELF, dimension="influence", **values)
    said = led_by(with_notes(sound(given), "measurement/reliability", noted))
    assert "rests on a solution that is not admissible" in said
    assert not any(praise in said for praise in PRAISE)


def test_factors_never_counted_are_no_agreement(given):
    study = sound(given)
    decisions = study.table("measurement/retention", "decisions")
    lost = decisions.assign(
        n_factors=decisions["n_factors"].mask(decisions["source"] == "self")
    )
    for frame in (lost, decisions[decisions["source"] != "self"]):
        said = led_by(changed(study, "measurement/retention", decisions=frame))
        assert "how many factors the answers hold could not be examined" in said
        assert not any(praise in said for praise in PRAISE)


def test_the_same_column_twice_is_told_in_the_first_minute(given):
    noted = note(
        "items_answered_alike", **SELF, item_a="inf1", item_b="inf2", n=120, n_same=120
    )
    said = led_by(with_notes(sound(given), "measurement/item_statistics", noted))
    assert "inf1 and inf2 have the same answer from 120 of 120 people" in said
    assert not any(praise in said for praise in PRAISE)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_groups_without_an_option_are_never_called_comparable(given, language):
    absent = note(
        "options_absent_in_group", **SELF | {"source": "manager"}, grouping="gender",
        group="female", codes=[5], items=["inf1", "inf2"],
    )  # fmt: skip
    study = with_notes(given, "measurement/invariance", absent)
    before, after = (Reading(s, reading_of(s, language).words) for s in (given, study))
    safe = before.words.text(
        "findings.measurement.invariance_safe",
        answers=before.block("sales_six", "manager", 1),
        grouping=before.words.term("group", "gender"),
    )
    assert safe in findings_of(before, "measurement")
    assert safe not in findings_of(after, "measurement")
    told = [s for s in findings_of(after, "measurement") if "inf1" in s and "inf2" in s]
    assert any("joined" in s or "合并" in s for s in told)
    assert any("joined" in s or "合并" in s for s in lead_findings(after))


def planned_missing(given: ReportInput) -> ReportInput:
    """Some items were never answered together: no eigenvalues, factors, models, reliability."""
    where = [SELF, SELF | {"source": "manager"}]
    lost = [note("factors_not_computed", **w, reason="pair_without_estimate") for w in where]
    efa = {name: frame.head(0) for name, frame in frames(given, "measurement/efa").items()}
    study = with_notes(given, "measurement/efa", *lost, **efa)
    found = frames(study, "measurement/retention")
    decisions = found["decisions"].assign(n_factors=pd.NA, note="pair_without_estimate")
    not_counted = [note("factors_not_counted", **w) for w in where]
    study = with_notes(
        study, "measurement/retention", *not_counted,
        eigenvalues=found["eigenvalues"].head(0), decisions=decisions,
    )  # fmt: skip
    parts = frames(study, "measurement/reliability")["dimensions"]
    parts = parts.assign(estimate=np.nan, ci_low=np.nan, ci_high=np.nan)
    study = changed(study, "measurement/reliability", dimensions=parts)
    models = study.table("measurement/cfa", "models")
    models = models.assign(converged=False, proper=False, solution="none")
    models[FIT] = np.nan
    empty = {
        name: frame.head(0)
        for name, frame in frames(study, "measurement/cfa").items()
        if name != "models"
    }
    return changed(study, "measurement/cfa", models=models, **empty)


def frames(given: ReportInput, rule: str) -> dict[str, pd.DataFrame]:
    return {k: t for k, t in given.results[rule].items() if isinstance(t, pd.DataFrame)}


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_study_of_planned_missingness_has_a_whole_report(given, language):
    study = planned_missing(sound(given))
    page = build_report(study, language=language)
    assert 'id="measurement-retention"' in page
    assert 'id="measurement-scree"' not in page
    reading = reading_of(study, language)
    assert reading.words.text("lead.sound") not in page
    assert reading.words.text("lead.untested") in lead_findings(reading)
    assert any(
        reading.words.text("no_solution.not_converged") in said
        for said in lead_findings(reading)
    )


def unsound_studies(given: ReportInput) -> Iterator[ReportInput]:
    """One study for every reason why a check has no result or is not passed."""
    study = sound(given)
    yield from (make(study) for make, _ in UNSOLVED.values())
    models = study.table("measurement/cfa", "models")
    yield changed(study, "measurement/cfa", models=models[models["source"] != "self"])
    cutoffs = study.table("measurement/cfa", "cutoffs")
    yield changed(study, "measurement/cfa", cutoffs=cutoffs.head(0))
    yield from (with_notes(study, "measurement/efa", noted) for noted, _ in FACTORS.values())
    yield unknown(study, ["omega_total", "alpha"])
    improper_omega = note("one_factor_not_converged", **SELF, dimension="influence")
    yield with_notes(study, "measurement/reliability", improper_omega)
    decisions = study.table("measurement/retention", "decisions")
    for frame in (decisions.assign(n_factors=pd.NA), decisions[decisions["source"] != "self"]):
        yield changed(study, "measurement/retention", decisions=frame)
    alike = {"item_a": "inf1", "item_b": "inf2", "n": 120, "n_same": 120}
    noted = note("items_answered_alike", **SELF, **alike)
    yield with_notes(study, "measurement/item_statistics", noted)
    absent = {"grouping": "gender", "group": "female", "codes": [5], "items": ["inf1", "inf2"]}
    for source in ("self", "manager"):
        noted = note("options_absent_in_group", **SELF | {"source": source}, **absent)
        yield with_notes(given, "measurement/invariance", noted)
    yield planned_missing(study)


def test_what_has_every_result_is_called_sound(given):
    assert PRAISE[0] in led_by(sound(given))

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from analysis.errors import DataError
from analysis.stats.cluster_robust import cluster_robust
from analysis.stats.shrinkage import browne_cross_validity, ezekiel
from analysis.weighting.validity import validity

CLOSED_FORM = 1e-10
COVERAGE = (0.92, 0.98)  # demanded of a nominal 95 % on average over dimensions


def of(study, cluster="manager_id", seed=1, **options):
    return validity(
        study.person_scores,
        study.performance,
        study.people,
        predictors_from=["manager"],
        cluster=cluster,
        confidence=0.95,
        rng=np.random.default_rng(seed),
        **{
            "controls": {},
            "criterion_reliability": {},
            "range_restriction": {},
            "kpi_sources": {},
            "shares": {},
            "draws": 100,
            **options,
        },
    )


def test_estimates_are_those_of_the_textbook(study):
    found = of(study)
    wide = study.person_scores.pivot_table("score", "person", "dimension")
    y = study.performance["value"]
    np.testing.assert_allclose(
        found.correlations["estimate"], wide.corrwith(y), atol=CLOSED_FORM
    )
    slopes = np.linalg.solve(wide.corr(), wide.corrwith(y))
    np.testing.assert_allclose(found.regression["estimate"], slopes, atol=CLOSED_FORM)
    model = found.models.iloc[0]
    r_squared = slopes @ wide.corrwith(y)
    assert model["r_squared"] == pytest.approx(r_squared, abs=CLOSED_FORM)
    assert model["r_squared_ezekiel"] == pytest.approx(ezekiel(r_squared, n=480, p=3))
    assert model["cross_validity_browne"] == pytest.approx(
        browne_cross_validity(r_squared, n=480, p=3)
    )
    pairs = found.intercorrelations[["dimension_a", "dimension_b"]].to_numpy().tolist()
    assert pairs == [
        ["influence", "planning"],
        ["influence", "service"],
        ["planning", "service"],
    ]


def test_regression_errors_are_cr2_with_satterthwaite_degrees_of_freedom(study):
    found = of(study).regression
    z = study.person_scores.pivot_table("score", "person", "dimension")
    z = ((z - z.mean()) / z.std()).to_numpy()
    y = study.performance["value"].to_numpy()
    y = (y - y.mean()) / y.std(ddof=1)
    design = np.column_stack([np.ones(len(z)), z])
    residuals = y - design @ np.linalg.lstsq(design, y, rcond=None)[0]
    managers = study.people["manager_id"].to_numpy()
    robust = cluster_robust(design, residuals, managers, correction="CR2")
    errors = np.sqrt(np.diag(robust.covariance))[1:]
    np.testing.assert_allclose(found["std_error"], errors, rtol=CLOSED_FORM)
    np.testing.assert_allclose(found["df"], robust.df[1:], rtol=CLOSED_FORM)


def test_every_number_has_its_basis(study):
    found = of(study)
    for table in (found.correlations, found.regression, found.intercorrelations):
        assert (table["n"] == 480).all()
        assert (table["n_clusters"] == 24).all()
        assert (table["missing"] == "listwise").all()
        assert table[["estimate", "std_error", "ci_low", "ci_high"]].notna().all(axis=None)
    assert set(found.regression["estimator"]) == {"ols_cr2"}


def test_collinear_dimensions_leave_slopes_open_but_not_correlations(study):
    scores = study.person_scores.copy()
    copied = scores.loc[scores["dimension"] == "influence", "score"].to_numpy()
    scores.loc[scores["dimension"] == "service", "score"] = copied
    found = of(replace(study, person_scores=scores))
    assert found.regression["estimate"].isna().all()
    assert found.correlations["estimate"].notna().all()
    assert "collinear_dimensions" in [note["note"] for note in found.notes]


def test_few_managers_are_named(draw):
    found = of(draw([0.3, 0.3], managers=3))
    kinds = {note["note"] for note in found.notes}
    assert {"few_clusters", "small_df"} <= kinds


@settings(max_examples=15, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 100), scale=st.floats(0.1, 10))
def test_order_of_people_and_units_do_not_matter(study, seed, scale):
    order = np.random.default_rng(seed).permutation(480)
    scores = study.person_scores.assign(
        person=order[study.person_scores["person"]], score=lambda t: scale * t["score"] + 3
    )
    performance = study.performance.assign(
        person=order[study.performance["person"]], value=lambda t: scale * t["value"] - 1
    )
    people = study.people.assign(person=order[study.people["person"]])
    again = of(replace(study, person_scores=scores, performance=performance, people=people))
    found = of(study)
    for name in ("correlations", "regression", "models", "intercorrelations"):
        pd.testing.assert_frame_equal(getattr(again, name), getattr(found, name), rtol=1e-6)


@pytest.mark.slow
def test_intervals_cover_the_truth(draw):
    slopes = np.array([0.4, 0.2, 0.0])
    among = np.full((3, 3), 0.4) + 0.6 * np.eye(3)
    hits = []
    for seed in range(200):
        found = of(draw(slopes.tolist(), seed=seed))
        for table, truth in (
            (found.correlations, among @ slopes),
            (found.regression, slopes),
        ):
            hits.append((table["ci_low"] <= truth) & (truth <= table["ci_high"]))
    assert COVERAGE[0] <= np.mean(hits) <= COVERAGE[1]


def test_within_and_between_managers_are_told_apart(made_of):
    """Slope .5 within managers, -1 between them."""
    rng = np.random.default_rng(3)
    managers = np.repeat(np.arange(60), 20)
    level = rng.normal(size=60)[managers]
    x = level + rng.normal(size=1200)
    y = 0.5 * (x - level) - 1.0 * level + 0.5 * rng.normal(size=1200)
    found = of(made_of(x[:, None], y, managers))
    scale = x.std() / y.std()
    slopes = found.levels.set_index("level")
    for name, true in (("within", 0.5), ("between", -1.0), ("difference", -1.5)):
        row = slopes.loc[name]
        assert abs(row["estimate"] - true * scale) < 0.1
        assert row["ci_low"] < row["estimate"] < row["ci_high"]
    alike = found.likeness.set_index("dimension")["estimate"]
    assert alike["influence"] == pytest.approx(0.5, abs=0.12)


def test_controls_are_held_against_what_the_dimensions_add(study):
    rng = np.random.default_rng(5)
    tenure = np.exp(0.5 * study.performance["value"] + rng.normal(size=480))
    people = study.people.assign(tenure=tenure)
    found = of(replace(study, people=people), controls={"tenure": "log"})
    row = found.incremental.iloc[0]
    control = np.corrcoef(np.log(tenure), study.performance["value"])[0, 1] ** 2
    assert row["r_squared_controls"] == pytest.approx(control, abs=CLOSED_FORM)
    assert row["estimate"] == pytest.approx(row["r_squared"] - control, abs=CLOSED_FORM)
    assert row["ci_low"] < row["estimate"] < row["ci_high"]
    assert row["p_value"] < 0.001
    assert {"vif", "reset", "curvature", "interaction"} <= set(found.diagnostics["check"])


def test_a_bent_relation_is_found(made_of):
    rng = np.random.default_rng(7)
    x = rng.normal(size=(480, 2))
    y = x[:, 0] + 0.4 * x[:, 0] ** 2 + rng.normal(size=480)
    checks = of(made_of(x, y, np.arange(480) // 20)).diagnostics.set_index(["check", "term"])
    assert checks.loc[("curvature", "influence"), "p_value"] < 0.001
    assert checks.loc[("curvature", "planning"), "p_value"] > 0.001
    assert checks.loc[("reset", ""), "p_value"] < 0.001


def test_the_ledger_holds_what_went_in_and_refuses_what_cannot_be(study):
    documented = {"reliability": 0.6, "source": "manual"}
    narrow = {"unrestricted_sd": 2.0, "source": "applicants", "selection": "direct"}
    found = of(
        study,
        criterion_reliability={"composite": documented},
        range_restriction={"influence": narrow},
    )
    ledger = found.corrections.set_index(["dimension", "correction"])
    plain = found.correlations.set_index("dimension")
    row = ledger.loc[("planning", "criterion_unreliability")]
    assert row["uncorrected"] == plain.loc["planning", "estimate"]
    assert row["estimate"] == pytest.approx(row["uncorrected"] / np.sqrt(0.6))
    assert row["ci_low"] == pytest.approx(plain.loc["planning", "ci_low"] / np.sqrt(0.6))
    assert row["reliability_y"] == 0.6
    assert row["documented"] == "manual"
    assert ledger.loc[("influence", "case_2"), "u_x"] == pytest.approx(2.0, rel=0.15)
    impossible = of(
        study, criterion_reliability={"composite": {**documented, "reliability": 0.1}}
    )
    refused = impossible.corrections.set_index("dimension").loc["influence"]
    assert refused["note"] == "corrected_beyond_one"
    assert np.isnan(refused["estimate"])


def test_nothing_is_corrected_without_documents(study):
    found = of(study)
    assert found.corrections.empty
    kinds = {note["note"] for note in found.notes}
    refused = {"range_restriction_not_documented", "criterion_reliability_not_documented"}
    assert refused <= kinds


def test_a_control_that_is_not_there_is_refused(study):
    with pytest.raises(DataError, match="no column 'age'"):
        of(study, controls={"age": "none"})


def test_who_judges_both_is_told(study):
    kpi_sources = {"sales": ["records"], "rating": ["manager"]}
    found = of(study, kpi_sources=kpi_sources, shares={"sales": 0.6, "rating": 0.4})
    told = [n for n in found.notes if n["note"].startswith("common_source")]
    assert [(n["note"], n["criterion"], n["source"]) for n in told] == [
        ("common_source_only", "composite", "manager"),
    ]
    without = of(study, kpi_sources=kpi_sources, shares={"sales": 1.0, "rating": 0.0})
    assert not [n for n in without.notes if n["note"].startswith("common_source")]

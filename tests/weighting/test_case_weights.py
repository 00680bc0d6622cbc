"""Whole case weights give what that many copies of a person with the same manager give."""

import numpy as np
import pandas as pd
import pytest

from analysis.weighting.design import designs
from analysis.weighting.importance import importance
from analysis.weighting.points import Bounds
from analysis.weighting.recommendation import recommendation
from analysis.weighting.schemes import Contenders, contenders
from analysis.weighting.validity import validity
from analysis.weighting.verdict import Demand
from tests.weighting.conftest import Study, drawn_study

EXACT = 1e-8
OPTIONS = {"predictors_from": ["manager"], "cluster": "manager_id", "confidence": 0.95}


@pytest.fixture(scope="module")
def both():
    """The same study with weights, and with every person as often as their weight says."""
    study = drawn_study([0.4, 0.2, 0.1], managers=14, team=8)
    weights = np.random.default_rng(8).integers(1, 4, size=len(study.people))
    weighted = Study(
        study.person_scores, study.performance, study.people.assign(case_weight=weights)
    )
    copies = np.repeat(np.arange(len(weights)), weights)
    wide = study.person_scores.pivot_table("score", "person", "dimension").iloc[copies]
    long = wide.reset_index(drop=True).rename_axis("person").reset_index()
    scores = long.melt("person", var_name="dimension", value_name="score")
    scores = scores.assign(instrument="six", source="manager", wave=1)
    performance = study.performance.iloc[copies].assign(person=np.arange(len(copies)))
    people = study.people.iloc[copies].assign(person=np.arange(len(copies)))
    return weighted, Study(scores, performance, people)


def same(found: pd.DataFrame, expected: pd.DataFrame, columns: list[str]) -> None:
    np.testing.assert_allclose(found[columns], expected[columns], atol=EXACT)


def test_importance(both):
    found, expected = (
        importance(
            s.person_scores,
            s.performance,
            s.people,
            **OPTIONS,
            sets={"both": ["influence", "service"]},
            draws=150,
            rng=np.random.default_rng(3),
        )
        for s in both
    )
    limits = ["estimate", "ci_low", "ci_high"]
    same(found.importance, expected.importance, [*limits, "bca_low", "bca_high"])
    same(found.differences, expected.differences, [*limits, "bca_low", "bca_high"])
    same(found.dominance, expected.dominance, ["dominates", "reproducibility"])
    same(found.conditional, expected.conditional, limits)
    same(found.commonality, expected.commonality, limits)
    same(found.sets, expected.sets, [*limits, "bca_low", "bca_high", "share"])


def test_validity(both):
    found, expected = (
        validity(
            s.person_scores,
            s.performance,
            s.people,
            **OPTIONS,
            controls={},
            criterion_reliability={},
            range_restriction={},
            kpi_sources={},
            shares={},
            draws=150,
            rng=np.random.default_rng(3),
        )
        for s in both
    )
    test = ["estimate", "std_error", "ci_low", "ci_high", "df", "p_value"]
    same(found.correlations, expected.correlations, test[:4])
    same(found.intercorrelations, expected.intercorrelations, test[:4])
    np.testing.assert_allclose(
        found.regression["estimate"], expected.regression["estimate"], atol=EXACT
    )
    np.testing.assert_allclose(found.regression["df"], expected.regression["df"], atol=1e-6)
    np.testing.assert_allclose(
        found.models["r_squared"], expected.models["r_squared"], atol=EXACT
    )


def test_the_scale_of_weights_does_not_matter(both):
    weighted, _ = both
    people = weighted.people.assign(case_weight=lambda t: 7.5 * t["case_weight"])
    tables = []
    for table in (weighted.people, people):
        (design,) = designs(
            weighted.person_scores,
            weighted.performance,
            table,
            predictors_from=["manager"],
            cluster="manager_id",
        )
        tables.append(design.correlations)
    np.testing.assert_allclose(tables[0], tables[1], atol=EXACT)


def test_who_has_no_weight_is_left_out_and_counted(both):
    weighted, _ = both
    people = weighted.people.copy()
    people["case_weight"] = people["case_weight"].astype(float)
    people.loc[:2, "case_weight"] = [np.nan, 0.0, -1.0]
    (design,) = designs(
        weighted.person_scores,
        weighted.performance,
        people,
        predictors_from=["manager"],
        cluster="manager_id",
    )
    assert len(design.values) == len(people) - 3
    note = next(n for n in design.notes if n["note"] == "people_without_case_weight")
    assert note["n"] == 3


MOMENTS = contenders(
    ["zero_order", "nnls", "ols", "relative_weight", "general_dominance"],
    fixed={},
    prior="unit",
    prior_people=100,
)
TUNED = contenders(["ridge", "elastic_net"], fixed={}, prior="unit", prior_people=100)


def recommended(study: Study, compared: Contenders = MOMENTS):
    schemes = pd.DataFrame(
        {
            **{"criterion": "composite", "source": "manager", "scheme": list(compared.schemes)},
            **{"estimate": 0.3, "ci_low": 0.2, "gain": 0.0, "gain_ci_low": -0.05},
            **{"gain_ci_high": 0.05, "lag": 0.0, "lag_std_error": 0.01, "folds": 8},
            "repeats": 5,
        }
    )
    return recommendation(
        study.person_scores,
        study.performance,
        study.people,
        schemes,
        compared=compared,
        expert=None,
        predictors_from=["manager"],
        cluster="manager_id",
        draws=150,
        demand=Demand(confidence=0.95, minimal_gain=0.05, power=0.8),
        bounds=Bounds(1, 0, 100),
        cuts=[0.2],
        rng=np.random.default_rng(1),
    )


def test_recommendation(both):
    found, expected = (recommended(s) for s in both)
    same(found.alternatives, expected.alternatives, ["weight", "ci_low", "ci_high", "points"])
    same(found.covariance, expected.covariance, ["estimate"])
    same(found.rank_changes, expected.rank_changes, ["correlation"])
    assert found.evidence["omnibus_p"] == pytest.approx(expected.evidence["omnibus_p"])


def test_effective_size_is_stated(both):
    weighted, copies = both
    w = weighted.people["case_weight"].to_numpy()
    worth = w.sum() ** 2 / (w**2).sum()
    assert recommended(weighted).evidence["n_effective"] == pytest.approx(worth)
    assert recommended(copies).evidence["n_effective"] == w.sum()
    said = [n for n in recommended(weighted).notes if n["note"] == "people_with_case_weights"]
    assert said[0]["n"] == len(w)
    assert said[0]["n_effective"] == pytest.approx(worth)


@pytest.mark.parametrize("compared", [MOMENTS, TUNED])
def test_equal_weights_change_nothing(study, compared):
    alike = Study(study.person_scores, study.performance, study.people.assign(case_weight=3.0))
    found, expected = recommended(alike, compared), recommended(study, compared)
    same(found.alternatives, expected.alternatives, ["weight", "ci_low", "ci_high"])
    same(found.rank_changes, expected.rank_changes, ["correlation", "mean_change"])
    assert found.evidence["design_effect"] == pytest.approx(expected.evidence["design_effect"])
    assert found.evidence["n_needed"] == pytest.approx(expected.evidence["n_needed"])


def test_unequal_weights_need_more_people(study):
    weights = np.where(np.arange(len(study.people)) % 2, 1.0, 9.0)
    weighted = study.people.assign(case_weight=weights)
    found = recommended(Study(study.person_scores, study.performance, weighted)).evidence
    plain = recommended(study).evidence
    assert found["design_effect"] > 1.3 * plain["design_effect"]
    assert found["power_reached"] < plain["power_reached"]

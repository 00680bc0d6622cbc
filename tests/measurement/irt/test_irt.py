"""Graded response models on frames: parameters, information, scores, agreement, person fit."""

import numpy as np
import pandas as pd
import pytest

from analysis.columns import BASIS, BLOCK
from analysis.measurement.irt.irt import Irt, irt
from analysis.stats.irt.ogive import FactorItems, factor_items, graded_items
from tests.measurement.irt.answered import (
    INTERCEPTS,
    ITEMS,
    SLOPES,
    instrument,
    table,
    two_groups,
)

ROUNDING = 1e-12
ERRORS = 4.5  # standard errors within which 40 estimates stay
LOADING = 0.02  # logistic for normal, and two estimators, in 3,000 people
THRESHOLD = 0.06  # the same, where few people choose a category


def fitted(keyed: pd.DataFrame, *, draws: int = 2000, **instruments: object) -> Irt:
    return irt(
        keyed,
        {"test": instrument(**instruments)},
        n_points=41,
        reach=6,
        misfit_share=0.05,
        misfit_draws=draws,
        estimator="wlsmv",
        missing="pairwise",
        confidence=0.95,
        rng=np.random.default_rng(1),
    )


@pytest.fixture(scope="module")
def found() -> Irt:
    return fitted(two_groups(1, 750)[0].query("person < 750"))


def test_there_and_back_gives_the_same_items():
    items = FactorItems(np.array([0.4, 0.8]), np.array([[-1.0, 0.5], [0.2, np.inf]]))
    again = factor_items(graded_items(items))
    np.testing.assert_allclose(again.loadings, items.loadings, rtol=ROUNDING)
    np.testing.assert_allclose(again.thresholds, items.thresholds, rtol=ROUNDING)
    slope = 1.702 * 0.8 / np.sqrt(1 - 0.64)
    assert graded_items(items).slopes[1] == pytest.approx(slope, rel=ROUNDING)


def test_parameters_lie_around_the_truth(found):
    rows = dict(list(found.parameters.groupby(["item", "parameter"])))
    for d in range(2):
        for i in range(4):
            item = ITEMS[4 * d + i]
            slope = rows[item, "slope"].iloc[0]
            assert abs(slope["estimate"] - SLOPES[i]) < ERRORS * slope["std_error"]
            cuts = rows[item, "intercept"].sort_values("category")
            away = (cuts["estimate"] - INTERCEPTS[i]) / cuts["std_error"]
            assert away.abs().max() < ERRORS
            places = rows[item, "location"].sort_values("category")
            expected = -cuts["estimate"].to_numpy() / slope["estimate"]
            np.testing.assert_allclose(places["estimate"], expected, rtol=1e-9)


def test_tables_begin_with_the_block_and_end_with_the_basis(found):
    for name in ("parameters", "information", "dimensions", "agreement", "scores", "misfit"):
        columns = list(getattr(found, name).columns)
        assert columns[:3] == BLOCK
        assert columns[-3:] == BASIS
    assert not found.notes


def test_information_of_items_adds_up(found):
    rows = found.information
    for dimension in ("north", "south"):
        own = rows[rows["dimension"] == dimension]
        parts = own[own["item"] != ""].groupby("attribute")["information"].sum()
        whole = own[own["item"] == ""].set_index("attribute")
        np.testing.assert_allclose(parts, whole["information"], rtol=ROUNDING)
        np.testing.assert_allclose(whole["std_error"], whole["information"] ** -0.5)


def test_scores_and_reliability_meet_the_attributes():
    keyed, _, attributes = two_groups(2, 2000)
    found = fitted(keyed.query("person < 2000"))
    scores = found.scores[found.scores["dimension"] == "north"]
    truth = attributes[:2000, 0]
    reached = np.corrcoef(scores["estimate"], truth)[0, 1] ** 2
    known = found.dimensions.set_index("dimension").loc["north"]
    assert known["reliability"] == pytest.approx(reached, abs=0.03)
    assert known["reliability_of_scores"] == pytest.approx(reached, abs=0.03)
    inside = np.abs(scores["estimate"] - truth) < 1.96 * scores["std_error"]
    assert inside.mean() == pytest.approx(0.95, abs=0.02)


def test_the_factor_model_finds_the_converted_parameters():
    """Answers cut from normal responses: the logistic model is near, the factor model exact."""
    rng = np.random.default_rng(3)
    loadings = np.array([0.5, 0.65, 0.8, 0.7])
    factor = rng.normal(size=(3000, 1))
    response = factor * loadings + rng.normal(size=(3000, 4)) * np.sqrt(1 - loadings**2)
    codes = (response[:, :, None] > np.array([-1.2, -0.3, 0.4, 1.3])).sum(axis=2)
    rows = fitted(table(codes), dimensions=("north",)).agreement
    kinds = {kind: part for kind, part in rows.groupby("parameter")}
    assert kinds["loading"]["difference"].abs().max() < LOADING
    assert kinds["threshold"]["difference"].abs().max() < THRESHOLD
    assert kinds["threshold"]["cfa"].count() == 16
    np.testing.assert_allclose(kinds["loading"]["cfa"], loadings, atol=0.05)
    np.testing.assert_allclose(rows["irt"] - rows["cfa"], rows["difference"])


def test_who_follows_the_model_is_beyond_the_cutoff_as_often_as_stated():
    keyed = two_groups(4, 2500)[0].query("person < 2500")
    rng = np.random.default_rng(5)
    careless = keyed.head(100).copy()
    careless[ITEMS] = rng.integers(1, 6, size=(100, 8))
    both = pd.concat([keyed, careless], ignore_index=True)
    both["response"] = both["person"] = np.arange(len(both))
    fit = fitted(both).person_fit
    assert fit["beyond"].iloc[:2500].mean() == pytest.approx(0.05, abs=0.02)
    assert fit["beyond"].iloc[2500:].mean() > 0.2


def test_gaps_are_used_and_who_answered_nothing_has_no_score():
    keyed = two_groups(6, 300)[0].query("person < 300").copy()
    keyed.loc[0, ITEMS[:4]] = pd.NA
    keyed.loc[1, ITEMS] = pd.NA
    keyed.loc[2, ITEMS[0]] = pd.NA
    found = fitted(keyed, draws=200)
    scored = found.scores[found.scores["dimension"] == "north"]["person"]
    assert {0, 1}.isdisjoint(scored)
    assert 2 in set(scored)
    assert 0 in set(found.person_fit["person"])
    assert 1 not in set(found.person_fit["person"])
    assert set(found.dimensions["n"]) == {298, 299}


def test_a_dimension_of_two_items_has_no_model_but_a_note():
    keyed = two_groups(7, 200)[0]
    found = fitted(keyed, draws=200, per=2)
    assert found.parameters.empty
    assert {n["note"] for n in found.notes} == {"no_graded_model"}
    assert {n["reason"] for n in found.notes} == {"needs_three_items"}

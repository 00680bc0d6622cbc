"""Factors and performance in one model: errors of items do not pass for less importance."""

import numpy as np
import pandas as pd
import pytest

from analysis.chain.latent_validity import indices_of, latent_validity
from analysis.notes import note
from analysis.stats.dominance import general_dominance
from tests.measurement.ordinal_study import instrument, keyed

ITEMS = {"one": ["i1", "i2", "i3", "i4"], "two": ["i5", "i6", "i7", "i8"]}
INSTRUMENTS = {"small": instrument(ITEMS)}
LOADINGS = np.repeat([0.85, 0.5], 4)
CORRELATION, VALIDITY = 0.4, 0.4
SEARCHED = 1e-4
"""Another order of rows ends the search elsewhere by as much."""
METHODS = ["zero_order", "beta", "general_dominance"]


def drawn(n: int, seed: int) -> tuple[pd.DataFrame, np.ndarray]:
    """Answers about two equally valid factors, the second one measured with more error."""
    rng = np.random.default_rng(seed)
    whole = np.eye(3)
    whole[0, 1] = whole[1, 0] = CORRELATION
    whole[:2, 2] = whole[2, :2] = VALIDITY
    true = rng.normal(size=(n, 3)) @ np.linalg.cholesky(whole).T
    factors = np.repeat(true[:, :2], 4, axis=1)
    response = LOADINGS * factors + np.sqrt(1 - LOADINGS**2) * rng.normal(size=(n, 8))
    codes = 1 + np.digitize(response, [-1.5, -0.5, 0.5, 1.5])
    return keyed({f"i{j + 1}": codes[:, j] for j in range(8)}), true[:, 2]


def found_of(answers, criterion, people=None, draws=400, clustered=False, **options):
    performance = pd.DataFrame(
        {"person": np.arange(len(criterion)), "criterion": "composite", "value": criterion}
    )
    options = {"estimator": "wlsmv", "missing": "pairwise", "cluster": None} | options
    return latent_validity(
        answers,
        performance,
        people if people is not None else performance[["person"]],
        INSTRUMENTS,
        predictors_from=["self"],
        clustered=clustered,
        draws=draws,
        confidence=0.95,
        rng=np.random.default_rng(1),
        **options,
    )


@pytest.fixture(scope="module")
def study():
    return drawn(1500, seed=5)


@pytest.fixture(scope="module")
def found(study):
    return found_of(*study)


def test_equal_validities_are_found_equal_where_those_of_scores_are_not(study, found):
    answers, criterion = study
    scores = [answers[items].astype(float).mean(axis=1) for items in ITEMS.values()]
    manifest = [np.corrcoef(s, criterion)[0, 1] for s in scores]
    assert manifest[0] - manifest[1] > 0.05
    slope = VALIDITY / (1 + CORRELATION)
    true = {"zero_order": VALIDITY, "beta": slope, "general_dominance": slope * VALIDITY}
    rows = found.relations
    assert list(dict.fromkeys(rows["method"])) == METHODS
    for method, value in true.items():
        own = rows[rows["method"] == method]
        assert (own["ci_low"] < value).all(), method
        assert (own["ci_high"] > value).all(), method
        assert (own["std_error"] < 0.05).all()
    assert rows["n"].unique().tolist() == [1500]


def test_parts_sum_to_r_squared_and_shares_to_one(found):
    by = {m: found.relations[found.relations["method"] == m] for m in METHODS}
    r_squared = (by["zero_order"]["estimate"].to_numpy() * by["beta"]["estimate"]).sum()
    assert by["general_dominance"]["estimate"].sum() == pytest.approx(r_squared)
    assert by["general_dominance"]["share"].sum() == pytest.approx(1.0)


def test_indices_are_those_of_a_regression():
    matrix = np.array([[1.0, 0.3, 0.5], [0.3, 1.0, 0.2], [0.5, 0.2, 1.0]])
    indices = indices_of(matrix[None])
    slopes = np.linalg.solve(matrix[:2, :2], matrix[:2, 2])
    np.testing.assert_allclose(indices["beta"][0], slopes)
    np.testing.assert_allclose(
        indices["general_dominance"], general_dominance(matrix[None]), atol=1e-12
    )


def test_scale_of_the_criterion_and_order_of_people_change_nothing(study, found):
    answers, criterion = study
    order = np.random.default_rng(2).permutation(len(answers))
    other = found_of(answers.iloc[order], 40 - 7 * criterion)
    sign = np.where(found.relations["method"] == "general_dominance", 1, -1)
    np.testing.assert_allclose(
        other.relations["estimate"], sign * found.relations["estimate"], atol=SEARCHED
    )


def test_equal_case_weights_change_nothing(study, found):
    answers, criterion = study
    other = found_of(answers.assign(case_weight=3.0), criterion)
    np.testing.assert_allclose(
        other.relations["estimate"], found.relations["estimate"], atol=SEARCHED
    )


def test_people_without_performance_are_left_out(study):
    answers, criterion = study
    gaps = np.where(np.arange(len(criterion)) < 300, np.nan, criterion)
    found = found_of(answers, gaps)
    assert found.relations["n"].unique().tolist() == [1200]


def test_that_people_share_clusters_is_said(study):
    answers, criterion = study
    found = found_of(answers, criterion, clustered=True)
    block = {"instrument": "small", "source": "self", "wave": 1}
    assert found.notes == [note("latent_validity_of_independent_people", **block)]
    people = pd.DataFrame({"person": np.arange(1500), "team": np.arange(1500) // 10})
    assert not found_of(answers, criterion, people, clustered=True, cluster="team").notes

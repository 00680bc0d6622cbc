import numpy as np
import pandas as pd
import pytest

from analysis.chain.cross_validation import cross_validated
from analysis.chain.held_out import Fold, fold_moments, tried
from analysis.errors import DataError
from analysis.weighting.fit import fit_weights
from analysis.weighting.schemes import SCHEMES as ALL
from analysis.weighting.schemes import contenders

CLOSED_FORM = 1e-10
DIMENSIONS = ["influence", "planning", "service"]
FIXED = {
    "expert": {"influence": 2.0, "planning": 1.0, "service": 1.0},
    "previous": {"influence": 0.2, "planning": 0.2, "service": 0.6},
}
EVERY = contenders(ALL, fixed=FIXED, prior="expert", prior_people=100)
COMPARED = contenders(
    ["zero_order", "nnls", "relative_weight", "general_dominance"],
    fixed={},
    prior="unit",
    prior_people=100,
)
SCHEMES = COMPARED.schemes
MOMENT_SCHEMES = ("zero_order", "nnls", "ols", "relative_weight", "general_dominance")
"""Learned from correlations alone; penalties are tuned in folds that depend on how many."""
RELIABILITIES = {("manager", d): 0.8 for d in DIMENSIONS}


def data_of(slopes, *, managers=24, team=20, seed=1):
    """Scores, correlated .3, and, last, a criterion with these standardised slopes."""
    rng = np.random.default_rng(seed)
    among = np.full((3, 3), 0.3) + 0.7 * np.eye(3)
    scores = rng.normal(size=(managers * team, 3)) @ np.linalg.cholesky(among).T
    noise = np.sqrt(1 - np.array(slopes) @ among @ slopes)
    return np.column_stack([scores, scores @ slopes + noise * rng.normal(size=len(scores))])


def tables(data):
    person = np.arange(len(data))
    scores = pd.DataFrame(
        {
            **{"person": np.repeat(person, 3), "instrument": "six", "source": "manager"},
            **{"wave": 1, "dimension": DIMENSIONS * len(data), "score": data[:, :3].ravel()},
        }
    )
    performance = pd.DataFrame(
        {"person": person, "criterion": "composite", "value": data[:, 3]}
    )
    return scores, performance


def run(
    data, *, team=20, cluster="manager_id", seed=1, learn=None, case_weight=None, **options
):
    scores, performance = tables(data)
    people = pd.DataFrame({"person": np.arange(len(data))})
    people["manager_id"] = people["person"] // team
    if case_weight is not None:
        people["case_weight"] = case_weight
    options = {"repeats": 2, "folds": 8} | options
    return cross_validated(
        learn or (lambda train, stream: (scores, performance)),
        people.sample(frac=1, random_state=seed),
        reliabilities=RELIABILITIES,
        compared=COMPARED,
        predictors_from=["manager"],
        cluster=cluster,
        confidence=0.95,
        rng=np.random.default_rng(5),
        **options,
    )


@pytest.mark.parametrize("scheme", ALL)
def test_fold_by_fold_numbers_are_those_of_weights_from_the_other_people(scheme):
    data = data_of([0.5, 0.2, 0.1])
    train, test, clusters = data[:400], data[400:], np.arange(400) // 20
    moments = fold_moments(train, test, clusters, EVERY, rng=np.random.default_rng(3))
    where = {"source": "manager", "repeat": 0, "fold": 0, "n_train": 400, "n_test": 80}
    found = tried([Fold("composite", DIMENSIONS, where, *moments)], EVERY)
    fitted = fit_weights(
        pd.DataFrame(train[:, :3], columns=DIMENSIONS),
        train[:, 3],
        clusters,
        EVERY,
        scheme,
        rng=np.random.default_rng(3),
    )
    z = (test[:, :3] - fitted.means) / fitted.sds
    expected = np.corrcoef(z @ fitted.weights, test[:, 3])[0, 1]
    place = EVERY.schemes.index(scheme)
    assert found.estimates[0, place] == pytest.approx(expected, abs=CLOSED_FORM)
    np.testing.assert_allclose(found.weights[scheme][0], fitted.weights, atol=CLOSED_FORM)


def test_whole_managers_are_held_out_and_nothing_is_learned_from_them():
    data = data_of([0.3, 0.3, 0.3])
    seen = []

    def learn(train, stream):
        seen.append(train)
        return tables(data)

    found = run(data, learn=learn)
    assert len(seen[0]) == 480  # everyone, for the composites of all people
    for train in seen[1:]:
        assert len(train) == 420
        assert (np.bincount(train // 20, minlength=24) % 20 == 0).all()
    assert (found.folds["n_train"] == 420).all()
    assert (found.folds["n_test"] == 60).all()


def test_differing_validities_show_a_gain_and_equal_ones_do_not():
    shown = run(data_of([0.7, 0.0, 0.0])).schemes.set_index("scheme")
    assert (shown.loc[list(SCHEMES[1:]), "gain_ci_low"] > 0).all()
    assert shown.loc["unit", "gain"] == 0
    equal = run(data_of([0.25, 0.25, 0.25])).schemes.set_index("scheme")
    assert not (equal["gain_ci_low"] > 0).any()
    assert (equal["n"] == 480).all()
    assert (equal["n_clusters"] == 24).all()


def test_order_of_people_does_not_matter():
    data = data_of([0.4, 0.2, 0.1])
    pd.testing.assert_frame_equal(run(data, seed=1).folds, run(data, seed=2).folds)


def test_unit_weights_go_perfectly_with_themselves():
    table = run(data_of([0.5, 0.2, 0.1])).composites.set_index("scheme")["r_with_unit"]
    assert table["unit"] == pytest.approx(1, abs=CLOSED_FORM)
    assert (table <= 1 + CLOSED_FORM).all()


def test_reliability_of_the_unit_composite_is_that_of_spearman_and_brown():
    data = data_of([0.5, 0.2, 0.1])
    table = run(data).composites.set_index("scheme")
    among = np.corrcoef(data[:, :3], rowvar=False)
    expected = 1 - 3 * (1 - 0.8) / among.sum()  # error variances of three standardised scores
    assert table.loc["unit", "reliability"] == pytest.approx(expected, abs=CLOSED_FORM)


def test_stability_tells_how_far_weights_move():
    table = run(data_of([0.5, 0.2, 0.1])).stability.set_index(["scheme", "dimension"])
    assert (table.loc["unit", "sd"] < CLOSED_FORM).all()
    assert (table.loc["nnls", "sd"] > 0).all()
    assert (table["minimum"] <= table["estimate"] + CLOSED_FORM).all()
    assert (table["estimate"] <= table["maximum"] + CLOSED_FORM).all()
    sums = table.groupby(level="scheme")["estimate"].sum()
    np.testing.assert_allclose(sums, 1, atol=CLOSED_FORM)


def test_the_best_scheme_lags_behind_nobody():
    table = run(data_of([0.6, 0.2, 0.0])).schemes
    assert table["lag"].min() == pytest.approx(0, abs=CLOSED_FORM)
    best = table["estimate"].max()
    np.testing.assert_allclose(table["lag"], best - table["estimate"], atol=CLOSED_FORM)


def test_fewer_managers_than_folds_are_each_held_out_once():
    found = run(data_of([0.3, 0.3, 0.3], managers=5), repeats=1)
    assert (found.schemes["folds"] == 5).all()
    assert found.notes[0]["note"] == "fewer_clusters_than_folds"


def test_two_managers_cannot_be_cross_validated():
    with pytest.raises(DataError, match=r"2 clusters .* at least 3"):
        run(data_of([0.3, 0.3, 0.3], managers=2))


def test_folds_without_differences_are_named():
    data = data_of([0.3, 0.3, 0.3], managers=6, team=10)
    data[:10, 3] = 1.0
    found = run(data, team=10, folds=6, repeats=1)
    assert found.folds["estimate"].isna().sum() == len(SCHEMES)
    assert found.notes[-1] == {
        **{"note": "folds_without_estimate", "criterion": "composite", "source": "manager"},
        "n": 1,
    }
    assert found.schemes["estimate"].notna().all()


@pytest.mark.slow
def test_unit_weights_are_seldom_given_up_when_validities_are_equal():
    given_up = 0
    for seed in range(100):
        table = run(data_of([0.2, 0.2, 0.2], seed=seed), repeats=1).schemes
        given_up += bool((table["gain_ci_low"] > 0).any())
    assert given_up <= 5  # a 95 % interval may exclude 0 from one side in 2.5 % of draws


@pytest.mark.parametrize("scheme", MOMENT_SCHEMES)
def test_whole_case_weights_are_copies_in_every_fold(scheme):
    data = data_of([0.5, 0.2, 0.1])
    weights = np.random.default_rng(6).integers(1, 4, size=len(data))
    clusters, train = np.arange(len(data)) // 20, np.arange(len(data)) < 400
    copies = np.repeat(np.arange(len(data)), weights)
    moments = [
        fold_moments(
            data[train],
            data[~train],
            clusters[train],
            EVERY,
            rng=np.random.default_rng(3),
            train_weights=weights[train],
            test_weights=weights[~train],
        ),
        fold_moments(
            data[copies[train[copies]]],
            data[copies[~train[copies]]],
            clusters[copies[train[copies]]],
            EVERY,
            rng=np.random.default_rng(3),
        ),
    ]
    where = {"source": "manager", "repeat": 0, "fold": 0, "n_train": 400, "n_test": 80}
    found, expected = (
        tried([Fold("composite", DIMENSIONS, where, *one)], EVERY) for one in moments
    )
    np.testing.assert_allclose(found.weights[scheme], expected.weights[scheme], atol=1e-8)
    place = EVERY.schemes.index(scheme)
    assert found.estimates[0, place] == pytest.approx(expected.estimates[0, place], abs=1e-8)


def test_equal_case_weights_change_no_number_of_the_tournament():
    data = data_of([0.5, 0.2, 0.1])
    found, expected = run(data, case_weight=2.0), run(data)
    columns = ["estimate", "std_error", "gain", "lag"]
    np.testing.assert_allclose(
        found.schemes[columns], expected.schemes[columns], atol=CLOSED_FORM
    )
    worth = [n for n in found.notes if n["note"] == "people_with_case_weights"]
    assert [(n["n"], n["n_effective"]) for n in worth] == [(480, pytest.approx(480))]


def test_people_without_a_case_weight_are_in_no_fold():
    data = data_of([0.5, 0.2, 0.1])
    weights = np.where(np.arange(480) < 40, np.nan, 1.0)
    found = run(data, case_weight=weights)
    assert found.folds.groupby(["repeat", "fold"]).first()["n_test"].sum() == 2 * 440

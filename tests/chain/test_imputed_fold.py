"""Scores filled within folds: nothing of those held out is learned, their criterion least."""

import numpy as np
import pandas as pd
import pytest

from analysis.chain.imputed_fold import Filled, filled_fold
from analysis.chain.left_out import left_out
from analysis.chain.withheld import groups_withheld
from analysis.stats.normal_imputation import expected_values, learned
from analysis.weighting.imputation import Imputation
from tests.chain.test_cross_validation import COMPARED, data_of, run, tables
from tests.chain.test_left_out import people_of

SAME = 1e-12
GIVEN = Imputation(5, {}, seed=1)


def gappy(slopes=(0.5, 0.2, 0.0), *, share=0.25, seed=1) -> np.ndarray:
    """People of 24 managers without some of their first two scores."""
    data = data_of(list(slopes), seed=seed)
    rng = np.random.default_rng(seed)
    data[:, :2][rng.random((len(data), 2)) < share] = np.nan
    return data


def fold(data: np.ndarray, held_out: np.ndarray) -> Filled:
    found = filled_fold(
        data[:, :3],
        data[:, 3],
        pd.DataFrame({"tenure": np.arange(len(data)) % 11}),
        np.arange(len(data)) // 20,
        held_out,
        count=3,
        rng=np.random.default_rng(2),
    )
    assert found is not None
    return found


def test_nothing_of_those_held_out_fills_those_learned_from():
    data, held_out = gappy(), np.arange(480) < 60
    other = data.copy()
    other[held_out, :3] *= 5
    np.testing.assert_array_equal(fold(data, held_out).train, fold(other, held_out).train)


def test_the_criterion_of_those_held_out_fills_none_of_their_scores():
    data, held_out = gappy(), np.arange(480) < 60
    other = data.copy()
    other[held_out, 3] = -other[held_out, 3]
    here, there = fold(data, held_out), fold(other, held_out)
    np.testing.assert_array_equal(here.test[:, :3], there.test[:, :3])
    np.testing.assert_array_equal(here.test[:, 3], data[here.test_rows, 3])


def test_those_held_out_get_what_the_others_let_expect():
    data, held_out = gappy(), np.arange(480) < 60
    found = fold(data, held_out)
    tenure = (np.arange(480) % 11).astype(float)
    values = np.column_stack([data, tenure])
    mean, covariance = learned(values[~held_out])
    unseen = values[found.test_rows].copy()
    unseen[:, 3] = np.nan
    keep = [0, 1, 2, 4]
    wanted = expected_values(unseen[:, keep], mean[keep], covariance[np.ix_(keep, keep)])
    np.testing.assert_allclose(found.test[:, :3], wanted[:, :3], atol=1e-10)


def test_without_a_criterion_people_are_neither_learned_from_nor_tried():
    data, held_out = gappy(), np.arange(480) < 60
    data[50:80, 3] = np.nan
    found = fold(data, held_out)
    assert not set(found.test_rows) & set(range(50, 80))
    assert not set(found.train_rows) & set(range(50, 80))
    assert found.train.shape[0] == 3
    assert not np.isnan(found.train).any()


def test_too_little_in_common_gives_no_fold():
    data, held_out = gappy(), np.arange(480) < 60
    data[:470, 0] = np.nan
    data[470:, 1] = np.nan
    assert (
        filled_fold(
            *(data[:, :3], data[:, 3], pd.DataFrame(index=range(480)), np.arange(480) // 20),
            held_out,
            count=3,
            rng=np.random.default_rng(2),
        )
        is None
    )


def test_without_gaps_the_tournament_is_that_of_complete_people():
    data = data_of([0.5, 0.2, 0.0])
    here, there = run(data, imputation=GIVEN), run(data)
    for name in ("schemes", "folds", "composites", "stability"):
        pd.testing.assert_frame_equal(
            getattr(here, name), getattr(there, name), rtol=SAME, atol=SAME
        )


def test_every_fold_tries_everybody_with_a_criterion_and_a_score():
    data = gappy()
    imputed, complete = run(data, imputation=GIVEN), run(data)
    n_test = imputed.folds.query("scheme == 'unit' and repeat == 0")["n_test"].sum()
    assert n_test == (~np.isnan(data[:, :3]).all(axis=1)).sum()
    assert (
        complete.folds.query("scheme == 'unit' and repeat == 0")["n_test"].sum()
        == (~np.isnan(data).any(axis=1)).sum()
    )
    assert set(imputed.schemes["missing"]) == {"multiple_imputation"}
    best = imputed.schemes.set_index("scheme")
    assert best.loc["nnls", "gain"] == pytest.approx(
        run(data_of([0.5, 0.2, 0.0])).schemes.set_index("scheme").loc["nnls", "gain"], abs=0.03
    )


def test_a_group_left_out_is_filled_from_the_others():
    data = gappy()
    scores, performance = tables(data)
    people = people_of(480, 4)
    rows = left_out(
        groups_withheld(
            lambda train, stream: (scores, performance),
            people,
            ["region"],
            np.random.default_rng(1),
            [],
        ),
        pd.Series(people["manager_id"].to_numpy(), index=people["person"].to_numpy()),
        None,
        COMPARED,
        predictors_from=["manager"],
        min_group=30,
        confidence=0.95,
        rng=np.random.default_rng(2),
        imputation=GIVEN,
        people=people,
    )
    assert rows["n"].to_numpy(dtype=int).tolist() == [120] * len(rows)
    assert set(rows["missing"]) == {"multiple_imputation"}
    assert rows["estimate"].to_numpy(dtype=float).min() > 0.2

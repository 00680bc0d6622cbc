import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats import bootstrap
from analysis.stats.bootstrap import (
    deleted_correlations,
    percentile_interval,
    reflected,
    resampled_correlations,
)

CLOSED_FORM = 1e-10
MONTE_CARLO = 0.05  # relative error of a standard deviation of 4,000 draws: 1/sqrt(8000) x 4


def sample(seed: int, n: int = 40, q: int = 3) -> np.ndarray:
    rng = np.random.default_rng(seed)
    return rng.normal(size=(n, q)) + rng.normal(size=(n, 1))


def test_every_draw_is_the_correlation_matrix_of_its_people():
    data, clusters = sample(1), np.repeat(np.arange(8), 5)
    found = resampled_correlations(data, clusters, draws=50, rng=np.random.default_rng(2))
    drawn = np.random.default_rng(2).integers(0, 8, size=(50, 8))
    for picked, matrix in zip(drawn, found.correlations, strict=True):
        people = np.concatenate([np.flatnonzero(clusters == g) for g in picked])
        np.testing.assert_allclose(
            matrix, np.corrcoef(data[people], rowvar=False), atol=CLOSED_FORM
        )


def test_chunks_change_nothing(monkeypatch):
    data, clusters = sample(1), np.arange(40)
    whole = resampled_correlations(data, clusters, draws=25, rng=np.random.default_rng(3))
    monkeypatch.setattr(bootstrap, "CHUNK_COUNTS", 120)
    parts = resampled_correlations(data, clusters, draws=25, rng=np.random.default_rng(3))
    np.testing.assert_allclose(parts.correlations, whole.correlations, atol=CLOSED_FORM)


def test_spread_agrees_with_a_loop_over_people():
    data = sample(4)
    found = resampled_correlations(
        data, np.arange(40), draws=4000, rng=np.random.default_rng(5)
    )
    rng = np.random.default_rng(6)
    loop = [np.corrcoef(data[rng.integers(0, 40, 40)], rowvar=False)[0, 1] for _ in range(4000)]
    assert found.correlations[:, 0, 1].std() == pytest.approx(np.std(loop), rel=MONTE_CARLO)


def test_draws_without_variance_are_counted_and_left_out():
    data = np.column_stack([np.arange(6.0), [0, 0, 0, 0, 0, 1.0]])
    found = resampled_correlations(data, np.arange(6), draws=500, rng=np.random.default_rng(1))
    assert found.n_degenerate > 100  # (5/6)**6 = 33 % of the draws miss the last person
    assert len(found.correlations) == 500 - found.n_degenerate
    assert np.isfinite(found.correlations).all()


@given(st.integers(0, 1000), st.floats(0.1, 1000), st.floats(-100, 100))
def test_units_do_not_matter(seed, scale, shift):
    data, clusters = sample(seed), np.arange(40) // 4
    found = resampled_correlations(data, clusters, draws=20, rng=np.random.default_rng(1))
    again = resampled_correlations(
        scale * data + shift, clusters, draws=20, rng=np.random.default_rng(1)
    )
    np.testing.assert_allclose(again.correlations, found.correlations, atol=1e-8)


def test_percentiles_of_a_known_distribution():
    low, high = percentile_interval(np.arange(1001.0)[:, None], confidence=0.9)
    assert (low[0], high[0]) == pytest.approx((50, 950))


def test_reflection_keeps_the_width_and_turns_the_sides():
    low, high = reflected(np.array([3.0]), np.array([1.0]), np.array([4.0]))
    assert (low[0], high[0]) == (2.0, 5.0)


def test_each_cluster_is_left_out_in_turn():
    data, clusters = sample(7), np.repeat(np.arange(8), 5)
    weights = np.random.default_rng(1).uniform(0.5, 2, size=40)
    found = deleted_correlations(data, clusters, case_weights=weights)
    for g in range(8):
        rest = clusters != g
        covariance = np.cov(data[rest], rowvar=False, aweights=weights[rest])
        scale = np.sqrt(np.diag(covariance))
        np.testing.assert_allclose(
            found.correlations[g], covariance / np.outer(scale, scale), atol=CLOSED_FORM
        )


def test_spread_is_in_units_of_the_sample():
    data = sample(8)
    found = resampled_correlations(data, np.arange(40), draws=3, rng=np.random.default_rng(2))
    drawn = np.random.default_rng(2).integers(0, 40, size=(3, 40))
    for picked, spread in zip(drawn, found.spread, strict=True):
        expected = data[picked].std(axis=0) / data.std(axis=0)
        np.testing.assert_allclose(spread, expected, atol=CLOSED_FORM)

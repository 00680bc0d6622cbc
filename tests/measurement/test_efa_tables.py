"""Anchors: the definition of the basic interval; coverage of a known truth."""

import numpy as np
import pytest

from analysis.measurement.efa_tables import basic_limits, intervals
from analysis.stats.congruence import match_factors, tucker_congruence
from analysis.stats.contingency import pair_tables
from analysis.stats.minres import minres
from analysis.stats.minres_resampled import resampled_factors
from analysis.stats.polychoric import correlation_matrix, polychoric
from analysis.stats.rotation import oblimin, reordered

CLOSED_FORM = 1e-12
COVERED = 0.85  # of nominal .95: 90 intervals, of which 3 each share a sample


def test_basic_limits_are_the_percentiles_reflected_and_end_at_one():
    draws = np.random.default_rng(1).normal(0.9, 0.02, size=(500, 2))
    estimates = np.array([0.91, 0.94])
    found, mirrored = basic_limits(estimates, draws, 0.9), intervals(draws, 0.9)
    for limit, turned in ((found.low, mirrored.high), (found.high, mirrored.low)):
        expected = np.minimum(2 * estimates - turned, 1)
        np.testing.assert_allclose(limit, expected, atol=CLOSED_FORM)
    assert found.high[1] == 1
    np.testing.assert_array_equal(found.std_error, mirrored.std_error)


def test_too_few_draws_give_no_limits():
    found = basic_limits(np.array([0.9]), np.array([[0.8]]), 0.95)
    assert np.isnan([found.low[0], found.high[0], found.std_error[0]]).all()


@pytest.mark.slow
def test_basic_interval_of_congruence_covers_where_percentiles_do_not():
    rng = np.random.default_rng(7)
    pattern = np.kron(np.eye(3), np.ones((5, 1)))
    loadings = pattern * np.tile([0.55, 0.6, 0.65, 0.7, 0.75], 3)[:, None]
    truth = np.diag(tucker_congruence(loadings, pattern))
    implied = loadings @ (0.4 + 0.6 * np.eye(3)) @ loadings.T
    np.fill_diagonal(implied, 1)
    covered = np.zeros(2)
    for _ in range(30):
        latent = rng.normal(size=(450, 15)) @ np.linalg.cholesky(implied).T
        estimates, draws = congruences(
            np.digitize(latent, [-1.5, -0.7, 0.2, 1.1]), pattern, rng
        )
        for kind, limits in enumerate(
            (basic_limits(estimates, draws, 0.95), intervals(draws, 0.95))
        ):
            covered[kind] += ((limits.low <= truth) & (truth <= limits.high)).mean() / 30
    assert covered[0] > COVERED
    assert covered[1] < 0.5


def congruences(codes, pattern, rng):
    """Congruence with `pattern` in the sample (m,) and in 100 bootstrap samples (b, m)."""
    codes = codes.astype(np.int8)
    rho = polychoric(pair_tables(codes, 5)).rho
    unrotated = minres(correlation_matrix(rho, 15)[None], factors=3).loadings[0]
    rotation = oblimin(unrotated, np.eye(3), gamma=0.0, tolerance=1e-5)
    match = match_factors(rotation.loadings, pattern)
    rotation = reordered(rotation, match.order, match.sign)
    resampled = resampled_factors(
        codes,
        np.arange(len(codes)),
        n_categories=5,
        unrotated=unrotated,
        rotation=rotation,
        draws=100,
        rng=rng,
    )
    columns = np.arange(3)
    return (
        tucker_congruence(rotation.loadings, pattern)[columns, columns],
        tucker_congruence(resampled.loadings, pattern)[:, columns, columns],
    )

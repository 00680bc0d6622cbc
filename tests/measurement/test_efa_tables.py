"""Anchors: the definition of the basic interval; coverage of a known truth."""

import numpy as np
import pytest

from analysis.measurement.efa_tables import basic_limits, corrected, intervals
from analysis.stats.congruence import match_factors, tucker_congruence
from analysis.stats.contingency import pair_tables
from analysis.stats.minres import minres
from analysis.stats.minres_resampled import resampled_factors
from analysis.stats.polychoric import correlation_matrix, polychoric
from analysis.stats.rotation import oblimin, reordered

CLOSED_FORM = 1e-12
COVERED = 0.85  # of nominal .95: 90 intervals each, of which 3 share a sample


def test_basic_limits_are_the_percentiles_reflected_and_end_at_one():
    draws = np.random.default_rng(1).normal(0.9, 0.02, size=(500, 2))
    estimates = np.array([0.91, 0.94])
    found, mirrored = basic_limits(estimates, draws, 0.9), intervals(draws, 0.9)
    for limit, turned in ((found.low, mirrored.high), (found.high, mirrored.low)):
        expected = np.minimum(2 * estimates - turned, 1)
        np.testing.assert_allclose(limit, expected, atol=CLOSED_FORM)
    assert found.high[1] == 1
    np.testing.assert_array_equal(found.std_error, mirrored.std_error)


def test_basic_limits_of_a_negative_correlation_end_at_minus_one():
    draws = np.random.default_rng(2).normal(-0.9, 0.02, size=(500, 1))
    found = basic_limits(np.array([-0.95]), draws, 0.9)
    assert found.low[0] == -1
    assert found.high[0] == pytest.approx(-1.9 - np.quantile(draws, 0.05), abs=CLOSED_FORM)


def test_the_corrected_value_undoes_the_bias_of_the_draws_and_ends_at_one():
    draws = np.array([[0.88, 0.95], [0.9, 0.97], [0.89, 0.96]])
    found = corrected(np.array([0.92, 0.99]), draws)
    np.testing.assert_allclose(found, [0.95, 1.0], atol=CLOSED_FORM)


def test_too_few_draws_give_no_limits():
    found = basic_limits(np.array([0.9]), np.array([[0.8]]), 0.95)
    assert np.isnan([found.low[0], found.high[0], found.std_error[0]]).all()
    assert np.isnan(corrected(np.array([0.9]), np.array([[0.8]]))).all()


@pytest.mark.slow
def test_basic_interval_of_congruence_covers_where_percentiles_do_not():
    covered = coverage("congruence", factors=3, items=5, n=450, correlation=0.4, samples=30)
    assert covered["basic"] > COVERED
    assert covered["percentile"] < 0.5


@pytest.mark.slow
def test_basic_interval_of_factor_correlations_covers_more_than_percentiles():
    """With many factors; with three and 450 people both cover about 92 %."""
    covered = coverage("correlation", factors=6, items=4, n=400, correlation=0.3, samples=20)
    assert covered["basic"] > 0.75
    assert covered["percentile"] < 0.7


def coverage(name, *, factors, items, n, correlation, samples):
    """Share of the 95 % intervals of `name` that hold the truth, by kind of interval."""
    rng = np.random.default_rng(7)
    pattern = np.kron(np.eye(factors), np.ones((items, 1)))
    sizes = np.tile(np.linspace(0.55, 0.75, items), factors)
    loadings = pattern * sizes[:, None]
    phi = correlation + (1 - correlation) * np.eye(factors)
    implied = loadings @ phi @ loadings.T
    np.fill_diagonal(implied, 1)
    truth = {
        "congruence": np.diag(tucker_congruence(loadings, pattern)),
        "correlation": phi[np.triu_indices(factors, 1)],
    }[name]
    covered = dict.fromkeys(("basic", "percentile"), 0.0)
    for _ in range(samples):
        latent = rng.normal(size=(n, len(pattern))) @ np.linalg.cholesky(implied).T
        codes = np.digitize(latent, [-1.5, -0.7, 0.2, 1.1]).astype(np.int8)
        estimates, draws = analysed(codes, pattern, rng)[name]
        kinds = {
            "basic": basic_limits(estimates, draws, 0.95),
            "percentile": intervals(draws, 0.95),
        }
        for kind, limits in kinds.items():
            inside = (limits.low <= truth) & (truth <= limits.high)
            covered[kind] += float(inside.mean()) / samples
    return covered


def analysed(codes, pattern, rng):
    """Estimates of a sample and of its 100 bootstrap samples (b, ...), by statistic."""
    p, m = pattern.shape
    rho = polychoric(pair_tables(codes, 5)).rho
    unrotated = minres(correlation_matrix(rho, p)[None], factors=m).loadings[0]
    rotation = oblimin(unrotated, np.eye(m), gamma=0.0, tolerance=1e-5)
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
    columns = np.arange(m)
    first, second = np.triu_indices(m, 1)
    return {
        "congruence": (
            tucker_congruence(rotation.loadings, pattern)[columns, columns],
            tucker_congruence(resampled.loadings, pattern)[:, columns, columns],
        ),
        "correlation": (rotation.phi[first, second], resampled.phi[:, first, second]),
    }

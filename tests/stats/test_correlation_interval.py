import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.cluster_robust import cluster_robust
from analysis.stats.correlation_interval import correlation, correlation_interval

CLOSED_FORM = 1e-10
LARGE_SAMPLE = 0.02  # relative: jackknife against the normal-theory error at n = 20,000
COVERAGE = (0.92, 0.98)  # demanded of a nominal 95 %; 1,000 draws have an error of 0.7 %


def drawn(rng, clusters, *, within, between, icc):
    """Two variables with these correlations within and between clusters."""
    pairs = []
    for r, size in ((between, clusters.max() + 1), (within, len(clusters))):
        z = rng.normal(size=(size, 2))
        pairs.append(np.column_stack([z[:, 0], r * z[:, 0] + np.sqrt(1 - r**2) * z[:, 1]]))
    return (np.sqrt(icc) * pairs[0][clusters] + np.sqrt(1 - icc) * pairs[1]).T


def test_large_sample_of_single_people_has_the_error_of_fisher():
    n = 20_000
    x, y = drawn(np.random.default_rng(1), np.arange(n), within=0.4, between=0, icc=0)
    found = correlation_interval(x, y, np.arange(n), confidence=0.95)
    z = np.arctanh(np.corrcoef(x, y)[0, 1])
    assert found.statistic[0] == pytest.approx(z * np.sqrt(n - 3), rel=LARGE_SAMPLE)


def test_error_is_the_jackknife_over_clusters():
    clusters = np.arange(40) % 8
    x, y = drawn(np.random.default_rng(2), clusters, within=0.4, between=0.1, icc=0.3)
    left = [np.arctanh(np.corrcoef(x[clusters != g], y[clusters != g])[0, 1]) for g in range(8)]
    error = np.sqrt(7 / 8 * np.sum((left - np.mean(left)) ** 2))
    found = correlation_interval(x, y, clusters, confidence=0.95)
    r = correlation(x, y)
    assert found.std_error[0] == pytest.approx((1 - r**2) * error, rel=CLOSED_FORM)
    assert found.statistic[0] == pytest.approx(np.arctanh(r) / error, rel=CLOSED_FORM)


def test_degrees_of_freedom_are_the_fewer_of_the_two_slopes():
    """One of the two varies between few clusters only, so its slope has fewer."""
    clusters = np.repeat(np.arange(12), 10)
    rng = np.random.default_rng(3)
    x = (clusters < 2) + 0.1 * rng.normal(size=120)
    y = rng.normal(size=120)
    of_slopes = [
        cluster_robust(
            np.column_stack([np.ones(120), v]), np.zeros(120), clusters, correction="CR2"
        ).df[1]
        for v in (x, y)
    ]
    assert of_slopes[0] < of_slopes[1] - 3
    for a, b in ((x, y), (y, x)):
        found = correlation_interval(a, b, clusters, confidence=0.95)
        assert found.df[0] == pytest.approx(of_slopes[0], rel=1e-9)


@given(st.integers(0, 1000), st.floats(0.01, 100), st.floats(-10, 10))
def test_order_roles_and_units_do_not_matter(seed, scale, shift):
    rng = np.random.default_rng(seed)
    clusters = np.arange(50) % 7
    x, y = drawn(rng, clusters, within=0.3, between=0.3, icc=0.2)
    found = correlation_interval(x, y, clusters, confidence=0.9)
    order = rng.permutation(50)
    again = correlation_interval(
        scale * y[order] + shift, x[order], clusters[order], confidence=0.9
    )
    for field in ("std_error", "ci_low", "ci_high", "statistic", "df", "p_value"):
        np.testing.assert_allclose(
            getattr(again, field), getattr(found, field), rtol=1e-6, atol=1e-9
        )


def test_a_perfect_correlation_has_no_interval():
    x = np.arange(10.0)
    assert np.isnan(correlation_interval(x, 2 * x, np.arange(10), confidence=0.95).ci_low[0])


@pytest.mark.slow
@pytest.mark.parametrize(
    ("within", "between", "icc", "equal"),
    [(0.3, 0.3, 0.2, True), (0.3, 0.3, 0.2, False), (0.6, 0.6, 0.3, True), (0, 0, 0.3, True)],
)
def test_covers_with_twenty_four_managers(within, between, icc, equal):
    rng = np.random.default_rng(24)
    truth, hits = icc * between + (1 - icc) * within, 0
    for _ in range(1000):
        sizes = np.full(24, 20) if equal else np.ceil(rng.lognormal(2.6, 0.9, 24) + 1)
        clusters = np.repeat(np.arange(24), sizes.astype(int))
        x, y = drawn(rng, clusters, within=within, between=between, icc=icc)
        found = correlation_interval(x, y, clusters, confidence=0.95)
        hits += found.ci_low[0] <= truth <= found.ci_high[0]
    assert COVERAGE[0] <= hits / 1000 <= COVERAGE[1]

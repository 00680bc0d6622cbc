"""Tails and quantiles against scipy.stats, whose import rules are spared."""

import numpy as np
import pytest
from scipy import stats

from analysis.stats import distributions as ours
from analysis.stats.ranks import ranks

ROUNDING = 1e-13
"""Both call compiled functions of one library; other routes to the same number differ less."""

RNG = np.random.default_rng(8)
PROBABILITY = np.concatenate([RNG.uniform(size=300), [1e-9, 0.5, 0.975, 1 - 1e-9]])
Z = np.concatenate([RNG.normal(scale=4, size=300), [0, 40, -40, np.inf, -np.inf, np.nan]])
X = np.concatenate([RNG.gamma(1, 30, size=300), [0, 1e-300, 1e5, np.inf, -1, np.nan]])
DF = RNG.uniform(0.3, 300, size=306)
MEAN = DF[:304]
FEW = RNG.integers(1, 12, size=306)


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (ours.normal_quantile(PROBABILITY), stats.norm.ppf(PROBABILITY)),
        (ours.normal_tail(Z), stats.norm.sf(Z)),
        (ours.chi2_quantile(PROBABILITY, 7), stats.chi2.ppf(PROBABILITY, 7)),
        (ours.chi2_tail(X, DF), stats.chi2.sf(X, DF)),
        (ours.student_quantile(PROBABILITY, DF[:304]), stats.t.ppf(PROBABILITY, DF[:304])),
        (ours.student_share(Z, DF), stats.t.cdf(Z, DF)),
        (ours.student_tail(Z, DF), stats.t.sf(Z, DF)),
        (ours.fisher_quantile(PROBABILITY, 11, 55), stats.f.ppf(PROBABILITY, 11, 55)),
        (ours.fisher_tail(X, FEW, DF), stats.f.sf(X, FEW, DF)),
        (
            ours.poisson_quantile(PROBABILITY, MEAN),
            stats.poisson.ppf(PROBABILITY, MEAN),
        ),
        (ours.noncentral_chi2_share(31.0, FEW, DF), stats.ncx2.cdf(31.0, FEW, DF)),
        (ours.noncentral_chi2_share(31.0, FEW, 0.0), stats.chi2.cdf(31.0, FEW)),
    ],
)
def test_agrees_with_scipy_stats(found, expected):
    np.testing.assert_allclose(found, expected, rtol=ROUNDING)


@pytest.mark.parametrize("df", [0, -1, np.nan])
def test_no_probability_without_degrees_of_freedom(df):
    tails = [ours.chi2_tail(1.0, df), ours.student_tail(1.0, df), ours.fisher_tail(1.0, 2, df)]
    assert np.isnan([*tails, ours.student_quantile(0.9, df)]).all()


def test_infinite_degrees_of_freedom_are_the_normal_distribution():
    assert ours.student_quantile(0.975, np.inf) == pytest.approx(ours.normal_quantile(0.975))


@pytest.mark.parametrize("ties", ["average", "min", "max"])
def test_ranks_agree_with_scipy_stats(ties):
    values = RNG.integers(0, 6, size=(20, 9)).astype(float)
    np.testing.assert_array_equal(
        ranks(values, ties), stats.rankdata(values, axis=1, method=ties)
    )
    np.testing.assert_array_equal(ranks(values[0], ties), stats.rankdata(values[0], ties))
    assert ranks(values[:0], ties).shape == (0, 9)

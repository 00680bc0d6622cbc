"""Anchors: R careless; the sub-matrix of the answers present; chi-square under normality."""

import numpy as np
import pandas as pd
from scipy.stats import chi2

from analysis.screening.mahalanobis import mahalanobis, on_the_scale_of_all, squared_distances

ATOL = 1e-10  # closed form: only rounding differs


def test_equals_r_careless(raw, careless):
    entry = careless["mahalanobis"]
    values = mahalanobis(raw, raw.mean(), raw.cov())
    np.testing.assert_allclose(values, entry["value"], rtol=0, atol=entry["tol"])


def test_missing_answers_leave_the_distance_of_those_present(raw):
    answers = raw.iloc[:200].mask(np.random.default_rng(7).random((200, 25)) < 0.3)
    deviations = (answers - raw.mean()).to_numpy()
    covariance = raw.cov().to_numpy()
    expected = []
    for row in deviations:
        here = ~np.isnan(row)
        expected.append(row[here] @ np.linalg.inv(covariance[np.ix_(here, here)]) @ row[here])
    values = squared_distances(deviations, covariance)
    np.testing.assert_allclose(values, expected, rtol=0, atol=ATOL)


def test_carried_to_all_items_a_distance_stays_as_unusual():
    shares = np.array([0.5, 0.9, 0.99, 0.999])
    some = on_the_scale_of_all(chi2(15).ppf(shares), np.full(4, 15), 30)
    # Wilson-Hilferty misses a chi-square quantile of 15 df by less than .3 %
    np.testing.assert_allclose(some, chi2(30).ppf(shares), rtol=5e-3)


def test_is_chi_square_for_normal_answers():
    rng = np.random.default_rng(8)
    root = rng.standard_normal((6, 6))
    x = pd.DataFrame(rng.standard_normal((20_000, 6)) @ root)
    x = x.mask(rng.random(x.shape) < 0.1)
    values = mahalanobis(x, pd.Series(np.zeros(6)), pd.DataFrame(root.T @ root))
    present = values[~np.isnan(values)]
    # 5 binomial standard errors at n = 20,000
    assert abs((present > chi2(6).ppf(0.95)).mean() - 0.05) < 0.008


def test_nobody_is_at_any_distance_without_answers_or_items(raw):
    nothing = pd.DataFrame(np.nan, index=range(3), columns=raw.columns)
    assert np.isnan(mahalanobis(nothing, raw.mean(), raw.cov())).all()
    assert np.isnan(mahalanobis(raw, pd.Series(dtype=float), pd.DataFrame())).all()


def test_a_distance_from_some_items_is_carried_to_the_same_quantile_of_all():
    quantiles = np.array([0.5, 0.95, 0.999])
    carried = on_the_scale_of_all(chi2.ppf(quantiles, 5), np.full(3, 5), 10)
    np.testing.assert_allclose(carried, chi2.ppf(quantiles, 10), rtol=5e-3)


def test_as_many_are_beyond_the_chi_square_cut_as_in_r_careless(raw, careless):
    entry = careless["mahalanobis_cut"]
    cut, n_flagged = entry["value"]
    np.testing.assert_allclose(chi2(25).ppf(0.99), cut, rtol=0, atol=entry["tol"])
    assert (mahalanobis(raw, raw.mean(), raw.cov()) > cut).sum() == n_flagged

import numpy as np
import pytest
from scipy.stats import t

from analysis.stats.resampled_t import corrected_resampled_t

CLOSED_FORM = 1e-10


def test_formula_of_nadeau_and_bengio():
    values = np.array([0.1, 0.2, 0.15, 0.3, 0.05])
    n_test, n_train = np.full(5, 20), np.full(5, 80)
    estimate, found = corrected_resampled_t(
        values, n_test=n_test, n_train=n_train, confidence=0.95
    )
    error = np.sqrt((1 / 5 + 20 / 80) * values.var(ddof=1))
    assert estimate == pytest.approx(values.mean(), abs=CLOSED_FORM)
    assert found.std_error[0] == pytest.approx(error, abs=CLOSED_FORM)
    assert found.ci_low[0] == pytest.approx(values.mean() - t.ppf(0.975, 4) * error)


def test_repeats_do_not_buy_certainty():
    values = np.array([0.1, 0.2, 0.15, 0.3])
    once = corrected_resampled_t(
        values, n_test=np.full(4, 25), n_train=np.full(4, 75), confidence=0.95
    )[1]
    often = corrected_resampled_t(
        np.tile(values, 50), n_test=np.full(200, 25), n_train=np.full(200, 75), confidence=0.95
    )[1]
    assert often.df[0] == once.df[0] == 3
    assert often.std_error[0] > 0.5 * once.std_error[0]


def test_larger_folds_weigh_more():
    estimate, _ = corrected_resampled_t(
        np.array([0.0, 1.0]),
        n_test=np.array([10, 30]),
        n_train=np.array([30, 10]),
        confidence=0.9,
    )
    assert estimate == pytest.approx(0.75)

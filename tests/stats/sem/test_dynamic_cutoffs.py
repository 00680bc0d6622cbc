"""Anchors: known distributions of indices, categories of the samples, and a real model."""

import numpy as np
import pytest
from scipy.special import ndtr

from analysis.stats.sem.comparative_fit import ChiSquare, comparative_fit
from analysis.stats.sem.dynamic_cutoffs import FitIndices, dynamic_cutoffs, sample
from analysis.stats.sem.implied import implied
from analysis.stats.sem.likelihood import Pattern
from analysis.stats.sem.maximum_likelihood import maximum_likelihood
from analysis.stats.sem.model import elements
from analysis.stats.sem.normal_discrepancy import normal_discrepancy
from analysis.stats.sem.population_misfit import (
    Population,
    StandardisedModel,
    misfit_levels,
)
from analysis.stats.sem.residuals import Moments, srmr
from analysis.stats.sem.rmsea import rmsea
from analysis.stats.sem.saturated import SaturatedMoments
from tests.stats.sem.frozen_models import FROZEN, factor_moments, frozen_model

NOTHING = np.empty(0)
TRUE, WRONG = Population(0, np.eye(2), 0.0), Population(1, np.eye(2), 0.3)


def replayed(values: list[tuple[float, float, float]]):
    waiting = iter(values)
    return lambda _: FitIndices(*next(waiting))


def test_separate_distributions_have_a_cutoff_between_them():
    true = [(0.01 * i / 100, 0.02 * i / 100, 0.99) for i in range(100)]
    wrong = [(0.05 + 0.01 * i / 100, 0.08 + 0.01 * i / 100, 0.9 - i / 1000) for i in range(100)]
    found = dynamic_cutoffs(
        [TRUE, WRONG],
        n=5,
        thresholds=[NOTHING, NOTHING],
        draws=100,
        rng=np.random.default_rng(1),
        fit=replayed(true + wrong),
    )
    by_key = {(cut.index, cut.level): cut for cut in found.cutoffs}
    assert by_key["srmr", 0].value == pytest.approx(np.quantile([v[0] for v in true], 0.95))
    assert by_key["srmr", 1].value == pytest.approx(np.quantile([v[0] for v in wrong], 0.05))
    assert by_key["cfi", 1].value == pytest.approx(np.quantile([v[2] for v in wrong], 0.95))
    assert by_key["srmr", 1].sensitivity == pytest.approx(0.95, abs=0.01)
    assert by_key["rmsea", 1].magnitude == 0.3


def test_overlapping_distributions_lose_sensitivity_then_the_cutoff():
    rng = np.random.default_rng(2)
    for shift, kept in ((2.0, True), (0.5, False)):
        true, wrong = rng.normal(size=2000), rng.normal(size=2000) + shift
        rows = [(v, v, -v) for v in np.concatenate([true, wrong])]
        found = dynamic_cutoffs(
            [TRUE, WRONG],
            n=3,
            thresholds=[NOTHING, NOTHING],
            draws=2000,
            rng=rng,
            fit=replayed(rows),
        )
        cut = found.cutoffs[3]
        assert np.isfinite(cut.value) == kept
        expected = 1 - ndtr(1.645 - shift)
        assert cut.sensitivity == pytest.approx(expected, abs=0.05)
        assert found.cutoffs[5].sensitivity == pytest.approx(cut.sensitivity)


def test_failed_fits_are_counted_and_left_out():
    rows = [(0.01, 0.01, 0.99), (np.nan, 0.0, 0.5), (0.2, 0.2, 0.5), (0.2, 0.2, 0.5)]
    found = dynamic_cutoffs(
        [TRUE, WRONG],
        n=3,
        thresholds=[NOTHING, NOTHING],
        draws=2,
        rng=np.random.default_rng(3),
        fit=replayed(rows),
    )
    np.testing.assert_array_equal(found.n_failed, [1, 0])
    assert found.cutoffs[0].value == pytest.approx(0.01)


def test_samples_have_the_categories_and_correlations_of_the_population():
    correlation = np.array([[1, 0.6], [0.6, 1]])
    cuts = [np.array([-1.0, 0.5]), NOTHING]
    found = sample(correlation, 200_000, cuts, np.random.default_rng(4))
    shares = np.bincount(found[:, 0].astype(int)) / len(found)
    np.testing.assert_allclose(
        shares, [ndtr(-1), ndtr(0.5) - ndtr(-1), 1 - ndtr(0.5)], atol=0.005
    )
    latent = sample(correlation, 200_000, [NOTHING, NOTHING], np.random.default_rng(4))
    np.testing.assert_allclose(np.corrcoef(latent.T), correlation, atol=0.01)


@pytest.mark.slow
def test_cutoffs_of_holzinger_and_swineford_rise_with_misfit_and_condemn_the_model():
    frozen = frozen_model("hs.ml_stdlv_mean")
    given = frozen.given[0]
    sd = np.sqrt(np.diag(given.covariance))
    phi, _ = factor_moments(given)
    model = StandardisedModel(given.matrices.lambda_ / sd[:, None], phi, np.zeros((9, 9)))
    fit = fitted()
    found = dynamic_cutoffs(
        misfit_levels(model),
        n=301,
        thresholds=[NOTHING] * 9,
        draws=100,
        rng=np.random.default_rng(5),
        fit=fit,
    )
    level_0 = {cut.index: cut.value for cut in found.cutoffs if cut.level == 0}
    levels = [cut for cut in found.cutoffs if cut.index == "rmsea" and cut.level]
    assert found.n_failed.max() <= 5
    assert level_0["rmsea"] < 0.06
    assert levels[0].sensitivity > 0.75
    assert levels[1].sensitivity > 0.9
    assert levels[1].value > levels[0].value
    assert FROZEN["hs.ml"]["value"]["fit"]["rmsea"] > levels[0].value


def fitted():
    model = frozen_model("hs.ml").model
    df = 24

    def fit(values: np.ndarray) -> FitIndices:
        covariance = np.cov(values, rowvar=False, bias=True)
        n = len(values)
        pattern = Pattern(np.arange(9), n, np.zeros(9), covariance)
        found = maximum_likelihood(
            model, [[pattern]], [SaturatedMoments(np.zeros(9), covariance, True)]
        )
        if not found.converged:
            return FitIndices(np.nan, np.nan, np.nan)
        observed = Moments(covariance, NOTHING)
        given = Moments(
            implied(model, 0, elements(model, found.parameters)).covariance, NOTHING
        )
        null = Moments(np.diag(np.diag(covariance)), NOTHING)
        test = ChiSquare(n * normal_discrepancy(observed, given), df)
        baseline = ChiSquare(n * normal_discrepancy(observed, null), 36)
        close = rmsea(test, test, n=n, groups=1, confidence=0.9, close=0.05, not_close=0.08)
        return FitIndices(
            srmr([observed], [given], n=np.array([n])),
            close.estimate,
            comparative_fit(test, baseline),
        )

    return fit

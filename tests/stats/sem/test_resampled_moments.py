"""Resamples by hand; models fitted to them against the full search."""

import numpy as np
import pytest

from analysis.measurement.cfa.models import models_of
from analysis.measurement.cfa.ordinal import fit_samples
from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.measurement.cfa.simulated_indices import kept_parameters, without_thresholds
from analysis.stats.contingency import item_pairs, pair_tables
from analysis.stats.polychoric import correlation_matrix, polychoric
from analysis.stats.sem.least_squares import WeightedMoments, least_squares
from analysis.stats.sem.refits import refits
from analysis.stats.sem.resampled_moments import resampled_moments, resampled_people
from tests.measurement.ordinal_study import instrument, keyed, two_factor_answers

SAME = 1e-12
SAME_MINIMUM = 1e-4  # the short search stops within a hundredth of a standard error (.01)
ITEMS = {"a": ["i1", "i2", "i3"], "b": ["i4", "i5", "i6"]}
NAMES = [item for items in ITEMS.values() for item in items]


def codes(n: int = 200) -> np.ndarray:
    answers = two_factor_answers(n, 3)
    return np.column_stack([answers[item] for item in NAMES]) - 1


def test_people_and_clusters_are_drawn_whole():
    clusters = np.repeat([7, 3, 9], [1, 2, 3])
    for people in resampled_people(clusters, 20, np.random.default_rng(1)):
        counts = np.bincount(people, minlength=6)
        assert counts[1] == counts[2]
        assert counts[3] == counts[4] == counts[5]
        assert counts[0] + counts[1] + counts[3] == 3
    alone = list(resampled_people(np.arange(5)[::-1], 3, np.random.default_rng(1)))
    assert [len(people) for people in alone] == [5, 5, 5]


def test_moments_are_those_of_the_people_drawn():
    answers, clusters = codes(), np.arange(200)
    answers[:20, 0] = -1
    found = resampled_moments(
        answers, clusters, n_categories=5, draws=3, rng=np.random.default_rng(8)
    )
    drawn = resampled_people(clusters, 3, np.random.default_rng(8))
    for people, cuts, matrix in zip(drawn, found.thresholds, found.correlation, strict=True):
        by_hand = polychoric(pair_tables(answers[people], 5))
        np.testing.assert_allclose(cuts, by_hand.thresholds, atol=SAME)
        np.testing.assert_allclose(matrix, correlation_matrix(by_hand.rho, 6), atol=SAME)
    assert found.n_left_out == 0


def test_samples_without_a_correlation_are_left_out_and_counted():
    answers = codes(40)
    answers[:, 0] = 0
    answers[0, 0] = 1  # drawn in two samples of three
    found = resampled_moments(
        answers, np.arange(40), n_categories=5, draws=30, rng=np.random.default_rng(8)
    )
    assert found.n_left_out > 5
    assert len(found.correlation) == 30 - found.n_left_out == len(found.thresholds)
    assert np.isfinite(found.correlation).all()


@pytest.mark.parametrize("name", ["correlated", "one_factor"])
def test_the_short_search_ends_where_the_long_one_does(name):
    frame = keyed({item: codes()[:, i] + 1 for i, item in enumerate(NAMES)})
    samples = ordinal_samples(
        frame,
        items=NAMES,
        ordinal=NAMES,
        missing="listwise",
        groups=None,
        case_weights=None,
        clusters=None,
    )
    (given,) = (m for m in models_of(instrument(ITEMS)) if m.name == name)
    fit = fit_samples(
        given.syntax,
        samples,
        estimator="wlsmv",
        std_lv=True,
        orthogonal=False,
        parameterization="delta",
        group_equal=[],
        group_partial=[],
        confidence=0.95,
    )
    assert fit.weight is not None
    moments = samples.samples[0].moments
    model, weight = without_thresholds(fit.model, moments), fit.weight[0]
    start = fit.parameters[kept_parameters(fit.model)]
    resampled = resampled_moments(
        codes(), np.arange(200), n_categories=5, draws=8, rng=np.random.default_rng(2)
    )
    rho = resampled.correlation[:, *item_pairs(6)]
    observed = np.hstack([np.tile(moments.thresholds, (len(rho), 1)), rho])
    found = refits(model, observed, weight=weight, n=200, start=start)
    assert found.converged.all()
    for row, parameters in zip(observed, found.parameters, strict=True):
        whole = least_squares(model, [WeightedMoments(row, weight, 200)], start=start)
        assert whole.converged
        np.testing.assert_allclose(parameters, whole.parameters, atol=SAME_MINIMUM)


def test_a_resample_without_a_minimum_has_no_estimates():
    frame = keyed({item: codes()[:, i] + 1 for i, item in enumerate(NAMES)})
    samples = ordinal_samples(
        frame,
        items=NAMES,
        ordinal=NAMES,
        missing="listwise",
        groups=None,
        case_weights=None,
        clusters=None,
    )
    (given,) = (m for m in models_of(instrument(ITEMS)) if m.name == "one_factor")
    fit = fit_samples(
        given.syntax,
        samples,
        estimator="wlsmv",
        std_lv=True,
        orthogonal=False,
        parameterization="delta",
        group_equal=[],
        group_partial=[],
        confidence=0.95,
    )
    assert fit.weight is not None
    nothing = np.full((1, len(fit.sample_vector[0])), np.nan)
    found = refits(fit.model, nothing, weight=fit.weight[0], n=200, start=fit.parameters)
    assert not found.converged.any()
    assert np.isnan(found.parameters).all()

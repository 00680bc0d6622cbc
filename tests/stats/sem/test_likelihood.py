"""Likelihood by its definition; gradient, information and scores by numeric differentiation."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal

from analysis.stats.sem import likelihood
from analysis.stats.sem.answers import Answers, pattern_rows, patterns
from analysis.stats.sem.implied import directions, implied
from analysis.stats.sem.maximum_likelihood import log_likelihood
from analysis.stats.sem.saturated import minus_log, pack, saturated_moments, step
from analysis.stats.sem.saturated_curvature import saturated_curvature
from analysis.stats.sem.saturated_model import saturated_model
from analysis.stats.sem.scores import chunks, clustered, first_order_information, person_scores
from tests.stats.sem.random_models import elements_of, model, slopes

CLOSED_FORM = 1e-9
NUMERIC = 1e-6  # central differences of step 1e-6 of derivatives of size one

CONTINUOUS = np.zeros(5, dtype=bool)


def people(seed: int, *, missing: float, n: int = 60) -> Answers:
    rng = np.random.default_rng(seed)
    values = rng.standard_normal((n, 5)) @ rng.uniform(0.2, 1, (5, 5)) + 1
    values[rng.random(values.shape) < missing] = np.nan
    values = values[~np.isnan(values).all(axis=1)]
    weights = rng.uniform(0.5, 2, len(values))
    return Answers(values, weights / weights.mean(), None)


def setup(*, missing: float, mean_structure: bool):
    given = model(ordinal=CONTINUOUS, theta=False, mean_structure=mean_structure)
    both = [people(1, missing=missing), people(2, missing=missing)]
    at = elements_of(given, np.random.default_rng(3))
    return given, both, [patterns(group) for group in both], at


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_the_objective_is_the_density_of_every_person(missing):
    given, both, groups, at = setup(missing=missing, mean_structure=True)
    total = 0.0
    for group, own in enumerate(both):
        moments = implied(given, group, at)
        for person, weight in zip(own.values, own.case_weights, strict=True):
            seen = ~np.isnan(person)
            density = multivariate_normal(
                moments.mean[seen], moments.covariance[np.ix_(seen, seen)]
            )
            total += weight * density.logpdf(person[seen])
    value = likelihood.objective(given, groups, at)
    # the constant counts answers by weight, as patterns do
    assert log_likelihood(value, groups) == pytest.approx(total, rel=CLOSED_FORM)


@pytest.mark.parametrize("missing", [0.0, 0.2])
@pytest.mark.parametrize("mean_structure", [False, True])
def test_gradient_and_second_derivatives(missing, mean_structure):
    if missing and not mean_structure:
        return
    given, _, groups, at = setup(missing=missing, mean_structure=mean_structure)
    gradient = likelihood.gradient(given, groups, at)
    numeric = slopes(lambda x: np.array([likelihood.objective(given, groups, x)]), at)[0]
    np.testing.assert_allclose(gradient, numeric, atol=NUMERIC)
    hessian = likelihood.observed_information(given, groups, at)
    numeric = slopes(lambda x: likelihood.gradient(given, groups, x), at)
    np.testing.assert_allclose(hessian, numeric, atol=NUMERIC)


@pytest.mark.parametrize("mean_structure", [False, True])
def test_expected_information_is_the_hessian_where_the_model_is_true(mean_structure):
    given, both, _, at = setup(missing=0.0, mean_structure=mean_structure)
    true = []
    for group, own in enumerate(both):
        moments = implied(given, group, at)
        n = len(own.values)
        true.append([likelihood.Pattern(np.arange(5), n, moments.mean, moments.covariance)])
    np.testing.assert_allclose(
        likelihood.expected_information(given, true, at),
        likelihood.observed_information(given, true, at),
        atol=CLOSED_FORM,
    )


@pytest.mark.parametrize("missing", [0.0, 0.2])
def test_scores_sum_to_the_gradient(missing):
    given, both, groups, at = setup(missing=missing, mean_structure=True)
    total = np.zeros(len(at))
    for group, own in enumerate(both):
        moments = implied(given, group, at)
        part = directions(given.groups[group], moments.matrices)
        scores = person_scores(
            own.values, moments.mean, moments.covariance, part, mean_structure=True
        )
        total[given.groups[group].element] = clustered(scores, own).sum(axis=0)
    wanted = -likelihood.people(groups) * likelihood.gradient(given, groups, at)
    np.testing.assert_allclose(total, wanted, atol=1e-8 * np.abs(wanted).max())


def test_a_cluster_for_each_person_is_no_cluster_but_for_the_correction():
    given, both, _, at = setup(missing=0.2, mean_structure=True)
    alone = [Answers(own.values, own.case_weights, np.arange(len(own.values))) for own in both]
    means = [np.zeros(5)] * 2
    without = first_order_information(given, both, at, means)
    found = first_order_information(given, alone, at, means)
    for group, own in enumerate(both):
        here = np.ix_(given.groups[group].element, given.groups[group].element)
        n = len(own.values)
        np.testing.assert_allclose(found[here], without[here] * n / (n - 1), rtol=CLOSED_FORM)


def test_chunks_keep_clusters_together():
    rng = np.random.default_rng(6)
    own = Answers(rng.standard_normal((5000, 2)), np.ones(5000), rng.integers(0, 700, 5000))
    parts = chunks(own, 4000)
    assert len(parts) > 1
    np.testing.assert_array_equal(np.sort(np.concatenate(parts)), np.arange(5000))
    seen = [set(own.clusters[rows]) for rows in parts]
    assert sum(len(some) for some in seen) == len(set().union(*seen))


def test_the_objective_is_infinite_where_the_covariance_is_not_possible():
    given, _, groups, at = setup(missing=0.0, mean_structure=True)
    at[given.groups[0].element[given.groups[0].matrix == 3]] = -9.0
    assert likelihood.objective(given, groups, at) == np.inf
    assert np.isnan(likelihood.gradient(given, groups, at)).all()


def test_em_ends_where_the_likelihood_is_flat_and_one_more_step_stays():
    own = patterns(people(7, missing=0.25))
    found = saturated_moments(own, 5)
    assert found.converged
    packed = pack(found.mean, found.covariance)
    np.testing.assert_allclose(step(packed, own, 5), packed, atol=1e-8)
    alone = saturated_model(5, 1, mean_structure=True)
    assert np.abs(likelihood.gradient(alone, [own], packed)).max() < 1e-8
    rng = np.random.default_rng(8)
    for _ in range(20):
        near = packed + 0.01 * rng.standard_normal(len(packed))
        assert minus_log(near, own, 5) > minus_log(packed, own, 5)


def test_information_of_the_saturated_model_pattern_by_pattern():
    own = patterns(people(9, missing=0.25))
    found = saturated_moments(own, 5)
    alone = saturated_model(5, 1, mean_structure=True)
    direct = likelihood.observed_information(alone, [own], pack(found.mean, found.covariance))
    np.testing.assert_allclose(saturated_curvature(own, found), direct, atol=CLOSED_FORM)


def test_patterns_hold_every_person_once():
    own = people(10, missing=0.4)
    rows = np.concatenate([rows for _, rows in pattern_rows(own.values)])
    np.testing.assert_array_equal(np.sort(rows), np.arange(len(own.values)))
    for observed, some in pattern_rows(own.values):
        seen = ~np.isnan(own.values[some])
        assert (np.flatnonzero(seen[0]) == observed).all()
        assert (seen == seen[0]).all()

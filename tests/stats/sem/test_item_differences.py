"""Effect sizes of item differences: closed forms, brute force, invariances."""

import numpy as np
import pytest
from scipy.stats import norm

from analysis.stats.sem.item_differences import (
    LinearItems,
    OrdinalItems,
    expected_answers,
    item_differences,
    mean_answers,
    pooled_sd,
    selected_shares,
)

NODES = 41
QUADRATURE = 1e-8  # 41 nodes for smooth curves
MONTE_CARLO = 0.005  # four standard errors of a share of 200,000
DRAWS = 200_000

REFERENCE = OrdinalItems(
    np.array([0.8, 1.2]),
    np.zeros(2),
    np.array([0.6, 1.0]),
    np.array([[-1, 0, 1], [-0.5, 0.7, np.inf]]),
)
FOCAL = OrdinalItems(
    np.array([0.8, 0.9]),
    np.array([0.3, 0.0]),
    np.array([0.6, 1.1]),
    REFERENCE.thresholds,
)


def answers(items: OrdinalItems, rng: np.random.Generator, mean: float, sd: float):
    factor = rng.normal(mean, sd, DRAWS)
    noise = rng.normal(size=(DRAWS, 2)) * items.residual_sd
    response = factor[:, None] * items.loadings + items.intercepts + noise
    return (response[:, :, None] > items.thresholds).sum(axis=2)


def test_expected_answers_are_sums_of_normal_probabilities():
    found = expected_answers(REFERENCE, np.array([0.4]))[:, 0]
    first = sum(norm.sf((t - 0.32) / 0.6) for t in (-1, 0, 1))
    second = sum(norm.sf((t - 0.48) / 1.0) for t in (-0.5, 0.7))
    np.testing.assert_allclose(found, [first, second], rtol=1e-12)


def test_the_mean_difference_has_a_closed_form():
    found = item_differences(
        REFERENCE, FOCAL, mean=0.2, sd=1.3, item_sd=np.ones(2), nodes=NODES
    )

    def mean_answer(items: OrdinalItems) -> np.ndarray:
        spread = np.sqrt(items.residual_sd**2 + (1.3 * items.loadings) ** 2)
        centre = items.intercepts + 0.2 * items.loadings
        z = (centre[:, None] - items.thresholds) / spread[:, None]
        return norm.cdf(z).sum(axis=1)

    np.testing.assert_allclose(
        found.signed, mean_answer(FOCAL) - mean_answer(REFERENCE), atol=1e-5
    )


def test_dmacs_is_the_integral_over_people_of_the_focal_group():
    rng = np.random.default_rng(1)
    sds = np.array([0.9, 0.7])
    found = item_differences(REFERENCE, FOCAL, mean=0.2, sd=1.3, item_sd=sds, nodes=NODES)
    at = rng.normal(0.2, 1.3, DRAWS)
    gap = expected_answers(FOCAL, at) - expected_answers(REFERENCE, at)
    np.testing.assert_allclose(
        found.dmacs, np.sqrt((gap**2).mean(axis=1)) / sds, rtol=4 / np.sqrt(DRAWS)
    )
    np.testing.assert_allclose(found.unsigned, np.abs(gap).mean(axis=1), rtol=0.02)
    assert (found.unsigned >= np.abs(found.signed) - QUADRATURE).all()


def test_no_difference_is_none_and_the_sign_turns_with_the_groups():
    same = item_differences(REFERENCE, REFERENCE, mean=0, sd=1, item_sd=np.ones(2), nodes=NODES)
    np.testing.assert_array_equal(same.dmacs, 0)
    here, there = (
        item_differences(one, other, mean=0, sd=1, item_sd=np.ones(2), nodes=NODES)
        for one, other in ((REFERENCE, FOCAL), (FOCAL, REFERENCE))
    )
    np.testing.assert_allclose(here.signed, -there.signed, atol=1e-14)
    np.testing.assert_allclose(here.dmacs, there.dmacs, atol=1e-14)


def test_selection_is_what_drawn_answers_give():
    found = selected_shares(
        [REFERENCE, FOCAL], mean=0.2, sd=1.3, cut=1.2, rng=np.random.default_rng(2), draws=DRAWS
    )
    rng = np.random.default_rng(3)
    expected = [
        (answers(items, rng, 0.2, 1.3).mean(axis=1) >= 1.2).mean()
        for items in (REFERENCE, FOCAL)
    ]
    assert found == pytest.approx(expected, abs=MONTE_CARLO)


def test_pooled_sd_by_hand():
    found = pooled_sd([np.array([1.0]), np.array([2.0])], [np.array([11]), np.array([31])])
    assert found == pytest.approx([(10 * 1 + 30 * 2) / 40])


def test_continuous_items_have_closed_forms():
    reference = LinearItems(np.array([0.8, 1.2]), np.array([3.0, 4.0]), np.array([0.6, 1.0]))
    focal = LinearItems(np.array([0.5, 1.2]), np.array([3.2, 4.5]), np.array([0.7, 1.0]))
    mean, sd, item_sd = 0.4, 1.3, np.array([1.1, 1.5])
    found = item_differences(reference, focal, mean=mean, sd=sd, item_sd=item_sd, nodes=NODES)
    loading, intercept = np.array([-0.3, 0.0]), np.array([0.2, 0.5])
    centre = intercept + loading * mean
    spread = np.sqrt(centre**2 + (loading * sd) ** 2)
    np.testing.assert_allclose(found.signed, centre, atol=QUADRATURE)
    np.testing.assert_allclose(found.dmacs, spread / item_sd, atol=QUADRATURE)


def test_the_share_above_a_cut_of_continuous_items_is_normal():
    items = LinearItems(np.array([0.8, 1.2]), np.array([3.0, 4.0]), np.array([0.6, 1.0]))
    found = selected_shares(
        [items], mean=0.4, sd=1.3, cut=4.5, rng=np.random.default_rng(2), draws=DRAWS
    )
    centre = (3 + 4 + 2 * 0.4) / 2
    spread = np.sqrt(1.3**2 + (0.6**2 + 1.0**2) / 4)
    assert found[0] == pytest.approx(norm.sf((4.5 - centre) / spread), abs=MONTE_CARLO)
    assert mean_answers(items, np.array([0.5]), np.zeros((1, 2)))[0] == pytest.approx(4.0)

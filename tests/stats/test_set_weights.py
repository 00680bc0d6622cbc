"""Weights that people set or that follow from the scores alone: AHP, entropy, CRITIC."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.ahp import RANDOM_INDEX, joint_judgements, pairwise_weights
from analysis.stats.critic import critic
from analysis.stats.entropy_weights import entropy_weights

CLOSED_FORM = 1e-10
MEAN_OF_RANDOM = 0.02  # the published indices have two decimals; 4,000 draws err by .01


def reciprocal(upper, p):
    matrix = np.eye(p)
    matrix[np.triu_indices(p, 1)] = upper
    lower = np.tril_indices(p, -1)
    matrix[lower] = 1 / matrix.T[lower]
    return matrix


@given(st.lists(st.floats(0.2, 5), min_size=2, max_size=9))
def test_consistent_judgements_give_their_weights(sizes):
    weights = np.array(sizes) / sum(sizes)
    found = pairwise_weights(weights[:, None] / weights)
    np.testing.assert_allclose(found.weights, weights, atol=1e-8)
    assert found.largest_eigenvalue == pytest.approx(len(sizes), abs=1e-8)
    assert found.consistency_ratio == pytest.approx(0, abs=1e-8)


def test_three_things_in_closed_form():
    """With three things the eigenvector is the geometric mean of the rows (Saaty 1977)."""
    a, b, c = 3.0, 5.0, 4.0
    matrix = np.array([[1, a, b], [1 / a, 1, c], [1 / b, 1 / c, 1]])
    found = pairwise_weights(matrix)
    means = np.prod(matrix, axis=1) ** (1 / 3)
    np.testing.assert_allclose(found.weights, means / means.sum(), atol=CLOSED_FORM)
    cube = (b / (a * c)) ** (1 / 3)
    assert found.largest_eigenvalue == pytest.approx(1 + cube + 1 / cube, abs=CLOSED_FORM)
    index = (found.largest_eigenvalue - 3) / 2
    assert found.consistency_ratio == pytest.approx(index / 0.52, abs=CLOSED_FORM)


def test_judges_who_disagree_meet_in_the_geometric_mean():
    both = np.stack([reciprocal([2.0, 4.0, 3.0], 3), reciprocal([8.0, 1.0, 1 / 3], 3)])
    joint = joint_judgements(both)
    np.testing.assert_allclose(joint * joint.T, np.ones((3, 3)), atol=CLOSED_FORM)
    assert joint[0, 1] == pytest.approx(4.0)


@pytest.mark.parametrize("p", [3, 4, 5, 6, 8, 10])
def test_random_index_is_the_mean_of_random_judgements(p):
    rng = np.random.default_rng(p)
    scale = np.array([*range(1, 10), *(1 / k for k in range(2, 10))])
    drawn = rng.choice(scale, size=(4000, p * (p - 1) // 2))
    found = [pairwise_weights(reciprocal(d, p)).consistency_index for d in drawn]
    assert np.mean(found) == pytest.approx(RANDOM_INDEX[p], abs=MEAN_OF_RANDOM)


def test_entropy_by_hand():
    scores = np.array([[1.0, 1.0], [2.0, 1.0], [3.0, 1.0], [3.0, 5.0]])
    shares = np.array([0, 1, 2, 2]) / 5
    entropy = -sum(s * np.log(s) for s in shares if s) / np.log(4)
    lacking = np.array([1 - entropy, 1.0])  # all of the second column lies with one person
    np.testing.assert_allclose(
        entropy_weights(scores), lacking / lacking.sum(), atol=CLOSED_FORM
    )


def test_critic_by_hand():
    rng = np.random.default_rng(1)
    scores = rng.normal(size=(40, 3)) @ np.array([[1, 0.5, 0], [0, 1, 0], [0, 0, 2]])
    ranged = (scores - scores.min(0)) / (scores.max(0) - scores.min(0))
    information = [
        ranged[:, j].std(ddof=1)
        * sum(1 - np.corrcoef(scores[:, j], scores[:, k])[0, 1] for k in range(3))
        for j in range(3)
    ]
    np.testing.assert_allclose(
        critic(scores), np.array(information) / sum(information), atol=CLOSED_FORM
    )
    assert critic(scores[:, :1]).tolist() == [1.0]


@given(st.integers(0, 500), st.floats(0.1, 10), st.floats(-5, 5))
def test_units_do_not_matter_to_either(seed, times, plus):
    scores = np.random.default_rng(seed).normal(size=(30, 4))
    for weights in (entropy_weights, critic):
        found = weights(scores)
        np.testing.assert_allclose(weights(times * scores + plus), found, atol=1e-8)
        assert found.sum() == pytest.approx(1, abs=CLOSED_FORM)
        assert (found >= 0).all()

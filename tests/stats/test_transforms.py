import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import norm

from analysis.stats.transforms import blom_scores, natural_log, normal_score

CLOSED_FORM = 1e-12  # one function call per value
VALUES = st.lists(st.integers(-50, 50), min_size=1, max_size=40).map(
    lambda x: np.array(x, dtype=float)
)


def test_log_of_what_has_one() -> None:
    found = natural_log(np.array([np.e, 1.0, 0.0, -2.0, np.nan]))
    np.testing.assert_allclose(found, [1, 0, np.nan, np.nan, np.nan], atol=CLOSED_FORM)


def test_blom_scores_by_hand() -> None:
    fitted = blom_scores(np.array([30.0, 10, np.nan, 20, 20]))
    assert fitted.values.tolist() == [10, 20, 30]
    expected = norm.ppf([0.625 / 4.25, 2.125 / 4.25, 3.625 / 4.25])
    np.testing.assert_allclose(fitted.scores, expected, atol=CLOSED_FORM)


@given(VALUES)
def test_a_loop_over_people_agrees(x: np.ndarray) -> None:
    found = normal_score(blom_scores(x), x)
    for value, score in zip(x, found, strict=True):
        rank = np.sum(x < value) + (np.sum(x == value) + 1) / 2
        expected = norm.ppf((rank - 3 / 8) / (len(x) + 1 / 4))
        assert score == pytest.approx(expected, abs=CLOSED_FORM)


@given(VALUES)
def test_mirrored_values_have_mirrored_scores(x: np.ndarray) -> None:
    np.testing.assert_allclose(
        normal_score(blom_scores(-x), -x), -normal_score(blom_scores(x), x), atol=1e-10
    )


@given(VALUES)
def test_only_the_order_counts(x: np.ndarray) -> None:
    stretched = np.exp(x / 10)
    np.testing.assert_allclose(
        normal_score(blom_scores(stretched), stretched), normal_score(blom_scores(x), x)
    )


def test_new_values_lie_between_and_never_beyond() -> None:
    fitted = blom_scores(np.array([1.0, 2, 4]))
    found = normal_score(fitted, np.array([-9, 1, 3, 4, 99, np.nan]))
    between = (fitted.scores[1] + fitted.scores[2]) / 2
    low, high = fitted.scores[0], fitted.scores[-1]
    np.testing.assert_allclose(found, [low, low, between, high, high, np.nan])

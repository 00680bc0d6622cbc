import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.scale_mean import scale_mean

CLOSED_FORM = 1e-12  # sums of a few small whole numbers
NAN = float("nan")


@pytest.mark.parametrize(
    ("answers", "min_answered", "score", "n"),
    [
        ([1, 2, 3, 4, 5], 0.6, 3.0, 5),
        ([1, NAN, 3, NAN, 5], 0.6, 3.0, 3),
        ([1, NAN, NAN, NAN, 5], 0.6, NAN, 2),
        ([NAN] * 5, 0.6, NAN, 0),
        ([NAN] * 4 + [4], 0.2, 4.0, 1),
        ([1, 2, 3, 4, NAN], 1.0, NAN, 4),
    ],
)
def test_hand_computed(answers: list[float], min_answered: float, score: float, n: int) -> None:
    found = scale_mean(np.array([answers], dtype=float), min_answered=min_answered)
    np.testing.assert_allclose(found.score, [score], rtol=CLOSED_FORM)
    assert found.n_answered.tolist() == [n]


def test_a_loop_over_people_agrees() -> None:
    rng = np.random.default_rng(1)
    answers = rng.integers(1, 6, (300, 7)).astype(float)
    answers[rng.random(answers.shape) < 0.4] = np.nan
    found = scale_mean(answers, min_answered=0.5)
    for row, score in zip(answers, found.score, strict=True):
        given_answers = [x for x in row if not np.isnan(x)]
        enough = len(given_answers) / 7 >= 0.5
        expected = sum(given_answers) / len(given_answers) if enough else np.nan
        np.testing.assert_allclose(score, expected, rtol=CLOSED_FORM)


@given(st.permutations(range(5)), st.integers(0, 2**32 - 1))
def test_item_order_does_not_matter(order: list[int], seed: int) -> None:
    answers = np.random.default_rng(seed).choice([1.0, 2, 3, 4, 5, np.nan], (4, 5))
    first, second = (scale_mean(a, min_answered=0.6) for a in (answers, answers[:, order]))
    np.testing.assert_array_equal(first.score, second.score)
    np.testing.assert_array_equal(first.n_answered, second.n_answered)

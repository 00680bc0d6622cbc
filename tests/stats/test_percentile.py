import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import percentileofscore

from analysis.stats.percentile import mid_percentile, norm_distribution

CLOSED_FORM = 1e-10  # counts divided by counts
SCORES = st.lists(st.integers(5, 25).map(lambda total: total / 5), min_size=1, max_size=60)


def test_hand_computed() -> None:
    norms = norm_distribution(np.array([3, 1, 2, 2, np.nan]))
    assert norms.scores.tolist() == [1, 2, 3]
    assert norms.counts.tolist() == [1, 2, 1]
    found = mid_percentile(norms, np.array([0, 1, 1.5, 2, 3, 9, np.nan]))
    np.testing.assert_allclose(found, [0, 12.5, 25, 50, 87.5, 100, np.nan])


@given(SCORES, SCORES)
def test_scipy_agrees(norm_group: list[float], scores: list[float]) -> None:
    found = mid_percentile(norm_distribution(np.array(norm_group)), np.array(scores))
    expected = [percentileofscore(norm_group, score, kind="mean") for score in scores]
    np.testing.assert_allclose(found, expected, atol=CLOSED_FORM)


@given(SCORES)
def test_the_median_of_a_symmetric_group_stands_at_50(half: list[float]) -> None:
    group = np.array([*half, *(6 - np.array(half))])
    found = mid_percentile(norm_distribution(np.round(group, 9)), np.array([3.0]))
    np.testing.assert_allclose(found, [50], atol=CLOSED_FORM)


@given(SCORES)
def test_percentiles_rise_strictly_and_average_50(group: list[float]) -> None:
    norms = norm_distribution(np.array(group))
    found = mid_percentile(norms, norms.scores)
    assert (np.diff(found) > 0).all()
    np.testing.assert_allclose(found @ norms.counts / len(group), 50, atol=CLOSED_FORM)

import numpy as np
import pytest
from scipy import stats

from analysis.stats.item_directions import item_directions

RNG = np.random.default_rng(3)
FACTOR = RNG.standard_normal((400, 1))
ALIKE = 0.7 * FACTOR + 0.7 * RNG.standard_normal((400, 4))


def signs_of(x: np.ndarray, anchors: list[int]) -> list[float]:
    mask = np.isin(np.arange(x.shape[1]), anchors)
    return item_directions(x, mask, confidence=0.99).signs.tolist()


@pytest.mark.parametrize(
    ("turned", "anchors", "expected"),
    [
        ([], [0, 1, 2, 3], [1, 1, 1, 1]),
        ([3], [0, 1, 2, 3], [1, 1, 1, -1]),
        ([2, 3], [0, 1], [1, 1, -1, -1]),
        ([1, 2, 3], [0], [1, -1, -1, -1]),
        ([0], [0, 1], [-1, 1, 1, 1]),
        ([0, 1], [0, 1], [1, 1, -1, -1]),
    ],
)
def test_the_camp_of_the_anchors_or_the_heavier_one_is_right(turned, anchors, expected):
    """Where the camps are the anchors and the others, the anchors are right."""
    assert signs_of(ALIKE * np.where(np.isin(range(4), turned), -1, 1), anchors) == expected


def test_the_interval_is_that_of_scipy():
    found = item_directions(ALIKE[:, :2], np.array([True, True]), confidence=0.99)
    expected = stats.pearsonr(ALIKE[:, 0], ALIKE[:, 1])
    interval = expected.confidence_interval(0.99)
    np.testing.assert_allclose(found.r, expected.statistic, rtol=1e-12)
    np.testing.assert_allclose([found.low[0], found.high[0]], [*interval], rtol=1e-9)
    assert found.n.tolist() == [400, 400]


def test_an_item_turned_has_the_opposite_correlation():
    anchors = np.ones(4, dtype=bool)
    before = item_directions(ALIKE, anchors, confidence=0.99)
    after = item_directions(ALIKE * [1, 1, 1, -1], anchors, confidence=0.99)
    np.testing.assert_allclose(after.r, before.r * [1, 1, 1, -1], rtol=1e-9)
    assert after.high[3] == pytest.approx(-before.low[3])


def test_an_item_that_does_not_vary_has_no_direction():
    x = np.column_stack([ALIKE, np.ones(400)])
    found = item_directions(x, np.ones(5, dtype=bool), confidence=0.99)
    assert np.isnan(found.r[4])
    assert not np.isnan(found.r[:4]).any()


def test_items_that_nobody_answered_together_say_nothing_of_each_other():
    x = ALIKE.copy()
    x[:200, :2], x[200:, 2:] = np.nan, np.nan
    found = item_directions(x, np.ones(4, dtype=bool), confidence=0.99)
    assert found.signs.tolist() == [1, 1, 1, 1]
    assert (found.low > 0).all()

"""Anchor: styles that were drawn come back; without styles there is nothing to find."""

import numpy as np
import pytest

from analysis.screening.attentive import observed
from analysis.screening.response_style import WIDEST, spread_of_styles, unevenness
from analysis.simulation.careless import CarelessDesign, attentive_codes

DESIGN = {
    "people": 3_000, "dimensions": 6, "items": 6, "n_reversed": 8, "categories": 6,
    "loading": 0.5, "between": 0.4, "pattern": "random", "careless": 0.0, "extreme": 0.0,
}  # fmt: skip
NEAR = 0.05  # three standard deviations (.013) and the bias (.007) over 20 samples of this size


def found(codes: np.ndarray, wanted: float | None = None) -> float:
    rng = np.random.default_rng(2)
    normals, styles = rng.standard_normal((3_000, codes.shape[1])), rng.standard_normal(3_000)
    seen = observed(codes, np.full(codes.shape[1], 3.5))
    return spread_of_styles(
        seen, unevenness(codes) if wanted is None else wanted, normals, styles
    )


@pytest.mark.parametrize("style", [0.0, 0.2, 0.4])
def test_the_spread_of_styles_comes_back(style):
    codes = attentive_codes(CarelessDesign(**DESIGN, style=style), np.random.default_rng(1))
    assert found(codes.astype(float)) == pytest.approx(style, abs=NEAR)


def test_answers_left_out_change_little():
    rng = np.random.default_rng(1)
    codes = attentive_codes(CarelessDesign(**DESIGN, style=0.3), rng).astype(float)
    codes[rng.random(codes.shape) < 0.02] = np.nan
    codes[:200, :30] = np.nan
    assert found(codes) == pytest.approx(0.3, abs=NEAR)


def test_more_than_can_be_is_the_widest():
    codes = attentive_codes(CarelessDesign(**DESIGN), np.random.default_rng(1)).astype(float)
    assert found(codes, wanted=0.99) == pytest.approx(WIDEST, abs=0.01)


def test_unevenness_by_hand():
    answers = np.array([[1.0, 1, 1], [1, 2, 3], [1, 3, 5], [1, 2, np.nan], [9, np.nan, np.nan]])
    spreads = [0, np.sqrt(2 / 3), np.sqrt(8 / 3), 0.5]
    low, high = np.quantile(spreads, [0.25, 0.75])
    assert unevenness(answers) == pytest.approx((high - low) / (high + low), abs=1e-12)
    assert unevenness(np.ones((4, 3))) == 0
    assert unevenness(np.full((4, 3), np.nan)) == 0

from pathlib import Path

import numpy as np
import pytest

from analysis.instrument import load_instrument
from analysis.simulation.codings import SPOILT, CodingDesign, draw_codes

SIX = load_instrument(Path(__file__).resolve().parents[2] / "instruments/sales_six.yaml")
REVERSED = [i for i, item in SIX.all_items.items() if item.reversed]


def drawn(more: int = 0, **design):
    return draw_codes(SIX, CodingDesign(400, **design), np.random.default_rng(1), more=more)


@pytest.mark.parametrize(
    ("design", "codes"),
    [
        ({}, {1, 2, 3, 4, 5}),
        ({"skew": "no_top"}, {1, 2, 3, 4}),
        ({"skew": "no_bottom"}, {2, 3, 4, 5}),
        ({"undeclared": 0.1}, {1, 2, 3, 4, 5, 9}),
        ({"slips": 0.1}, set(range(10))),
    ],
)
def test_codes_are_those_that_the_design_allows(design, codes):
    assert set(np.unique(drawn(**design))) == codes


def test_more_options_have_higher_codes():
    assert set(np.unique(drawn(more=2))) == {1, 2, 3, 4, 5, 6, 7}


def test_items_of_a_dimension_correlate_and_reversed_ones_negatively():
    codes = drawn()
    for items in SIX.scored.values():
        signs = np.array([-1 if i in REVERSED else 1 for i in items])
        keyed = np.corrcoef(codes[items].to_numpy().T) * np.outer(signs, signs)
        assert keyed[np.triu_indices(len(items), 1)].min() > 0


def test_the_share_of_straight_lines_is_that_of_the_design():
    same = drawn(straight=0.25).nunique(axis=1) == 1
    assert same.mean() == pytest.approx(0.25, abs=0.07)  # three standard errors of 400 people


@pytest.mark.parametrize(
    ("way", "codes"),
    [
        ("from_zero", {0, 1, 2, 3, 4}),
        ("from_two", {2, 3, 4, 5, 6}),
        ("in_tens", {10, 20, 30, 40, 50}),
        ("lowest_last", {2, 3, 4, 5, 6}),
    ],
)
def test_spoilt_codes_are_those_of_the_way(way, codes):
    assert set(np.unique(SPOILT[way](drawn(), SIX))) == codes


def test_recoding_twice_gives_the_answers_back():
    codes = drawn()
    assert SPOILT["all_recoded"](SPOILT["all_recoded"](codes, SIX), SIX).equals(codes)
    changed = (SPOILT["half_recoded"](codes, SIX) != codes).any()
    assert changed[changed].index.tolist() == REVERSED[::2]

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.small_cells import merged_cells, representatives, sizes_of

COUNTS = st.lists(st.integers(1, 30), min_size=1, max_size=25)


@pytest.mark.parametrize(
    ("counts", "cells"),
    [
        ([9, 9, 9], [0, 1, 2]),
        ([2, 1, 1, 3, 9, 9], [0, 0, 0, 0, 1, 2]),
        ([9, 9, 2, 1], [0, 1, 1, 1]),
        ([9, 1, 9], [0, 1, 1]),
        ([1, 1], [0, 0]),
        ([], []),
    ],
)
def test_few_are_joined_to_their_neighbours(counts, cells):
    assert merged_cells(np.array(counts, dtype=int), 5).tolist() == cells


@given(COUNTS, st.integers(1, 12))
def test_no_cell_is_small_nobody_is_lost_and_order_stays(counts, least):
    cells = merged_cells(np.array(counts), least)
    sizes = sizes_of(np.array(counts), cells)
    assert sizes.sum() == sum(counts)
    assert sizes.min() >= min(least, sum(counts))
    assert cells[0] == 0
    assert set(np.diff(cells)) <= {0, 1}


@given(COUNTS, st.integers(1, 12))
def test_values_stay_in_order_and_between_those_of_their_cell(counts, least):
    values = np.cumsum(np.arange(1.0, len(counts) + 1))
    cells = merged_cells(np.array(counts), least)
    found = representatives(values, np.array(counts), cells, least)
    assert (np.diff(found) > 0).all()
    for cell, value in enumerate(found):
        # a mean of equal numbers may miss them by a rounding error
        assert values[cells == cell].min() - 1e-9 <= value <= values[cells == cell].max() + 1e-9


def test_a_value_that_many_have_stands_for_its_cell_and_single_ones_never():
    values, counts = np.array([0.0, 1.0, 2.0, 8.0]), np.array([3, 40, 1, 4])
    cells = merged_cells(counts, 5)
    assert representatives(values, counts, cells, 5).tolist() == [1.0, (2.0 + 4 * 8.0) / 5]

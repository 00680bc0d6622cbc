"""What commas, points, spaces and percent signs in numbers mean, by the column."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from analysis.intake.cells import n_ambiguous, numbers
from tests.intake.exported import people_export, self_export, taken_in
from tests.intake.test_answers import PEOPLE
from tests.intake.test_records import SALES, recorded, sales

NAN = np.nan


def column(*cells) -> pd.Series:
    return pd.Series(cells, dtype="str")


@pytest.mark.parametrize(
    ("cells", "values", "ambiguous"),
    [
        (["12,5", "13", "1,234"], [12.5, 13, 1.234], 0),
        (["1.234,5", "2.000", "987"], [1234.5, 2000, 987], 0),
        (["0,873", "1,912"], [0.873, 1.912], 0),
        (["1.234.567", "1.250"], [1234567, 1250], 0),
        (["1,234.5", "2,000"], [1234.5, 2000], 0),
        (["1,234,567", "1.25"], [1234567, 1.25], 0),
        (["12.5", "1,234"], [12.5, 1234], 0),
        (["1,234", "987", None], [1234, 987, NAN], 1),
        (["1.234", "1.234", "987"], [1.234, 1.234, 987], 2),
        (["1\u2009234", "1\u00a0234,5", "1'234"], [1234, 1234.5, 1234], 0),
        (["１２，５", "３"], [12.5, 3], 0),
        (["85%", "90.5 %", "１００％"], [0.85, 0.905, 1], 0),
        (["85,5%"], [0.855], 0),
        (["-1,5", "+2,5", ",5"], [-1.5, 2.5, 0.5], 0),
    ],
)
def test_the_column_tells_what_its_marks_mean(cells, values, ambiguous):
    found, bad = numbers(column(*cells))
    np.testing.assert_array_equal(found, values)
    assert not bad.any()
    assert n_ambiguous(column(*cells)) == ambiguous


@pytest.mark.parametrize(
    ("cells", "bad"),
    [
        (["12,5", "12.5", "1,234", "7"], [True, False, True, False]),
        (["85%", "0.9"], [True, False]),
        (["x%", "1,2,3", "12,34.5", "1 2"], [True] * 4),
    ],
)
def test_what_can_be_read_in_no_one_way_is_no_number(cells, bad):
    assert numbers(column(*cells))[1].tolist() == bad


@given(st.lists(st.floats(-1e9, 1e9), min_size=1, max_size=9))
def test_a_column_reads_the_same_in_every_country(values):
    values = [round(value, 2) for value in values]
    assume(any(round(value % 1, 2) not in (0, 1) for value in values))
    english = [f"{value:,.2f}" for value in values]
    german = [cell.translate(str.maketrans(",.", ".,")) for cell in english]
    french = [cell.replace(",", "\u202f").replace(".", ",") for cell in english]
    for cells in (english, german, french):
        found, bad = numbers(column(*cells))
        assert (found.tolist(), bad.any()) == ([float(f"{v:.2f}") for v in values], False)


def test_two_readings_are_told_with_the_column():
    table = SALES.assign(amount=[f"{i + 1},000" for i in range(len(SALES))])
    notes = [n for n in recorded(sales(table)).notes if n["note"] == "numbers_of_two_readings"]
    assert [(n["column"], n["n"]) for n in notes] == [("amount", len(SALES))]
    people = people_export(PEOPLE.assign(tenure=[f"{i + 1}.000" for i in range(12)]))
    notes = taken_in(self_export(), people=people).notes
    assert [n["n"] for n in notes if n["note"] == "numbers_of_two_readings"] == [12]

"""The printed plan: every number in its place, in both languages."""

import pandas as pd
import pytest

from reports.findings import text_width
from reports.plan import plan_text

SITUATION = {
    **{"dimensions": 6, "correlation": 0.41, "lowest": 0.1, "highest": 0.3},
    **{"cluster_size": 20, "icc": 0.07},
}
ORIGINS = {"correlation": "results", "cluster_size": "settings", "icc": "design"}
DEMAND = {"confidence": 0.95, "minimal_gain": 0.05, "power": 0.8}
ROWS = {
    "truth": ["unequal", "equal", "unequal", "equal"],
    "n": [100, 100, 1200, 1200],
    "n_clusters": [5, 5, 60, 60],
    "unequal": [0.31, 0.02, 0.84, 0.04],
    "equal": [0.11, 0.62, 0.01, 0.93],
    "too_little_data": [0.45, 0.27, 0.06, 0.03],
    "no_validity": [0.13, 0.09, 0.09, 0.0],
    "validity_shown": [0.71, 0.72, 0.98, 0.99],
    "width_composite": [0.42, 0.43, 0.11, 0.12],
    "width_dimension": [0.44, 0.45, 0.13, 0.14],
    "width_gain": [0.21, 0.22, 0.08, 0.09],
    "regret": [0.02, 0.0, 0.01, 0.0],
    "studies": [50, 50, 50, 50],
}


def text(language="en", origins=ORIGINS, **changes):
    table = pd.DataFrame(ROWS | changes)
    return plan_text(table, SITUATION, origins, DEMAND, study="mine", language=language)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_each_row_holds_its_numbers_in_order(language):
    rows = [line.split() for line in text(language).splitlines()]
    few = ["100", "5", "71%", "31%", "62%", "2%", "45%", ".42", ".44", ".21"]
    many = ["1,200", "60", "98%", "84%", "93%", "4%", "6%", ".11", ".13", ".08"]
    assert few in rows
    assert many in rows


@pytest.mark.parametrize("language", ["zh", "en"])
def test_columns_are_flush_right(language):
    lines = text(language).splitlines()
    start = next(i for i, line in enumerate(lines) if line.endswith(".21")) - 1
    assert len({text_width(line) for line in lines[start : start + 3]}) == 1


def test_the_assumptions_say_where_they_come_from():
    found = text()
    assert "Correlation between dimensions: .41 (from this study's results)." in found
    assert "People per cluster: 20 (assumed in the settings)" in found
    assert "of performance: .07 (the study declares no clusters)." in found


def test_it_says_from_how_many_people_on_it_is_enough():
    assert "1,200 people are the fewest in this table" in text()
    assert "not even 1,200 people" in text(unequal=[0.1, 0.0, 0.7, 0.0])


def test_the_standard_error_is_that_of_the_number_of_studies():
    assert "up to 7%" in text()  # √(.25 / 50)

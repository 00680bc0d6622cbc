"""One question in several columns is read as one, if nobody answered more than one of them."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.intake.exports import Export
from analysis.intake.joined_columns import joined, n_contradictions
from analysis.intake.labels import NO_CODE, Legend, code_column
from tests.intake.exported import ITEMS
from tests.intake.test_labels import FREQUENCY
from tests.intake.test_tools import codes_of, taken
from tests.intake.tool_files import CODES

ROWS = range(len(CODES))


def export(table: pd.DataFrame, **changes) -> Export:
    options = {"instrument": "small", "source": "self", "wave": 1, "form": "A"}
    return Export("x.csv", table, columns={"person": "staff"}, **options | changes)


def versions(names: list[str], blank: str | None = None) -> pd.DataFrame:
    """Answers to lis1 spread over the columns `names`, each row in one of them."""
    table = (
        pd.DataFrame(CODES, columns=ITEMS).astype("str").assign(staff=[f"E{i}" for i in ROWS])
    )
    first = table.pop("lis1")
    for k, name in enumerate(names):
        here = first.index % len(names) == k
        table[name] = first.where(here, blank)
    return table.astype("str")


@pytest.mark.parametrize("names", [["v1", "v2"], ["lis1", "v2"], ["a", "b", "c"]])
def test_both_columns_become_the_item(names):
    result = taken(export(versions(names), rename=dict.fromkeys(names, "lis1")))
    assert codes_of(result) == CODES
    assert {"note": "columns_joined", "file": "x.csv", "items": ["lis1"]} in result.notes
    row = result.mapping.set_index("item").loc["lis1"]
    assert (row["column"], row["found_by"]) == ("; ".join(names), "rename")


@pytest.mark.parametrize("blank", [None, " ", "(跳过)"])
def test_a_column_of_the_items_name_is_joined_where_only_the_other_is_named(blank):
    legends = {name: Legend(missing={"(跳过)": "not_shown"}) for name in ("lis1", "v2_lis1")}
    found = versions(["lis1", "v2_lis1"], blank)
    result = taken(export(found, rename={"v2_lis1": "lis1"}, legends=legends))
    assert codes_of(result) == CODES
    assert "columns_joined" in {n["note"] for n in result.notes}


def test_a_column_of_the_items_name_that_is_filled_too_is_left_to_rename():
    found = versions(["v2_lis1"]).assign(lis1="1")
    result = taken(export(found, rename={"v2_lis1": "lis1"}))
    assert codes_of(result) == CODES
    assert {"note": "columns_not_named", "file": "x.csv", "n": 1} in result.notes


@pytest.mark.parametrize("n", [1, 3])
def test_different_answers_of_one_person_are_refused_with_their_number(n):
    found = versions(["v1", "v2"])
    for row in range(0, 2 * n, 2):
        found.loc[row, "v2"] = str(CODES[row][0] % 5 + 1)
    with pytest.raises(DataError, match=f"read from v1, v2, but {n} rows have different"):
        taken(export(found, rename={"v1": "lis1", "v2": "lis1"}))


def test_the_same_answer_twice_is_no_contradiction():
    found = versions(["v1", "v2"])
    found.loc[0, "v2"] = found.loc[0, "v1"]
    assert codes_of(taken(export(found, rename={"v1": "lis1", "v2": "lis1"}))) == CODES


def test_each_column_is_read_by_its_own_labels():
    found = versions(["v1", "v2"])
    turned = found["v2"].notna()
    found.loc[turned, "v2"] = (6 - found.loc[turned, "v2"].astype(int)).astype("str")
    labels = {str(6 - k): text.en for k, text in FREQUENCY.codes.items()}
    rename, legends = {"v1": "lis1", "v2": "lis1"}, {"v2": Legend(value_labels=labels)}
    assert codes_of(taken(export(found, rename=rename, legends=legends))) == CODES


def test_the_reason_that_says_most_counts():
    """By hand: who was not shown one version skipped the other, or could not judge there."""
    legend = Legend(missing={"(跳过)": "not_shown", "(空)": "skipped"})
    cells = [["3", "(跳过)", "(跳过)", "(跳过)", "9"], ["(跳过)", "(空)", "8", "(跳过)", "2"]]
    columns = [code_column(pd.Series(c, dtype="str"), FREQUENCY, legend) for c in cells]
    both = joined(columns)
    assert both.codes.tolist() == [3, NO_CODE, NO_CODE, NO_CODE, 2]
    assert both.reasons.tolist() == [0, 2, 3, 1, 0]
    assert n_contradictions(columns) == 0
    assert (both.n_codes, both.n_invalid) == (3, 1)
    assert np.array_equal(joined(columns[:1]).codes, columns[0].codes)

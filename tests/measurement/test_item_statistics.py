"""Anchors: psych::describe of real answers, and small tables counted by hand."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.measurement.item_statistics import item_statistics
from tests.measurement.bfi_study import bfi, frozen, keyed, nothing_missing

ATOL = 1e-10  # the frozen entries' own tolerance
CONFIDENCE = 0.95
COLUMNS = {
    "estimate": "mean",
    "sd": "sd",
    "skewness": "skew",
    "kurtosis": "kurtosis",
    "n": "n",
    "std_error": "se",
}


def small(**answers: list[int | None]) -> pd.DataFrame:
    """A few answers to the five items of agreeableness; the other items are all answered 3."""
    n = len(next(iter(answers.values())))
    frame = keyed().head(n).copy()
    for item in bfi()["sapa_bfi"].all_items:
        frame[item] = pd.array(answers.get(item, [2, 3] * (n // 2)), dtype="Int8")
    return frame


def row(table: pd.DataFrame, item: str) -> pd.Series:
    return table.set_index("item").loc[item]


def test_every_item_is_described_as_by_psych():
    raw = keyed(as_answered=True)
    result = item_statistics(raw, nothing_missing(), bfi(), confidence=CONFIDENCE)
    expected = frozen("reliability")["bfi25.describe"]["value"]
    assert result.item_statistics["item"].tolist() == list(bfi()["sapa_bfi"].all_items)
    for column, name in COLUMNS.items():
        np.testing.assert_allclose(
            result.item_statistics[column], expected[name], rtol=0, atol=ATOL
        )


def test_reversing_turns_mean_and_skewness_and_nothing_else():
    raw, turned = (
        item_statistics(table, nothing_missing(), bfi(), confidence=CONFIDENCE).item_statistics
        for table in (keyed(as_answered=True), keyed())
    )
    sign = np.where(raw["reversed"], -1, 1)
    np.testing.assert_allclose(turned["skewness"], sign * raw["skewness"], atol=ATOL)
    np.testing.assert_allclose(turned["kurtosis"], raw["kurtosis"], atol=1e-9)
    np.testing.assert_allclose(
        turned["estimate"], np.where(raw["reversed"], 7 - raw["estimate"], raw["estimate"])
    )


def test_floor_ceiling_and_categories_are_counted():
    answers = small(A1=[1, 1, 6, None])
    result = item_statistics(answers, nothing_missing(), bfi(), confidence=CONFIDENCE)
    found = row(result.item_statistics, "A1")
    assert found["n"] == 3
    assert found["floor_share"] == pytest.approx(2 / 3)
    assert found["ceiling_share"] == pytest.approx(1 / 3)
    assert found["missing_share"] == pytest.approx(1 / 4)
    categories = result.categories[result.categories["item"] == "A1"]
    assert categories["code"].tolist() == [1, 2, 3, 4, 5, 6]
    assert categories["n"].tolist() == [2, 0, 0, 0, 0, 1]
    assert categories["share"].sum() == pytest.approx(1)


def test_an_item_that_was_not_shown_is_not_missing():
    answers = small(A1=[1, None, 6, None])
    missing = pd.DataFrame(
        {"response": [1, 3], "item": ["A1", "A1"], "reason": ["not_shown", "skipped"]}
    )
    result = item_statistics(answers, missing, bfi(), confidence=CONFIDENCE)
    assert row(result.item_statistics, "A1")["missing_share"] == pytest.approx(1 / 3)


def test_an_item_that_does_not_vary_is_named():
    answers = small(A1=[4, 4, 4, 4])
    result = item_statistics(answers, nothing_missing(), bfi(), confidence=CONFIDENCE)
    (told,) = result.notes
    assert (told["note"], told["item"], told["code"]) == ("constant_item", "A1", 4)
    assert np.isnan(row(result.item_statistics, "A1")["skewness"])


def test_all_items_without_answers_are_named_at_once():
    nothing = [None] * 4
    answers = small(A1=nothing, C2=nothing)
    with pytest.raises(DataError) as error:
        item_statistics(answers, nothing_missing(), bfi(), confidence=CONFIDENCE)
    lines = str(error.value).splitlines()
    assert len(lines) == 2
    assert "item A1 needs 2 answers, got 0" in lines[0]
    assert "item C2 needs 2 answers, got 0" in lines[1]


def test_rows_in_another_order_give_the_same_tables():
    answers = keyed().head(300)
    shuffled = answers.sample(frac=1, random_state=1)
    a, b = (
        item_statistics(table, nothing_missing(), bfi(), confidence=CONFIDENCE)
        for table in (answers, shuffled)
    )
    pd.testing.assert_frame_equal(a.item_statistics, b.item_statistics)
    pd.testing.assert_frame_equal(a.categories, b.categories)


def test_sources_are_kept_apart():
    answers = pd.concat([keyed().head(20), keyed().tail(30).assign(source="manager")])
    result = item_statistics(answers, nothing_missing(), bfi(), confidence=CONFIDENCE)
    counts = result.item_statistics.groupby("source")["n"].unique()
    assert counts["self"].tolist() == [20]
    assert counts["manager"].tolist() == [30]

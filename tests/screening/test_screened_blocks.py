"""Anchor: hand-made tables."""

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.screening.screened_blocks import screened_blocks
from tests.screening.demo import frames, questionnaire


@pytest.fixture
def instrument():
    return questionnaire(dimensions=2, items=2)


def test_blocks_come_sorted_and_hold_their_own_rows(instrument):
    raw = np.array([[1, 2, 3, 4], [5, 4, 3, 2], [1, 1, 1, np.nan]])
    first = frames(raw, instrument, source="self")
    second = frames(raw[:2], instrument, source="manager", first=3)
    answers, keyed, missing = (
        pd.concat(pair, ignore_index=True).sample(frac=1, random_state=1)
        for pair in zip(first, second, strict=True)
    )
    found = dict(screened_blocks(answers, keyed, missing, {"demo": instrument}))
    assert list(found) == [("demo", "manager", 1), ("demo", "self", 1)]
    block = found["demo", "self", 1]
    np.testing.assert_array_equal(block.answers, raw)
    np.testing.assert_array_equal(block.keyed["d1_2"], 6 - raw[:, 1])
    assert block.responses["response"].tolist() == [0, 1, 2]
    assert block.expected == {"check": 2}
    assert block.turned == {"d1_2": 6, "d2_2": 6}


def test_items_stand_in_the_order_of_the_columns(instrument):
    answers, keyed, missing = frames(np.array([[1, 2, 3, 4], [5, 4, 3, 2]]), instrument)
    shown = ["d2_2", "d1_1", "d2_1", "d1_2"]
    about = [column for column in answers if column not in shown]
    [(_, block)] = screened_blocks(
        answers[[*about, *shown]], keyed, missing, {"demo": instrument}
    )
    for table in (block.answers, block.keyed, block.excused):
        assert list(table) == shown
    np.testing.assert_array_equal(block.answers, [[4, 1, 3, 2], [2, 5, 3, 4]])


def test_some_rows_make_a_block_of_their_own(instrument):
    answers, keyed, missing = frames(
        np.arange(12).reshape(3, 4) % 5 + 1, instrument, seconds=np.array([9.0, 8, 7])
    )
    [(_, block)] = screened_blocks(answers, keyed, missing, {"demo": instrument})
    part = block.of(np.array([0, 2]))
    assert part.responses["response"].tolist() == [0, 2]
    assert part.seconds.tolist() == [9.0, 7.0]
    for table in ("answers", "keyed", "every", "excused"):
        np.testing.assert_array_equal(getattr(part, table), getattr(block, table)[::2])
    assert part.turned == block.turned


def test_not_shown_and_cannot_judge_are_excuses_and_nothing_else(instrument):
    answers, keyed, _ = frames(np.full((3, 4), np.nan), instrument)
    missing = pd.DataFrame(
        {
            "response": [0, 1, 2, 99],
            "item": ["d1_1", "d1_2", "d2_1", "d1_1"],
            "reason": ["not_shown", "cannot_judge", "skipped", "not_shown"],
        }
    )
    [(_, block)] = screened_blocks(answers, keyed, missing, {"demo": instrument})
    expected = np.zeros((3, 4), bool)
    expected[0, 0] = expected[1, 1] = True
    np.testing.assert_array_equal(block.excused, expected)


def test_every_mismatch_is_one_line(instrument):
    answers, keyed, missing = frames(np.ones((2, 4)), instrument)
    with pytest.raises(DataError, match="there are no answers"):
        list(screened_blocks(answers.iloc[:0], keyed, missing, {"demo": instrument}))
    with pytest.raises(DataError, match="answers to demo: the study has no such instrument"):
        list(screened_blocks(answers, keyed, missing, {}))
    with pytest.raises(DataError) as error:
        list(
            screened_blocks(
                answers.drop(columns="d1_1"),
                keyed.drop(columns=["d2_1", "d2_2"]).iloc[:1],
                missing,
                {"demo": instrument},
            )
        )
    assert str(error.value).splitlines() == [
        "demo: the answers have no column for d1_1",
        "demo: the keyed answers have no column for d2_1, d2_2",
        "answers and keyed answers are not of the same responses",
    ]

"""An option that a group's form lacks is told; one that few people choose anywhere is not."""

import numpy as np
import pandas as pd
import pytest

from analysis.blocks import Block
from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.invariance.absent_options import absent_codes, absent_options
from tests.measurement.ordinal_study import instrument

ITEMS = {"listening": ["lis1", "lis2", "lis3", "lis4"], "closing": ["clo1", "clo2", "clo3"]}
NAMES = [item for items in ITEMS.values() for item in items]


def drawn(n: int, seed: int) -> pd.DataFrame:
    codes = (
        np.random.default_rng(seed).choice(5, size=(n, 7), p=(0.1, 0.2, 0.3, 0.25, 0.15)) + 1
    )
    return pd.DataFrame(codes, columns=NAMES).astype("Int8")


def told(group: pd.DataFrame, others: pd.DataFrame) -> list[dict]:
    rows = pd.concat([others, group], ignore_index=True)
    labels = pd.Series(
        pd.Categorical(["a"] * len(others) + ["b"] * len(group)), index=rows.index
    )
    block = AnswerBlock(Block("made", "self", 1), instrument(ITEMS), rows)
    return list(absent_options(block, labels, "form"))


@pytest.mark.parametrize(
    ("lost", "to"), [(5, 4), (1, 2), (3, 4)], ids=["top", "bottom", "middle"]
)
def test_an_option_that_a_group_never_had_is_told(lost, to):
    group = drawn(100, 1)
    listening = ITEMS["listening"]
    group[listening] = group[listening].mask(group[listening] == lost, to)
    (said,) = told(group, drawn(100, 2))
    assert said["group"] == "b"
    assert said["codes"] == [lost]
    assert said["items"] == listening


def test_one_item_without_an_option_is_an_item_not_a_form():
    group = drawn(100, 3)
    group["lis1"] = group["lis1"].mask(group["lis1"] == 5, 4)
    assert told(group, drawn(100, 4)) == []


def test_equal_forms_are_not_told_apart():
    for seed in range(30):
        assert told(drawn(60, seed), drawn(60, 100 + seed)) == []


def test_an_option_that_hardly_anybody_chooses_may_be_absent_by_chance():
    own, others = np.full((60, 4), 3.0), np.full((400, 4), 3.0)
    others[:8] = 5
    assert absent_codes(own, others) == []
    others[:80] = 5
    assert absent_codes(own, others) == [5]
    assert (1 - 80 / 400) ** 60 < 1e-3 < (1 - 8 / 400) ** 60


def test_what_nobody_answered_is_no_option():
    own = np.full((60, 2), np.nan)
    assert absent_codes(own, np.tile([[1.0, 2.0]], (60, 1))) == []

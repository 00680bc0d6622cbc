"""Anchor: hand-made tables."""

import numpy as np
import pandas as pd
import pytest

from analysis.blocks import Block
from analysis.screening.consensus import consensus, counts_beyond, unlike_simulated
from analysis.screening.cutoffs import BlockScreening
from analysis.screening.index import NOTHING_LEARNED
from analysis.screening.indices import INDICES

RESPONSES = pd.DataFrame(
    {"response": range(4), "person": range(4), "instrument": "x", "source": "self", "wave": 1}
)
TABLE = pd.DataFrame(
    [
        (0, "longstring", "pattern", True),
        (0, "irv", "pattern", True),
        (1, "response_time", "time", True),
        (1, "longstring", "pattern", True),
        (1, "irv", "pattern", True),
        (2, "irv", "pattern", False),
    ],
    columns=["response", "index", "family", "beyond"],
).assign(undecidable=False)


@pytest.mark.parametrize(("needed", "flagged"), [(1, [0, 1]), (2, [1]), (3, [])])
def test_families_are_counted_not_indices(needed, flagged):
    table = consensus(RESPONSES, TABLE, INDICES, needed)
    assert table.loc[table["flagged"], "response"].tolist() == flagged
    assert table["n_families"].tolist() == [1, 2, 0, 0]
    assert table["families"].tolist() == ["pattern", "time;pattern", "", ""]
    assert table["reasons"].tolist()[1] == "response_time;longstring;irv"
    assert table["reasons"].tolist()[2:] == ["", ""]


def test_nobody_beyond_anything_is_no_special_case():
    table = consensus(RESPONSES, TABLE.assign(beyond=False), INDICES, 2)
    assert not table["flagged"].any()
    assert table["families"].tolist() == [""] * 4


def test_people_kept_are_counted_apart_and_indices_beyond_expectation_told():
    flagged = consensus(RESPONSES, TABLE, INDICES, 2)
    indices = TABLE.assign(value=[1.0, 2.0, np.nan, 3.0, 4.0, 5.0])
    counts = counts_beyond(indices, flagged)
    expected = {"response_time": [0, 1, 0, 0], "longstring": [2, 2, 1, 1], "irv": [3, 2, 2, 1]}
    for index, row in expected.items():
        assert counts.loc[("x", "self", 1, index)].tolist() == row
    fitted = BlockScreening({}, NOTHING_LEARNED, 0.0, {"longstring": 0.05, "irv": 0.2})
    [told] = unlike_simulated(Block("x", "self", 1), fitted, counts)
    assert (told["index"], told["share"], told["expected"]) == ("longstring", 1.0, 0.05)
    common = BlockScreening({}, NOTHING_LEARNED, 0.0, {"longstring": 0.4, "irv": 0.2})
    assert not [*unlike_simulated(Block("x", "self", 1), common, counts)]

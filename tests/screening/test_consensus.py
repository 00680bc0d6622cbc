"""Anchor: hand-made tables."""

import pandas as pd
import pytest

from analysis.screening.consensus import consensus
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

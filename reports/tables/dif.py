"""Tables of items that differ between groups, and of what follows for every comparison."""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from reports import style
from reports.reading import Reading
from reports.tables.cells import basis, dimensions, each, terms, titled, wordings
from reports.tables.invariance import (
    LADDER,
    absent_options,
    ladder_of,
    ladders,
    reached,
    released,
)

RULE = "measurement/dif"
LADDER_RULE = "measurement/invariance"


def table_items(reading: Reading) -> pd.DataFrame:
    """Items that at least one of the two tests calls different, each group by itself."""
    frame = reading.table(RULE, "tests")
    frame = frame[frame["decision"] != "same"]
    sizes = reading.table(RULE, "effects")
    shown = ["group", "signed", "standardised"]
    frame = frame.merge(sizes[[*LADDER, "item", *shown]], on=[*LADDER, "item"], how="left")
    return titled(
        reading,
        {
            **ladders(reading, frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "item": frame["item"],
            "wording": wordings(reading, frame),
            "dif_decision": terms(reading, "dif_decision", frame["decision"]),
            "p_ratio": each(frame["p_adjusted"], style.p_value),
            "p_logistic": each(frame["p_logistic_adjusted"], style.p_value),
            "p_nonuniform": each(frame["p_nonuniform"], style.p_value),
            "r_squared_gain": each(frame["r_squared_gain"], style.bounded, decimals=3),
            "effect_size": terms(reading, "effect_size", frame["size"]),
            "group_name": terms(reading, "level", frame["group"].fillna(style.MISSING)),
            "signed_difference": each(frame["signed"], style.number),
            "essd": each(frame["standardised"], style.number),
            **basis(reading, frame),
        },
    )


def table_comparisons(reading: Reading) -> pd.DataFrame:
    """What may be compared between which groups, what may not, and what to mend first."""
    groups = reading.table(LADDER_RULE, "groups")
    frame = groups.drop_duplicates(LADDER).reset_index(drop=True)
    keys = list(frame[LADDER].itertuples(index=False, name=None))
    standing = [standing_of(reading, key) for key in keys]
    testable = groups[groups["role"] != "not_testable"]
    left_out = groups[groups["role"] == "not_testable"]
    return titled(
        reading,
        {
            **ladders(reading, frame),
            "groups_compared": [listed(reading, names(reading, testable, key)) for key in keys],
            "may_compare": terms(reading, "may_compare", standing),
            "must_not_compare": terms(reading, "must_not_compare", standing),
            "items_to_mend": [listed(reading, to_mend(reading, key)) for key in keys],
            "groups_left_out": [listed(reading, names(reading, left_out, key)) for key in keys],
        },
    )


def standing_of(reading: Reading, key: tuple) -> str:
    """What the ladder of one set of answers and grouping allows."""
    if any(ladder_of(said) == key for said in absent_options(reading)):
        return "joined"
    found = reached(own(reading.table(LADDER_RULE, "steps"), key))
    return "latent" if found == "scores" and to_release(reading, key) else found


def to_release(reading: Reading, key: tuple) -> list[str]:
    """Items that the ladder released at a step that matters for means."""
    frame = own(released(reading, "item_tests", LADDER), key)
    return list(frame.loc[frame["step"] != "residuals", "item"])


def to_mend(reading: Reading, key: tuple) -> list[str]:
    """Items that the ladder released, or that both single tests call different by enough."""
    single = sizeable(differing(reading, key))["item"]
    return list(dict.fromkeys([*to_release(reading, key), *single]))


def differing(reading: Reading, key: tuple) -> Any:
    """Items that both tests of single items call different."""
    frame = own(reading.table(RULE, "tests"), key)
    return frame[frame["decision"] == "differs"]


def sizeable(frame: Any) -> Any:
    """Items that differ by more than a negligible amount."""
    return frame[frame["size"] != "negligible"]


def own(frame: Any, key: tuple) -> Any:
    """The rows about one set of answers and grouping."""
    same = [row == key for row in frame[LADDER].itertuples(index=False, name=None)]
    return frame.loc[pd.Series(same, index=frame.index, dtype=bool)]


def names(reading: Reading, frame: Any, key: tuple) -> list[str]:
    """The groups of one set of answers and grouping."""
    return terms(reading, "level", own(frame, key)["group"])


def listed(reading: Reading, values: Sequence[str]) -> str:
    """Names one after the other; a dash where there is none."""
    return reading.words.text("signs.list").join(values) if values else style.MISSING

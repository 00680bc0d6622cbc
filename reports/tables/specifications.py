"""Tables of the specification curve: what holds, and what moves the weights."""

from typing import Any

import pandas as pd

from reports import style
from reports.reading import Reading
from reports.tables.cells import dimensions, each, terms, titled

RULE = "weighting/specifications"
CHOICES = ["screening", "score", "criterion", "adjustment", "scheme"]
FAMILIES = {
    "screening": "exclusion",
    "score": "score_kind",
    "adjustment": "adjustment",
    "scheme": "scheme",
}
"""Where the words for the options of a choice stand."""


def option_name(reading: Reading, choice: str, option: str) -> str:
    """The reader's word for an option."""
    if choice == "criterion":
        return reading.criterion(option)
    return reading.words.term(FAMILIES[choice], option)


def shares_of(frame: pd.DataFrame, name: str) -> list[str]:
    """Shares of specifications as whole percentages."""
    return each(frame[name], style.percent, decimals=0)


def table_stability(reading: Reading) -> pd.DataFrame:
    """How much of each dimension's place survives other choices."""
    frame = reading.table(RULE, "stability")
    return titled(
        reading,
        {
            "dimension": dimensions(reading, frame["dimension"]),
            "share_in_force": each(100 * frame["share"], style.number, decimals=0),
            "share_median": each(100 * frame["median"], style.number, decimals=0),
            "share_range": [share_range(row) for row in frame.to_dict("records")],
            "first_share": shares_of(frame, "first_share"),
            "same_place_share": shares_of(frame, "same_place_share"),
            "same_third_share": shares_of(frame, "same_third_share"),
            "above_equal_share": shares_of(frame, "above_equal_share"),
            "positive_share": shares_of(frame, "positive_share"),
        },
    )


def share_range(row: Any) -> str:
    """The smallest and the largest share, in points of 100."""
    ends = [style.number(100 * row[name], 0) for name in ("minimum", "maximum")]
    return f"[{ends[0]}, {ends[1]}]"


def table_effects(reading: Reading) -> pd.DataFrame:
    """How far each choice moves the shares, and where the first dimension holds least."""
    frame = reading.table(RULE, "effects")
    return titled(
        reading,
        {
            "choice": terms(reading, "choice", frame["choice"]),
            "n_options": each(frame["n_options"], style.count),
            "mean_change_points": each(100 * frame["mean_change"], style.number, decimals=1),
            "largest_change_points": each(
                100 * frame["largest_change"], style.number, decimals=0
            ),
            "variance_of_shares": each(frame["variance_share"], style.percent, decimals=0),
            "weakest_option": [weakest(reading, choice) for choice in frame["choice"]],
        },
    )


def weakest(reading: Reading, choice: str) -> str:
    """The option with which the dimension that is first in force is first least often."""
    frame = reading.table(RULE, "options")
    rows = frame[(frame["choice"] == choice) & frame["first_share"].notna()]
    if rows.empty:
        return style.MISSING
    row = rows.sort_values("first_share", kind="stable").iloc[0]
    return reading.words.text(
        "signs.with_remark",
        name=option_name(reading, choice, row["option"]),
        remark=style.percent(row["first_share"], 0),
    )

"""Tables of the recommended weights, the alternatives and the changes of place."""

from typing import Any

import pandas as pd

from reports import style
from reports.reading import Reading
from reports.tables.cells import basis, dimensions, each, estimates, terms, titled


def weight_columns(reading: Reading, frame: Any) -> dict[str, list[str]]:
    """Points, whether they lie on a bound, and the weight with its interval."""
    columns = {"points": each(frame["points"], style.number, decimals=0)}
    if any(frame["at_bound"]):
        columns["at_bound"] = terms(reading, "bound", frame["at_bound"])
    return columns | {"weight": estimates(frame.rename(columns={"weight": "estimate"}))}


def table_weights(reading: Reading) -> pd.DataFrame:
    """The recommended weights."""
    frame = reading.table("weighting/recommendation", "weights")
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "dimension": dimensions(reading, frame["dimension"]),
            **weight_columns(reading, frame),
            "scheme": terms(reading, "scheme", frame["scheme"]),
            **basis(reading, frame),
        },
    )


def table_alternatives(reading: Reading) -> pd.DataFrame:
    """The weights that every scheme would give."""
    frame = reading.table("weighting/recommendation", "alternatives")
    return titled(
        reading,
        {
            "scheme": terms(reading, "scheme", frame["scheme"]),
            "source": terms(reading, "source", frame["source"]),
            "dimension": dimensions(reading, frame["dimension"]),
            **weight_columns(reading, frame),
            **basis(reading, frame),
        },
    )


def table_rank_changes(reading: Reading) -> pd.DataFrame:
    """How far people would move under other weights."""
    frame = reading.table("weighting/recommendation", "rank_changes")
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "against": terms(reading, "scheme", frame["against"]),
            "scheme": terms(reading, "scheme", frame["scheme"]),
            "correlation": each(frame["correlation"], style.bounded, decimals=3),
            "mean_change": each(frame["mean_change"], style.number, decimals=1),
            "ninetieth_change": each(frame["ninetieth_change"], style.number, decimals=1),
            "largest_change": each(frame["largest_change"], style.number, decimals=1),
            "large_share": each(frame["large_share"], style.percent, decimals=0),
            "replaced": [replaced(reading, row) for row in frame.to_dict("records")],
        },
    )


def replaced(reading: Reading, row: Any) -> str:
    """The share of people at the top who would no longer be there, for each cut."""
    words = reading.words
    return words.listing(
        [
            words.text(
                "signs.equals",
                name=style.percent(float(name.removeprefix("replaced_")) / 100, 0),
                value=style.percent(share, 0),
            )
            for name, share in row.items()
            if name.startswith("replaced_")
        ]
    )


def table_judges(reading: Reading) -> pd.DataFrame:
    """What each judge's pairwise judgements say, and how consistent they are."""
    frame = reading.table("weighting/recommendation", "judges")
    return titled(
        reading,
        {
            "judge": terms(reading, "judge", frame["judge"]),
            "dimension": dimensions(reading, frame["dimension"]),
            "mean_weight": each(frame["weight"], style.percent, decimals=0),
            "consistency_ratio": each(frame["consistency_ratio"], style.number),
        },
    )

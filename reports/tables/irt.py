"""Tables of graded response models."""

from typing import Any

import pandas as pd

from analysis.columns import BLOCK
from reports import style
from reports.reading import Reading
from reports.tables.cells import basis, dimensions, each, estimates, titled

RULE = "measurement/irt"
OF_ITEM = [*BLOCK, "dimension", "item"]


def table_items(reading: Reading) -> pd.DataFrame:
    """Every item's slope and locations, and its loading by both models."""
    given = reading.table(RULE, "parameters")
    frame = given[given["parameter"] == "slope"].reset_index(drop=True)
    places = keyed(given[given["parameter"] == "location"])
    loadings = reading.table(RULE, "agreement")
    loadings = loadings[loadings["parameter"] == "loading"]
    frame = frame.merge(loadings[[*OF_ITEM, "irt", "cfa", "difference"]], on=OF_ITEM)
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "item": frame["item"],
            "item_slope": estimates(frame, unit=False),
            "locations": [
                reading.words.text("signs.list").join(places[key])
                for key in frame[OF_ITEM].itertuples(index=False, name=None)
            ],
            "loading_irt": each(frame["irt"], style.bounded),
            "loading_cfa": each(frame["cfa"], style.bounded),
            "loading_difference": each(frame["difference"], style.bounded),
            **basis(reading, frame),
        },
    )


def keyed(frame: Any) -> dict[tuple, list[str]]:
    """Estimates as text by block, dimension and item, in their order."""
    found: dict[tuple, list[str]] = {}
    for row in frame[[*OF_ITEM, "estimate"]].itertuples(index=False, name=None):
        found.setdefault(row[:-1], []).append(style.number(row[-1], 1))
    return found

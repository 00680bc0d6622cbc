"""Tables on a general factor, and on factor scores."""

from typing import Any

import pandas as pd

from analysis.columns import BLOCK
from reports import style
from reports.reading import Reading
from reports.tables.cells import basis, dimensions, each, terms, titled

RULE = "measurement/cfa"
OMEGAS = (
    ("omega_total", "omega_subscale"),
    ("omega_hierarchical", "omega_hierarchical_subscale"),
)
"""The names of a coefficient of all items, and of one dimension's."""


def table_strength(reading: Reading) -> pd.DataFrame:
    """What the general factor and the specific ones explain of sums of items."""
    frame = reading.table(RULE, "general_factor")
    frame = frame[frame["item"] == ""]
    keys = [*BLOCK, "model", "dimension"]
    about = [(tuple(row[:-1]), row[-1]) for row in frame[[*keys, "coefficient"]].values]
    cells = dict(zip(about, shown(frame), strict=True))
    rows = frame.drop_duplicates(keys).reset_index(drop=True)
    at = [tuple(row) for row in rows[keys].values]
    whole = reading.words.text("terms.part.all_items")

    def column(*names: str) -> list[str]:
        return ["".join(cells.get((key, name), "") for name in names) for key in at]

    return titled(
        reading,
        {
            "answers": reading.block_names(rows),
            "model": terms(reading, "model", rows["model"]),
            "dimension": [reading.dimension(d) if d else whole for d in rows["dimension"]],
            "omega_total": column(*OMEGAS[0]),
            "omega_hierarchical": column(*OMEGAS[1]),
            "ecv": column("ecv", "ecv_specific"),
            "puc": column("puc"),
            "coefficient_h": column("h"),
            **basis(reading, rows),
        },
    )


def shown(frame: Any) -> list[str]:
    """Estimates, with their interval where there is one."""
    rows = frame[["estimate", "ci_low", "ci_high"]].values
    return [
        style.bounded(value) if low != low else style.estimate(value, low, high)
        for value, low, high in rows
    ]


def table_items(reading: Reading) -> pd.DataFrame:
    """What each item owes to the general factor of the bifactor model, and to its own."""
    frame = reading.table(RULE, "general_factor")
    frame = frame[(frame["model"] == "bifactor") & (frame["coefficient"] == "iecv")]
    frame = frame.reset_index(drop=True)
    loadings = reading.table(RULE, "parameters")
    loadings = loadings[(loadings["model"] == "bifactor") & (loadings["operator"] == "=~")]
    by = {
        tuple(row[:-1]): row[-1]
        for row in loadings[[*BLOCK, "right", "left", "standardised"]].values
    }
    rows = [tuple(row) for row in frame[[*BLOCK, "item", "dimension"]].values]
    general = {
        key[:4]: value for key, value in by.items() if key[4] not in names_of(reading, key)
    }
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "item": frame["item"],
            "general_loading": [value_of(general, row[:4]) for row in rows],
            "specific_loading": [value_of(by, row) for row in rows],
            "iecv": each(frame["estimate"], style.bounded),
            **basis(reading, frame),
        },
    )


def names_of(reading: Reading, key: tuple) -> set[str]:
    """The dimensions of the instrument that a row is about."""
    return set(reading.given.instruments[key[0]].scored)


def value_of(values: dict[tuple, float], key: tuple) -> str:
    """A loading, or nothing where there is none."""
    return style.bounded(values[key]) if key in values else ""


def table_determinacy(reading: Reading) -> pd.DataFrame:
    """How well factor scores tell people's standing on the factors."""
    frame = reading.table(RULE, "determinacy")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "score_method": terms(reading, "score_method", frame["method"]),
            "determinacy": each(frame["estimate"], style.bounded),
            "with_mean": each(frame["with_mean"], style.bounded),
            "n_scored": each(frame["n_scored"], style.count),
            **basis(reading, frame),
        },
    )

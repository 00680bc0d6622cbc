"""Tables of scores: distribution, precision, norms."""

from typing import Any

import pandas as pd

from reports import style
from reports.reading import Reading, blocks, rows_of
from reports.tables.cells import basis, dimensions, each, terms, titled

PERCENTILES = (5, 10, 25, 50, 75, 90, 95)


def table_scales(reading: Reading) -> pd.DataFrame:
    """Mean, spread, reliability and standard error of each dimension's score."""
    frame = reading.table("scoring/scores", "scales")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "mean_alone": each(frame["mean"], style.number),
            "sd": each(frame["sd"], style.number),
            "reliability": each(frame["reliability"], style.bounded),
            "coefficient": terms(reading, "coefficient", frame["coefficient"]),
            "standard_error_of_measurement": each(
                frame["standard_error_of_measurement"], style.number
            ),
            **basis(reading, frame),
        },
    )


def table_norms(reading: Reading) -> pd.DataFrame:
    """The lowest score that reaches each of some percentile ranks."""
    frame = reading.table("scoring/scores", "norms")
    rows: list[dict[str, str]] = []
    for key in blocks(frame):
        block = rows_of(frame, key)
        for name in dict.fromkeys(block["dimension"]):
            norms = block[block["dimension"] == name].sort_values("score")
            row = {"answers": reading.block(*key), "dimension": reading.dimension(name)}
            row |= {f"percentile_{p}": score_at(norms, p) for p in PERCENTILES}
            rows.append(row | {"n": style.count(norms["n"].iloc[0])})
    columns = ["answers", "dimension", *(f"percentile_{p}" for p in PERCENTILES), "n"]
    table = pd.DataFrame(rows, columns=columns)
    return titled(reading, {name: table[name] for name in table})


def score_at(norms: Any, percentile: float) -> str:
    """The lowest score whose percentile rank is at least `percentile`."""
    reached = norms[norms["percentile"] >= percentile]
    return style.number(reached["score"].iloc[0]) if len(reached) else style.MISSING

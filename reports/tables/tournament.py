"""Tables of the tournament: which weights predict people they were not learned from."""

import pandas as pd

from reports import style
from reports.reading import Reading
from reports.tables.cells import (
    basis,
    common_criteria,
    dimensions,
    each,
    estimates,
    terms,
    titled,
)


def table_schemes(reading: Reading) -> pd.DataFrame:
    """How well each scheme's composite predicts people it has not seen."""
    frame = reading.table("weighting/tournament", "schemes")
    gains = estimates(frame, "gain")
    return titled(
        reading,
        {
            "criterion": [reading.criterion(k) for k in frame["criterion"]],
            "source": terms(reading, "source", frame["source"]),
            "scheme": terms(reading, "scheme", frame["scheme"]),
            "out_of_sample": estimates(frame),
            "gain": [
                style.MISSING if scheme == "unit" else gain
                for scheme, gain in zip(frame["scheme"], gains, strict=True)
            ],
            "lag": each(frame["lag"], style.number, decimals=3),
            "lag_std_error": each(frame["lag_std_error"], style.number, decimals=3),
            "folds": each(frame["folds"], style.count),
            "repeats": each(frame["repeats"], style.count),
            **basis(reading, frame),
        },
    )


def table_composites(reading: Reading) -> pd.DataFrame:
    """How alike the composites are, how reliable, and how steady from fold to fold."""
    frame = reading.table("weighting/tournament", "composites")
    frame = common_criteria(frame, composite=True)
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "scheme": terms(reading, "scheme", frame["scheme"]),
            "r_with_unit": each(frame["r_with_unit"], style.bounded, decimals=3),
            "r_between_folds": each(frame["r_between_folds"], style.bounded, decimals=3),
            "reliability": each(frame["reliability"], style.bounded),
            **basis(reading, frame),
        },
    )


def table_stability(reading: Reading) -> pd.DataFrame:
    """How far weights move from fold to fold."""
    frame = reading.table("weighting/tournament", "stability")
    frame = common_criteria(frame, composite=True)
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "scheme": terms(reading, "scheme", frame["scheme"]),
            "dimension": dimensions(reading, frame["dimension"]),
            **{
                name: each(frame[column], style.percent, decimals=0)
                for name, column in (
                    ("mean_weight", "estimate"),
                    ("sd", "sd"),
                    ("smallest", "minimum"),
                    ("largest", "maximum"),
                    ("zero_share", "zero_share"),
                )
            },
        },
    )

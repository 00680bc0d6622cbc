"""Tables of performance: indicators, adjustment, what the composite consists of."""

from typing import Any

import pandas as pd

from reports import style
from reports.reading import Reading
from reports.tables.cells import basis, each, estimates, terms, titled


def table_composition(reading: Reading) -> pd.DataFrame:
    """What the composite criterion consists of."""
    frame = reading.table("criterion/performance", "composition")
    return titled(
        reading,
        {
            "kpi": [reading.criterion(k) for k in frame["kpi"]],
            "share": each(frame["share"], style.percent, decimals=0),
            "better": terms(reading, "better", frame["better"]),
            "aggregate": terms(reading, "aggregate", frame["aggregate"]),
            "transform": terms(reading, "transform", frame["transform"]),
            "mean_alone": each(frame["mean"], style.number),
            "sd": each(frame["sd"], style.number),
            "r2_adjustment": each(frame["r2_adjustment"], style.bounded),
            **basis(reading, frame),
        },
    )


def table_adjustment(reading: Reading) -> pd.DataFrame:
    """What of each indicator goes with conditions the person does not control."""
    frame = reading.table("criterion/performance", "adjustment")
    return titled(
        reading,
        {
            "kpi": [reading.criterion(k) for k in frame["kpi"]],
            "term": adjustment_terms(reading, frame),
            "coefficient_estimate": estimates(frame, decimals=3, unit=False),
            "statistic_value": each(frame["statistic"], style.number),
            "df": each(frame["df"], style.degrees),
            "p_value": each(frame["p_value"], style.p_value),
            **basis(reading, frame),
        },
    )


def adjustment_terms(reading: Reading, frame: Any) -> list[str]:
    """Each condition, with its transformation where it has one."""
    names = terms(reading, "term", frame["term"])
    changed = terms(reading, "transform", frame["transform"])
    rows = zip(names, frame["transform"], changed, strict=True)
    remark = reading.words.text
    return [
        name if transform == "none" else remark("signs.with_remark", name=name, remark=shown)
        for name, transform, shown in rows
    ]


def table_intercorrelations(reading: Reading) -> pd.DataFrame:
    """How the adjusted indicators correlate."""
    frame = reading.table("criterion/performance", "intercorrelations")
    return titled(
        reading,
        {
            "kpi_a": [reading.criterion(k) for k in frame["kpi_a"]],
            "kpi_b": [reading.criterion(k) for k in frame["kpi_b"]],
            "correlation": estimates(frame),
            **basis(reading, frame),
        },
    )

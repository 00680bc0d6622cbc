"""Tables of weighting: validity, regression, importance."""

from typing import Any

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


def tested(reading: Reading, frame: pd.DataFrame) -> dict[str, list[str]]:
    """Statistic, df, p value and basis of each row."""
    return {
        "statistic_value": each(frame["statistic"], style.number),
        "df": each(frame["df"], style.degrees),
        "p_value": each(frame["p_value"], style.p_value),
        **imputed(frame),
        **basis(reading, frame),
    }


def imputed(frame: pd.DataFrame) -> dict[str, list[str]]:
    """Missing information of each row and the imputations behind it, where there are any."""
    known = "fraction_missing" in frame and frame["fraction_missing"].notna().to_numpy().any()
    if not known:
        return {}
    return {
        "fraction_missing": each(frame["fraction_missing"], style.bounded),
        "imputations": each(frame["imputations"], style.count),
    }


def by_first_dimension(frame: Any) -> Any:
    """Pairs of dimensions, those with the same first one together."""
    order = {name: i for i, name in enumerate(dict.fromkeys(frame["dimension_a"]))}
    places = frame["dimension_a"].map(order)
    return frame.assign(place=places).sort_values(["source", "place"], kind="stable")


def table_validity(reading: Reading) -> pd.DataFrame:
    """Correlation of each dimension with the composite criterion."""
    frame = reading.table("weighting/validity", "correlations")
    frame = common_criteria(frame, composite=True)
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "dimension": dimensions(reading, frame["dimension"]),
            "correlation": estimates(frame),
            **tested(reading, frame),
        },
    )


def table_validity_indicators(reading: Reading) -> pd.DataFrame:
    """Correlation of each dimension with each single indicator."""
    frame = reading.table("weighting/validity", "correlations")
    frame = common_criteria(frame, composite=False)
    return titled(
        reading,
        {
            "kpi": [reading.criterion(k) for k in frame["criterion"]],
            "source": terms(reading, "source", frame["source"]),
            "dimension": dimensions(reading, frame["dimension"]),
            "correlation": estimates(frame),
            "p_value": each(frame["p_value"], style.p_value),
            **basis(reading, frame),
        },
    )


def table_regression(reading: Reading) -> pd.DataFrame:
    """Standardised regression of the composite criterion on all dimensions at once."""
    frame = reading.table("weighting/validity", "regression")
    frame = common_criteria(frame, composite=True)
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "term": dimensions(reading, frame["term"]),
            "beta": estimates(frame),
            **tested(reading, frame),
            "hc3_std_error": each(frame["hc3_std_error"], style.bounded, decimals=3),
            "hc3_p_value": each(frame["hc3_p_value"], style.p_value),
        },
    )


def table_models(reading: Reading) -> pd.DataFrame:
    """How much of each criterion the dimensions explain, and would explain in new people."""
    frame = reading.table("weighting/validity", "models")
    return titled(
        reading,
        {
            "criterion": [reading.criterion(k) for k in frame["criterion"]],
            "source": terms(reading, "source", frame["source"]),
            "r_squared": estimates(frame.rename(columns={"r_squared": "estimate"})),
            "r_squared_ezekiel": each(frame["r_squared_ezekiel"], style.bounded),
            "r_squared_olkin_pratt": each(frame["r_squared_olkin_pratt"], style.bounded),
            "cross_validity_browne": each(frame["cross_validity_browne"], style.bounded),
            **imputed(frame),
            **basis(reading, frame),
        },
    )


def table_intercorrelations(reading: Reading) -> pd.DataFrame:
    """How the dimension scores correlate."""
    frame = reading.table("weighting/validity", "intercorrelations")
    frame = by_first_dimension(frame)
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "dimension_a": dimensions(reading, frame["dimension_a"]),
            "dimension_b": dimensions(reading, frame["dimension_b"]),
            "correlation": estimates(frame),
            **basis(reading, frame),
        },
    )

"""Tables of performance: indicators, adjustment, what the composite consists of."""

from typing import Any

import pandas as pd

from analysis.kpi import Kpi
from reports import style
from reports.reading import Reading
from reports.tables.cells import basis, dimensions, each, estimates, terms, titled


def table_composition(reading: Reading) -> pd.DataFrame:
    """What the composite criterion consists of."""
    frame = reading.table("criterion/performance", "composition")
    predicted = frame["reliability"].notna().any()
    adjusted = set(reading.table("criterion/performance", "adjustment")["kpi"])
    removed = frame["r2_adjustment"].where(frame["kpi"].isin(adjusted))
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
            "r2_adjustment": each(removed, style.bounded),
            **(
                {"predicted_reliability": each(frame["reliability"], style.bounded)}
                if predicted
                else {}
            ),
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
    rows = zip(names, frame["transform"], frame["level"], changed, strict=True)
    remark = reading.words.text
    return [
        name
        if transform == "none"
        else remark("signs.with_remark", name=name, remark=level or shown)
        for name, transform, level, shown in rows
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


def table_dictionary(reading: Reading) -> pd.DataFrame:
    """What each indicator means, leaves out, and owes to other things."""
    kpis = reading.given.kpis
    names = list(reading.table("criterion/performance", "composition")["kpi"])
    used = [kpis[name] for name in names if name in kpis]
    empty = style.MISSING
    return titled(
        reading,
        {
            "kpi": [reading.criterion(k.id) for k in used],
            "definition": [definition_of(reading, k) for k in used],
            "misses": [reading.said(k.misses) if k.misses else empty for k in used],
            "contaminated_by": [
                reading.said(k.contaminated_by) if k.contaminated_by else empty for k in used
            ],
        },
    )


def definition_of(reading: Reading, kpi: Kpi) -> str:
    """What an indicator is, in the study's words; else the column that it is made from."""
    if kpi.definition is not None:
        return reading.said(kpi.definition)
    aggregate = reading.words.text(f"terms.aggregate.{kpi.aggregate}")
    return reading.words.text("signs.kpi_of_column", column=kpi.numerator, aggregate=aggregate)


def table_reliability(reading: Reading) -> pd.DataFrame:
    """How closely means over periods would agree with those over others."""
    frame = reading.table("criterion/generalisability", "reliability")
    return titled(
        reading,
        {
            "criterion": [reading.criterion(k) for k in frame["criterion"]],
            "reliability": estimates(frame),
            "single_period": each(frame["single_period"], style.bounded),
            "n_periods": each(frame["n_periods"], style.number, decimals=1),
            "autocorrelation": each(frame["autocorrelation"], style.bounded),
            **basis(reading, frame),
        },
    )


def table_components(reading: Reading) -> pd.DataFrame:
    """Variances of people, their clusters and their periods."""
    frame = reading.table("criterion/generalisability", "components")
    counted = ["performance" if c else "opportunity" for c in frame["counted"]]
    return titled(
        reading,
        {
            "criterion": [reading.criterion(k) for k in frame["criterion"]],
            "level": terms(reading, "variance_level", frame["level"]),
            "counted": terms(reading, "counted", counted),
            "variance_sd": estimates(frame, "sd_estimate", 3, unit=False),
            "share_of_variance": each(frame["share"], style.percent, decimals=0),
            "n_groups": each(frame["n_groups"], style.count),
            **basis(reading, frame),
        },
    )


def table_shares(reading: Reading) -> pd.DataFrame:
    """The composite under other shares."""
    frame = reading.table("criterion/generalisability", "shares")
    rows = zip(frame["composition"], frame["kpi"], strict=True)
    names = [composition_name(reading, kind, kpi) for kind, kpi in rows]
    return titled(reading, {"composition": names, **agreement(frame)})


def table_methods(reading: Reading) -> pd.DataFrame:
    """The criteria under other adjustments."""
    frame = reading.table("criterion/generalisability", "methods")
    return titled(
        reading,
        {
            "criterion": [reading.criterion(k) for k in frame["criterion"]],
            "adjustment_kind": terms(reading, "adjustment", frame["adjustment"]),
            **agreement(frame),
        },
    )


def composition_name(reading: Reading, kind: str, kpi: str) -> str:
    """The composite without an indicator, or with equal shares."""
    named = {"kpi": reading.criterion(kpi)} if kpi else {}
    return reading.words.text(f"terms.composition.{kind}", **named)


def agreement(frame: Any) -> dict[str, list[str]]:
    """How two orders of the same people agree."""
    return {
        "correlation_with": each(frame["estimate"], style.bounded, decimals=3),
        "rank_correlation": each(frame["rank_estimate"], style.bounded, decimals=3),
        "top_kept": each(frame["top_kept"], style.percent, decimals=0),
        "n": each(frame["n"], style.count),
    }


def table_shapes(reading: Reading) -> pd.DataFrame:
    """Skewness and kurtosis of each indicator, as recorded, transformed and adjusted."""
    frame = reading.table("criterion/generalisability", "shapes")
    return titled(
        reading,
        {
            "kpi": [reading.criterion(k) for k in frame["kpi"]],
            "scale": terms(reading, "scale", frame["scale"]),
            "skewness": each(frame["skewness"], style.number),
            "kurtosis": each(frame["kurtosis"], style.number),
            "zero_share": each(frame["zero_share"], style.percent, decimals=0),
            "n": each(frame["n"], style.count),
        },
    )


def table_outcome_models(reading: Reading) -> pd.DataFrame:
    """Dimensions and indicators that are counted, capped or often zero, by several models."""
    frame = reading.table("weighting/outcome_models", "coefficients")
    return titled(
        reading,
        {
            "criterion": [reading.criterion(k) for k in frame["criterion"]],
            "source": [reading.source(s) for s in frame["source"]],
            "outcome_model": outcome_names(reading, frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "coefficient_estimate": estimates(frame, decimals=3, unit=False),
            "statistic_value": each(frame["statistic"], style.number),
            "p_value": each(frame["p_value"], style.p_value),
            **basis(reading, frame.drop(columns="estimator")),
        },
    )


def table_outcome_agreement(reading: Reading) -> pd.DataFrame:
    """How far each model agrees with the Gaussian one."""
    frame = reading.table("weighting/outcome_models", "models")
    return titled(
        reading,
        {
            "criterion": [reading.criterion(k) for k in frame["criterion"]],
            "source": [reading.source(s) for s in frame["source"]],
            "outcome_model": outcome_names(reading, frame),
            "prediction_agreement": each(frame["agreement"], style.bounded, decimals=3),
            "order_agreement": each(frame["order_agreement"], style.bounded),
            "zero_share": each(frame["zero_share"], style.percent, decimals=0),
            "capped_share": each(frame["capped_share"], style.percent, decimals=0),
            **basis(reading, frame.drop(columns="estimator")),
        },
    )


def outcome_names(reading: Reading, frame: Any) -> list[str]:
    """Each model, or the part of it."""
    names = [part or model for model, part in zip(frame["model"], frame["part"], strict=True)]
    return terms(reading, "outcome_model", names)

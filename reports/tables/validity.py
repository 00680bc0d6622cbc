"""Tables of validity beyond the main one: intervals, levels, controls, checks, corrections."""

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
from reports.tables.importance import intervals

PER_DIMENSION = ("curvature", "interaction")


def composite(reading: Reading, name: str) -> Any:
    """The rows of table `name` on the composite criterion."""
    return common_criteria(reading.table("weighting/validity", name), composite=True)


def term_text(reading: Reading, name: str) -> str:
    """The title of a dimension, of a product of two, or of the multiple correlation."""
    return reading.words.text("signs.times").join(
        reading.dimension(part) for part in str(name).split("*")
    )


def table_intervals(reading: Reading) -> pd.DataFrame:
    """Intervals of the correlations and of R by every method."""
    frame = composite(reading, "intervals")
    methods = list(dict.fromkeys(frame["method"]))
    first = frame[frame["method"] == methods[-1]]
    columns: dict[str, list[str]] = {
        "source": terms(reading, "source", first["source"]),
        "dimension": [term_text(reading, name) for name in first["term"]],
        "estimate_alone": each(first["estimate"], style.bounded),
    }
    for method in methods:
        rows = frame[frame["method"] == method]
        limits = zip(rows["ci_low"], rows["ci_high"], strict=True)
        columns[f"interval_{method}"] = [style.interval(*pair) for pair in limits]
    columns["draws"] = each(first["draws"], style.count)
    return titled(reading, columns | basis(reading, first))


def table_levels(reading: Reading) -> pd.DataFrame:
    """Slopes within clusters, between them, and their difference."""
    frame = composite(reading, "levels")
    parts = [frame[frame["level"] == x] for x in ("within", "between", "difference")]
    first = parts[0]
    tests = parts[2]
    return titled(
        reading,
        {
            "source": terms(reading, "source", first["source"]),
            "dimension": dimensions(reading, first["dimension"]),
            "slope_within": estimates(parts[0], unit=False),
            "slope_between": estimates(parts[1], unit=False),
            "slope_difference": estimates(parts[2], unit=False),
            "p_value": each(tests["p_value"], style.p_value),
            **basis(reading, first),
        },
    )


def table_likeness(reading: Reading) -> pd.DataFrame:
    """How alike people of one cluster are in the criterion and in each dimension."""
    frame = reading.table("weighting/validity", "likeness")
    names = [
        reading.criterion(criterion) if criterion else reading.dimension(dimension)
        for criterion, dimension in zip(frame["criterion"], frame["dimension"], strict=True)
    ]
    return titled(
        reading,
        {
            "variable": names,
            "source": [reading.source(s) if s else style.MISSING for s in frame["source"]],
            "icc": each(frame["estimate"], style.bounded, decimals=3),
            "cluster_size": each(frame["cluster_size"], style.number, decimals=1),
            "design_effect": each(frame["design_effect"], style.number),
            **basis(reading, frame),
        },
    )


def table_mixed(reading: Reading) -> pd.DataFrame:
    """All dimensions together beside random intercepts of the clusters."""
    frame = composite(reading, "mixed")
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "term": dimensions(reading, frame["term"]),
            "beta": estimates(frame, unit=False),
            "df": each(frame["df"], style.degrees),
            "p_value": each(frame["p_value"], style.p_value),
            "variance_between": each(frame["between"], style.number, decimals=3),
            "variance_within": each(frame["within"], style.number, decimals=3),
            **basis(reading, frame),
        },
    )


def table_incremental(reading: Reading) -> pd.DataFrame:
    """What the dimensions add to R² beyond the controls."""
    frame = reading.table("weighting/validity", "incremental")
    limits = zip(frame["bca_low"], frame["bca_high"], strict=True)
    return titled(
        reading,
        {
            "criterion": [reading.criterion(name) for name in frame["criterion"]],
            "source": terms(reading, "source", frame["source"]),
            "r_squared_controls": each(frame["r_squared_controls"], style.bounded, decimals=3),
            "r_squared_both": each(frame["r_squared"], style.bounded, decimals=3),
            "gain_r_squared": each(frame["estimate"], style.bounded, decimals=3),
            "bca": [style.interval(*pair, decimals=3) for pair in limits],
            "p_value": each(frame["p_value"], style.p_value),
            **basis(reading, frame),
        },
    )


def table_latent(reading: Reading) -> pd.DataFrame:
    """Correlations and slopes of the composite without the errors of the scores."""
    frame = common_criteria(reading.table("weighting/importance", "importance"), composite=True)
    columns: dict[str, Any] = {}
    for method in ("zero_order", "beta"):
        for level in ("observed", "latent"):
            rows = frame[(frame["method"] == method) & (frame["level"] == level)]
            columns[f"{method}_{level}"] = rows.set_index(["source", "dimension"])
    keys = columns["zero_order_latent"].index
    return titled(
        reading,
        {
            "source": terms(reading, "source", keys.get_level_values(0)),
            "dimension": dimensions(reading, keys.get_level_values(1)),
            **{name: estimates(rows.loc[keys]) for name, rows in columns.items()},
            **basis(reading, columns["zero_order_latent"].drop(columns="estimator")),
        },
    )


def table_factors(reading: Reading) -> pd.DataFrame:
    """Each dimension's relation with the composite: of its score, and of its factor."""
    scores = reading.table("weighting/importance", "importance")
    scores = common_criteria(scores[scores["level"] == "observed"], composite=True)
    factors = reading.table("weighting/latent_validity", "relations")
    keys = ["source", "dimension"]
    first = factors[factors["method"] == "zero_order"].set_index(keys)
    columns: dict[str, Any] = {}
    for method in ("zero_order", "beta", "general_dominance"):
        for level, frame in (("observed", scores), ("factor", factors)):
            rows = frame[frame["method"] == method].set_index(keys).reindex(first.index)
            columns[f"{method}_{level}"] = estimates(rows, decimals=2)
            if method == "general_dominance":
                columns[f"share_{level}"] = each(rows["share"], style.percent, decimals=0)
    return titled(
        reading,
        {
            "source": terms(reading, "source", first.index.get_level_values(0)),
            "dimension": dimensions(reading, first.index.get_level_values(1)),
            **columns,
            **basis(reading, first),
        },
    )


def table_diagnostics(reading: Reading) -> pd.DataFrame:
    """Checks of the regression of the composite on all dimensions."""
    frame = composite(reading, "diagnostics")
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "check": terms(reading, "check", frame["check"]),
            "term": [term_text(reading, t) if t else style.MISSING for t in frame["term"]],
            "estimate": [
                style.estimate(*row[1:], unit=False)
                if row[0] in PER_DIMENSION
                else style.number(row[1], 0 if float(row[1]).is_integer() else 2)
                for row in frame[["check", "estimate", "ci_low", "ci_high"]].values
            ],
            "df": each(frame["df"], style.degrees),
            "p_value": each(frame["p_value"], style.p_value),
            **basis(reading, frame),
        },
    )


def table_corrections(reading: Reading) -> pd.DataFrame:
    """The ledger: uncorrected beside corrected, with all that went in."""
    frame = composite(reading, "corrections")
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "dimension": dimensions(reading, frame["dimension"]),
            "correction": terms(reading, "correction", frame["correction"]),
            "uncorrected": intervals(
                frame, "uncorrected", "uncorrected_ci_low", "uncorrected_ci_high", 2
            ),
            "corrected_value": estimates(frame),
            "inputs": [inputs_text(reading, row) for row in frame.to_dict("records")],
            "documented": list(frame["documented"]),
            **basis(reading, frame),
        },
    )


def table_common_source(reading: Reading) -> pd.DataFrame:
    """Correlations with scores from the judges of the criterion, and from others.

    Without others the rows of single indicators would repeat the table of validities.
    """
    frame = reading.table("weighting/validity", "common_source")
    if not (frame["judges"] == "other").any():
        frame = common_criteria(frame, composite=True)
    return titled(
        reading,
        {
            "criterion": [reading.criterion(name) for name in frame["criterion"]],
            "judged_by": terms(reading, "source", frame["judged_by"]),
            "source": terms(reading, "source", frame["source"]),
            "judges": terms(reading, "judges", frame["judges"]),
            "dimension": dimensions(reading, frame["dimension"]),
            "estimate_alone": estimates(frame),
            "p_value": each(frame["p_value"], style.p_value),
            **basis(reading, frame),
        },
    )


def inputs_text(reading: Reading, row: dict[str, Any]) -> str:
    """The numbers that went into a correction, as an enumeration."""
    shown = [
        reading.words.text(f"inputs.{name}", value=style.number(row[name]))
        for name in ("reliability_y", "reliability_x", "u_x", "u_y")
        if row[name] == row[name]
    ]
    return reading.words.listing(shown) or style.MISSING

"""Tables of measurement: items, reliability, correlations, number of factors, structure."""

import pandas as pd

from analysis.columns import BLOCK
from reports import style
from reports.reading import Reading, blocks, rows_of
from reports.tables.cells import (
    basis,
    dimensions,
    each,
    estimates,
    terms,
    titled,
    wordings,
)

LOADING = ["estimate", "ci_low", "ci_high"]

STRONGEST = 8
"""How many correlations across dimensions are listed for each set of answers."""


def table_items(reading: Reading) -> pd.DataFrame:
    """Distribution of the answers to each item."""
    frame = reading.table("measurement/item_statistics", "item_statistics")
    marks = {True: reading.words.text("signs.reversed"), False: ""}
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "item": [f"{i}{marks[bool(r)]}" for i, r in frame[["item", "reversed"]].values],
            "wording": wordings(reading, frame),
            "mean": estimates(frame, unit=False),
            "sd": each(frame["sd"], style.number),
            "skewness": each(frame["skewness"], style.number),
            "kurtosis": each(frame["kurtosis"], style.number),
            "floor_share": each(frame["floor_share"], style.percent, decimals=0),
            "ceiling_share": each(frame["ceiling_share"], style.percent, decimals=0),
            **basis(reading, frame),
        },
    )


def table_item_reliability(reading: Reading) -> pd.DataFrame:
    """How each item goes together with the rest of its dimension."""
    frame = reading.table("measurement/reliability", "by_item")
    names = ["corrected_item_total", "alpha_if_dropped"]
    keys = [*BLOCK, "dimension", "item"]
    sides = [
        frame[frame["statistic"] == n].drop_duplicates(keys).reset_index(drop=True)
        for n in names
    ]
    texts = {
        n: dict(zip(map(tuple, s[keys].values), estimates(s), strict=True))
        for n, s in zip(names, sides, strict=True)
    }
    first = sides[0]
    rows = list(map(tuple, first[keys].values))
    return titled(
        reading,
        {
            "answers": reading.block_names(first),
            "dimension": dimensions(reading, first["dimension"]),
            "item": first["item"],
            "wording": wordings(reading, first),
            **{n: [texts[n].get(row, style.MISSING) for row in rows] for n in names},
            **basis(reading, first),
        },
    )


def table_reliability(reading: Reading) -> pd.DataFrame:
    """Alpha and omega of each dimension."""
    frame = reading.table("measurement/reliability", "dimensions")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "n_items": each(frame["n_items"], style.count),
            "coefficient": terms(reading, "coefficient", frame["coefficient"]),
            "estimate": estimates(frame),
            **basis(reading, frame),
        },
    )


def table_correlations(reading: Reading) -> pd.DataFrame:
    """The closest pairs of items that belong to different dimensions."""
    frame = reading.table("measurement/correlations", "correlations")
    frame = frame[frame["coefficient"] == "polychoric"]
    picked = [strongest_across(reading, rows_of(frame, key)) for key in blocks(frame)]
    frame = pd.concat(picked, ignore_index=True) if picked else frame
    frame = frame.drop(columns="note")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "item_a": frame["item_a"],
            "wording_a": wordings(reading, frame.rename(columns={"item_a": "item"})),
            "item_b": frame["item_b"],
            "wording_b": wordings(reading, frame.rename(columns={"item_b": "item"})),
            "polychoric": estimates(frame),
            **basis(reading, frame),
        },
    )


def strongest_across(reading: Reading, frame: pd.DataFrame) -> pd.DataFrame:
    """The rows of the closest pairs whose items belong to different dimensions."""
    of = reading.given.instruments[frame["instrument"].iloc[0]].dimension_of
    across = [of.get(a) != of.get(b) for a, b in frame[["item_a", "item_b"]].values]
    frame = frame[across].assign(size=lambda t: t["estimate"].abs())
    order = frame.sort_values(["size", "item_a", "item_b"], ascending=[False, True, True])
    return order.head(STRONGEST)


def table_matrices(reading: Reading) -> pd.DataFrame:
    """Whether the correlation matrices are proper."""
    frame = reading.table("measurement/correlations", "matrices")
    frame = frame[frame["coefficient"] == "polychoric"].reset_index(drop=True)
    yes, no = reading.words.text("signs.yes"), reading.words.text("signs.no")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "coefficient": terms(reading, "coefficient", frame["coefficient"]),
            "smallest_eigenvalue": each(frame["smallest_eigenvalue"], style.number, decimals=3),
            "smoothed": [yes if s else no for s in frame["smoothed"]],
            "n_empty_cells": each(frame["n_empty_cells"], style.count),
        },
    )


def table_retention(reading: Reading) -> pd.DataFrame:
    """How many factors each criterion suggests, beside how many are intended."""
    frame = reading.table("measurement/retention", "decisions")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "retention": terms(reading, "retention", frame["criterion"]),
            "n_factors": each(frame["n_factors"], style.count),
            "n_intended": each(frame["n_intended"], style.count),
            **basis(reading, frame),
        },
    )


def table_factorability(reading: Reading) -> pd.DataFrame:
    """Whether the items share enough to be factored."""
    frame = reading.table("measurement/efa", "factorability")
    frame = frame[frame["statistic"] != "kmo_item"].reset_index(drop=True)
    shown = [
        style.bounded(v) if s == "kmo" else style.number(v)
        for s, v in zip(frame["statistic"], frame["estimate"], strict=True)
    ]
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "statistic": terms(reading, "statistic", frame["statistic"]),
            "estimate_alone": shown,
            "df": each(frame["df"], style.degrees),
            "p_value": each(frame["p_value"], style.p_value),
            **basis(reading, frame),
        },
    )


def table_structure(reading: Reading) -> pd.DataFrame:
    """Found against intended structure, item by item."""
    frame = reading.table("measurement/efa", "structure")
    loadings = reading.table("measurement/efa", "loadings")
    keys = [*BLOCK, "item"]
    main = frame.merge(
        loadings.rename(columns={"matched": "found"})[[*keys, "found", *LOADING]],
        on=[*keys, "found"],
        how="left",
        validate="one_to_one",
    )
    return titled(
        reading,
        {
            "answers": reading.block_names(main),
            "item": main["item"],
            "wording": wordings(reading, main),
            "intended": dimensions(reading, main["intended"]),
            "found": dimensions(reading, main["found"]),
            "primary": estimates(main),
            "cross": each(main["cross"], style.bounded),
            "verdict": terms(reading, "verdict", main["verdict"]),
            **basis(reading, main),
        },
    )


def table_factor_correlations(reading: Reading) -> pd.DataFrame:
    """How the factors correlate."""
    frame = reading.table("measurement/efa", "factor_correlations")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "factor_a": dimensions(reading, frame["factor_a"]),
            "factor_b": dimensions(reading, frame["factor_b"]),
            "estimate": estimates(frame),
            **basis(reading, frame),
        },
    )


def table_congruence(reading: Reading) -> pd.DataFrame:
    """Agreement of the found with the intended pattern."""
    frame = reading.table("measurement/efa", "congruence")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "congruence": each(frame["estimate"], style.bounded),
            "corrected": estimates(frame.assign(estimate=frame["corrected"])),
            **basis(reading, frame),
        },
    )

"""Tables of careless answering: cutoffs, flags, what leaving the flagged out changes."""

import numpy as np
import pandas as pd

from analysis.columns import BLOCK
from reports import style
from reports.reading import Reading, in_block_order
from reports.tables.cells import basis, dimensions, each, terms, titled

QUARTERS = 4


def table_cutoffs(reading: Reading) -> pd.DataFrame:
    """Each index, its cutoff and how many responses lie beyond it."""
    frame = reading.table("screening/flags", "cutoffs")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "index": terms(reading, "index", frame["index"]),
            "family": terms(reading, "family", frame["family"]),
            "direction": terms(reading, "direction", frame["direction"]),
            "cutoff": each(frame["cutoff"], style.number),
            "basis": terms(reading, "basis", frame["basis"]),
            "n_beyond": each(frame["n_beyond"], style.count),
            **basis(reading, frame),
        },
    )


def table_flagged(reading: Reading) -> pd.DataFrame:
    """Responses by the number of kinds of evidence against them, and how many are flagged."""
    flags = reading.table("screening/flags", "flags")
    sizes = flags.groupby([*BLOCK, "n_families", "flagged"]).size().reset_index(name="count")
    sizes = in_block_order(sizes)
    yes, no = reading.words.text("signs.yes"), reading.words.text("signs.no")
    return titled(
        reading,
        {
            "answers": reading.block_names(sizes),
            "n_families": each(sizes["n_families"], style.count),
            "flagged": [yes if f else no for f in sizes["flagged"]],
            "n_responses": each(sizes["count"], style.count),
        },
    )


def table_reasons(reading: Reading) -> pd.DataFrame:
    """How many flagged responses show each sign of carelessness, the most frequent first."""
    counts = reasons_of_flagged(reading.table("screening/flags", "flags"))
    counts = in_block_order(counts)
    return titled(
        reading,
        {
            "answers": reading.block_names(counts),
            "sign": terms(reading, "sign", counts["reason"]),
            "n_responses": each(counts["count"], style.count),
        },
    )


def reasons_of_flagged(flags: pd.DataFrame) -> pd.DataFrame:
    """Number of flagged responses by block and reason, the most frequent first."""
    found = flags.loc[flags["flagged"], [*BLOCK, "reasons"]]
    single = found.assign(reason=found["reasons"].str.split(";")).explode("reason")
    counts = single[single["reason"] != ""].groupby([*BLOCK, "reason"]).size()
    return counts.reset_index(name="count").sort_values(
        [*BLOCK, "count"], ascending=[True, True, True, False], kind="stable", ignore_index=True
    )


def table_effect(reading: Reading) -> pd.DataFrame:
    """Reliability, mean and spread of each dimension with and without the flagged."""
    frame = reading.table("screening/flags", "effect")
    keys = [*BLOCK, "dimension"]
    frame = frame.drop_duplicates([*keys, "statistic", "kept"])
    rows = frame[keys].drop_duplicates().reset_index(drop=True)
    found = frame.set_index([*keys, "statistic", "kept"])

    def shown(statistic: str) -> list[str]:
        show = style.bounded if statistic == "alpha" else style.number
        pairs = [
            [found["estimate"].get((*row, statistic, side), np.nan) for side in ("all", "kept")]
            for row in rows.itertuples(index=False, name=None)
        ]
        return [f"{show(before)} → {show(after)}" for before, after in pairs]

    def sizes(side: str) -> list[str]:
        of = frame[(frame["statistic"] == "alpha") & (frame["kept"] == side)].set_index(keys)[
            "n"
        ]
        return [
            style.count(of.get(row, np.nan)) for row in rows.itertuples(index=False, name=None)
        ]

    return titled(
        reading,
        {
            "answers": reading.block_names(rows),
            "dimension": dimensions(reading, rows["dimension"]),
            **{f"effect_{s}": shown(s) for s in ("alpha", "mean", "sd")},
            "n_all": sizes("all"),
            "n_kept": sizes("kept"),
        },
    )


def table_rater_indices(reading: Reading) -> pd.DataFrame:
    """How many raters were tested by each index, and how many stand out."""
    counts = reading.table("screening/raters", "distribution")
    return titled(
        reading,
        {
            "answers": reading.block_names(counts),
            "index": terms(reading, "rater_index", counts["index"]),
            "sign": terms(reading, "rater_sign", counts["index"]),
            "n_raters": each(counts["n_raters"], style.count),
            "n_outstanding": each(counts["n_beyond"], style.count),
        },
    )


def table_rater_distribution(reading: Reading) -> pd.DataFrame:
    """Quartiles of each index; none where a quarter of the raters are too few to be shown."""
    frame = reading.table("screening/raters", "distribution")
    enough = frame["n_raters"] >= QUARTERS * reading.given.min_cell
    quartiles = ("lower_quartile", "median", "upper_quartile")
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "index": terms(reading, "rater_index", frame["index"]),
            "n_raters": each(frame["n_raters"], style.count),
            **{name: each(frame[name].where(enough), style.number) for name in quartiles},
        },
    )


def table_rater_variances(reading: Reading) -> pd.DataFrame:
    """How much of the differences in ratings lies between raters."""
    frame = in_block_order(reading.table("screening/raters", "variances"))
    return titled(
        reading,
        {
            "answers": reading.block_names(frame),
            "between_raters": each(frame["between"], style.number, decimals=3),
            "within_raters": each(frame["within"], style.number, decimals=3),
            "rater_icc": each(frame["icc"], style.bounded),
            "n_raters": each(frame["n_raters"], style.count),
            "n": each(frame["n"], style.count),
        },
    )

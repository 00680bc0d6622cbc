"""Tables of importance: parts of R², every other index, pairs of dimensions, shared parts."""

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

MAIN = "general_dominance"
PARTS = (MAIN, "relative_weight")
OTHERS = ("zero_order", "beta", "structure", "pratt", "unique", "common")
LARGEST_PARTS = 10
"""So many of the parts that dimensions share are shown."""


def composite(reading: Reading, name: str) -> Any:
    """The rows of table `name` on the composite criterion."""
    return common_criteria(reading.table("weighting/importance", name), composite=True)


def observed(reading: Reading, *methods: str) -> Any:
    """The composite's indices of the scores as they are, method by method."""
    frame = composite(reading, "importance")
    frame = frame[(frame["level"] == "observed") & frame["method"].isin(methods)]
    return frame.reset_index(drop=True)


def intervals(
    frame: Any, estimate: str, low: str, high: str, decimals: int, *, unit: bool = True
) -> list[str]:
    """`estimate [low, high]` of each row, from any three columns."""
    rows = zip(frame[estimate], frame[low], frame[high], strict=True)
    return [style.estimate(*row, decimals=decimals, unit=unit) for row in rows]


def table_parts(reading: Reading) -> pd.DataFrame:
    """The part of the explained variance that belongs to each dimension."""
    frame = observed(reading, *PARTS)
    limits = zip(frame["bca_low"], frame["bca_high"], strict=True)
    answer = {1.0: "signs.yes", 0.0: "signs.no"}
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "method": terms(reading, "importance", frame["method"]),
            "dimension": dimensions(reading, frame["dimension"]),
            "importance": estimates(frame, decimals=3),
            "bca": [style.interval(*pair, decimals=3) for pair in limits],
            "importance_share": intervals(frame, "share", "share_ci_low", "share_ci_high", 2),
            "rank": intervals(frame, "rank", "rank_ci_low", "rank_ci_high", 0, unit=False),
            "rank_held": each(frame["rank_held"], style.percent, decimals=0),
            "important": [
                reading.words.text(answer[x]) if x in answer else style.MISSING
                for x in frame["important"]
            ],
            "draws": each(frame["draws"], style.count),
            **basis(reading, frame.drop(columns="estimator")),
        },
    )


def table_indices(reading: Reading) -> pd.DataFrame:
    """Every other index of each dimension, side by side."""
    frames = [observed(reading, method) for method in OTHERS]
    first = frames[0]
    return titled(
        reading,
        {
            "source": terms(reading, "source", first["source"]),
            "dimension": dimensions(reading, first["dimension"]),
            **{method: estimates(frame) for method, frame in zip(OTHERS, frames, strict=True)},
            "draws": each(first["draws"], style.count),
            **basis(reading, first.drop(columns="estimator")),
        },
    )


def table_pairs(reading: Reading) -> pd.DataFrame:
    """Pairs of dimensions: the difference, and who dominates in which sense."""
    frame = composite(reading, "differences")
    frame = frame[(frame["level"] == "observed") & (frame["method"] == MAIN)]
    keys = ["source", "dimension_a", "dimension_b"]
    verdicts = composite(reading, "dominance").set_index(["kind", *keys])
    shown = {
        f"dominance_{kind}": [
            verdict_text(reading, verdicts.loc[(kind, *key)], *key[1:])
            for key in frame[keys].itertuples(index=False, name=None)
        ]
        for kind in ("general", "conditional", "complete")
    }
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "dimension_a": dimensions(reading, frame["dimension_a"]),
            "dimension_b": dimensions(reading, frame["dimension_b"]),
            "difference": intervals(frame, "estimate", "bca_low", "bca_high", 3),
            **shown,
            "draws": each(frame["draws"], style.count),
            **basis(reading, frame.drop(columns="estimator")),
        },
    )


def verdict_text(reading: Reading, row: Any, first: str, second: str) -> str:
    """Which of two dimensions dominates, and in how many resamples that is found again."""
    names = {1.0: reading.dimension(first), 0.0: reading.dimension(second)}
    winner = names.get(float(row["dominates"]), reading.words.text("signs.undecided"))
    share = style.percent(row["reproducibility"], 0)
    return reading.words.text("signs.found_again", name=winner, share=share)


def table_conditional(reading: Reading) -> pd.DataFrame:
    """What each dimension adds to none, one, two and more of the others."""
    frame = composite(reading, "conditional")
    rows = frame[["source", "dimension", "n", "n_clusters"]].drop_duplicates()
    sizes = list(dict.fromkeys(frame["n_others"]))
    values = frame.set_index(["n_others", "source", "dimension"])["estimate"]
    keys = list(rows[["source", "dimension"]].itertuples(index=False, name=None))
    arrow = reading.words.text("signs.then")
    return titled(
        reading,
        {
            "source": terms(reading, "source", rows["source"]),
            "dimension": dimensions(reading, rows["dimension"]),
            "gains": [
                arrow.join(style.bounded(values[(size, *key)], 3) for size in sizes)
                for key in keys
            ],
            **basis(reading, rows),
        },
    )


def table_levels(reading: Reading) -> pd.DataFrame:
    """General dominance of the scores, and of what they measure without error."""
    frame = composite(reading, "importance")
    frame = frame[frame["method"] == MAIN]
    keys = ["source", "dimension"]
    seen = frame[frame["level"] == "observed"].set_index(keys)
    latent = frame[frame["level"] == "latent"].set_index(keys)
    seen = seen.loc[latent.index]
    return titled(
        reading,
        {
            "source": terms(reading, "source", latent.index.get_level_values(0)),
            "dimension": dimensions(reading, latent.index.get_level_values(1)),
            "part_observed": estimates(seen, decimals=3),
            "share_observed": each(seen["share"], style.percent, decimals=0),
            "part_latent": estimates(latent, decimals=3),
            "share_latent": each(latent["share"], style.percent, decimals=0),
            **basis(reading, latent.drop(columns="estimator")),
        },
    )


def table_commonality(reading: Reading) -> pd.DataFrame:
    """The largest parts of R² that dimensions have alone or in common."""
    frame = composite(reading, "commonality")
    size = frame["estimate"].abs()
    largest = size.groupby(frame["source"]).rank(ascending=False, method="first")
    frame = frame[largest <= LARGEST_PARTS]
    frame = frame.iloc[(-frame["estimate"].abs()).argsort(kind="stable")]
    frame = frame.sort_values("source", kind="stable")
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "shared_by": [members(reading, names) for names in frame["dimensions"]],
            "importance": estimates(frame, decimals=3),
            "share": each(frame["share"], style.percent, decimals=0),
            **basis(reading, frame.drop(columns="estimator")),
        },
    )


def table_sets(reading: Reading) -> pd.DataFrame:
    """The part of the explained variance that belongs to each declared set of dimensions."""
    frame = composite(reading, "sets")
    return titled(
        reading,
        {
            "source": terms(reading, "source", frame["source"]),
            "set": terms(reading, "set", frame["set"]),
            "shared_by": [members(reading, names) for names in frame["dimensions"]],
            "importance": estimates(frame, decimals=3),
            "share": each(frame["share"], style.percent, decimals=0),
            **basis(reading, frame.drop(columns="estimator")),
        },
    )


def members(reading: Reading, names: str) -> str:
    """The titles of dimensions that are joined by +."""
    return reading.words.listing([reading.dimension(name) for name in names.split("+")])

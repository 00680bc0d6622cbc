"""Which conclusions would be others if other answers had been left out."""

from collections.abc import Iterator, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.weighting.design import rows_with

CFI_CHANGE = 0.01
"""A larger change of CFI counts: Cheung & Rensvold (2002)."""

QUANTITIES = [
    *("kind", "name", "dimension", "exclusion", "estimate", "ci_low", "ci_high"),
    *("rule", "changed", "n", "estimator", "missing"),
]
CONCLUSIONS = [
    *("conclusion", "exclusion", "changed", "n_changed", "n_compared", "largest_change"),
    *("dimensions", "found", "in_force"),
]
KEYS = ["kind", "name", "dimension"]
JUDGED = {
    "reliability": ("omega_total", "alpha"),
    "fit": ("cfi", "rmsea"),
    "validity": ("correlation",),
    "weight": ("share",),
}
"""What a conclusion of each kind rests on; of coefficients of reliability the first known."""


def keys_of(rows: pd.DataFrame) -> pd.MultiIndex:
    """What each row is about, as an index."""
    return pd.MultiIndex.from_arrays([rows[name] for name in KEYS], names=KEYS)


def with_limits(rows: pd.DataFrame, limits: pd.DataFrame) -> pd.DataFrame:
    """`rows` in force with the intervals that other rules found for them, where they have none.

    Parameters
    ----------
    limits
        kind, name, dimension, ci_low, ci_high.
    """
    known = limits.drop_duplicates(KEYS).set_index(KEYS)
    found = known.reindex(keys_of(rows))
    own = rows["ci_low"].notna().to_numpy()
    return rows.assign(
        ci_low=np.where(own, rows["ci_low"], found["ci_low"]),
        ci_high=np.where(own, rows["ci_high"], found["ci_high"]),
    )


def judged(rows: pd.DataFrame, in_force: pd.DataFrame) -> pd.DataFrame:
    """`rows` with the rule by which each is held against those in force, and the outcome.

    rule is "interval" (outside the interval in force), "cfi_change", or "" where nothing says
    what a change would be. A number that cannot be estimated any more counts as changed.
    """
    before = in_force.set_index(KEYS).reindex(keys_of(rows))
    then, low, high = (
        before[name].to_numpy(dtype=float) for name in ("estimate", "ci_low", "ci_high")
    )
    now = rows["estimate"].to_numpy(dtype=float)
    by_size = (rows["name"] == "cfi").to_numpy() & ~np.isnan(then)
    by_interval = ~by_size & ~np.isnan(low) & ~np.isnan(high)
    outside = ~((now >= low) & (now <= high))
    larger = ~(np.abs(now - then) <= CFI_CHANGE)
    return rows.assign(
        rule=np.where(by_interval, "interval", np.where(by_size, "cfi_change", "")),
        changed=(by_interval & outside) | (by_size & larger),
    )


def conclusion_rows(
    rows: pd.DataFrame, in_force: str, verdicts: Mapping[str, str]
) -> Iterator[dict[str, Any]]:
    """One row per conclusion and exclusion other than the one in force.

    Parameters
    ----------
    rows
        Table `quantities`.
    verdicts
        By exclusion.
    """
    own = rows_with(rows, exclusion=in_force)
    for exclusion in (name for name in verdicts if name != in_force):
        other = rows_with(rows, exclusion=exclusion)
        at = {"exclusion": exclusion}
        for kind in JUDGED:
            yield {
                "conclusion": kind,
                **at,
                **changes(part_of(other, kind), part_of(own, kind)),
            }
            if kind == "validity":
                yield {"conclusion": "clear_validity", **at, **clear_changes(other, own)}
        for conclusion, found, before in (
            ("first", first_dimension(other), first_dimension(own)),
            ("verdict", verdicts[exclusion], verdicts[in_force]),
        ):
            said = {"found": found, "in_force": before, "dimensions": ""}
            n = {"n_changed": int(found != before), "n_compared": 1, "largest_change": np.nan}
            yield {"conclusion": conclusion, **at, "changed": found != before, **n, **said}


def part_of(rows: pd.DataFrame, kind: str) -> pd.DataFrame:
    """The rows that a conclusion of this `kind` rests on."""
    kept = rows.take(np.flatnonzero(rows["kind"] == kind))
    kept = kept.take(np.flatnonzero(kept["name"].isin(JUDGED[kind])))
    if kind != "reliability":
        return kept
    order = [JUDGED[kind].index(str(name)) for name in kept["name"]]
    kept = kept.assign(order=order, unknown=kept["estimate"].isna())
    kept = kept.sort_values(["unknown", "order"], kind="stable")
    return kept.drop_duplicates("dimension").sort_index()


def changes(other: pd.DataFrame, own: pd.DataFrame) -> dict[str, Any]:
    """How many judged quantities changed, the largest difference and where."""
    keys = ["name", "dimension"]
    both = other.merge(own[[*keys, "estimate"]], on=keys, how="left", suffixes=("", "_own"))
    asked = both.take(np.flatnonzero(both["rule"] != ""))
    changed = asked["changed"].to_numpy(dtype=bool)
    size = (asked["estimate"] - asked["estimate_own"]).abs().to_numpy(dtype=float)
    names = asked["dimension"].where(asked["dimension"] != "", asked["name"])
    return {
        **{"changed": bool(changed.any()), "n_changed": int(changed.sum())},
        "n_compared": len(asked),
        "largest_change": float(np.nanmax(size)) if np.isfinite(size).any() else np.nan,
        "dimensions": ";".join(names.to_numpy(dtype=object)[changed]),
        **{"found": "", "in_force": ""},
    }


def clear_changes(other: pd.DataFrame, own: pd.DataFrame) -> dict[str, Any]:
    """Dimensions of which it is sure in one case, and not in the other, that they are valid."""
    now, then = (clear_dimensions(part_of(rows, "validity")) for rows in (other, own))
    names = [name for name in now if now[name] != then[name]]
    return {
        **{"changed": bool(names), "n_changed": len(names), "n_compared": len(now)},
        **{"largest_change": np.nan, "dimensions": ";".join(names)},
        "found": ";".join(name for name in now if now[name]),
        "in_force": ";".join(name for name in then if then[name]),
    }


def clear_dimensions(rows: pd.DataFrame) -> dict[str, bool]:
    """Whether the interval of the correlation lies above zero, by dimension."""
    above = (rows["ci_low"] > 0).tolist()
    return dict(zip(rows["dimension"].tolist(), above, strict=True))


def first_dimension(rows: pd.DataFrame) -> str:
    """The dimension with the largest weight; "" where several share it."""
    shares = part_of(rows, "weight")
    values = np.round(shares["estimate"].to_numpy(dtype=float), 12)
    names = shares["dimension"].to_numpy(dtype=object)[values == values.max()].tolist()
    return str(names[0]) if len(names) == 1 else ""

"""What specifications say, one by one and together: what holds, and what moves weights."""

from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.stats.choice_effects import choice_effects
from analysis.stats.ranks import Ties, ranks

CHOICES = ("screening", "score", "criterion", "adjustment", "scheme")

STABILITY = [
    *("dimension", "share", "place", "median", "minimum", "maximum", "first_share"),
    *("same_place_share", "same_third_share", "above_equal_share", "positive_share", "n"),
]
EFFECTS = ["choice", "n_options", "mean_change", "largest_change", "variance_share", "n_pairs"]
OPTIONS = ["choice", "option", "first_share", "mean_share", "n"]

SAME = 12
"""Decimals to which shares are compared: beyond them they differ by rounding."""


def places(shares: np.ndarray, ties: Ties = "average") -> np.ndarray:
    """Place of each share (s, p) in its row, the largest first; `ties` as in `ranks`."""
    return ranks(-np.round(shares, SAME), ties)


def thirds(place: np.ndarray) -> np.ndarray:
    """Whether a place (s, p) lies in the upper, middle or lower third: 1, 2, 3."""
    return np.ceil(3 * place / place.shape[1]).astype(int)


def kept(best: np.ndarray, worst: np.ndarray, own: int) -> np.ndarray:
    """Where a place between `best` and `worst` (s, p) can be that of the row `own`.

    Equal shares take up several places: two zeros at the end are fifth and sixth of six.
    """
    return (best <= worst[own]) & (worst >= best[own])


def is_first(shares: np.ndarray) -> np.ndarray:
    """Whether a dimension has the largest share of its row (s, p), alone or with others."""
    rounded = np.round(shares, SAME)
    return rounded == rounded.max(axis=1, keepdims=True)


def stability_rows(
    dimensions: Sequence[str], shares: np.ndarray, validities: np.ndarray, own: int | None
) -> Iterator[dict[str, Any]]:
    """One row per dimension: its share, and how often its place holds.

    Parameters
    ----------
    shares, validities
        Of the specifications that have weights, shape (s, p).
    own
        Row of the specification in force; None where it has no weights.
    """
    if not len(shares):
        yield from ({"dimension": dimension, "n": 0} for dimension in dimensions)
        return
    place, p = places(shares), len(dimensions)
    above, first = shares > 1 / p + 10.0**-SAME, is_first(shares)
    unknown = np.full(shares.shape, np.nan)
    same_place, same_third = unknown, unknown
    if own is not None:
        best, worst = places(shares, "min"), places(shares, "max")
        same_place = kept(best, worst, own)
        same_third = kept(thirds(best), thirds(worst), own)
    for j, dimension in enumerate(dimensions):
        yield {
            "dimension": dimension,
            "share": np.nan if own is None else shares[own, j],
            "place": np.nan if own is None else place[own, j],
            "median": np.median(shares[:, j]),
            **{"minimum": shares[:, j].min(), "maximum": shares[:, j].max()},
            "first_share": first[:, j].mean(),
            "same_place_share": same_place[:, j].mean(),
            "same_third_share": same_third[:, j].mean(),
            "above_equal_share": above[:, j].mean(),
            "positive_share": (validities[:, j] > 0).mean(),
            "n": len(shares),
        }


def effect_rows(table: pd.DataFrame, shares: np.ndarray) -> Iterator[dict[str, Any]]:
    """One row per choice: how far shares move when it alone is made otherwise.

    Parameters
    ----------
    table
        The specifications that have weights, with the columns `CHOICES`.
    shares
        Their shares, shape (s, p).
    """
    codes = np.column_stack([pd.factorize(table[name])[0] for name in CHOICES])
    found = choice_effects(codes, shares)
    for j, choice in enumerate(CHOICES):
        yield {
            **{"choice": choice, "n_options": len(np.unique(codes[:, j]))},
            **{"mean_change": found.mean_change[j], "largest_change": found.largest_change[j]},
            **{"variance_share": found.variance_share[j], "n_pairs": int(found.n_pairs[j])},
        }


def option_rows(
    table: pd.DataFrame, shares: np.ndarray, leader: int | None
) -> Iterator[dict[str, Any]]:
    """One row per option: how often the dimension that is first in force is first there.

    Parameters
    ----------
    leader
        Column of that dimension in `shares`; None where there is none.
    """
    first = is_first(shares)
    for choice in CHOICES:
        options = table[choice].to_numpy(dtype=object)
        for option in dict.fromkeys(options):
            here = options == option
            known = leader is not None
            yield {
                **{"choice": choice, "option": option},
                "first_share": first[here, leader].mean() if known else np.nan,
                "mean_share": shares[here, leader].mean() if known else np.nan,
                "n": int(here.sum()),
            }


def validity_of(weights: np.ndarray, among: np.ndarray, r: np.ndarray) -> np.ndarray:
    """Correlation of composites (..., p) with a criterion that scores correlate `r` with."""
    variance = np.einsum("...p,...pq,...q->...", weights, among, weights)
    return (weights * r).sum(axis=-1) / np.sqrt(variance)


def first_of(weights: np.ndarray, dimensions: Sequence[str]) -> str:
    """The dimension with the largest weight, of equal ones the first; "" without weights."""
    if np.isnan(weights).any():
        return ""
    return dimensions[int(is_first(weights[None])[0].argmax())]


def leading_shares(shares: np.ndarray, leader: int | None) -> tuple[np.ndarray, np.ndarray]:
    """Share of the column `leader` of shares (s, p), and the largest of the others."""
    if leader is None:
        nothing = np.full(len(shares), np.nan)
        return nothing, nothing
    others = np.delete(shares, leader, axis=1)
    return shares[:, leader], others.max(axis=1, initial=0.0)


def share_table(
    dimensions: Sequence[str], shares: np.ndarray, validities: np.ndarray, known: np.ndarray
) -> pd.DataFrame:
    """One row per specification and dimension."""
    place = np.full(shares.shape, np.nan)
    place[known] = places(shares[known])
    s, p = shares.shape
    return pd.DataFrame(
        {
            "specification": np.repeat(np.arange(1, s + 1), p),
            "dimension": np.tile(np.asarray(dimensions, dtype=object), s),
            "share": shares.ravel(),
            "place": place.ravel(),
            "correlation": validities.ravel(),
        }
    )

"""Who changes place, and by how much, when other weights are used."""

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import DataError
from analysis.stats.composite_weights import composite_correlation
from analysis.stats.ranks import ranks
from analysis.weighting.one_design import MISSING, Design

LARGE = 10.0
"""Percentile points: a change of place that people notice."""


def places(z: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Percentile place (0 to 100) of each person of `z` (n, p) by a composite."""
    return 100 * (ranks(z @ weights) - 0.5) / len(z)


def rankable(design: Design) -> tuple[np.ndarray, np.ndarray]:
    """Standardised scores (n, p) and persons (n,) with every score: no rank is imputed.

    Raises
    ------
    DataError
        If nobody has every score.
    """
    z = design.standardised_scores
    complete = ~np.isnan(z).any(axis=1)
    if not complete.any():
        raise DataError(f"{design.source}: nobody has every score, so nobody can be ranked")
    return z[complete], design.people[complete]


def rank_change_rows(
    design: Design,
    weights: Mapping[str, np.ndarray],
    against: Sequence[str],
    cuts: Sequence[float],
) -> list[dict[str, Any]]:
    """One row per scheme and scheme it is compared with.

    Parameters
    ----------
    weights
        Weights (p,) of standardised scores, by scheme.
    against
        The schemes to compare with, such as "unit" and "previous".
    cuts
        Shares of people at the top, among whom those who come and go are counted.
    """
    z = rankable(design)[0]
    among = design.correlations[0, :-1, :-1]
    found = {scheme: places(z, w) for scheme, w in weights.items()}
    rows = []
    for base in against:
        for scheme, place in found.items():
            if scheme == base:
                continue
            change = np.abs(place - found[base])
            rows.append(
                {
                    **{"source": design.source, "against": base, "scheme": scheme},
                    "correlation": float(
                        composite_correlation(among, weights[scheme], weights[base])
                    ),
                    "mean_change": float(change.mean()),
                    "median_change": float(np.median(change)),
                    "ninetieth_change": float(np.quantile(change, 0.9)),
                    "largest_change": float(change.max()),
                    "large_share": float((change >= LARGE).mean()),
                    **{
                        f"replaced_{round(100 * cut)}": replaced(place, found[base], cut)
                        for cut in cuts
                    },
                    **{"n": len(z), "missing": MISSING},
                }
            )
    return rows


def replaced(place: np.ndarray, base: np.ndarray, cut: float) -> float:
    """Share of the top `cut` by `base` who are not at the top by `place`."""
    top = 100 * (1 - cut)
    was = base > top
    return float((place[was] <= top).mean()) if was.any() else np.nan


def rank_table(design: Design, scheme: str, new: np.ndarray, base: np.ndarray) -> pd.DataFrame:
    """Place of each person by weights `new` and `base`: person, place, place_unit, change."""
    z, people = rankable(design)
    place, place_unit = places(z, new), places(z, base)
    return pd.DataFrame(
        {
            **{"source": design.source, "scheme": scheme, "person": people},
            **{"place": place, "place_unit": place_unit, "change": place - place_unit},
        }
    )

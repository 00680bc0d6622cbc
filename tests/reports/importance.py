"""Made-up results of importance in the shapes of the pipeline."""

from itertools import combinations

import numpy as np
import pandas as pd

from analysis.instrument import Instrument

METHODS = ("general_dominance", "relative_weight", "pratt", "zero_order")
METHODS += ("beta", "structure", "unique", "common")
BASIS = {"n": 470, "n_clusters": 24, "draws": 10000, "missing": "listwise"}


def importance(instrument: Instrument, criteria: list[str]) -> dict[str, object]:
    """Every table of the rule, and its summary."""
    dimensions = list(instrument.scored)
    pairs = list(combinations(dimensions, 2))
    every = [{"criterion": c, "source": "manager"} for c in criteria]
    both = [{**one, "level": level} for one in every for level in ("observed", "latent")]
    return {
        "importance": pd.DataFrame(
            [{**one, **row} for one in both for row in index_rows(dimensions)]
        ),
        "differences": pd.DataFrame(
            [
                {
                    **one,
                    "dimension_a": a,
                    "dimension_b": b,
                    "method": m,
                    **around(0.02),
                    **BASIS,
                }
                | {"estimator": m}
                for one in both
                for m in METHODS[:2]
                for a, b in pairs
            ]
        ),
        "dominance": pd.DataFrame(
            [
                {**one, "dimension_a": a, "dimension_b": b, "kind": kind, **BASIS}
                | {"dominates": 0.5 * (i % 3), "reproducibility": 0.83}
                | {"estimator": "dominance_analysis"}
                for one in every
                for i, (a, b) in enumerate(pairs)
                for kind in ("complete", "conditional", "general")
            ]
        ),
        "conditional": pd.DataFrame(
            [
                {**one, "dimension": d, "n_others": k, **around(0.09 - 0.01 * k), **BASIS}
                | {"estimator": "conditional_dominance"}
                for one in every
                for d in dimensions
                for k in range(len(dimensions))
            ]
        ),
        "commonality": pd.DataFrame(
            [
                {**one, "dimensions": "+".join(names), "n_dimensions": len(names), **BASIS}
                | {**around(0.04 - 0.01 * i), "share": 0.2 - 0.05 * i}
                | {"estimator": "commonality"}
                for one in every
                for i, names in enumerate([*((d,) for d in dimensions), *pairs])
            ]
        ),
        "sets": pd.DataFrame(
            [
                {**one, "set": name, "dimensions": names, "n_dimensions": 1, **BASIS}
                | {**around(0.08), "share": 0.5, "estimator": "general_dominance"}
                for one in every
                for name, names in (("people", "+".join(dimensions[:3])), dimensions[3:4] * 2)
            ]
        ),
        "summary": {},
    }


def around(value: float) -> dict[str, float]:
    """An estimate with both its intervals."""
    limits = {"ci_low": value - 0.02, "ci_high": value + 0.02}
    bca = {"bca_low": value - 0.018, "bca_high": value + 0.022}
    return {"estimate": value, "std_error": 0.01, **limits, **bca}


def index_rows(dimensions: list[str]) -> list[dict[str, object]]:
    """One row per index and dimension."""
    nothing = ("rank", "rank_ci_low", "rank_ci_high", "rank_held", "important")
    nothing += ("share", "share_ci_low", "share_ci_high")
    rows = []
    for method in METHODS:
        for i, dimension in enumerate(dimensions):
            row = {"dimension": dimension, "method": method, **around(0.05 - 0.006 * i)}
            row |= dict.fromkeys(nothing, np.nan)
            if method in METHODS[:2]:
                limits = {"rank_ci_low": max(1, i), "rank_ci_high": i + 2, "rank_held": 0.61}
                row |= {"rank": i + 1, **limits, "important": float(i < 3)}
                row |= {"share": 0.3 - 0.05 * i, "share_ci_low": 0.2 - 0.05 * i}
                row |= {"share_ci_high": 0.4 - 0.05 * i}
            rows.append({**row, **BASIS, "estimator": method})
    return rows

"""How far the indicators agree with one another."""

from itertools import combinations

import numpy as np
import pandas as pd

from analysis.columns import BASIS, ESTIMATE
from analysis.notes import remark
from analysis.stats.pearson_interval import FEWEST, pearson_precision

INTERCORRELATIONS = ["kpi_a", "kpi_b", *ESTIMATE, *BASIS, "note"]


def intercorrelations(kpis: pd.DataFrame, *, confidence: float) -> pd.DataFrame:
    """Correlation of every pair of adjusted indicators, with Fisher's interval.

    Parameters
    ----------
    kpis
        Table of `apply_criterion`; every person with both indicators counts.
    """
    names = list(dict.fromkeys(kpis["kpi"]))
    adjusted = {
        name: kpis["adjusted"].to_numpy(dtype=float)[(kpis["kpi"] == name).to_numpy()]
        for name in names
    }
    rows = [
        {"kpi_a": a, "kpi_b": b, **correlation_row(adjusted[a], adjusted[b], confidence)}
        for a, b in combinations(names, 2)
    ]
    kinds = dict.fromkeys(INTERCORRELATIONS, "str") | dict.fromkeys(ESTIMATE, float)
    return pd.DataFrame(rows, columns=INTERCORRELATIONS).astype({**kinds, "n": int})


def correlation_row(
    a: np.ndarray, b: np.ndarray, confidence: float
) -> dict[str, float | int | str]:
    """The correlation of two indicators, as a row of the result."""
    both = ~np.isnan(a) & ~np.isnan(b)
    a, b, n = a[both], b[both], int(both.sum())
    basis: dict[str, float | int | str] = {
        "n": n,
        "estimator": "pearson_fisher",
        "missing": "pairwise",
    }
    if n < FEWEST or np.ptp(a) == 0 or np.ptp(b) == 0:
        return {**basis, "note": remark("fewer_than_four_people_or_constant")}
    estimate = float(np.clip(np.corrcoef(a, b)[0, 1], -1, 1))
    precision = pearson_precision(estimate, n, confidence=confidence)
    return {
        "estimate": estimate,
        "std_error": float(precision.std_error),
        "ci_low": float(precision.ci_low),
        "ci_high": float(precision.ci_high),
        **basis,
        "note": "",
    }

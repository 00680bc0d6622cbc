"""What the stated shares of the composite, and the adjustment, do to who stands where."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import COMPOSITE
from analysis.criterion.criterion_key import CriterionKey
from analysis.criterion.fit_criterion import NEGLIGIBLE
from analysis.stats.ranks import ranks

TOP_SHARE = 0.2
"""The best fifth, of whom it is told how many stay in it."""


def standardised_kpis(key: CriterionKey, kpis: pd.DataFrame) -> pd.DataFrame:
    """Adjusted indicators in standard deviations, people by indicator."""
    columns = {}
    for fitted in key.kpis:
        rows = kpis.take(np.flatnonzero(kpis["kpi"] == fitted.kpi.id)).set_index("person")
        columns[fitted.kpi.id] = (rows["adjusted"] - fitted.mean) / fitted.sd
    return pd.DataFrame(columns)


def share_effects(key: CriterionKey, kpis: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """One row for equal shares, and for the composite without each indicator in it."""
    shares = {f.kpi.id: f.share for f in key.kpis if f.share > 0}
    if len(shares) < 2:
        return
    z = standardised_kpis(key, kpis).reindex(columns=list(shares)).dropna()
    declared = z.to_numpy() @ np.array(list(shares.values()))
    equal = z.to_numpy().mean(axis=1)
    yield {"composition": "equal_shares", "kpi": "", **agreement(declared, equal)}
    for j, name in enumerate(shares):
        left = np.array([0.0 if i == j else s for i, s in enumerate(shares.values())])
        without = z.to_numpy() @ left
        yield {"composition": "without", "kpi": name, **agreement(declared, without)}


def agreement(a: np.ndarray, b: np.ndarray) -> dict[str, float | int]:
    """How two orders of the same people agree; NaN where one does not vary."""
    n = len(a)
    varies = n > 2 and min(a.std(), b.std()) > NEGLIGIBLE
    top = max(1, round(TOP_SHARE * n))
    best = [set(np.argsort(-x, kind="stable")[:top].tolist()) for x in (a, b)]
    return {
        "estimate": float(np.corrcoef(a, b)[0, 1]) if varies else np.nan,
        "rank_estimate": float(np.corrcoef(ranks(a), ranks(b))[0, 1]) if varies else np.nan,
        "top_kept": len(best[0] & best[1]) / top if varies else np.nan,
        "n": n,
    }


def method_rows(
    adopted: pd.DataFrame, others: dict[str, pd.DataFrame]
) -> Iterator[dict[str, Any]]:
    """Agreement of every criterion of `adopted` with those by other adjustments.

    Parameters
    ----------
    adopted, others
        Tables `performance` of `apply_criterion`; the others by name of the adjustment.
    """
    names = list(dict.fromkeys(adopted["criterion"]))
    for name in names if len(names) > 1 else [COMPOSITE]:
        mine = by_person(adopted, name)
        for method, table in others.items():
            both = pd.concat([mine, by_person(table, name)], axis=1).dropna().to_numpy()
            yield {"criterion": name, "adjustment": method, **agreement(*both.T)}


def by_person(performance: pd.DataFrame, name: str) -> pd.Series:
    """The values of one criterion by person."""
    rows = performance.take(np.flatnonzero(performance["criterion"] == name))
    return pd.Series(rows["value"].to_numpy(dtype=float), index=rows["person"].to_numpy())

"""The shape of every indicator, raw and transformed, without a value of anybody."""

from collections.abc import Iterator
from typing import Any

import numpy as np
import pandas as pd
from scipy.special import ndtri

PROBABILITIES = np.arange(0.02, 0.985, 0.02)
"""Percentiles shown; with 250 people or more at least five lie beyond the outermost."""

SCALES = {"raw": "oriented", "transformed": "transformed", "adjusted": "adjusted"}
"""The columns of `apply_criterion` that are shown, by the name of the scale."""


def shape_rows(kpis: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Skewness, kurtosis and share of zeros of each indicator on each scale."""
    for name, rows in kpis.groupby("kpi", sort=False):
        for scale, column in SCALES.items():
            values = rows[column].dropna().to_numpy(dtype=float)
            z = standardised(values)
            raw = rows["raw"].dropna().to_numpy(dtype=float)
            yield {
                "kpi": name,
                "scale": scale,
                "skewness": float((z**3).mean()) if len(z) else np.nan,
                "kurtosis": float((z**4).mean()) - 3 if len(z) else np.nan,
                "zero_share": float((raw == 0).mean()) if len(raw) else np.nan,
                "n": len(values),
            }


def quantile_rows(kpis: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Percentiles of each indicator on each scale, beside those of a normal distribution."""
    for name, rows in kpis.groupby("kpi", sort=False):
        for scale, column in SCALES.items():
            z = standardised(rows[column].dropna().to_numpy(dtype=float))
            if not len(z):
                continue
            found = np.quantile(z, PROBABILITIES)
            for p, normal, value in zip(
                PROBABILITIES, ndtri(PROBABILITIES), found, strict=True
            ):
                yield {
                    "kpi": name,
                    "scale": scale,
                    "probability": float(p),
                    "normal": float(normal),
                    "value": float(value),
                }


def standardised(values: np.ndarray) -> np.ndarray:
    """`values` around their mean in standard deviations; empty where they do not vary."""
    spread = values.std() if len(values) else 0.0
    return (values - values.mean()) / spread if spread > 0 else values[:0]

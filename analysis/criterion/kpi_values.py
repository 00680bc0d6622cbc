"""Every step from a raw indicator to a fairly compared one."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.criterion.controls import control_matrix
from analysis.criterion.criterion_key import FittedKpi
from analysis.kpi import Kpi
from analysis.stats.ols import OlsFit, adjusted
from analysis.stats.transforms import NormalScores, natural_log, normal_score


def oriented(kpi: Kpi, values: np.ndarray) -> np.ndarray:
    """`values` with the sign that makes more the better."""
    return values if kpi.better == "higher" else -values


def transformed(kpi: Kpi, ranks: NormalScores, raw: np.ndarray) -> np.ndarray:
    """`raw` on the scale on which people are compared, not yet oriented."""
    if kpi.transform == "log":
        return natural_log(raw)
    return normal_score(ranks, raw) if kpi.transform == "rank_normal" else raw


def kpi_values(
    fitted: FittedKpi, frame: pd.DataFrame, people: pd.DataFrame, adjust_for: Mapping[str, str]
) -> pd.DataFrame:
    """Every step from raw to adjusted value, for the rows of an aggregated `frame`."""
    kpi = fitted.kpi
    raw = frame["raw"].to_numpy(dtype=float)
    ranks = NormalScores(np.array(fitted.rank_values), np.array(fitted.rank_scores))
    values = oriented(kpi, transformed(kpi, ranks, raw))
    controls = control_matrix(people, frame["person"].to_numpy(), adjust_for)
    fit = OlsFit(
        coefficients=np.array([fitted.coefficients[name] for name in adjust_for]),
        means=np.array([fitted.control_means[name] for name in adjust_for]),
        mean=fitted.intercept_at_means,
        r_squared=fitted.r_squared,
        rank=len(adjust_for),
    )
    return frame.assign(
        kpi=kpi.id,
        oriented=oriented(kpi, raw),
        transformed=values,
        adjusted=adjusted(fit, controls, values),
    )


def standardised(fitted: FittedKpi, values: pd.DataFrame) -> np.ndarray:
    """Adjusted values in standard deviations from the mean of those it was fitted to."""
    return (values["adjusted"].to_numpy() - fitted.mean) / fitted.sd


def weighted_sum(fitted: list[FittedKpi], frames: list[pd.DataFrame]) -> np.ndarray:
    """Sum of share times standardised indicator, NaN unless all with a share are known."""
    parts = [
        f.share * standardised(f, frame)
        for f, frame in zip(fitted, frames, strict=True)
        if f.share > 0
    ]
    return np.sum(parts, axis=0)

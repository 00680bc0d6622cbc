"""Ordinal answers of two groups whose parameters are known."""

import numpy as np
import pandas as pd

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.ordinal import fit_samples
from analysis.measurement.cfa.ordinal_samples import OrdinalSamples, ordinal_samples
from analysis.measurement.invariance.ordinal_ladder import ladder_syntax

FACTORS = {"a": [f"a{i}" for i in range(6)], "b": [f"b{i}" for i in range(6)]}
ITEMS = [item for items in FACTORS.values() for item in items]
LOADINGS = np.full(12, 0.8)
THRESHOLDS = np.tile([-1.5, -0.5, 0.5, 1.5], (12, 1))


def answers(
    rng: np.random.Generator,
    n: int,
    *,
    loadings: np.ndarray = LOADINGS,
    thresholds: np.ndarray = THRESHOLDS,
    mean: float = 0,
    sd: float = 1,
) -> np.ndarray:
    """Codes 0 to 4 of n people; factors correlate .4, residual variances are .36."""
    factors = rng.multivariate_normal([mean, mean], sd**2 * np.array([[1, 0.4], [0.4, 1]]), n)
    response = np.repeat(factors, 6, axis=1) * loadings + rng.normal(0, 0.6, (n, 12))
    return (response[:, :, None] > thresholds).sum(axis=2)


def samples(*groups: np.ndarray) -> OrdinalSamples:
    """Sample moments of the groups "0", "1" ..."""
    member = np.repeat(np.arange(len(groups)), [len(group) for group in groups])
    return ordinal_samples(
        pd.DataFrame(np.vstack(groups), columns=ITEMS),
        items=ITEMS,
        ordinal=ITEMS,
        missing="listwise",
        groups=pd.Series(member).astype(str),
        case_weights=None,
        clusters=None,
    )


def fitted(
    given: OrdinalSamples, step: str, released: frozenset[tuple[str, str]] = frozenset()
) -> CfaFit:
    """One step of the ladder."""
    counts = {
        item: int(n) + 1
        for item, n in zip(given.items, given.samples[0].moments.n_thresholds, strict=True)
    }
    syntax = ladder_syntax(
        FACTORS, counts, groups=len(given.groups), step=step, released=released
    )
    return fit_samples(
        syntax,
        given,
        estimator="wlsmv",
        std_lv=True,
        orthogonal=False,
        parameterization="theta",
        group_equal=[],
        group_partial=[],
        confidence=0.95,
    )

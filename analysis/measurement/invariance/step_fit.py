"""How much worse an index may become at a step by chance alone."""

from collections.abc import Callable

import numpy as np

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.indices import people_counted, scaled_test
from analysis.measurement.invariance.differences import slopes
from analysis.stats.sem.comparative_fit import ChiSquare, comparative_fit
from analysis.stats.sem.implied import implied, moments
from analysis.stats.sem.layout import Moment, moment_layout
from analysis.stats.sem.model import elements
from analysis.stats.sem.release_tests import GroupSlopes
from analysis.stats.sem.step_cutoffs import ChanceCost, chance_cost

TAIL = 5
"""Percent of samples in which a true constraint costs more than the cutoff."""

UNTOUCHED = 1e-6
"""Change of SRMR below which a constraint does not bear on correlations: that of thresholds."""

Index = Callable[[CfaFit, np.ndarray], np.ndarray]
"""An index of a model for each of several statistics, shape (b,)."""


def step_cutoffs(
    fit: CfaFit, before: CfaFit, *, draws: int, rng: np.random.Generator
) -> dict[str, float]:
    """Simulated cutoffs of the changes in CFI, RMSEA and SRMR, and the draws behind them.

    What does not fit in the step before stays; what a true constraint costs is added to it.
    """
    cost = chance_cost(group_slopes(fit), group_slopes(before), draws=draws, rng=rng)
    cfi = index_change(fit, before, cost.statistic, cfi_of)
    error = index_change(fit, before, cost.statistic, rmsea_of)
    rough = residual_change(before, cost)
    touched = np.abs(rough).max() > UNTOUCHED
    return {
        "cfi_cutoff": float(np.percentile(cfi, TAIL)),
        "rmsea_cutoff": float(np.percentile(error, 100 - TAIL)),
        "srmr_cutoff": float(np.percentile(rough, 100 - TAIL)) if touched else np.nan,
        "draws": draws,
    }


def group_slopes(fit: CfaFit) -> list[GroupSlopes]:
    """A fit as its groups' slopes, residuals, weights and sampling covariances."""
    assert fit.weight is not None
    assert fit.gamma is not None
    values = elements(fit.model, fit.parameters)
    return [
        GroupSlopes(
            own=slope,
            away=observed - moments(fit.model, g, implied(fit.model, g, values)),
            weight=weight,
            gamma=gamma,
            n=sample.n,
        )
        for g, (slope, observed, weight, gamma, sample) in enumerate(
            zip(slopes(fit), fit.sample_vector, fit.weight, fit.gamma, fit.sample, strict=True)
        )
    ]


def index_change(fit: CfaFit, before: CfaFit, cost: np.ndarray, index: Index) -> np.ndarray:
    """Change of an index if the statistic rises by `cost`, shape (b,)."""
    start = before.tests["standard"].statistic
    was = index(before, corrected(before, np.array([start])))
    return index(fit, corrected(fit, start + cost)) - was


def corrected(fit: CfaFit, statistic: np.ndarray) -> np.ndarray:
    """Unscaled statistics scaled and shifted as the model's own test is."""
    test = scaled_test(fit.tests)
    assert test is not None
    return statistic / test.scaling + test.shift


def cfi_of(fit: CfaFit, statistic: np.ndarray) -> np.ndarray:
    """Scaled CFI of each statistic."""
    df, test = fit.tests["standard"].df, scaled_test(fit.baseline)
    assert test is not None
    baseline = ChiSquare(test.statistic, test.df)
    return np.array([comparative_fit(ChiSquare(float(t), df), baseline) for t in statistic])


def rmsea_of(fit: CfaFit, statistic: np.ndarray) -> np.ndarray:
    """Scaled RMSEA of each statistic."""
    df, groups = fit.tests["standard"].df, len(fit.sample)
    excess = np.maximum(statistic - df, 0) / (df * people_counted(fit))
    return np.sqrt(excess * groups)


def residual_change(before: CfaFit, cost: ChanceCost) -> np.ndarray:
    """Change of the SRMR over the correlations of all groups, shape (b,)."""
    total = sum(sample.n for sample in before.sample)
    change = 0.0
    for g, (group, extra) in enumerate(zip(group_slopes(before), cost.residuals, strict=True)):
        layout = moment_layout(before.model.groups[g], mean_structure=True)
        at = layout.kind == Moment.COVARIANCE
        now = np.sqrt(((group.away[at, None] + extra[at]) ** 2).mean(axis=0))
        then = np.sqrt((group.away[at] ** 2).mean())
        change = change + group.n / total * (now - then)
    return np.asarray(change)

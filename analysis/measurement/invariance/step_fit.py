"""How much worse an index may become at a step by chance alone."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.indices import people_counted, scaled_test
from analysis.measurement.invariance.differences import Tangent, tangent
from analysis.measurement.invariance.moment_weights import moment_weights
from analysis.stats.sem.comparative_fit import ChiSquare, comparative_fit
from analysis.stats.sem.implied import moments
from analysis.stats.sem.layout import Moment, moment_layout
from analysis.stats.sem.step_cutoffs import Followed, followed

TAIL = 5
"""Percent of samples in which a true constraint costs more than the cutoff."""

UNTOUCHED = 1e-6
"""Change of SRMR below which a constraint does not bear on correlations: that of thresholds."""

Index = Callable[[CfaFit, np.ndarray], np.ndarray]
"""An index of a model for each of several statistics, shape (b,)."""


@dataclass(frozen=True, slots=True)
class Standing:
    """A fitted step with what its differences from other steps are made of.

    Attributes
    ----------
    fit
        The step.
    tangent
        Its slopes.
    chance
        How it fares in samples that differ by chance; the same samples for every step.
    """

    fit: CfaFit
    tangent: Tangent
    chance: Followed


def standing(fit: CfaFit, drawn: Sequence[np.ndarray]) -> Standing:
    """A fitted step in drawn samples, shape (s, b) a group."""
    own, known = tangent(fit), moment_weights(fit)
    n = [sample.n for sample in fit.sample]
    return Standing(fit, own, followed(own.slopes, known.weights, n, drawn))


def step_cutoffs(here: Standing, before: Standing) -> dict[str, float]:
    """Simulated cutoffs of the changes in CFI, RMSEA and SRMR, and the draws behind them.

    What does not fit in the step before stays; what a true constraint costs is added to it.
    """
    cost = here.chance.statistic - before.chance.statistic
    cfi = index_change(here.fit, before.fit, cost, cfi_of)
    error = index_change(here.fit, before.fit, cost, rmsea_of)
    rough = residual_change(here, before)
    touched = np.abs(rough).max() > UNTOUCHED
    return {
        "cfi_cutoff": float(np.percentile(cfi, TAIL)),
        "rmsea_cutoff": float(np.percentile(error, 100 - TAIL)),
        "srmr_cutoff": float(np.percentile(rough, 100 - TAIL)) if touched else np.nan,
        "draws": len(cost),
    }


def index_change(fit: CfaFit, before: CfaFit, cost: np.ndarray, index: Index) -> np.ndarray:
    """Change of an index if the statistic rises by `cost`, shape (b,)."""
    start = before.tests["standard"].statistic
    was = index(before, corrected(before, np.array([start])))
    return index(fit, corrected(fit, start + cost)) - was


def corrected(fit: CfaFit, statistic: np.ndarray) -> np.ndarray:
    """Unscaled statistics scaled and shifted as the model's own test is."""
    test = scaled_test(fit.tests) or fit.tests["standard"]
    return statistic / test.scaling + test.shift


def cfi_of(fit: CfaFit, statistic: np.ndarray) -> np.ndarray:
    """Scaled CFI of each statistic."""
    df, test = fit.tests["standard"].df, scaled_test(fit.baseline) or fit.baseline["standard"]
    baseline = ChiSquare(test.statistic, test.df)
    return np.array([comparative_fit(ChiSquare(float(t), df), baseline) for t in statistic])


def rmsea_of(fit: CfaFit, statistic: np.ndarray) -> np.ndarray:
    """Scaled RMSEA of each statistic."""
    df, groups = fit.tests["standard"].df, len(fit.sample)
    excess = np.maximum(statistic - df, 0) / (df * people_counted(fit))
    return np.sqrt(excess * groups)


def residual_change(here: Standing, before: Standing) -> np.ndarray:
    """Change of the SRMR over the correlations of all groups, shape (b,)."""
    fit = before.fit
    total = sum(sample.n for sample in fit.sample)
    change = 0.0
    for g, (own, other) in enumerate(zip(here.chance.left, before.chance.left, strict=True)):
        layout = moment_layout(fit.model.groups[g], mean_structure=True)
        at = layout.kind == Moment.COVARIANCE
        away = (fit.sample_vector[g] - moments(fit.model, g, fit.implied[g]))[at]
        now = np.sqrt(((away[:, None] + own[at] - other[at]) ** 2).mean(axis=0))
        then = np.sqrt((away**2).mean())
        change = change + fit.sample[g].n / total * (now - then)
    return np.asarray(change)

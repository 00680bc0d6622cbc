"""What every estimator of a factor model returns."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measurement.cfa.parameter_table import ParameterTable
from analysis.notes import Note
from analysis.stats.sem.admissible_search import Ended
from analysis.stats.sem.implied import Implied
from analysis.stats.sem.model import Model
from analysis.stats.sem.sandwich import SaturatedInformation
from analysis.stats.sem.scaled_tests import TestStatistic

IMPROPER = {"negative_variance", "covariance_not_possible"}
"""Notes that say that no population could have these estimates."""


@dataclass(frozen=True, slots=True)
class GroupMoments:
    """Sample moments of one group.

    Attributes
    ----------
    mean
        Shape (p,); 0 for ordinal items.
    covariance
        Divisor n; polychoric correlations of ordinal items; under full information from
        incomplete answers the EM estimate. Shape (p, p).
    thresholds
        Shape (t,).
    n
        People, or their sum of case weights.
    """

    mean: np.ndarray
    covariance: np.ndarray
    thresholds: np.ndarray
    n: float


@dataclass(frozen=True, slots=True)
class CfaFit:
    """A fitted factor model.

    Attributes
    ----------
    table, model
        The model as a table and as matrices.
    estimator
        "ml", "mlr", "mlm", "mlmv", "uls", "wls", "dwls", "wlsmv", "wlsm" or "ulsmv".
    missing
        "listwise", "pairwise" or "fiml".
    parameters
        Free parameters, shape (q,).
    covariance
        Of the parameters, behind the reported standard errors, shape (q, q).
    naive_covariance
        The same without correction for non-normality, shape (q, q).
    implied, sample
        Moments of every group.
    sample_vector
        Sample moments of every group in their layout, shape (s,).
    weight
        Weight matrix of the moments in every group, shape (s, s), or its diagonal, shape (s,).
        Of maximum likelihood: the normal-theory weight at the estimates (complete answers).
    gamma
        Asymptotic covariance of sqrt(n) sample moments of every group, None where not needed.
    saturated
        Likelihood of the saturated model in every group; None but for "mlr" and "fiml".
    tests, baseline
        Tests of the model and of the independence model, by name; "standard" is always there.
    baseline_implied
        Covariance and mean of every group under the independence model.
    log_likelihood, saturated_log_likelihood
        None where there is no likelihood.
    scaling_model, scaling_saturated
        Correction factors c of the two log-likelihoods ("mlr"), NaN otherwise. As in lavaan,
        that of the model is a mean over its elements before equality constraints.
    n_clusters
        Per group; 0 without clusters.
    ended
        "free": the free search found admissible estimates, or none was asked for within several
        groups. "inside": it did not, and these are a local minimum of a second search among
        admissible values. "boundary", "lost": that search went to their boundary, or found
        nothing, and these are where the free search stopped.
    converged, stopped_because
        Of the search for estimates.
    notes
        What a reader has to know.
    estimates
        One row per parameter and group, then defined parameters: left, operator, right, group,
        label, free, estimate, std_error, statistic, p_value, ci_low, ci_high.
    """

    table: ParameterTable
    model: Model
    estimator: str
    missing: str
    parameters: np.ndarray
    covariance: np.ndarray
    naive_covariance: np.ndarray
    implied: tuple[Implied, ...]
    sample: tuple[GroupMoments, ...]
    sample_vector: tuple[np.ndarray, ...]
    weight: tuple[np.ndarray, ...] | None
    gamma: tuple[np.ndarray, ...] | None
    saturated: tuple[SaturatedInformation, ...] | None
    tests: dict[str, TestStatistic]
    baseline: dict[str, TestStatistic]
    baseline_implied: tuple[GroupMoments, ...]
    log_likelihood: float | None
    saturated_log_likelihood: float | None
    scaling_model: float
    scaling_saturated: float
    n_clusters: tuple[int, ...]
    ended: Ended
    converged: bool
    stopped_because: str
    notes: list[Note]
    estimates: pd.DataFrame


def found(fit: CfaFit) -> bool:
    """Whether a model has estimates with standard errors."""
    return fit.converged and bool(np.isfinite(fit.covariance).all())


def proper(fit: CfaFit) -> bool:
    """Whether a population could have these estimates."""
    return found(fit) and not IMPROPER & {said["note"] for said in fit.notes}

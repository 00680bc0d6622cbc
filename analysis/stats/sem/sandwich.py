"""Covariance matrices of estimates and traces for scaled tests, from likelihood information."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.distributions import chi2_tail
from analysis.stats.sem.answers import Answers
from analysis.stats.sem.likelihood import Pattern
from analysis.stats.sem.normal_theory import normal_weight
from analysis.stats.sem.saturated import SaturatedMoments
from analysis.stats.sem.saturated_curvature import saturated_curvature
from analysis.stats.sem.saturated_model import saturated_model
from analysis.stats.sem.scaled_tests import TestStatistic
from analysis.stats.sem.scores import first_order_information


def inverse_information(information: np.ndarray) -> np.ndarray:
    """Inverse of an information matrix; NaN where it has none."""
    diagonal = np.diag(information)
    if not np.isfinite(information).all() or (diagonal == 0).any():
        return np.full_like(information, np.nan)
    scale = np.sqrt(np.abs(diagonal))
    scaled = information / np.outer(scale, scale)
    if np.abs(np.linalg.eigvalsh(scaled)).min() < len(scaled) * np.finfo(float).eps * 10:
        return np.full_like(information, np.nan)
    return np.linalg.inv(scaled) / np.outer(scale, scale)


def sandwich(inverse: np.ndarray, middle: np.ndarray) -> np.ndarray:
    """A^-1 B A^-1, shape (q, q)."""
    return inverse @ middle @ inverse


@dataclass(frozen=True, slots=True)
class SaturatedInformation:
    """Likelihood of the saturated model of one group; moments in their layout.

    Attributes
    ----------
    information
        Observed information of a person at the saturated moments, shape (s, s).
    scores
        Mean outer product of scores of the moments, summed within clusters, shape (s, s).
    """

    information: np.ndarray
    scores: np.ndarray


def saturated_information(
    people: Answers,
    patterns: Sequence[Pattern],
    moments: SaturatedMoments,
    *,
    mean_structure: bool,
) -> SaturatedInformation:
    """Information and spread of scores of a group without a model."""
    p = len(moments.mean)
    alone = saturated_model(p, 1, mean_structure=mean_structure)
    second = moments.covariance[np.triu_indices(p)]
    values = np.concatenate([moments.mean, second]) if mean_structure else second
    middle = first_order_information(alone, [people], values, [moments.mean])
    if people.complete:
        information = normal_weight(moments.covariance, mean_structure=mean_structure)
    else:
        information = saturated_curvature(patterns, moments)
    return SaturatedInformation(information, middle)


def yuan_bentler_mplus(statistic: float, df: int, trace: float) -> TestStatistic:
    """Statistic scaled by the trace from likelihood scores, as Mplus and lavaan do for MLR.

    Parameters
    ----------
    trace
        tr(B A^-1) of the saturated model, summed over groups, less that of the model.

    References
    ----------
    Yuan & Bentler (2000), Sociological Methodology 30, 165-200, T2*.
    https://doi.org/10.1111/0081-1750.00078

    Asparouhov & Muthen (2005), Multivariate modeling with complex survey data, Proceedings of
    the FCSM research conference, eq. 9.
    """
    scaling = trace / df if df > 0 and trace > 0 else np.nan
    scaled = statistic / scaling
    p_value = float(chi2_tail(scaled, df)) if df > 0 else np.nan
    return TestStatistic("yuan_bentler_mplus", scaled, df, p_value, scaling, 0.0)

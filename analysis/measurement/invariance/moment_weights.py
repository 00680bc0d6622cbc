"""How much the moments of every group weigh in a fit, and how they vary."""

from dataclasses import dataclass

import numpy as np

from analysis.measurement.cfa.fit import CfaFit
from analysis.stats.sem.implied import moment_vector, moments


@dataclass(frozen=True, slots=True)
class MomentWeights:
    """What a fit knows of its sample moments, one entry a group.

    Attributes
    ----------
    away
        Observed less implied moments, shape (s,); of maximum likelihood with what misfit of the
        means adds to the covariances, so that the free parameters have no score.
    weights
        Shape (s, s), or the diagonal, shape (s,).
    gammas
        Covariance of sqrt(n_g) times the moments, shape (s, s).
    """

    away: list[np.ndarray]
    weights: list[np.ndarray]
    gammas: list[np.ndarray]


def moment_weights(fit: CfaFit) -> MomentWeights:
    """Weights and sampling covariances behind least squares or maximum likelihood.

    Notes
    -----
    Maximum likelihood of complete answers weighs moments by normal theory at the estimates; of
    incomplete ones by the information of the saturated model (a two-stage approximation of the
    likelihood). Robust errors let the moments vary as the spread of their scores says, others
    as the inverse information does.
    """
    away = [
        observed - moments(fit.model, g, given)
        for g, (observed, given) in enumerate(zip(fit.sample_vector, fit.implied, strict=True))
    ]
    if fit.log_likelihood is None:
        assert fit.weight is not None
        assert fit.gamma is not None
        return MomentWeights(away, list(fit.weight), list(fit.gamma))
    information = [part.information for part in fit.saturated or ()]
    weights = list(fit.weight) if fit.weight is not None else information
    if fit.weight is not None:
        away = [part + mean_misfit(fit, g) for g, part in enumerate(away)]
    if fit.estimator != "mlr":
        return MomentWeights(away, weights, [np.linalg.inv(each) for each in weights])
    inverses = [np.linalg.inv(each) for each in information]
    scores = [part.scores for part in fit.saturated or ()]
    spread = [one @ part @ one for one, part in zip(inverses, scores, strict=True)]
    return MomentWeights(away, weights, spread)


def mean_misfit(fit: CfaFit, group: int) -> np.ndarray:
    """Outer product of the misfit of the means, among the covariances, shape (s,)."""
    gap = fit.sample[group].mean - fit.implied[group].mean
    return moment_vector(
        fit.model.groups[group],
        fit.model.mean_structure,
        np.zeros(len(gap)),
        np.outer(gap, gap),
        np.zeros(0),
    )

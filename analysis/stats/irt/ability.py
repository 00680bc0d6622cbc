"""What answers tell of a person's attribute: posterior means, information, person fit."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from analysis.stats.irt.graded_marginal import GradedAnswers, posteriors
from analysis.stats.irt.graded_response import GradedItems, category_curves


@dataclass(frozen=True, slots=True)
class Abilities:
    """Posterior of each row of answers.

    Attributes
    ----------
    estimates
        Posterior means (EAP), shape (n,).
    std_errors
        Posterior standard deviations, shape (n,).
    log_likelihood
        Marginal log likelihood of each row, shape (n,).
    """

    estimates: np.ndarray
    std_errors: np.ndarray
    log_likelihood: np.ndarray


def expected_abilities(
    answers: GradedAnswers, items: GradedItems, parameters: np.ndarray, points: np.ndarray
) -> Abilities:
    """Expected a posteriori abilities; who answered nothing gets the group's mean.

    Parameters
    ----------
    parameters
        Of the group, in the layout of this package; its last two are the distribution.
    points
        Equally spaced, shape (q,).

    References
    ----------
    Bock, R. D., & Mislevy, R. J. (1982). Applied Psychological Measurement, 6(4), 431-444.
    https://doi.org/10.1177/014662168200600405
    """
    level, posterior = posteriors(answers, category_curves(items, points), parameters, points)
    mean = posterior @ points / posterior.sum(axis=1)
    square = posterior @ points**2 / posterior.sum(axis=1)
    return Abilities(mean, np.sqrt(square - mean**2), level)


def item_information(items: GradedItems, points: np.ndarray) -> np.ndarray:
    """Fisher information of each item at `points`, shape (p, q).

    References
    ----------
    Samejima, F. (1969), Psychometrika Monograph 17: the sum over categories of the squared
    derivative of a category's probability over that probability.
    """
    curves = category_curves(items, points)
    slope = items.slopes[:, None, None] * (curves.lower + curves.upper)
    return (np.exp(curves.log_probability) * slope**2).sum(axis=1)


def marginal_reliability(
    items: GradedItems, parameters: np.ndarray, points: np.ndarray
) -> float:
    """Reliability of the attribute's estimate averaged over people: 1 - E(1 / (I + 1/v)) / v.

    I is the test information and v the variance of the attribute.

    References
    ----------
    Green, B. F., Bock, R. D., Humphreys, L. G., Linn, R. L., & Reckase, M. D. (1984).
    Journal of Educational Measurement, 21(4), 347-360, eq. 6 with the posterior variance.
    https://doi.org/10.1111/j.1745-3984.1984.tb01039.x
    """
    mean, sd = parameters[-2], np.exp(parameters[-1])
    density = np.exp(-(((points - mean) / sd) ** 2) / 2)
    density /= density.sum()
    error = 1 / (item_information(items, points).sum(axis=0) + 1 / sd**2)
    return float(1 - density @ error / sd**2)


@dataclass(frozen=True, slots=True)
class LikelihoodParts:
    """How likely answers are, held against what the model expects.

    Attributes
    ----------
    excess
        Log likelihood of each row at its ability less its expectation, shape (n,).
    variance
        Of that log likelihood, shape (n,).
    """

    excess: np.ndarray
    variance: np.ndarray


def likelihood_parts(
    answers: GradedAnswers, items: GradedItems, abilities: np.ndarray
) -> LikelihoodParts:
    """What person fit is made of; 0 and 0 where nothing was answered."""
    curves = category_curves(items, abilities)
    p, c, n = curves.log_probability.shape
    share = np.exp(curves.log_probability)
    absent = np.isneginf(items.intercepts)
    share[:, 1:][absent] = 0
    chosen = answers.chosen.reshape(n, p, c).astype(bool)
    seen = chosen.any(axis=2).T
    level = np.where(chosen, curves.log_probability.transpose(2, 0, 1), 0).sum(axis=(1, 2))
    mean = (share * curves.log_probability).sum(axis=1)
    spread = (share * (curves.log_probability - mean[:, None]) ** 2).sum(axis=1)
    expected, variance = (np.where(seen, part, 0).sum(axis=0) for part in (mean, spread))
    return LikelihoodParts(level - expected, variance)


def person_fit(parts: Sequence[LikelihoodParts]) -> np.ndarray:
    """Standardised log likelihood lz of each row, over one or several attributes, shape (n,).

    Low values tell answers that the model would hardly give. NaN where nothing was answered or
    nothing could vary.

    References
    ----------
    Drasgow, F., Levine, M. V., & Williams, E. A. (1985). British Journal of Mathematical and
    Statistical Psychology, 38(1), 67-86. https://doi.org/10.1111/j.2044-8317.1985.tb00817.x
    Drasgow, F., Levine, M. V., & McLaughlin, M. E. (1991). Applied Psychological Measurement,
    15(2), 171-191 (several attributes). https://doi.org/10.1177/014662169101500207
    """
    excess = np.sum([part.excess for part in parts], axis=0)
    variance = np.sum([part.variance for part in parts], axis=0)
    return excess / np.sqrt(np.where(variance > 0, variance, np.nan))


def expected_scores(items: GradedItems, points: np.ndarray) -> np.ndarray:
    """Expected category (0, 1, 2 ...) of each item at `points`, shape (p, q)."""
    curves = category_curves(items, points)
    share = np.exp(curves.log_probability)
    share[:, 1:][np.isneginf(items.intercepts)] = 0
    return np.einsum("pcq,c->pq", share, np.arange(share.shape[1]))

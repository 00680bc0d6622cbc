"""How much each person moves a covariance with at least one continuous item."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.sem.coded_answers import joint_cells
from analysis.stats.sem.ordinal_moments import MomentEstimates
from analysis.stats.sem.polyserial import bounds, polyserial_scores
from analysis.stats.sem.two_step_pearson import pearson_scores


@dataclass(frozen=True, slots=True)
class ContinuousPair:
    """Contribution to a covariance with at least one continuous item.

    It is `scale` times the score of the correlation, plus `mean` and `variance` times the
    contributions to these moments of the items, plus `category` of the answer to an ordinal
    item (through its thresholds).

    Attributes
    ----------
    first, second
        The items; an ordinal one comes second.
    rho, scale
        The correlation, and the factor of its score.
    mean, variance
        Factors for the first and, if continuous, the second item, shape (2,).
    category
        By category of an ordinal second item, missing first, shape (k + 1,).
    """

    first: int
    second: int
    rho: float
    scale: float
    mean: np.ndarray
    variance: np.ndarray
    category: np.ndarray


def continuous_pair(
    fit: MomentEstimates,
    threshold: np.ndarray,
    number: int,
    i: int,
    j: int,
) -> ContinuousPair:
    """What an answer adds to the covariance of items `i` and `j`, pair `number` of all.

    Parameters
    ----------
    threshold
        Contributions to the thresholds of ordinal items, see `Contributions`.
    """
    coded, rho = fit.coded, float(fit.rho[number])
    sd = np.sqrt(coded.variance)
    if not (coded.ordinal[i] or coded.ordinal[j]):
        return _pearson_pair(fit, i, j, rho, sd)
    first, second = (j, i) if coded.ordinal[i] else (i, j)
    rank = int(coded.ordinal[:second].sum())
    k = int(coded.n_categories[second])
    cut = fit.fit.thresholds[rank, : k - 1]
    z, code, count = joint_cells(coded, first, second)
    above, below = bounds(code, cut)
    score = polyserial_scores(z, above, below, rho, float(coded.variance[first]))
    weighted = count * score.rho
    information = weighted @ score.rho
    upper = np.bincount(code, weights=weighted * score.upper, minlength=k)[: k - 1]
    lower = np.bincount(code, weights=weighted * score.lower, minlength=k)[1:]
    through = -(upper + lower) / information * sd[first]
    return ContinuousPair(
        first=first,
        second=second,
        rho=rho,
        scale=float(sd[first] / information),
        mean=np.array([-(weighted @ score.mean) / information * sd[first], 0.0]),
        variance=np.array(
            [
                -(weighted @ score.variance) / information * sd[first] + rho / (2 * sd[first]),
                0.0,
            ]
        ),
        category=through @ threshold[rank, : k - 1],
    )


def _pearson_pair(
    fit: MomentEstimates, i: int, j: int, rho: float, sd: np.ndarray
) -> ContinuousPair:
    coded = fit.coded
    here = ~np.isnan(coded.z[:, i]) & ~np.isnan(coded.z[:, j])
    score, *rest = pearson_scores(coded.z[here, i], coded.z[here, j], rho)
    weighted = coded.weights[here] * score
    information = weighted @ score
    scale = sd[i] * sd[j] / information
    mean_i, variance_i, mean_j, variance_j = (-(weighted @ part) * scale for part in rest)
    return ContinuousPair(
        first=i,
        second=j,
        rho=rho,
        scale=float(scale),
        mean=np.array([mean_i / sd[i], mean_j / sd[j]]),
        variance=np.array(
            [
                variance_i / sd[i] ** 2 + rho * sd[j] / (2 * sd[i]),
                variance_j / sd[j] ** 2 + rho * sd[i] / (2 * sd[j]),
            ]
        ),
        category=np.empty(0),
    )


def pair_rows(
    pair: ContinuousPair,
    fit: MomentEstimates,
    people: np.ndarray,
    mean: np.ndarray,
    variance: np.ndarray,
) -> np.ndarray:
    """Contributions to one covariance with a continuous item, shape (people,).

    Parameters
    ----------
    people
        Positions of the people.
    mean, variance
        What they contribute to these moments of all items, shape (people, p).
    """
    coded = fit.coded
    z = coded.z[people, pair.first]
    out = pair.mean[0] * mean[:, pair.first] + pair.variance[0] * variance[:, pair.first]
    if coded.ordinal[pair.second]:
        code = coded.codes[people, pair.second]
        rank = int(coded.ordinal[: pair.second].sum())
        k = int(coded.n_categories[pair.second])
        above, below = bounds(np.maximum(code, 0), fit.fit.thresholds[rank, : k - 1])
        both = ~np.isnan(z) & (code >= 0)
        score = polyserial_scores(np.where(both, z, 0.0), above, below, pair.rho, 1.0).rho
        return out + np.where(both, score, 0.0) * pair.scale + pair.category[code + 1]
    other = coded.z[people, pair.second]
    both = ~np.isnan(z) & ~np.isnan(other)
    score = pearson_scores(np.where(both, z, 0.0), np.where(both, other, 0.0), pair.rho)[0]
    out += pair.mean[1] * mean[:, pair.second] + pair.variance[1] * variance[:, pair.second]
    return out + np.where(both, score, 0.0) * pair.scale

"""How much a difference between groups in an item's parameters matters for its answers."""

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtr


@dataclass(frozen=True, slots=True)
class OrdinalItems:
    """Items of one factor in one group, on the scale of unscaled latent responses.

    Attributes
    ----------
    loadings, intercepts, residual_sd
        Shape (p,).
    thresholds
        Shape (p, most categories - 1); plus infinity where an item has fewer.
    """

    loadings: np.ndarray
    intercepts: np.ndarray
    residual_sd: np.ndarray
    thresholds: np.ndarray


@dataclass(frozen=True, slots=True)
class LinearItems:
    """Continuous items of one factor in one group, on the scale of the answers.

    Attributes
    ----------
    loadings, intercepts, residual_sd
        Shape (p,).
    """

    loadings: np.ndarray
    intercepts: np.ndarray
    residual_sd: np.ndarray


Items = OrdinalItems | LinearItems


@dataclass(frozen=True, slots=True)
class ItemDifferences:
    """Differences of expected answers, focal less reference, of people of the focal group.

    Attributes
    ----------
    dmacs
        Root mean square difference over the item's standard deviation, shape (p,).
    signed, unsigned
        Mean difference and mean absolute difference in answer categories, shape (p,).
    """

    dmacs: np.ndarray
    signed: np.ndarray
    unsigned: np.ndarray


def expected_answers(items: Items, points: np.ndarray) -> np.ndarray:
    """Expected category (0, 1, 2 ...) or answer at points of the factor, shape (p, q)."""
    response = items.loadings[:, None] * points + items.intercepts[:, None]
    if isinstance(items, LinearItems):
        return response
    distance = response[:, None] - items.thresholds[:, :, None]
    return ndtr(distance / items.residual_sd[:, None, None]).sum(axis=1)


def mean_answers(items: Items, factor: np.ndarray, noise: np.ndarray) -> np.ndarray:
    """Mean answer over the items of people, shape (n,).

    Parameters
    ----------
    factor
        Shape (n,).
    noise
        Standard normal, shape (n, p).
    """
    response = factor[:, None] * items.loadings + items.intercepts + noise * items.residual_sd
    if isinstance(items, LinearItems):
        return response.mean(axis=1)
    passed = sum(np.count_nonzero(response > cut, axis=1) for cut in items.thresholds.T)
    return np.asarray(passed) / len(items.loadings)


def item_differences(
    reference: Items,
    focal: Items,
    *,
    mean: float,
    sd: float,
    item_sd: np.ndarray,
    nodes: int,
) -> ItemDifferences:
    """Effect sizes of items whose parameters differ.

    Parameters
    ----------
    mean, sd
        Of the factor in the focal group.
    item_sd
        Standard deviation of each item's answers, pooled over the groups, shape (p,).
    nodes
        Points of Gauss-Hermite quadrature.

    References
    ----------
    Nye, C. D., & Drasgow, F. (2011). Effect size indices for analyses of measurement
    equivalence. Journal of Applied Psychology, 96(5), 966-980, eq. 5 (dMACS).
    https://doi.org/10.1037/a0022955
    Meade, A. W. (2010). A taxonomy of effect size measures for the differential functioning of
    items and scales. Journal of Applied Psychology, 95(4), 728-743 (SIDS, UIDS).
    https://doi.org/10.1037/a0018966
    """
    points, weights = np.polynomial.hermite_e.hermegauss(nodes)
    weights = weights / weights.sum()
    at = mean + sd * points
    gap = expected_answers(focal, at) - expected_answers(reference, at)
    return ItemDifferences(
        dmacs=np.sqrt(gap**2 @ weights) / item_sd,
        signed=gap @ weights,
        unsigned=np.abs(gap) @ weights,
    )


def pooled_sd(sds: list[np.ndarray], n: list[np.ndarray]) -> np.ndarray:
    """Standard deviations of several groups, shape (p,) each, averaged by n - 1.

    References
    ----------
    Nye & Drasgow (2011), eq. 4.
    """
    weights = np.array([each - 1 for each in n], dtype=float)
    return (np.array(sds) * weights).sum(axis=0) / weights.sum(axis=0)


def selected_shares(
    groups: list[Items],
    *,
    mean: float,
    sd: float,
    cut: float,
    rng: np.random.Generator,
    draws: int,
) -> np.ndarray:
    """Shares of people whose mean category reaches a cut, under each set of items, shape (g,).

    The same people and chance answer every set, so that shares differ by the items alone.

    References
    ----------
    Millsap, R. E., & Kwok, O.-M. (2004). Evaluating the impact of partial factorial invariance
    on selection in two populations. Psychological Methods, 9(1), 93-115 (here for ordinal
    answers, by simulation). https://doi.org/10.1037/1082-989X.9.1.93
    """
    factor = rng.normal(mean, sd, draws)
    noise = rng.normal(size=(draws, len(groups[0].loadings)))
    return np.array([(mean_answers(items, factor, noise) >= cut).mean() for items in groups])

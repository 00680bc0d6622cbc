"""Populations in which a fitted model is wrong by a stated amount."""

from dataclasses import dataclass

import numpy as np

RESIDUAL_CORRELATION = 0.3
"""Correlation of the residuals of two items of a single factor."""

ADMISSIBLE = 0.95
"""Share of the largest cross-loading that leaves a residual variance positive."""


@dataclass(frozen=True, slots=True)
class StandardisedModel:
    """A factor model in standardised form.

    Attributes
    ----------
    loadings
        Shape (p, m), on first-order factors.
    factor_correlation
        Implied by the model, shape (m, m).
    residual_correlation
        Shape (p, p); the diagonal is not used.
    """

    loadings: np.ndarray
    factor_correlation: np.ndarray
    residual_correlation: np.ndarray


@dataclass(frozen=True, slots=True)
class Population:
    """A population of one level of misfit.

    Attributes
    ----------
    level
        0 where the model is true.
    correlation
        Shape (p, p).
    magnitude
        Size of the path this level adds to the level before; 0 at level 0.
    """

    level: int
    correlation: np.ndarray
    magnitude: float


def model_correlation(model: StandardisedModel) -> np.ndarray:
    """Correlations of the standardised items, shape (p, p)."""
    implied = model.loadings @ model.factor_correlation @ model.loadings.T
    residual_sd = np.sqrt(1 - np.diag(implied))
    implied += model.residual_correlation * np.outer(residual_sd, residual_sd)
    np.fill_diagonal(implied, 1)
    return implied


def misfit_levels(model: StandardisedModel) -> list[Population]:
    """The true population and those of rising misfit that McNeish and Wolf propose.

    One factor: residual correlations of .3 between a third, two thirds and all pairs of items,
    paired from the lowest loading up (four items: one pair; five: one and two). Several
    factors: one cross-loading more at every level, m - 1 levels. Under a general factor of all
    items (bifactor): the same among the specific factors, whose items keep their general
    loading; an extension of ours.

    Raises
    ------
    ValueError
        If too few items are free of cross-loadings and residual correlations.

    References
    ----------
    McNeish, D., & Wolf, M. G. (2023). Dynamic fit index cutoffs for confirmatory factor
    analysis models. Psychological Methods, 28(1), 61-88.
    https://doi.org/10.1037/met0000425
    McNeish, D., & Wolf, M. G. (2023). Dynamic fit index cutoffs for one-factor models.
    Behavior Research Methods, 55, 1157-1174. https://doi.org/10.3758/s13428-022-01847-y
    """
    truth = Population(0, model_correlation(model), 0.0)
    if model.loadings.shape[1] == 1:
        return [truth, *residual_levels(model)]
    return [truth, *cross_loading_levels(model)]


def free_items(model: StandardisedModel) -> np.ndarray:
    """Items that load on one factor and have no residual correlation, shape (<= p,).

    A general factor does not count.
    """
    related = model.residual_correlation != 0
    np.fill_diagonal(related, False)
    alone = (model.loadings[:, specific_factors(model)] != 0).sum(axis=1) == 1
    return np.flatnonzero(alone & ~related.any(axis=1))


def specific_factors(model: StandardisedModel) -> np.ndarray:
    """Factors but a general one: on which all items load beside a factor of their own."""
    member = model.loadings != 0
    general = member.all(axis=0)
    if general.sum() != 1 or member.shape[1] < 3:
        return np.arange(member.shape[1])
    return np.flatnonzero(~general)


def residual_levels(model: StandardisedModel) -> list[Population]:
    """Populations with residual correlations, for one factor."""
    size = np.abs(model.loadings[:, 0])
    items = free_items(model)
    items = items[np.argsort(size[items], kind="stable")]
    if len(items) < 4:
        msg = "one-factor misfit needs four items without residual correlations"
        raise ValueError(msg)
    pairs = items[: len(items) // 2 * 2].reshape(-1, 2)
    most = len(pairs)
    counts = {4: [1], 5: [1, 2]}.get(len(items), [most // 3, 2 * most // 3, most])
    levels = []
    for level, count in enumerate(counts, start=1):
        residual = model.residual_correlation.copy()
        first, second = pairs[:count].T
        residual[first, second] = residual[second, first] = RESIDUAL_CORRELATION
        wrong = StandardisedModel(model.loadings, model.factor_correlation, residual)
        levels.append(Population(level, model_correlation(wrong), RESIDUAL_CORRELATION))
    return levels


def cross_loading_levels(model: StandardisedModel) -> list[Population]:
    """Populations with cross-loadings, for two or more factors."""
    loadings = model.loadings.copy()
    levels = []
    for level, (item, factor, size) in enumerate(cross_loadings(model), start=1):
        loadings[item, factor] = size
        wrong = StandardisedModel(
            loadings, model.factor_correlation, model.residual_correlation
        )
        levels.append(Population(level, model_correlation(wrong), abs(size)))
    return levels


def cross_loadings(model: StandardisedModel) -> list[tuple[int, int, float]]:
    """Item, factor and size of the m - 1 cross-loadings, in the order they are added.

    Of every factor its weakest free item; factors of three items or more come first, then the
    weaker item. The item is made to load on the most reliable (coefficient H) of the other
    factors whose correlation with its own no earlier item has used, as strongly as on its own,
    or 95 % of what leaves its residual variance positive.
    """
    items, factors = free_items(model), specific_factors(model)
    m = len(factors)
    own = factors[np.abs(model.loadings[np.ix_(items, factors)]).argmax(axis=1)]
    strength = np.abs(model.loadings[items, own])
    few = (model.loadings != 0).sum(axis=0) < 3
    weakest = []
    for factor in factors:
        mine = np.flatnonzero(own == factor)
        if len(mine):
            weakest.append(mine[np.argmin(strength[mine])])
    weakest = sorted(weakest, key=lambda i: (few[own[i]], strength[i]))[: m - 1]
    if len(weakest) < m - 1:
        msg = "misfit of several factors needs a free item of all factors but one"
        raise ValueError(msg)
    return [
        (int(items[i]), target, cross_loading(model, int(items[i]), int(own[i]), target))
        for i, target in zip(
            weakest, targets(model, own[weakest], strength[weakest]), strict=True
        )
    ]


def targets(model: StandardisedModel, own: np.ndarray, strength: np.ndarray) -> list[int]:
    """Factor that each chosen item is made to load on; the weakest item chooses first."""
    reliability = coefficient_h(model.loadings)
    used: set[frozenset[int]] = set()
    found: dict[int, int] = {}
    for i in np.argsort(strength, kind="stable"):
        left = [
            factor
            for factor in specific_factors(model).tolist()
            if factor != own[i] and frozenset((factor, int(own[i]))) not in used
        ]
        found[int(i)] = max(left, key=lambda factor: reliability[factor])
        used.add(frozenset((found[int(i)], int(own[i]))))
    return [found[i] for i in range(len(own))]


def cross_loading(model: StandardisedModel, item: int, own: int, target: int) -> float:
    """Size of a cross-loading: positive, the item's own loading if there is room."""
    loading = model.loadings[item, own]
    correlation = model.factor_correlation[own, target]
    row = model.loadings[item]
    left = 1 - row @ model.factor_correlation @ row
    shared = abs(loading * correlation)
    room = np.sqrt(shared**2 + left) - shared
    return float(min(abs(loading), ADMISSIBLE * room))


def coefficient_h(loadings: np.ndarray) -> np.ndarray:
    """Maximal reliability of each factor from its own standardised loadings, shape (m,).

    References
    ----------
    Hancock, G. R., & Mueller, R. O. (2001). In Cudeck, du Toit & Sorbom (Eds.), Structural
    equation modeling: Present and future, 195-216, eq. 14.
    """
    square = np.minimum(loadings**2, 1 - 1e-9)
    ratio = (square / (1 - square)).sum(axis=0)
    return ratio / (1 + ratio)

"""Crossproducts in the metric of a nested covariance, level by level, free of n×n matrices."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class NestedSums:
    """Sums over the rows of every innermost group, and who belongs to whom.

    With `L` levels, `G_l` groups on level l (the innermost first) and c columns.

    Attributes
    ----------
    sums
        Weighted sums of the columns over the rows of each innermost group, shape (G_1, c).
    weights
        Sum of the weights of each innermost group, shape (G_1,).
    crossproduct
        Weighted crossproducts of the columns over all rows, shape (c, c).
    parents
        For each level but the outermost, the group one level up of each group, shapes (G_l,).
    n
        Number of rows.
    log_weights
        Sum of the logarithms of the rows' weights.
    """

    sums: np.ndarray
    weights: np.ndarray
    crossproduct: np.ndarray
    parents: tuple[np.ndarray, ...]
    n: int
    log_weights: float


@dataclass(frozen=True, slots=True)
class NestedPass:
    """Inner products with H⁻¹, where H = W⁻¹ + Σ θ_l Z_l Z_l', at one set of ratios θ.

    Attributes
    ----------
    crossproduct
        A' H⁻¹ A of the columns A, shape (c, c).
    log_determinant
        log |H|.
    sums
        A' H_l⁻¹ 1 for every group, by level, shapes (G_l, c); H_l holds the levels below l.
    precisions
        1' H_l⁻¹ 1 for every group, by level, shapes (G_l,).
    """

    crossproduct: np.ndarray
    log_determinant: float
    sums: tuple[np.ndarray, ...]
    precisions: tuple[np.ndarray, ...]


@dataclass(frozen=True, slots=True)
class NestedContrasts:
    """What every group contributes to derivatives and predictions, by level.

    Attributes
    ----------
    sums
        A' H⁻¹ z of the indicator z of each group, shapes (G_l, c).
    precisions
        z' H⁻¹ z of each group, shapes (G_l,).
    totals
        Predicted sum of the effects of a group and of all it lies in, for every column taken
        as the outcome, shapes (G_l, c).
    total_variances
        Its prediction error variance at known coefficients, in units of the residual variance,
        shapes (G_l,).
    """

    sums: tuple[np.ndarray, ...]
    precisions: tuple[np.ndarray, ...]
    totals: tuple[np.ndarray, ...]
    total_variances: tuple[np.ndarray, ...]


def nested_sums(
    columns: np.ndarray, weights: np.ndarray, codes: np.ndarray, parents: tuple[np.ndarray, ...]
) -> NestedSums:
    """Sums of `columns`, shape (n, c), over innermost groups.

    Parameters
    ----------
    weights
        What the residual variance of a row is divided by, positive, shape (n,).
    codes
        Innermost group of every row, 0 to G_1 - 1 without gaps, shape (n,).
    parents
        As in `NestedSums`.
    """
    n_groups = int(codes.max()) + 1
    weighted = columns * weights[:, None]
    sums = [np.bincount(codes, weights=c, minlength=n_groups) for c in weighted.T]
    return NestedSums(
        sums=np.column_stack(sums),
        weights=np.bincount(codes, weights=weights, minlength=n_groups),
        crossproduct=columns.T @ weighted,
        parents=parents,
        n=len(columns),
        log_weights=float(np.log(weights).sum()),
    )


def nested_pass(data: NestedSums, ratios: np.ndarray) -> NestedPass:
    """Inner products with H⁻¹ at variance ratios θ, shape (L,), innermost first.

    Notes
    -----
    A group on level l adds θ_l 1 1' to the block diagonal of what lies in it, so that the
    Sherman-Morrison formula takes θ u u' / (1 + θ s) off the crossproduct, divides u and s by
    1 + θ s, and multiplies the determinant by it; u and s are the sums over a group's parts.
    """
    crossproduct = data.crossproduct.copy()
    log_determinant = -data.log_weights
    sums, precisions = [data.sums], [data.weights]
    for level, ratio in enumerate(ratios):
        u, s = sums[level], precisions[level]
        growth = 1 + ratio * s
        crossproduct -= ratio * (u.T / growth) @ u
        log_determinant += float(np.log(growth).sum())
        if level + 1 < len(ratios):
            up = data.parents[level]
            sums.append(group_totals(u / growth[:, None], up))
            precisions.append(np.bincount(up, weights=s / growth))
    return NestedPass(crossproduct, log_determinant, tuple(sums), tuple(precisions))


def nested_contrasts(
    data: NestedSums, ratios: np.ndarray, found: NestedPass
) -> NestedContrasts:
    """What every group contributes, from the outermost level inwards.

    Notes
    -----
    Given the total effect m of what a group lies in, its own effect has the posterior mean
    θ (u - s m) / (1 + θ s) and variance θ / (1 + θ s); the law of total variance adds up.
    """
    outer_mean = np.zeros((len(found.precisions[-1]), data.sums.shape[1]))
    outer_variance = np.zeros(len(found.precisions[-1]))
    sums, precisions, totals, variances = [], [], [], []
    for level in reversed(range(len(ratios))):
        u, s, ratio = found.sums[level], found.precisions[level], ratios[level]
        if level + 1 < len(ratios):
            up = data.parents[level]
            outer_mean, outer_variance = totals[-1][up], variances[-1][up]
        growth = 1 + ratio * s
        sums.append((u - s[:, None] * outer_mean) / growth[:, None])
        precisions.append(s / growth - (s / growth) ** 2 * outer_variance)
        totals.append((outer_mean + ratio * u) / growth[:, None])
        variances.append(ratio / growth + outer_variance / growth**2)
    return NestedContrasts(*(tuple(x[::-1]) for x in (sums, precisions, totals, variances)))


def group_totals(values: np.ndarray, parents: np.ndarray) -> np.ndarray:
    """Sums of the rows of `values`, shape (G, c), over the groups they lie in."""
    return np.column_stack([np.bincount(parents, weights=column) for column in values.T])

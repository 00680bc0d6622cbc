"""Best linear unbiased predictions of nested effects, and how far they may be off."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.nested_levels import NestedPass, nested_pass, nested_sums


@dataclass(frozen=True, slots=True)
class NestedPrediction:
    """The predicted effect of every innermost group.

    Attributes
    ----------
    effect
        Predicted sum of the effects of a group and of those it lies in, of the levels that
        count, shape (G_1,).
    error_variance
        Prediction error variance, that of the coefficients included, shape (G_1,).
    prior_variance
        Variance of what is predicted over all groups there could be.
    reliability
        1 - error_variance / prior_variance: squared correlation of predicted and true effect,
        shape (G_1,); NaN where nothing varies.
    """

    effect: np.ndarray
    error_variance: np.ndarray
    prior_variance: float
    reliability: np.ndarray


@dataclass(frozen=True, slots=True)
class Chain:
    """Posterior of the sum of all effects (total) and of those that count (kept), by group.

    Attributes
    ----------
    total, kept
        Means for every column taken as the outcome, shapes (G, c).
    total_variance, kept_variance, covariance
        In units of the residual variance, shapes (G,).
    """

    total: np.ndarray
    kept: np.ndarray
    total_variance: np.ndarray
    kept_variance: np.ndarray
    covariance: np.ndarray

    def of(self, parents: np.ndarray) -> "Chain":
        """The same for the groups one level down."""
        return Chain(
            self.total[parents],
            self.kept[parents],
            self.total_variance[parents],
            self.kept_variance[parents],
            self.covariance[parents],
        )


def nested_prediction(
    X: np.ndarray,
    y: np.ndarray,
    codes: np.ndarray,
    parents: tuple[np.ndarray, ...],
    *,
    weights: np.ndarray,
    coefficients: np.ndarray,
    covariance: np.ndarray,
    variances: np.ndarray,
    kept: np.ndarray,
) -> NestedPrediction:
    """Predicted effects of the innermost groups of any data, at estimates found before.

    Parameters
    ----------
    X, y, codes, parents, weights
        As in `analysis.stats.nested_reml.nested_reml`, of the same or of new groups.
    coefficients, covariance, variances
        Fields of a `NestedFit`.
    kept
        Which levels count, shape (L,).

    References
    ----------
    Henderson (1975), Biometrics 31, 423, https://doi.org/10.2307/2529430; for the errors see
    Robinson (1991), Statistical Science 6, 15, https://doi.org/10.1214/ss/1177011926
    """
    data = nested_sums(np.column_stack([X, y]), weights, codes, parents)
    ratios = variances[:-1] / variances[-1]
    chain = innermost(nested_pass(data, ratios), parents, ratios, kept)
    of_x = chain.kept[:, :-1]
    error = variances[-1] * chain.kept_variance + ((of_x @ covariance) * of_x).sum(axis=1)
    prior = float(variances[:-1] @ kept)
    return NestedPrediction(
        effect=chain.kept[:, -1] - of_x @ coefficients,
        error_variance=error,
        prior_variance=prior,
        reliability=1 - error / prior if prior > 0 else np.full(len(error), np.nan),
    )


def innermost(
    found: NestedPass, parents: tuple[np.ndarray, ...], ratios: np.ndarray, kept: np.ndarray
) -> Chain:
    """Posterior of the innermost groups, from the outermost level inwards.

    Notes
    -----
    Given the total m of what it lies in, a group's own effect is θ(u - s m) / (1 + θs) in the
    mean with variance θ / (1 + θs).
    """
    n, c = found.sums[-1].shape
    chain = Chain(np.zeros((n, c)), np.zeros((n, c)), np.zeros(n), np.zeros(n), np.zeros(n))
    for level in reversed(range(len(ratios))):
        if level + 1 < len(ratios):
            chain = chain.of(parents[level])
        u, s = found.sums[level], found.precisions[level]
        growth, counts = 1 + ratios[level] * s, float(kept[level])
        own = ratios[level] * (u - s[:, None] * chain.total) / growth[:, None]
        own_variance, share = ratios[level] / growth, ratios[level] * s / growth
        chain = Chain(
            total=chain.total + own,
            kept=chain.kept + counts * own,
            total_variance=chain.total_variance / growth**2 + own_variance,
            kept_variance=chain.kept_variance
            + counts
            * (own_variance + share**2 * chain.total_variance - 2 * share * chain.covariance),
            covariance=chain.covariance / growth
            + counts * (own_variance - share * chain.total_variance / growth),
        )
    return chain

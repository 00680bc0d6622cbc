"""Weighted least squares on standardised values, with errors that allow for clusters."""

from dataclasses import dataclass

import numpy as np
from statsmodels.regression.linear_model import OLS

from analysis.stats.cluster_robust import ClusterRobust, TInference, cluster_robust, t_inference
from analysis.stats.distributions import fisher_tail
from analysis.stats.heteroscedasticity import heteroscedasticity_consistent
from analysis.weighting.one_design import Design


@dataclass(frozen=True, slots=True)
class Fit:
    """A regression of the criterion, everything times the roots of the case weights.

    Attributes
    ----------
    X, y
        Design with the constant first, shape (n, q), and standardised criterion, shape (n,).
    coefficients, residuals
        Shapes (q,) and (n,).
    r_squared
        Share of the weighted variance explained.
    robust
        CR2 covariance and Satterthwaite degrees of freedom.
    """

    X: np.ndarray
    y: np.ndarray
    coefficients: np.ndarray
    residuals: np.ndarray
    r_squared: float
    robust: ClusterRobust

    def by_cluster(self, confidence: float) -> TInference:
        """CR2 errors with Satterthwaite degrees of freedom."""
        std_error = np.sqrt(np.diag(self.robust.covariance))
        return t_inference(self.coefficients, std_error, self.robust.df, confidence=confidence)

    def by_person(self, confidence: float) -> TInference:
        """HC3 errors: people are independent, their spread differs."""
        covariance = heteroscedasticity_consistent(self.X, self.residuals, kind="HC3")
        df = np.full(self.X.shape[1], float(self.X.shape[0] - self.X.shape[1]))
        return t_inference(
            self.coefficients, np.sqrt(np.diag(covariance)), df, confidence=confidence
        )

    def joint_test(self, terms: list[int]) -> tuple[float, float, float]:
        """Wald's F that all `terms` are 0, its second degrees of freedom and p value.

        The second degrees of freedom are the smallest Satterthwaite ones among the terms, on
        the safe side of Hotelling's approximation for clusters.
        """
        b = self.coefficients[terms]
        covariance = self.robust.covariance[np.ix_(terms, terms)]
        statistic = float(b @ np.linalg.solve(covariance, b)) / len(terms)
        df = float(self.robust.df[terms].min())
        return statistic, df, float(fisher_tail(statistic, len(terms), df))


def regression(columns: np.ndarray, design: Design, values: np.ndarray) -> Fit:
    """`values` (n,) on a constant and `columns` (n, p), all standardised.

    Standardisation is taken as known. `columns` are of full rank.
    """
    weights = design.weights
    z = standardised(np.column_stack([columns, values]), weights)
    root = np.sqrt(weights)
    regressors = np.column_stack([np.ones(len(z)), z[:, :-1]]) * root[:, None]
    y = z[:, -1] * root
    fit = OLS(y, regressors).fit()
    robust = cluster_robust(regressors, fit.resid, design.clusters, correction="CR2")
    r_squared = 1 - float(fit.resid @ fit.resid) / float(y @ y)
    return Fit(regressors, y, fit.params, fit.resid, r_squared, robust)


def standardised(values: np.ndarray, weights: np.ndarray) -> np.ndarray:
    """Each column of `values` (n, p) with weighted mean 0 and variance 1.

    The variance divides by the sum of weights less their mean, which is n - 1 without them.
    """
    deviation = values - np.average(values, axis=0, weights=weights)
    total = weights.sum() - weights.mean()
    return deviation / np.sqrt((weights[:, None] * deviation**2).sum(axis=0) / total)


def is_full_rank(columns: np.ndarray) -> bool:
    """Whether no column of `columns` (n, p) follows from the others and a constant."""
    spread = columns.std(axis=0)
    if not (spread > 0).all():
        return False
    z = (columns - columns.mean(axis=0)) / spread
    return bool(np.linalg.matrix_rank(z, rtol=RANK) == columns.shape[1])


RANK = 1e-7
"""Relative size of a singular value that counts as zero."""

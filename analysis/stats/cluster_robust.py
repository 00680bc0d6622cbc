"""Covariance of least-squares coefficients when people share clusters (managers, regions)."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.stats.distributions import student_quantile, student_tail

Correction = Literal["CR0", "CR1", "CR1S", "CR2"]

FULL_LEVERAGE = 1e-12
"""Below this, 1 - leverage is zero: the generalised inverse leaves that direction out."""


@dataclass(frozen=True, slots=True)
class ClusterRobust:
    """Cluster-robust covariance of least-squares coefficients.

    Attributes
    ----------
    covariance
        Shape (q, q).
    df
        Satterthwaite degrees of freedom of each coefficient's t statistic, shape (q,).
    n_clusters
        How many clusters stand behind it.
    """

    covariance: np.ndarray
    df: np.ndarray
    n_clusters: int


@dataclass(frozen=True, slots=True)
class TInference:
    """Tests and intervals of estimates by Student's t, each field of shape (q,).

    Attributes
    ----------
    std_error, ci_low, ci_high, statistic, df, p_value
        `statistic` tests the value 0.
    """

    std_error: np.ndarray
    ci_low: np.ndarray
    ci_high: np.ndarray
    statistic: np.ndarray
    df: np.ndarray
    p_value: np.ndarray


def cluster_robust(
    X: np.ndarray, residuals: np.ndarray, clusters: np.ndarray, *, correction: Correction
) -> ClusterRobust:
    """Sandwich covariance of OLS coefficients with a small-sample correction.

    Parameters
    ----------
    X
        Design of full column rank, intercept included, shape (n, q).
    residuals
        Shape (n,).
    clusters
        Cluster codes 0, 1, ... without gaps, shape (n,); everyone their own cluster gives
        the heteroscedasticity-consistent covariance (CR2 = HC2).
    correction
        CR2 is the bias-reduced linearisation under an identity working covariance.

    Notes
    -----
    With X = QR, every cluster enters only through the (q, q) matrix C_g = Q_g'Q_g and the
    score s_g = Q_g'e_g, because (I - Q_g Q_g')^(-1/2) Q_g = Q_g (I - C_g)^(-1/2). No n x n
    or cluster-by-cluster matrix is formed, so thousands of clusters cost little. The
    matrix of the Satterthwaite approximation is diagonal minus a product of rank q.
    Directions with full leverage are left out (generalised inverse), as in clubSandwich.

    References
    ----------
    Bell & McCaffrey (2002), Survey Methodology 28, 169-181 (no DOI): bias reduction, df.
    Pustejovsky & Tipton (2018), J. Business & Economic Statistics 36,
    https://doi.org/10.1080/07350015.2016.1247004: adjustment matrices and df.
    """
    Q, R = np.linalg.qr(X)
    n_clusters = int(clusters.max()) + 1
    scores = cluster_sums(Q * residuals[:, None], clusters, n_clusters)
    gram = cluster_sums(Q[:, :, None] * Q[:, None, :], clusters, n_clusters)
    adjustment = _adjustment(gram, len(X), correction)
    adjusted = np.einsum("gij,gj->gi", adjustment, scores)
    R_inverse = np.linalg.inv(R)
    half = adjusted @ R_inverse.T
    return ClusterRobust(half.T @ half, _satterthwaite(gram, adjustment, R_inverse), n_clusters)


def cluster_sums(values: np.ndarray, clusters: np.ndarray, n_clusters: int) -> np.ndarray:
    """Sums of `values` (n, ...) over each cluster, shape (g, ...)."""
    sums = np.zeros((n_clusters, *values.shape[1:]))
    np.add.at(sums, clusters, values)
    return sums


def t_inference(
    estimate: np.ndarray, std_error: np.ndarray, df: np.ndarray, *, confidence: float
) -> TInference:
    """Test of 0 and interval of each estimate; each array has shape (q,)."""
    estimate, std_error, df = np.broadcast_arrays(estimate, std_error, df)
    positive = std_error > 0
    statistic = np.divide(
        estimate, std_error, out=np.full(estimate.shape, np.nan), where=positive
    )
    margin = student_quantile((1 + confidence) / 2, df) * std_error
    p_value = 2 * student_tail(np.abs(statistic), df)
    return TInference(std_error, estimate - margin, estimate + margin, statistic, df, p_value)


def _adjustment(gram: np.ndarray, n: int, correction: Correction) -> np.ndarray:
    """What each cluster's score is multiplied by, shape (g, q, q)."""
    g, q, _ = gram.shape
    if correction == "CR2":
        leverage, directions = np.linalg.eigh(gram)
        free = 1 - leverage
        usable = free > FULL_LEVERAGE
        power = np.where(usable, free, 1.0) ** -0.5 * usable
        return (directions * power[:, None, :]) @ directions.transpose(0, 2, 1)
    factor = 1.0
    if correction in ("CR1", "CR1S"):
        factor *= g / (g - 1)
    if correction == "CR1S":
        factor *= (n - 1) / (n - q)
    return np.broadcast_to(np.sqrt(factor) * np.eye(q), gram.shape)


def _satterthwaite(
    gram: np.ndarray, adjustment: np.ndarray, R_inverse: np.ndarray
) -> np.ndarray:
    """(trace G)^2 / trace(G^2) of each coefficient, where G = diag(own) - B B'."""
    df = np.empty(len(R_inverse))
    for coefficient, contrast in enumerate(R_inverse):
        q = adjustment @ contrast
        B = np.einsum("gij,gj->gi", gram, q)
        own = (q * B).sum(axis=1)
        shared = (B**2).sum(axis=1)
        trace = (own - shared).sum()
        trace_of_square = (own**2 - 2 * own * shared).sum() + ((B.T @ B) ** 2).sum()
        df[coefficient] = trace**2 / trace_of_square if trace_of_square > 0 else np.nan
    return df

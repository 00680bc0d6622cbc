"""Weights from pairwise judgements: the analytic hierarchy process."""

from dataclasses import dataclass

import numpy as np

RANDOM_INDEX = {
    **{1: 0.0, 2: 0.0, 3: 0.52, 4: 0.89, 5: 1.11, 6: 1.25, 7: 1.35, 8: 1.40, 9: 1.45},
    **{10: 1.49, 11: 1.52, 12: 1.54, 13: 1.56, 14: 1.58, 15: 1.59},
}
"""Mean consistency index of random reciprocal matrices, by their order: Saaty & Tran (2007),
Mathematical and Computer Modelling 46, 962, https://doi.org/10.1016/j.mcm.2007.03.022
*(not re-read; the tests draw such matrices and find the same means)*."""


@dataclass(frozen=True, slots=True)
class PairwiseWeights:
    """What one matrix of pairwise judgements says.

    Attributes
    ----------
    weights
        The principal eigenvector, with sum 1, shape (p,).
    largest_eigenvalue
        p where the judgements are consistent, more where they are not.
    consistency_index, consistency_ratio
        (largest eigenvalue - p) / (p - 1), and the same relative to random judgements; 0 with
        one or two things, whose comparison cannot contradict itself.
    """

    weights: np.ndarray
    largest_eigenvalue: float
    consistency_index: float
    consistency_ratio: float


def pairwise_weights(judgements: np.ndarray) -> PairwiseWeights:
    """Weights from how much more each thing counts than each other.

    Parameters
    ----------
    judgements
        Positive and reciprocal (a_ji = 1 / a_ij), shape (p, p), p <= 15.

    References
    ----------
    Saaty (1977), J. Mathematical Psychology 15, 234,
    https://doi.org/10.1016/0022-2496(77)90033-5
    """
    p = len(judgements)
    values, vectors = np.linalg.eig(judgements)
    first = int(np.real(values).argmax())
    weights = np.abs(np.real(vectors[:, first]))
    largest = max(float(np.real(values)[first]), float(p))
    index = (largest - p) / (p - 1) if p > 2 else 0.0
    ratio = index / RANDOM_INDEX[p] if p > 2 else 0.0
    return PairwiseWeights(weights / weights.sum(), largest, index, ratio)


def joint_judgements(judgements: np.ndarray) -> np.ndarray:
    """The geometric mean of the judges' matrices (j, p, p): the only mean that is reciprocal.

    References
    ----------
    Aczel & Saaty (1983), J. Mathematical Psychology 27, 93,
    https://doi.org/10.1016/0022-2496(83)90028-7
    """
    return np.exp(np.log(judgements).mean(axis=0))

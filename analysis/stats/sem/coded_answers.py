"""Answers of one group as categories in use and standardised values."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class CodedAnswers:
    """Answers of one group, ready for counting.

    Attributes
    ----------
    codes
        Categories in use as 0, 1, 2 ...; negative where missing, and for continuous items;
        shape (n, p).
    z
        Continuous answers standardised by `mean` and `variance`, NaN where missing, and for
        ordinal items; shape (n, p).
    case_weights
        Scaled so that they sum to the number of people, shape (n,); None if all count once.
    ordinal
        Which items are ordinal, shape (p,).
    n_categories
        Categories somebody chose, 0 for continuous items, shape (p,).
    mean, variance
        Of continuous items (divisor n); 0 and 1 for ordinal ones; shape (p,).
    """

    codes: np.ndarray
    z: np.ndarray
    case_weights: np.ndarray | None
    ordinal: np.ndarray
    n_categories: np.ndarray
    mean: np.ndarray
    variance: np.ndarray

    @property
    def weights(self) -> np.ndarray:
        """Case weights, ones if there are none, shape (n,)."""
        return np.ones(len(self.codes)) if self.case_weights is None else self.case_weights


def coded_answers(
    answers: np.ndarray, ordinal: np.ndarray, case_weights: np.ndarray | None = None
) -> CodedAnswers:
    """Answers of one group as categories in use and standardised values.

    Parameters
    ----------
    answers
        Shape (n, p), NaN where missing. Codes of ordinal items need only be in order; a
        category nobody chose does not exist here.
    ordinal
        Which items are ordinal, shape (p,).
    case_weights
        Weight of every person, shape (n,), or None.

    Notes
    -----
    People without any answer are left out. Case weights are rescaled to sum to the number of
    people who stay (lavaan's `sampling.weights.normalization = "total"` in one group); with
    several groups the caller scales them over all groups first and passes each group's part
    to `ordinal_moments` unchanged, which is why nothing is rescaled here.
    """
    some = ~np.isnan(answers).all(axis=1)
    answers = answers[some]
    weights = None if case_weights is None else case_weights[some]
    n, p = answers.shape
    codes = np.full((n, p), -1, dtype=np.int16)
    z = np.full((n, p), np.nan)
    n_categories, mean, variance = np.zeros(p, int), np.zeros(p), np.ones(p)
    counted = np.ones(n) if weights is None else weights
    for item in range(p):
        here = ~np.isnan(answers[:, item])
        values, share = answers[here, item], counted[here]
        if not len(values):
            variance[item] = 1.0 if ordinal[item] else 0.0
            continue
        if ordinal[item]:
            used, position = np.unique(values, return_inverse=True)
            codes[here, item] = position
            n_categories[item] = len(used)
            continue
        mean[item] = share @ values / share.sum()
        variance[item] = share @ (values - mean[item]) ** 2 / share.sum()
        if variance[item] > 0:
            z[here, item] = (values - mean[item]) / np.sqrt(variance[item])
    return CodedAnswers(codes, z, weights, ordinal, n_categories, mean, variance)


def joint_cells(
    coded: CodedAnswers, continuous: int, ordered: int
) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Distinct pairs of a continuous value and a category, and how often each occurs."""
    z, code = coded.z[:, continuous], coded.codes[:, ordered]
    here = ~np.isnan(z) & (code >= 0)
    values, position = np.unique(z[here], return_inverse=True)
    k = int(coded.n_categories[ordered])
    count = np.bincount(
        position * k + code[here], weights=coded.weights[here], minlength=len(values) * k
    )
    cell = np.flatnonzero(count)
    return values[cell // k], cell % k, count[cell]

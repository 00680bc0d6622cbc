"""Inference on a mean over the folds of a repeated cross-validation."""

import numpy as np

from analysis.stats.cluster_robust import TInference, t_inference


def corrected_resampled_t(
    values: np.ndarray, *, n_test: np.ndarray, n_train: np.ndarray, confidence: float
) -> tuple[float, TInference]:
    """Mean of `values` over folds, weighted by the size of the fold, with its interval.

    Parameters
    ----------
    values, n_test, n_train
        One of each per fold, over all repeats; shape (j,).

    Notes
    -----
    Folds share their training people, so s² / j is far too small; the correction replaces
    1 / j by 1 / j + n_test / n_train. The degrees of freedom are those of one repeat, folds
    minus one, not repeats x folds minus one: further repeats of the same people add no
    independent information (Bouckaert & Frank's j - 1 lets the interval shrink with repeats).

    References
    ----------
    Nadeau & Bengio (2003), Machine Learning 52, https://doi.org/10.1023/A:1024068626366,
    section 3 (corrected resampled t).
    Bouckaert & Frank (2004), Lecture Notes in Computer Science 3056,
    https://doi.org/10.1007/978-3-540-24775-3_3 (repeated cross-validation).
    """
    estimate = float(np.average(values, weights=n_test))
    ratio = float(n_test.mean() / n_train.mean())
    folds = round(1 + 1 / ratio)
    variance = float(np.average((values - estimate) ** 2, weights=n_test))
    j = len(values)
    std_error = np.sqrt(variance * j / (j - 1) * (1 / j + ratio))
    inference = t_inference(
        np.array([estimate]),
        np.array([std_error]),
        np.array([folds - 1.0]),
        confidence=confidence,
    )
    return estimate, inference

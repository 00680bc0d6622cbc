"""What each predictor has alone, beside the others, and in common with them."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.dominance import Dominance


@dataclass(frozen=True, slots=True)
class RegressionIndices:
    """Indices of p predictors in b regressions, each of shape (b, p).

    Attributes
    ----------
    zero_order
        Correlation with the criterion.
    beta
        Standardised slope; NaN where predictors are collinear.
    structure
        Correlation with the predicted criterion: zero-order over R.
    pratt
        Slope times zero-order correlation; sums to R², may be negative.
    unique
        What R² loses without the predictor.
    common
        Squared zero-order correlation less `unique`; negative under suppression.
    """

    zero_order: np.ndarray
    beta: np.ndarray
    structure: np.ndarray
    pratt: np.ndarray
    unique: np.ndarray
    common: np.ndarray


def regression_indices(
    correlations: np.ndarray, slopes: np.ndarray, dominance: Dominance
) -> RegressionIndices:
    """All indices that follow from one regression.

    Parameters
    ----------
    correlations
        Of p predictors and, last, the criterion; shape (b, p + 1, p + 1).
    slopes
        Standardised, of the same matrices, shape (b, p).
    dominance
        Of the same matrices: where R² and what it loses come from.

    References
    ----------
    Pratt (1987), in Proceedings of the Second Tampere Conference in Statistics, 245-260 (no
    DOI); Thomas, Hughes & Zumbo (1998), Social Indicators Research 45,
    https://doi.org/10.1023/A:1006954016433.
    Courville & Thompson (2001), Educational and Psychological Measurement 61,
    https://doi.org/10.1177/0013164401612006 (structure coefficients).
    Nimon & Reio (2011), Human Resource Development Review 10,
    https://doi.org/10.1177/1534484311411077 (commonality).
    """
    zero_order = correlations[:, :-1, -1]
    multiple = np.sqrt(np.maximum(dominance.r_squared, 0.0))[:, None]
    unique = dominance.conditional[:, :, -1]
    return RegressionIndices(
        zero_order=zero_order,
        beta=slopes,
        structure=np.divide(
            zero_order, multiple, out=np.full_like(zero_order, np.nan), where=multiple > 0
        ),
        pratt=slopes * zero_order,
        unique=unique,
        common=zero_order**2 - unique,
    )

"""May a dimension be reported as a score of its own? Haberman's PRMSE."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class SubscoreValue:
    """Proportional reductions of mean squared error when true dimension scores are estimated.

    Attributes
    ----------
    from_subscore
        By the dimension's own score: its reliability, shape (m,).
    from_total
        By the total score, shape (m,).
    from_both
        By own and total score together (the augmented score), shape (m,).
    added_value
        Whether the own score says more of the dimension than the total does, shape (m,).
    """

    from_subscore: np.ndarray
    from_total: np.ndarray
    from_both: np.ndarray
    added_value: np.ndarray


def subscore_value(true: np.ndarray, total: np.ndarray, weights: np.ndarray) -> SubscoreValue:
    """PRMSE of every dimension from the covariances of true and of observed scores.

    Parameters
    ----------
    true
        Covariance of the dimensions' true scores, shape (m, m); from reliabilities:
        `composite_reliability.true_from_reliability`, from a model: the summed common part.
    total
        Covariance of the dimensions' observed scores, shape (m, m).
    weights
        Weights of the dimensions in the total score, shape (m,).

    References
    ----------
    Haberman, S. J. (2008). When can subscores have value? Journal of Educational and
    Behavioral Statistics, 33(2), 204-229, sections 2-3.
    https://doi.org/10.3102/1076998607302636
    Sinharay, S. (2010). Journal of Educational Measurement, 47(2), 150-174, eq. 3-5.
    https://doi.org/10.1111/j.1745-3984.2010.00106.x
    """
    variance = np.diag(true)
    own, with_total = np.diag(total), total @ weights
    whole = weights @ total @ weights
    true_with_total = true @ weights
    from_subscore = variance / own
    from_total = true_with_total**2 / (variance * whole)
    determinant = own * whole - with_total**2
    alone = determinant <= 1e-12 * own * whole
    numerator = (
        variance**2 * whole
        - 2 * variance * true_with_total * with_total
        + true_with_total**2 * own
    )
    both = numerator / (np.where(alone, 1, determinant) * variance)
    return SubscoreValue(
        from_subscore=from_subscore,
        from_total=from_total,
        from_both=np.where(alone, from_subscore, both),
        added_value=from_subscore > from_total,
    )

"""Whether answers of equal standing differ between groups, by ordinal logistic regression."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.distributions import chi2_tail
from analysis.stats.ordinal_logit import OrdinalLogit, ordinal_logit


@dataclass(frozen=True, slots=True)
class LogisticDifference:
    """Three nested regressions of one item's answers compared.

    Attributes
    ----------
    statistics, p_values
        Likelihood-ratio tests: uniform (groups), non-uniform (groups by standing, given
        groups), both together; shape (3,).
    df
        Their degrees of freedom, shape (3,).
    nagelkerke, mcfadden
        What each adds to the pseudo R squared, in the same order, shape (3,).
    group_slopes
        Difference of each further group in log odds of a higher answer, from the model without
        interaction, shape (g - 1,).
    converged
        Whether all three fits ended at a maximum.
    """

    statistics: np.ndarray
    p_values: np.ndarray
    df: np.ndarray
    nagelkerke: np.ndarray
    mcfadden: np.ndarray
    group_slopes: np.ndarray
    converged: bool


def logistic_difference(
    codes: np.ndarray, standing: np.ndarray, groups: np.ndarray
) -> LogisticDifference:
    """Tests and effect sizes of one item.

    Parameters
    ----------
    codes
        Categories 0, 1 ... of the item, shape (n,).
    standing
        What people are matched on, shape (n,).
    groups
        Codes 0 (reference), 1 ..., shape (n,).

    References
    ----------
    Zumbo, B. D. (1999). A handbook on the theory and methods of differential item functioning
    (DIF). Directorate of Human Resources Research and Evaluation, Ottawa.
    Crane, P. K., Gibbons, L. E., Jolley, L., & van Belle, G. (2006). Medical Care, 44(11,
    Suppl. 3), S115-S123. https://doi.org/10.1097/01.mlr.0000245183.28384.ed
    """
    member = (groups[:, None] == np.arange(1, groups.max() + 1)).astype(float)
    alone = standing[:, None]
    fits = [
        ordinal_logit(codes, alone),
        ordinal_logit(codes, np.hstack([alone, member])),
        ordinal_logit(codes, np.hstack([alone, member, alone * member])),
    ]
    level = np.array([fit.log_likelihood for fit in fits])
    statistics = 2 * np.maximum(
        [level[1] - level[0], level[2] - level[1], level[2] - level[0]], 0
    )
    df = member.shape[1] * np.array([1, 1, 2])
    return LogisticDifference(
        statistics=statistics,
        p_values=chi2_tail(statistics, df),
        df=df,
        nagelkerke=gains([nagelkerke(fit) for fit in fits]),
        mcfadden=gains([1 - fit.log_likelihood / fit.empty_log_likelihood for fit in fits]),
        group_slopes=fits[1].slopes[1:],
        converged=all(fit.converged for fit in fits),
    )


def gains(r_squared: list[float]) -> np.ndarray:
    """What groups, the interaction and both add to the first of three values."""
    first, second, third = r_squared
    return np.array([second - first, third - second, third - first])


def nagelkerke(fit: OrdinalLogit) -> float:
    """Cox and Snell's R squared over its largest possible value.

    References
    ----------
    Nagelkerke, N. J. D. (1991). Biometrika, 78(3), 691-692.
    https://doi.org/10.1093/biomet/78.3.691
    """
    gained = -np.expm1(2 * (fit.empty_log_likelihood - fit.log_likelihood) / fit.n)
    return float(gained / -np.expm1(2 * fit.empty_log_likelihood / fit.n))

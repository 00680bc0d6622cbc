"""Information criteria of a model that has a likelihood."""

from dataclasses import dataclass
from math import log


@dataclass(frozen=True, slots=True)
class InformationCriteria:
    """Smaller is better; only differences between models of the same data mean something.

    Attributes
    ----------
    aic
        Akaike's.
    bic
        Bayesian (Schwarz's).
    sabic
        Bayesian, at the adjusted sample size (n + 2) / 24 (Sclove's).
    """

    aic: float
    bic: float
    sabic: float


def information_criteria(log_likelihood: float, *, q: int, n: float) -> InformationCriteria:
    """Criteria of a model with `q` free parameters, fitted to `n` persons.

    References
    ----------
    Akaike (1974), https://doi.org/10.1109/TAC.1974.1100705; Schwarz (1978),
    https://doi.org/10.1214/aos/1176344136; Sclove (1987), eq. 8,
    https://doi.org/10.1007/BF02294360
    """
    deviance = -2 * log_likelihood
    return InformationCriteria(
        aic=deviance + 2 * q, bic=deviance + q * log(n), sabic=deviance + q * log((n + 2) / 24)
    )

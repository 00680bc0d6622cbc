"""Fit compared with the baseline model: CFI and TLI, and their robust versions."""

from dataclasses import dataclass
from math import nan


@dataclass(frozen=True, slots=True)
class ChiSquare:
    """What an index needs to know of a test of fit.

    Attributes
    ----------
    statistic
        The statistic; in a robust index the *unscaled* one.
    df
        Its degrees of freedom.
    scaling
        Expectation of the unscaled statistic under the model, divided by df:
        tr(U Gamma) / df. One for ordinary and scaled indices.
    """

    statistic: float
    df: float
    scaling: float = 1.0

    @property
    def excess(self) -> float:
        """Estimated noncentrality, which may be negative."""
        return self.statistic - self.scaling * self.df


def comparative_fit(model: ChiSquare, baseline: ChiSquare) -> float:
    """Comparative fit index; one where neither model shows misfit.

    Give unscaled statistics with scaling 1 for CFI, scaled statistics with scaling 1 for the
    *scaled* CFI, unscaled statistics with their scaling factors for the *robust* CFI.

    References
    ----------
    Bentler, P. M. (1990). Psychological Bulletin, 107(2), 238-246, eq. 16.
    https://doi.org/10.1037/0033-2909.107.2.238
    Brosseau-Liard, P. E., & Savalei, V. (2014). Multivariate Behavioral Research, 49(5),
    460-470, eq. 17 (robust). https://doi.org/10.1080/00273171.2014.933697
    """
    misfit = max(model.excess, 0.0)
    worst = max(model.excess, baseline.excess, 0.0)
    if misfit != misfit or worst != worst:
        return nan
    return 1.0 if worst == 0.0 else 1 - misfit / worst


def tucker_lewis(model: ChiSquare, baseline: ChiSquare) -> float:
    """Tucker-Lewis index (non-normed fit index); one where the model is saturated.

    References
    ----------
    Tucker, L. R., & Lewis, C. (1973). Psychometrika, 38(1), 1-10.
    https://doi.org/10.1007/BF02291170
    Brosseau-Liard & Savalei (2014), eq. 18 (robust).
    """
    reference = baseline.excess * model.df
    if model.df == 0 or reference == 0:
        return 1.0
    return 1 - model.excess * baseline.df / reference

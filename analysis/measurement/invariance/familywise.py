"""The level of every step's test, so that a true ladder is rarely called false anywhere."""

from dataclasses import dataclass

NONE, SIDAK, FALLBACK = "none", "sidak", "fallback"
"""Ways to share one level among the steps."""


@dataclass(frozen=True, slots=True)
class Levels:
    """One level, shared among the tests of a ladder.

    Attributes
    ----------
    alpha
        Level of the whole: the chance that any true step is rejected.
    correction
        "sidak": every step has 1 - (1 - alpha)^(1/k). Tests of nested steps are independent in
        large samples, so the whole has exactly `alpha`. "fallback": every step has alpha / k,
        and a step that was rejected, and holds in part, hands its level on to the next; valid
        whatever the dependence. "none": every step has `alpha`, the whole more.
    n_steps
        Steps that can be tested, k.

    References
    ----------
    Šidák, Z. (1967). Journal of the American Statistical Association, 62(318), 626-633.
    https://doi.org/10.1080/01621459.1967.10482935

    Steiger, J. H., Shapiro, A., & Browne, M. W. (1985). Psychometrika, 50(3), 253-263
    (independence of sequential difference tests). https://doi.org/10.1007/BF02294104

    Wiens, B. L., & Dmitrienko, A. (2005). Journal of Biopharmaceutical Statistics, 15(6),
    929-942 (fallback procedure). https://doi.org/10.1080/10543400500265660
    """

    alpha: float
    correction: str
    n_steps: int


def level_of(levels: Levels, *, handed_on: float) -> float:
    """Level of a step's test.

    Parameters
    ----------
    handed_on
        Level of the step before if that was rejected, else 0.
    """
    if levels.correction == SIDAK:
        return 1 - (1 - levels.alpha) ** (1 / levels.n_steps)
    if levels.correction == FALLBACK:
        return levels.alpha / levels.n_steps + handed_on
    return levels.alpha


def corrected(p_value: float, levels: Levels, *, level: float) -> float:
    """A step's p value to be compared with the level of the whole."""
    if levels.correction == SIDAK:
        return 1 - (1 - p_value) ** levels.n_steps
    return min(p_value * levels.alpha / level, 1.0)

"""How surely the difference of two correlations with one criterion is known."""

import numpy as np

from analysis.stats.distributions import student_quantile, student_share


def difference_variance(r_a: float, r_b: float, r_ab: float) -> float:
    """People times the large-sample variance of r_a - r_b, for normal variables.

    Parameters
    ----------
    r_a, r_b
        Correlations of two composites with the criterion.
    r_ab
        Correlation of the two composites.

    References
    ----------
    Olkin & Siotani (1976), in Essays in probability and statistics, 235-251 (no DOI): the
    covariance of two correlations that share a variable; as in Steiger (1980), Psychological
    Bulletin 87, https://doi.org/10.1037/0033-2909.87.2.245, equation 3.
    """
    own = (1 - r_a**2) ** 2 + (1 - r_b**2) ** 2
    shared = r_ab * (1 - r_a**2 - r_b**2) - r_a * r_b * (1 - r_a**2 - r_b**2 - r_ab**2) / 2
    return float(own - 2 * shared)


def gain_variance(validity: float, gain: float) -> float:
    """`difference_variance` of the best composite and one that correlates `gain` less.

    Parameters
    ----------
    validity
        Correlation of the worse composite with the criterion, positive.
    gain
        How much more the best one correlates, positive; their sum is below 1.

    Notes
    -----
    A composite predicts the criterion only through the best one, so the two correlate
    validity / (validity + gain).
    """
    best = validity + gain
    return difference_variance(best, validity, validity / best)


def people_needed(
    validity: float,
    gain: float,
    *,
    folds: int,
    repeats: int,
    design_effect: float,
    confidence: float,
    power: float,
) -> float:
    """People with which repeated cross-validation finds this gain with this power.

    Parameters
    ----------
    validity, gain
        As in `gain_variance`.
    design_effect
        How many times larger clusters make a variance.
    confidence
        Level of the two-sided interval that has to lie above zero.

    Notes
    -----
    The corrected resampled t interval takes 1 / (folds x repeats) + 1 / (folds - 1) of the
    variance between folds, which is `folds` times that of all people, and Student's t
    with folds - 1 degrees of freedom. What weights lose by being learned from fewer people
    comes on top, so this is a least number.

    References
    ----------
    Nadeau & Bengio (2003), https://doi.org/10.1023/A:1024068626366
    """
    critical = student_quantile((1 + confidence) / 2, folds - 1)
    reach = (critical + student_quantile(power, folds - 1)) / gain
    inflation = 1 / repeats + folds / (folds - 1)
    return float(reach**2 * gain_variance(validity, gain) * inflation * design_effect)


def power_of_gain(
    validity: float,
    gain: float,
    *,
    n: int,
    folds: int,
    repeats: int,
    design_effect: float,
    confidence: float,
) -> float:
    """Probability that `n` people show this gain; the other way round of `people_needed`."""
    critical = student_quantile((1 + confidence) / 2, folds - 1)
    inflation = 1 / repeats + folds / (folds - 1)
    error = np.sqrt(gain_variance(validity, gain) * inflation * design_effect / n)
    return float(student_share(gain / error - critical, folds - 1))

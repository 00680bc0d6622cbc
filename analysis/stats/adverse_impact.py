"""How the selection rates of two groups compare: four fifths, and tests for small counts."""

from dataclasses import dataclass
from fractions import Fraction

import numpy as np
from scipy.special import ndtri
from scipy.stats import hypergeom, norm
from scipy.stats.contingency import odds_ratio

FOUR_FIFTHS = Fraction(4, 5)
"""Uniform Guidelines on Employee Selection Procedures (1978), 29 CFR 1607.4 D."""

SAME_PROBABILITY = 1 + 1e-7
"""Up to this factor tables are as likely as the observed one: as in R's fisher.test."""


@dataclass(frozen=True, slots=True)
class AdverseImpact:
    """Selection of a reference and a focal group.

    Attributes
    ----------
    rate_reference, rate_focal, ratio, ratio_ci_low, ratio_ci_high
        Selection rates; focal over reference, with Katz's logarithmic interval.
    below_four_fifths
        Whether the ratio is below .8.
    flips
        Whether that would turn round if one person fewer of the better group and one more of
        the other were selected, or the reverse: the finding hangs on one person.
    fisher, fisher_one_sided, mid_p
        Exact two-sided test, that the reference rate is higher, and two-sided mid-p.
    z, z_p, chi_squared, chi_squared_yates
        Large-sample tests of equal rates.
    odds_ratio, conditional_odds_ratio, odds_ci_low, odds_ci_high
        Of being selected, reference over focal: sample, conditional, and its exact interval.
    phi, h
        Correlation, and Cohen's h.
    shortfall, shortfall_pooled
        Focal people who would have to be selected too, at the reference rate and at the rate
        of both groups.
    """

    rate_reference: float
    rate_focal: float
    ratio: float
    ratio_ci_low: float
    ratio_ci_high: float
    below_four_fifths: bool
    flips: bool
    fisher: float
    fisher_one_sided: float
    mid_p: float
    z: float
    z_p: float
    chi_squared: float
    chi_squared_yates: float
    odds_ratio: float
    conditional_odds_ratio: float
    odds_ci_low: float
    odds_ci_high: float
    phi: float
    h: float
    shortfall: float
    shortfall_pooled: float


def adverse_impact(
    reference: int, n_reference: int, focal: int, n_focal: int, *, confidence: float
) -> AdverseImpact:
    """Comparison of `reference` of `n_reference` and `focal` of `n_focal` people selected.

    Some are selected and some are not, and some of the reference group are.

    References
    ----------
    Morris & Dunleavy (2017), Adverse impact analysis, chapters 3 to 5,
    https://doi.org/10.4324/9781315301433 *(not re-read)*; Biddle & Morris (2011), J. Applied
    Psychology 96, 956, https://doi.org/10.1037/a0022961 (mid-p); Katz et al. (1978),
    Biometrics 34, 469, https://doi.org/10.2307/2530610 (interval of the ratio); Bobko & Roth
    (2004), Research in Personnel and Human Resources Management 23, 177,
    https://doi.org/10.1016/S0742-7301(04)23004-3 (one person more or less).
    """
    rates = reference / n_reference, focal / n_focal
    table = np.array(
        [[reference, n_reference - reference], [focal, n_focal - focal]], dtype=int
    )
    fisher, one_sided, mid_p = exact_tests(table)
    low, high = katz_interval(reference, n_reference, focal, n_focal, confidence)
    pooled = (reference + focal) / (n_reference + n_focal)
    z = (rates[1] - rates[0]) / np.sqrt(pooled * (1 - pooled) * (1 / n_reference + 1 / n_focal))
    odds = odds_ratio(table, kind="conditional")
    limits = odds.confidence_interval(confidence)
    cross = float(table[0, 1] * table[1, 0])
    return AdverseImpact(
        *rates,
        rates[1] / rates[0],
        low,
        high,
        falls_short(reference, n_reference, focal, n_focal),
        flip_flop(reference, n_reference, focal, n_focal),
        fisher,
        one_sided,
        mid_p,
        float(z),
        float(2 * norm.sf(abs(z))),
        float(z**2),
        yates(table),
        float(table[0, 0] * table[1, 1]) / cross if cross else np.inf,
        float(odds.statistic),
        float(limits.low),
        float(limits.high),
        float(abs(z) / np.sqrt(n_reference + n_focal)),
        float(2 * np.arcsin(np.sqrt(rates[0])) - 2 * np.arcsin(np.sqrt(rates[1]))),
        n_focal * rates[0] - focal,
        n_focal * pooled - focal,
    )


def exact_tests(table: np.ndarray) -> tuple[float, float, float]:
    """Fisher's p, two-sided and that the first rate is higher, and two-sided mid-p."""
    row, column, total = int(table[0].sum()), int(table[:, 0].sum()), int(table.sum())
    counts = np.arange(max(0, row + column - total), min(row, column) + 1)
    probabilities = hypergeom.pmf(counts, total, column, row)
    observed = float(hypergeom.pmf(table[0, 0], total, column, row))
    as_likely = probabilities <= observed * SAME_PROBABILITY
    rarer = probabilities < observed / SAME_PROBABILITY
    two_sided = float(probabilities[as_likely].sum())
    mid_p = float(probabilities[rarer].sum() + probabilities[as_likely & ~rarer].sum() / 2)
    one_sided = float(probabilities[counts >= table[0, 0]].sum())
    return min(two_sided, 1.0), min(one_sided, 1.0), mid_p


def katz_interval(
    reference: int, n_reference: int, focal: int, n_focal: int, confidence: float
) -> tuple[float, float]:
    """Limits of the ratio of rates; NaN where nobody of the focal group is selected."""
    if not focal:
        return np.nan, np.nan
    error = np.sqrt(1 / reference - 1 / n_reference + 1 / focal - 1 / n_focal)
    centre = np.log((focal / n_focal) / (reference / n_reference))
    margin = ndtri((1 + confidence) / 2) * error
    return float(np.exp(centre - margin)), float(np.exp(centre + margin))


def yates(table: np.ndarray) -> float:
    """Chi-squared of a 2 x 2 table with Yates's correction."""
    expected = np.outer(table.sum(axis=1), table.sum(axis=0)) / table.sum()
    correction = min(0.5, float(np.abs(table - expected).min()))
    return float(((np.abs(table - expected) - correction) ** 2 / expected).sum())


def flip_flop(reference: int, n_reference: int, focal: int, n_focal: int) -> bool:
    """Whether exchanging one selected person between the groups turns the finding round."""
    below = falls_short(reference, n_reference, focal, n_focal)
    step = 1 if below else -1
    new = reference - step, focal + step
    possible = 0 < new[0] <= n_reference and 0 <= new[1] <= n_focal
    return possible and falls_short(new[0], n_reference, new[1], n_focal) != below


def falls_short(reference: int, n_reference: int, focal: int, n_focal: int) -> bool:
    """Whether the focal rate is less than four fifths of the reference rate, exactly."""
    return focal * n_reference < FOUR_FIFTHS * reference * n_focal

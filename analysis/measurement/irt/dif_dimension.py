"""Items of one dimension tested for differences between groups, as rows of tables."""

from dataclasses import dataclass, replace

import numpy as np

from analysis.stats.distributions import normal_quantile
from analysis.stats.irt.ability import expected_abilities
from analysis.stats.irt.differential_items import DifferentialItems, differential_items
from analysis.stats.irt.graded_fit import is_definite
from analysis.stats.irt.graded_marginal import (
    GradedAnswers,
    answers_by_person,
    graded_answers,
    marginal,
)
from analysis.stats.irt.graded_refit import free_values
from analysis.stats.irt.score_differences import score_differences
from analysis.stats.logistic_differences import LogisticDifference, logistic_difference

Row = dict[str, object]

SIZES = ("negligible", "moderate", "large")

GAIN = (0.035, 0.070)
"""Gains of Nagelkerke's R squared from which a difference is moderate or large: Jodoin, M. G.,
& Gierl, M. J. (2001). Applied Measurement in Education, 14(4), 329-349.
https://doi.org/10.1207/S15324818AME1404_2"""

SHIFT = (0.5, 0.8)
"""Standardised expected score differences from which a difference is moderate or large, by
Cohen's rule of thumb: Meade, A. W. (2010). Journal of Applied Psychology, 95(4), 728-743.
https://doi.org/10.1037/a0018966"""


@dataclass(frozen=True, slots=True)
class DifDimension:
    """What is known of one dimension.

    Attributes
    ----------
    items
        One row per item.
    effects
        One row per item and group but the first.
    groups
        One row per group but the first.
    trouble
        "", "not_converged" or "too_few_anchors".
    """

    items: list[Row]
    effects: list[Row]
    groups: list[Row]
    trouble: str


def dif_dimension(
    items: list[str],
    codes: np.ndarray,
    member: np.ndarray,
    labels: list[str],
    points: np.ndarray,
    *,
    alpha: float,
    fewest_anchors: int,
    confidence: float,
) -> DifDimension:
    """Tests and effect sizes of all items of a dimension.

    Parameters
    ----------
    codes
        Categories from 0, NaN where missing, shape (n, p); every group chose every category.
    member
        Code of each row's group, shape (n,).
    labels
        Names of the groups, the reference first.
    """
    n_categories = (np.nanmax(codes, axis=0) + 1).astype(int)
    answers = [group_answers(codes[member == g], n_categories) for g in range(len(labels))]
    found = differential_items(
        n_categories, answers, points, alpha=alpha, fewest_anchors=fewest_anchors
    )
    if not found.converged:
        return DifDimension([], [], [], "not_converged")
    away = differences(found, points)
    largest = np.abs(away[:, :, 2]).max(axis=0)
    return DifDimension(
        items=item_rows(items, found, matched(codes, member, found, points), largest),
        effects=effect_rows(items, labels, away),
        groups=group_rows(labels, found, answers, points, confidence=confidence),
        trouble="" if found.enough_anchors else "too_few_anchors",
    )


def group_answers(codes: np.ndarray, n_categories: np.ndarray) -> GradedAnswers:
    """Answers of one group, alike rows as one."""
    return graded_answers(codes, np.ones(len(codes)), categories=int(n_categories.max()))


def matched(
    codes: np.ndarray, member: np.ndarray, found: DifferentialItems, points: np.ndarray
) -> list[LogisticDifference]:
    """Logistic regressions of every item on groups, people matched on anchors and the item.

    The matching variable is the posterior mean under one set of parameters and one prior for
    all groups: a sum of answers weighted by slopes, so that groups do not differ given it where
    the item works alike.
    """
    p = codes.shape[1]
    width = int(found.model.n_categories.max())
    answers = answers_by_person(codes, categories=width)
    parameters = found.shared[0]
    graded = found.model.items(parameters)
    rows = []
    for item in range(p):
        used = np.repeat(found.anchors | (np.arange(p) == item), width)
        given = replace(answers, chosen=answers.chosen * used)
        standing = expected_abilities(given, graded, parameters, points).estimates
        seen = ~np.isnan(codes[:, item])
        rows.append(
            logistic_difference(codes[seen, item].astype(int), standing[seen], member[seen])
        )
    return rows


def item_rows(
    items: list[str],
    found: DifferentialItems,
    logistic: list[LogisticDifference],
    shifts: np.ndarray,
) -> list[Row]:
    """Both kinds of tests of every item; p values not yet adjusted.

    Parameters
    ----------
    shifts
        The standardised difference in the group where it is largest, unsigned, shape (p,).
    """
    return [
        {
            "item": item,
            "anchor": bool(found.anchors[i]),
            "statistic": float(found.statistics[i]),
            "df": float(found.df[i]),
            "p_value": float(found.p_values[i]),
            "p_uniform": known(one, one.p_values[0]),
            "p_nonuniform": known(one, one.p_values[1]),
            "p_logistic": known(one, one.p_values[2]),
            "r_squared_gain": known(one, one.nagelkerke[2]),
            "mcfadden_gain": known(one, one.mcfadden[2]),
            "size": size_of(known(one, one.nagelkerke[2]), float(shifts[i])),
        }
        for i, (item, one) in enumerate(zip(items, logistic, strict=True))
    ]


def known(one: LogisticDifference, value: float) -> float:
    """The value, or NaN where a regression has no maximum."""
    return float(value) if one.converged else np.nan


def size_of(gain: float, shift: float) -> str:
    """The larger of the classes of a gain of R squared and of an unsigned shift of answers.

    Where the standing explains most of an item, little is left for R squared to gain, however
    far the item moves; a shift cancels out where a difference changes sign along the attribute.
    Unknown where there is no gain, as then the item was not tested.
    """
    if np.isnan(gain):
        return "unknown"
    classes = [
        sum(value >= bound for bound in bounds)
        for value, bounds in ((gain, GAIN), (shift, SHIFT))
    ]
    return SIZES[max(classes)]


def differences(found: DifferentialItems, points: np.ndarray) -> np.ndarray:
    """Differences of expected answers, each item with its own parameters in every group.

    Signed, unsigned and standardised, of every group but the first, shape (g - 1, p, 3).
    """
    p, n_groups = len(found.anchors), len(found.opened[0])
    away = np.empty((n_groups - 1, p, 3))
    for g, i in np.ndindex(n_groups - 1, p):
        reference, focal = found.opened[i][0], found.opened[i][g + 1]
        effect = score_differences(
            found.model.items(reference),
            found.model.items(focal),
            mean=float(focal[-2]),
            sd=float(np.exp(focal[-1])),
            points=points,
        )
        away[g, i] = effect.signed[i], effect.unsigned[i], effect.standardised[i]
    return away


def effect_rows(items: list[str], labels: list[str], away: np.ndarray) -> list[Row]:
    """The differences of every group but the first, one row per item."""
    return [
        {
            "group": labels[g + 1],
            "item": items[i],
            "signed": float(away[g, i, 0]),
            "unsigned": float(away[g, i, 1]),
            "standardised": float(away[g, i, 2]),
        }
        for g, i in np.ndindex(away.shape[:2])
    ]


def group_rows(
    labels: list[str],
    found: DifferentialItems,
    answers: list[GradedAnswers],
    points: np.ndarray,
    *,
    confidence: float,
) -> list[Row]:
    """Means and standard deviations of the attribute, and what opened items do to the score.

    `score_shift`: expected mean answer over the items less that with all of the reference
    group's parameters.
    """
    free = free_values(found.model, found.parameters)
    information = marginal(found.model, free, answers, points, exact=True).information
    assert information is not None
    definite = is_definite(information)
    covariance = np.linalg.inv(information) if definite else np.full_like(information, np.nan)
    width = normal_quantile((1 + confidence) / 2)
    rows = []
    for g in range(1, len(labels)):
        own = found.parameters[g]
        mean_at, sd_at = found.model.index[g, -2:]
        mean, sd = float(own[-2]), float(np.exp(own[-1]))
        error = float(np.sqrt(covariance[mean_at, mean_at]))
        effect = score_differences(
            found.model.items(found.parameters[0]),
            found.model.items(own),
            mean=mean,
            sd=sd,
            points=points,
        )
        rows.append(
            {
                "group": labels[g],
                "n_items": len(found.anchors),
                "n_anchors": int(found.anchors.sum()),
                "estimate": mean,
                "std_error": error,
                "ci_low": mean - width * error,
                "ci_high": mean + width * error,
                "sd": sd,
                "sd_std_error": sd * float(np.sqrt(covariance[sd_at, sd_at])),
                "score_shift": float(effect.signed.mean()),
            }
        )
    return rows

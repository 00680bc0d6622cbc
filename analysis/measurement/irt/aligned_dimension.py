"""One dimension in many groups: each fitted by itself, then aligned."""

from dataclasses import dataclass

import numpy as np

from analysis.measurement.irt.dif_dimension import Row, group_answers
from analysis.stats.alignment import Alignment, agreeing_groups, alignment, alignment_errors
from analysis.stats.distributions import normal_quantile
from analysis.stats.irt.graded_fit import GradedFit, graded_fit
from analysis.stats.irt.graded_model import GradedModel, graded_model


@dataclass(frozen=True, slots=True)
class AlignedDimension:
    """Rows of parameters and of groups; none where a group has no estimates."""

    parameters: list[Row]
    groups: list[Row]


def aligned_dimension(
    items: list[str],
    codes: np.ndarray,
    member: np.ndarray,
    labels: list[str],
    points: np.ndarray,
    *,
    confidence: float,
) -> AlignedDimension:
    """Means of all groups on the scale of the first, and which parameters they share.

    Parameters
    ----------
    codes
        Categories from 0, NaN where missing, shape (n, p); every group chose every category.
    member
        Code of each row's group, shape (n,).
    """
    n_categories = (np.nanmax(codes, axis=0) + 1).astype(int)
    model = graded_model(
        n_categories,
        groups=1,
        free_items=np.zeros(len(items), dtype=bool),
        free_distribution=False,
    )
    fits = [
        graded_fit(model, [group_answers(codes[member == g], n_categories)], points)
        for g in range(len(labels))
    ]
    if not all(fit.converged for fit in fits):
        return AlignedDimension([], [])
    p, (item_of, position) = len(items), model.places
    free = np.array([fit.free for fit in fits])
    n = np.bincount(member, minlength=len(labels)).astype(float)
    given = (free[:, :p], free[:, p:], item_of, n)
    found = alignment(*given)
    covariance = np.array([fit.covariance for fit in fits])
    errors = alignment_errors(found, *given, covariance)
    return AlignedDimension(
        parameters=parameter_rows(items, model, position, found, fits, labels),
        groups=group_rows(labels, found, errors, p, confidence=confidence),
    )


def parameter_rows(
    items: list[str],
    model: GradedModel,
    position: np.ndarray,
    found: Alignment,
    fits: list[GradedFit],
    labels: list[str],
) -> list[Row]:
    """Of every slope and intercept, how many groups share it and which do not."""
    p, (item_of, _) = len(items), model.places
    scale = found.sds[:, None]
    errors = np.array([np.sqrt(np.diag(fit.covariance)) for fit in fits])
    slope_errors = errors[:, :p] / scale
    shared = np.hstack(
        [
            agreeing_groups(found.loadings, slope_errors),
            agreeing_groups(found.intercepts, intercept_errors(model, found, fits)),
        ]
    )
    explained = np.concatenate([found.explained_loadings, found.explained_intercepts])
    names = [(items[i], "slope", 0) for i in range(p)]
    names += [
        (items[i], "intercept", int(k) + 1) for i, k in zip(item_of, position, strict=True)
    ]
    return [
        {
            "item": item,
            "parameter": kind,
            "boundary": boundary,
            "n_groups": len(labels),
            "n_alike": int(same.sum()),
            "unlike": "; ".join(name for name, s in zip(labels, same, strict=True) if not s),
            "explained": float(share),
        }
        for (item, kind, boundary), same, share in zip(names, shared.T, explained, strict=True)
    ]


def intercept_errors(model: GradedModel, found: Alignment, fits: list[GradedFit]) -> np.ndarray:
    """Standard errors of aligned intercepts, means and deviations taken as known, (g, t)."""
    p, (item_of, _) = model.n_items, model.places
    rows = []
    for mean, sd, fit in zip(found.means, found.sds, fits, strict=True):
        at, part = p + np.arange(len(item_of)), -mean / sd
        variance = (
            fit.covariance[at, at]
            + part**2 * fit.covariance[item_of, item_of]
            + 2 * part * fit.covariance[at, item_of]
        )
        rows.append(np.sqrt(variance))
    return np.array(rows)


def group_rows(
    labels: list[str],
    found: Alignment,
    errors: tuple[np.ndarray, np.ndarray],
    n_items: int,
    *,
    confidence: float,
) -> list[Row]:
    """Mean and standard deviation of every group but the first, without anchors."""
    width = normal_quantile((1 + confidence) / 2)
    return [
        {
            "group": labels[g],
            "n_items": n_items,
            "n_anchors": np.nan,
            "estimate": float(found.means[g]),
            "std_error": float(errors[0][g]),
            "ci_low": float(found.means[g] - width * errors[0][g]),
            "ci_high": float(found.means[g] + width * errors[0][g]),
            "sd": float(found.sds[g]),
            "sd_std_error": float(found.sds[g] * errors[1][g]),
            "score_shift": np.nan,
        }
        for g in range(1, len(labels))
    ]

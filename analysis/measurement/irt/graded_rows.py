"""What a fitted dimension tells, as rows of tables."""

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.cfa.ordinal import fit_ordinal
from analysis.measurement.irt.graded_dimension import GradedDimension, abilities_of
from analysis.stats.distributions import normal_quantile
from analysis.stats.irt.ability import item_information, marginal_reliability
from analysis.stats.irt.ogive import factor_items, locations

Row = dict[str, object]


def parameter_rows(found: GradedDimension, confidence: float) -> list[Row]:
    """Slope, intercepts and locations of every item with standard errors and intervals.

    `category` is the lowest answer code at or above the boundary; NaN for slopes.
    """
    p = len(found.items)
    free, errors = found.fit.free, np.sqrt(np.diag(found.fit.covariance))
    where = locations(found.model, found.fit)
    item, position = found.model.places
    rows = [("slope", i, np.nan, free[i], errors[i]) for i in range(p)]
    for k, (i, below) in enumerate(zip(item, position, strict=True)):
        code = float(found.categories[i][below + 1])
        rows.append(("intercept", i, code, free[p + k], errors[p + k]))
        rows.append(("location", i, code, where.estimates[k], where.std_errors[k]))
    width = normal_quantile((1 + confidence) / 2)
    order = sorted(range(len(rows)), key=lambda r: (rows[r][1], r))
    return [
        {
            "dimension": found.name,
            "item": found.items[i],
            "parameter": kind,
            "category": code,
            "estimate": value,
            "std_error": error,
            "ci_low": value - width * error,
            "ci_high": value + width * error,
        }
        for kind, i, code, value, error in (rows[r] for r in order)
    ]


def information_rows(found: GradedDimension, points: np.ndarray) -> list[Row]:
    """Information of items, and of their sum with its standard error (item "")."""
    each = item_information(found.graded, points)
    whole = each.sum(axis=0)
    labelled = [*zip(found.items, each, strict=True), ("", whole)]
    return [
        {
            "dimension": found.name,
            "item": item,
            "attribute": float(point),
            "information": float(value),
            "std_error": float(1 / np.sqrt(value)) if item == "" else np.nan,
        }
        for item, curve in labelled
        for point, value in zip(points, curve, strict=True)
    ]


def reliability_row(found: GradedDimension, points: np.ndarray) -> Row:
    """How exactly the dimension measures: in theory, in these people, and where."""
    scores = abilities_of(found, points)
    error = float(np.mean(scores.std_errors**2))
    variance = float(np.var(scores.estimates, ddof=1))
    information = item_information(found.graded, points).sum(axis=0)
    precise = points[information >= information.max() / 2]
    return {
        "dimension": found.name,
        "n_items": len(found.items),
        "reliability": marginal_reliability(found.graded, found.fit.parameters[0], points),
        "reliability_of_scores": variance / (variance + error),
        "most_exact_at": float(points[information.argmax()]),
        "exact_from": float(precise.min()),
        "exact_to": float(precise.max()),
        "log_likelihood": found.fit.log_likelihood,
        "n_parameters": found.model.n_free,
    }


def score_rows(block: AnswerBlock, found: GradedDimension, points: np.ndarray) -> pd.DataFrame:
    """Expected a posteriori score of every response with an answer."""
    scores = abilities_of(found, points)
    given = block.rows[["response", "person"]].take(found.rows).reset_index(drop=True)
    return given.assign(
        dimension=found.name, estimate=scores.estimates, std_error=scores.std_errors
    )


def agreement_rows(found: GradedDimension, *, estimator: str, missing: str) -> list[Row]:
    """Loadings and thresholds of the model beside those of a one-factor model of the answers.

    `category` as in `parameter_rows`. NaN where the factor model has no estimates.
    """
    answers = pd.DataFrame(found.codes, columns=found.items)
    fit = fit_ordinal(
        f"factor =~ {' + '.join(found.items)}",
        answers,
        ordinal=found.items,
        estimator=estimator,
        missing=missing,
        groups=None,
        case_weights=None,
        clusters=None,
        std_lv=True,
        orthogonal=False,
        parameterization="delta",
        group_equal=[],
        group_partial=[],
        confidence=0.95,
    )
    ours, given = factor_items(found.graded), fit.implied[0].matrices
    loadings = given.lambda_[:, 0] if fit.converged else np.full(len(found.items), np.nan)
    thresholds = given.tau if fit.converged else np.full(len(given.tau), np.nan)
    rows = [
        ("loading", item, np.nan, ours.loadings[i], loadings[i])
        for i, item in enumerate(found.items)
    ]
    places = zip(*found.model.places, thresholds, strict=True)
    rows += [
        (
            "threshold",
            found.items[i],
            float(found.categories[i][k + 1]),
            ours.thresholds[i, k],
            t,
        )
        for i, k, t in places
    ]
    return [
        {
            "dimension": found.name,
            "item": item,
            "parameter": kind,
            "category": code,
            "irt": float(here),
            "cfa": float(there),
            "difference": float(here - there),
        }
        for kind, item, code, here, there in rows
    ]

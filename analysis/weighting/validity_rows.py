"""Rows of validity: correlations, regressions, R² and intercorrelations."""

from typing import Any

import numpy as np

from analysis.stats.cluster_robust import t_inference
from analysis.stats.correlation_interval import correlation, correlation_interval
from analysis.stats.r_squared_interval import r_squared_interval
from analysis.stats.shrinkage import browne_cross_validity, ezekiel, olkin_pratt
from analysis.weighting.least_squares import regression
from analysis.weighting.one_design import COLLINEAR, Design
from analysis.weighting.pooled_rows import CORRELATION
from analysis.weighting.validity_levels import basis, inference_row, where

REGRESSION = "ols_cr2"


def correlation_rows(design: Design, confidence: float) -> list[dict[str, Any]]:
    """One row per dimension."""
    rows = []
    for dimension in design.dimensions:
        x = design.scores[dimension].to_numpy()
        inference = correlation_interval(
            x,
            design.values,
            design.clusters,
            confidence=confidence,
            case_weights=design.case_weights,
        )
        estimate = correlation(x, design.values, design.case_weights)
        rows.append(
            {
                **where(design),
                **{"dimension": dimension, "estimate": estimate},
                **inference_row(inference, 0),
                **basis(design, CORRELATION),
            }
        )
    return rows


def regression_rows(design: Design, confidence: float) -> list[dict[str, Any]]:
    """One row per standardised slope; NaN where collinear dimensions leave it open."""
    estimate = np.full(len(design.dimensions) + 1, np.nan)
    inference = by_person = t_inference(estimate, estimate, estimate, confidence=confidence)
    if not any(said["note"] == "collinear_dimensions" for said in design.notes):
        fit = regression(design.scores.to_numpy(), design, design.values)
        estimate, inference = fit.coefficients, fit.by_cluster(confidence)
        by_person = fit.by_person(confidence)
    return [
        {
            **where(design),
            **{"term": dimension, "estimate": estimate[term]},
            **inference_row(inference, term),
            "hc3_std_error": by_person.std_error[term],
            "hc3_p_value": by_person.p_value[term],
            "hc3_df": by_person.df[term],
            **basis(design, REGRESSION),
        }
        for term, dimension in enumerate(design.dimensions, start=1)
    ]


def model_row(design: Design, confidence: float) -> dict[str, Any]:
    """R² of all dimensions together, in the sample, the population and new people."""
    independent = independent_columns(design.scores.to_numpy())
    n, p = independent.shape
    r_squared = regression(independent, design, design.values).r_squared
    std_error, low, high = r_squared_interval(r_squared, n=n, p=p, confidence=confidence)
    return {
        **where(design),
        **{"r_squared": r_squared, "std_error": std_error},
        **{"ci_low": max(low, 0.0), "ci_high": min(high, 1.0)},
        "r_squared_ezekiel": ezekiel(r_squared, n=n, p=p),
        "r_squared_olkin_pratt": olkin_pratt(r_squared, n=n, p=p),
        "cross_validity_browne": browne_cross_validity(r_squared, n=n, p=p),
        **{"n_effective": design.n_effective, "n_predictors": p},
        **basis(design, "ols"),
    }


def independent_columns(scores: np.ndarray) -> np.ndarray:
    """The columns (n, p) that are no linear combination of those before them."""
    z = (scores - scores.mean(axis=0)) / scores.std(axis=0)
    kept: list[int] = []
    for j in range(z.shape[1]):
        if np.linalg.matrix_rank(z[:, [*kept, j]], rtol=np.sqrt(COLLINEAR)) > len(kept):
            kept.append(j)
    return scores[:, kept]


def intercorrelation_rows(design: Design, confidence: float) -> list[dict[str, Any]]:
    """One row per pair of dimensions."""
    rows = []
    for index, b in enumerate(design.dimensions):
        for a in design.dimensions[:index]:
            x, y = design.scores[a].to_numpy(), design.scores[b].to_numpy()
            inference = correlation_interval(
                x,
                y,
                design.clusters,
                confidence=confidence,
                case_weights=design.case_weights,
            )
            rows.append(
                {
                    **{"source": design.source, "dimension_a": a, "dimension_b": b},
                    "estimate": correlation(x, y, design.case_weights),
                    **inference_row(inference, 0),
                    **basis(design, CORRELATION),
                }
            )
    return rows

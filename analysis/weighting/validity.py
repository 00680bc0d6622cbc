"""Which dimensions go with performance, one by one and together?"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from statsmodels.regression.linear_model import OLS

from analysis.notes import Note, note
from analysis.stats.cluster_robust import TInference, cluster_robust, t_inference
from analysis.stats.correlation_interval import correlation, correlation_interval
from analysis.stats.shrinkage import browne_cross_validity, ezekiel
from analysis.weighting.design import COLLINEAR, MISSING, Design, designs

SMALL_DF = 4
"""Below this df a Satterthwaite t test is unreliable: Tipton (2015),
https://doi.org/10.1037/met0000011 *(cutoff not re-read)*."""

CORRELATION = "pearson_cluster_jackknife"
REGRESSION = "ols_cr2"


@dataclass(frozen=True, slots=True)
class Validity:
    """How scores go with criteria.

    Attributes
    ----------
    correlations
        criterion, source, dimension, estimate (Pearson), std_error, ci_low, ci_high,
        statistic, df, p_value (of Fisher's z), n, n_clusters, estimator, missing.
    regression
        criterion, source, term, estimate (standardised slope; standardisation is taken as
        known), std_error, ci_low, ci_high, statistic, df, p_value, n, n_clusters,
        estimator, missing.
    models
        criterion, source, r_squared, r_squared_ezekiel, cross_validity_browne (squared
        correlation in new people), n, estimator, missing.
    intercorrelations
        source, dimension_a, dimension_b, estimate, std_error, ci_low, ci_high, n,
        n_clusters, estimator, missing: of the people with the first criterion.
    confidence
        Level of the intervals.
    notes
        Who was left out, and what to be careful about.
    """

    correlations: pd.DataFrame
    regression: pd.DataFrame
    models: pd.DataFrame
    intercorrelations: pd.DataFrame
    confidence: float
    notes: list[Note]


def validity(
    person_scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    *,
    predictors_from: Sequence[str],
    cluster: str | None,
    confidence: float,
) -> Validity:
    """Correlations and regressions of every criterion on the scores of every source.

    Standard errors allow for people who share a cluster: a delete-one-cluster jackknife for
    correlations, CR2 with Satterthwaite degrees of freedom for regressions.

    Parameters
    ----------
    person_scores, performance, people, predictors_from, cluster
        See `analysis.weighting.design.designs`.
    confidence
        Level of the intervals.

    Raises
    ------
    DataError
        One line for everything that stands in the way.
    """
    found = designs(
        person_scores, performance, people, predictors_from=predictors_from, cluster=cluster
    )
    first = [next(d for d in found if d.source == source) for source in predictors_from]
    correlations = [row for d in found for row in correlation_rows(d, confidence)]
    regression = [row for d in found for row in regression_rows(d, confidence)]
    pairs = [row for d in first for row in intercorrelation_rows(d, confidence)]
    return Validity(
        correlations=pd.DataFrame(correlations),
        regression=pd.DataFrame(regression),
        models=pd.DataFrame([model_row(d) for d in found]),
        intercorrelations=pd.DataFrame(pairs, columns=INTERCORRELATIONS),
        confidence=confidence,
        notes=[said for d in found for said in d.notes]
        + small_df_notes(correlations, "dimension")
        + small_df_notes(regression, "term"),
    )


INTERCORRELATIONS = [
    *("source", "dimension_a", "dimension_b", "estimate", "std_error", "ci_low", "ci_high"),
    *("n", "n_clusters", "estimator", "missing"),
]


def correlation_rows(design: Design, confidence: float) -> list[dict[str, Any]]:
    """One row per dimension."""
    rows = []
    for dimension in design.dimensions:
        x = design.scores[dimension].to_numpy()
        inference = correlation_interval(
            x, design.values, design.clusters, confidence=confidence
        )
        rows.append(
            {
                **{"criterion": design.criterion, "source": design.source},
                **{"dimension": dimension, "estimate": correlation(x, design.values)},
                **inference_row(inference, 0),
                **basis(design, CORRELATION),
            }
        )
    return rows


def regression_rows(design: Design, confidence: float) -> list[dict[str, Any]]:
    """One row per standardised slope; NaN where collinear dimensions leave it open."""
    data = design.data
    z = (data - data.mean(axis=0)) / data.std(axis=0, ddof=1)
    regressors = np.column_stack([np.ones(len(z)), z[:, :-1]])
    estimate = np.full(regressors.shape[1], np.nan)
    inference = t_inference(estimate, estimate, estimate, confidence=confidence)
    if not any(said["note"] == "collinear_dimensions" for said in design.notes):
        fit = OLS(z[:, -1], regressors).fit()
        robust = cluster_robust(regressors, fit.resid, design.clusters, correction="CR2")
        estimate, std_error = fit.params, np.sqrt(np.diag(robust.covariance))
        inference = t_inference(estimate, std_error, robust.df, confidence=confidence)
    return [
        {
            **{"criterion": design.criterion, "source": design.source},
            **{"term": dimension, "estimate": estimate[term]},
            **inference_row(inference, term),
            **basis(design, REGRESSION),
        }
        for term, dimension in enumerate(design.dimensions, start=1)
    ]


def model_row(design: Design) -> dict[str, Any]:
    """R² of all dimensions together, in the sample, the population and new people."""
    independent = independent_columns(design.scores.to_numpy())
    regressors = np.column_stack([np.ones(len(independent)), independent])
    r_squared = float(OLS(design.values, regressors).fit().rsquared)
    n, p = independent.shape
    return {
        **{"criterion": design.criterion, "source": design.source, "r_squared": r_squared},
        "r_squared_ezekiel": ezekiel(r_squared, n=n, p=p),
        "cross_validity_browne": browne_cross_validity(r_squared, n=n, p=p),
        **{"n": n, "estimator": "ols", "missing": MISSING},
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
            inference = correlation_interval(x, y, design.clusters, confidence=confidence)
            rows.append(
                {
                    **{"source": design.source, "dimension_a": a, "dimension_b": b},
                    "estimate": correlation(x, y),
                    **inference_row(inference, 0),
                    **basis(design, CORRELATION),
                }
            )
    return rows


def inference_row(inference: TInference, position: int) -> dict[str, float]:
    """Error, interval and test of one estimate."""
    names = ("std_error", "ci_low", "ci_high", "statistic", "df", "p_value")
    return {name: float(getattr(inference, name)[position]) for name in names}


def basis(design: Design, estimator: str) -> dict[str, Any]:
    """What stands behind each number."""
    return {
        **{"n": len(design.values), "n_clusters": design.n_clusters},
        **{"estimator": estimator, "missing": MISSING},
    }


def small_df_notes(rows: list[dict[str, Any]], term: str) -> list[Note]:
    """Names the estimates whose t test rests on too few degrees of freedom."""
    return [
        note(
            "small_df",
            dimension=row[term],
            **{name: row[name] for name in ("criterion", "source", "estimator", "df")},
        )
        for row in rows
        if row["df"] < SMALL_DF
    ]

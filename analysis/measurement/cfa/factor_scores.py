"""Scores of people on the factors of an ordinal model, their errors and determinacy."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.solution import factor_covariance
from analysis.notes import remark
from analysis.stats.sem.implied import factor_effects
from analysis.stats.sem.ordinal_scores import OrdinalScores, expected_scores, modal_scores
from analysis.stats.sem.response_model import ResponseModel, padded_limits

MOST_FOR_EXPECTATION = 3
"""More factors make quadrature slow: their scores are posterior modes."""

NODES = 9
"""Adaptive quadrature points per factor: means are right to 1e-4 of a standard deviation."""


@dataclass(frozen=True, slots=True)
class FactorScores:
    """Scores of all answers of a block on all factors of a model.

    Attributes
    ----------
    scores
        Columns response, person, dimension (the factor), estimate, std_error, method.
    determinacy
        One row per factor: dimension, estimate (determinacy: correlation of score and factor),
        with_mean (correlation of score and mean of the items that load on it), method,
        n_scored.
    """

    scores: pd.DataFrame
    determinacy: pd.DataFrame


def no_scores(fit: CfaFit) -> str:
    """Why the factors of a model have no scores; nothing if they have."""
    given = fit.implied[0].matrices
    residual = np.diag(given.theta)
    if np.abs(given.theta - np.diag(residual)).max() > 0:
        return remark("residuals_correlate")
    if residual.min() <= 0 or np.linalg.eigvalsh(factor_covariance(fit))[0] <= 0:
        return remark("no_residual_variance")
    return ""


def factor_scores(fit: CfaFit, rows: pd.DataFrame) -> FactorScores:
    """EAP scores on up to three factors, EBM scores on more, of every row of answers.

    Notes
    -----
    Variance one for every factor. The determinacy is the root of the empirical reliability of
    the scores: variance over variance plus mean squared error.
    """
    coded = coded_like(fit, rows)
    model = response_model(fit)
    few = len(fit.table.factors) <= MOST_FOR_EXPECTATION
    method = "eap" if few else "ebm"
    found = expected_scores(coded, model, nodes=NODES) if few else modal_scores(coded, model)
    size = np.sqrt(np.diag(model.factor_covariance))
    parts = [
        pd.DataFrame(
            {
                "response": rows["response"].to_numpy(),
                "person": rows["person"].to_numpy(),
                "dimension": factor,
                "estimate": found.scores[:, at] / size[at],
                "std_error": found.std_error[:, at] / size[at],
                "method": method,
            }
        )
        for at, factor in enumerate(fit.table.factors)
    ]
    return FactorScores(
        pd.concat(parts, ignore_index=True),
        pd.DataFrame(determinacy_rows(fit, found, coded, method=method)),
    )


def determinacy_rows(
    fit: CfaFit, found: OrdinalScores, coded: np.ndarray, *, method: str
) -> list[Mapping[str, str | float]]:
    """How closely scores go with factors, and with the mean of their items."""
    given = fit.implied[0].matrices
    reaches = given.lambda_ @ factor_effects(given)
    rows = []
    for at, factor in enumerate(fit.table.factors):
        own, kept = reaches[:, at] != 0, ~np.isnan(found.scores[:, at])
        kept &= ~np.isnan(coded[:, own]).all(axis=1)
        mean = np.nanmean(coded[np.ix_(kept, own)], axis=1)
        with_mean = np.corrcoef(found.scores[kept, at], mean)[0, 1]
        rows.append({
            "dimension": factor,
            "estimate": float(found.determinacy[at]),
            "with_mean": float(with_mean),
            "method": method,
            "n_scored": int(kept.sum()),
        })  # fmt: skip
    return rows


def coded_like(fit: CfaFit, rows: pd.DataFrame) -> np.ndarray:
    """Answers to the model's items as the categories 0, 1, 2 ... in use, NaN where missing."""
    values = rows[fit.table.items].to_numpy(dtype=float, na_value=np.nan)
    coded = np.full_like(values, np.nan)
    for item in range(values.shape[1]):
        there = ~np.isnan(values[:, item])
        coded[there, item] = np.unique(values[there, item], return_inverse=True)[1]
    return coded


def response_model(fit: CfaFit) -> ResponseModel:
    """The model of one group as the probability of answers."""
    given = fit.implied[0].matrices
    p, effects = len(fit.table.items), factor_effects(given)
    return ResponseModel(
        loadings=given.lambda_,
        intercepts=given.nu,
        residual_sd=np.sqrt(np.diag(given.theta)),
        ordinal=np.ones(p, dtype=bool),
        limits=padded_limits(given.tau, fit.model.groups[0].threshold_item, p),
        factor_mean=effects @ given.alpha,
        factor_covariance=factor_covariance(fit),
    )

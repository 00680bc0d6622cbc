"""The hypothesised factor model of one source's answers, and the scores it gives."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import BLOCK
from analysis.errors import DataError
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import AnswerBlock, structured_blocks
from analysis.measurement.cfa.cfa_notes import clusters_of
from analysis.measurement.cfa.factor_scores import factor_scores, no_scores
from analysis.measurement.cfa.fit import CfaFit, found, proper
from analysis.measurement.cfa.models import measured, models_of
from analysis.measurement.cfa.ordinal import fit_samples
from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.notes import remark


@dataclass(frozen=True, slots=True)
class FactorChoices:
    """How factor models are fitted; see `analysis.measurement.cfa.cfa.cfa`.

    Attributes
    ----------
    estimator, missing, cluster
        As configured for the study.
    """

    estimator: str
    missing: str
    cluster: str | None


@dataclass(frozen=True, slots=True)
class FittedBlock:
    """The hypothesised model of one block of answers.

    Attributes
    ----------
    block
        The answers.
    fit
        None where the answers cannot be modelled at all.
    dimensional
        Whether every dimension is a factor of its own in it.
    """

    block: AnswerBlock
    fit: CfaFit | None
    dimensional: bool


def fitted_blocks(
    keyed: pd.DataFrame,
    people: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    chosen: FactorChoices,
    *,
    confidence: float,
) -> list[FittedBlock]:
    """The hypothesised model fitted to every block of `keyed` answers that can show factors."""
    return [
        fitted_block(block, people, chosen, confidence)
        for block in structured_blocks(keyed, dict(instruments))
    ]


def fitted_block(
    block: AnswerBlock, people: pd.DataFrame, chosen: FactorChoices, confidence: float
) -> FittedBlock:
    """The same for one block, to its thresholds and polychoric correlations."""
    weights = block.case_weights
    (model,) = (one for one in models_of(block.instrument) if one.hypothesised)
    try:
        samples = ordinal_samples(
            block.rows,
            items=block.items,
            ordinal=block.items,
            missing=chosen.missing,
            groups=None,
            case_weights=None if weights is None else pd.Series(weights, block.rows.index),
            clusters=clusters_of(block, people, chosen.cluster),
        )
    except DataError:
        return FittedBlock(block, None, False)
    fit = fit_samples(
        model.syntax,
        samples,
        estimator=chosen.estimator,
        std_lv=model.std_lv,
        orthogonal=model.orthogonal,
        parameterization="delta",
        group_equal=[],
        group_partial=[],
        confidence=confidence,
    )
    own = set(measured(block.instrument)) <= set(fit.table.factors)
    return FittedBlock(block, fit, own and not model.orthogonal)


def unusable(fitted: FittedBlock) -> str:
    """Why a model gives no estimates that can be used; nothing if it does."""
    if fitted.fit is None or not found(fitted.fit):
        return remark("model_without_estimates")
    return "" if proper(fitted.fit) else remark("improper_solution")


def without_scores(fitted: FittedBlock) -> str:
    """Why a model gives no scores of the dimensions; nothing if it does."""
    reason = unusable(fitted)
    if reason or fitted.fit is None:
        return reason
    return no_scores(fitted.fit) if fitted.dimensional else remark("factors_not_dimensions")


def scores_of(fitted: FittedBlock) -> pd.DataFrame:
    """Factor scores of a block in the columns of the table of scores.

    Returns
    -------
    DataFrame
        response, person, rater, BLOCK, dimension, score (variance one), std_error.
    """
    assert fitted.fit is not None
    rows = fitted.block.rows
    scores = factor_scores(fitted.fit, rows).scores
    dimensions = list(measured(fitted.block.instrument))
    parts = []
    for dimension in dimensions:
        own = scores.take(np.flatnonzero(scores["dimension"] == dimension))
        parts.append(
            pd.DataFrame(
                {
                    **{name: rows[name].to_numpy() for name in ("response", "person", "rater")},
                    **{name: rows[name].to_numpy() for name in BLOCK},
                    "dimension": dimension,
                    "score": own["estimate"].to_numpy(dtype=float),
                    "std_error": own["std_error"].to_numpy(dtype=float),
                }
            )
        )
    return pd.concat(parts, ignore_index=True)

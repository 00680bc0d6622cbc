"""Learning the norms and the precision of every dimension from answers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.blocks import Block, answer_matrix, answer_problems, by_block
from analysis.errors import raise_all
from analysis.instrument import Instrument
from analysis.messages import message
from analysis.notes import remark
from analysis.scoring.score_key import Scale, ScoreKey
from analysis.stats.measurement_error import spearman_brown
from analysis.stats.percentile import norm_distribution
from analysis.stats.scale_mean import scale_mean

COEFFICIENTS = ["omega_total", "alpha"]
"""Which reliability stands behind a standard error: the first that was estimated."""


def fit_scores(
    keyed_unflagged: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    reliability_dimensions: pd.DataFrame,
    *,
    confidence: float,
) -> ScoreKey:
    """The key from the answers of a norm group.

    Parameters
    ----------
    keyed_unflagged
        Keyed answers of the norm group.
    reliability_dimensions
        Table `dimensions` of the reliability rule. Where it has no coefficient for a
        dimension, its scores have no standard error.

    Raises
    ------
    DataError
        With one line for everything that cannot be scored.
    """
    needed = {name: list(one.dimension_of) for name, one in instruments.items()}
    raise_all(answer_problems(keyed_unflagged, needed, name="answers"))
    scales, problems = [], []
    for block, rows in by_block(keyed_unflagged):
        instrument = instruments[block.instrument]
        for dimension, items in scored_items(instrument).items():
            scores = scale_mean(
                answer_matrix(rows, items),
                min_answered=instrument.dimension(dimension).min_answered,
            ).score
            if (n := int((~np.isnan(scores)).sum())) < 2:
                problems.append(
                    message(
                        "score.too_few_for_norm",
                        block=str(block),
                        dimension=dimension,
                        n=n,
                        total=len(rows),
                        share=round(100 * instrument.dimension(dimension).min_answered),
                    )
                )
                continue
            chosen = chosen_reliability(reliability_dimensions, block, dimension, len(items))
            scales.append(fit_scale(block, instrument, dimension, scores, chosen))
    raise_all(problems)
    return ScoreKey(confidence, scales)


def fit_scale(
    block: Block,
    instrument: Instrument,
    dimension: str,
    scores: np.ndarray,
    chosen: tuple[str, float | None, str],
) -> Scale:
    """The scale of a `dimension` from the scores of the norm group."""
    norms = norm_distribution(scores)
    ordered = np.repeat(norms.scores, norms.counts)
    coefficient, reliability, reason = chosen
    return Scale(
        **block._asdict(),
        dimension=dimension,
        items=list(instrument.scored[dimension]),
        min_answered=instrument.dimension(dimension).min_answered,
        n=len(ordered),
        mean=float(ordered.mean()),
        sd=float(ordered.std(ddof=1)),
        coefficient=coefficient,
        reliability=reliability,
        reliability_reason=reason,
        norm_scores=norms.scores.tolist(),
        norm_counts=norms.counts.tolist(),
    )


def chosen_reliability(
    dimensions: pd.DataFrame, block: Block, dimension: str, n_items: int
) -> tuple[str, float | None, str]:
    """Name, value and remark of the first estimated coefficient of `COEFFICIENTS`."""
    wanted = {**block.columns, "dimension": dimension}
    here = dimensions["estimate"].notna().to_numpy(dtype=bool)
    for column, value in wanted.items():
        here = here & (dimensions[column].to_numpy(dtype=object) == value)
    coefficients = dimensions["coefficient"].to_numpy(dtype=object)
    for name in COEFFICIENTS:
        found = np.flatnonzero(here & (coefficients == name))
        if len(found):
            value = float(dimensions["estimate"].to_numpy(dtype=float)[found[0]])
            p = int(dimensions["n_items"].to_numpy()[found[0]])
            return name, *permitted_reliability(value, p, n_items)
    return "", None, remark("no_reliability_estimated")


def permitted_reliability(value: float, p: int, n_items: int) -> tuple[float, str]:
    """A coefficient of `p` items as one of `n_items`, within 0 and 1, and what was done."""
    if not 0 <= value <= 1:
        return min(max(value, 0.0), 1.0), remark("reliability_set_to_limit")
    if p != n_items:
        stepped = float(spearman_brown(value, n_items / p))
        return stepped, remark("reliability_stepped_to_all_items")
    return value, ""


def scored_items(instrument: Instrument) -> dict[str, list[str]]:
    """The items of every dimension that has scored ones."""
    return {name: items for name, items in instrument.scored.items() if items}

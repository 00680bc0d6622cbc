"""Learning the norms and the precision of every dimension from answers."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.instrument import Instrument
from analysis.scoring.answer_block import Block, answer_blocks, answer_matrix
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
    raise_all(scoring_problems(keyed_unflagged, instruments))
    scales, problems = [], []
    for block, rows in answer_blocks(keyed_unflagged).items():
        instrument = instruments[block.instrument]
        for dimension, items in scored_items(instrument).items():
            scores = scale_mean(
                answer_matrix(rows, items),
                min_answered=instrument.dimension(dimension).min_answered,
            ).score
            if (n := int((~np.isnan(scores)).sum())) < 2:
                problems.append(
                    f"{block}: a norm for {dimension} needs the scores of at least "
                    f"two unflagged responses; got {n} of {len(rows)}"
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
        instrument=block.instrument,
        source=block.source,
        wave=block.wave,
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
    wanted = {**block._asdict(), "dimension": dimension}
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
    return "", None, "no reliability was estimated"


def permitted_reliability(value: float, p: int, n_items: int) -> tuple[float, str]:
    """A coefficient of `p` items as one of `n_items`, within 0 and 1, and what was done."""
    if not 0 <= value <= 1:
        return min(max(value, 0.0), 1.0), f"estimated as {value:.3f}, set to the nearest limit"
    if p != n_items:
        stepped = float(spearman_brown(value, n_items / p))
        return stepped, f"estimated from {p} of {n_items} items, stepped to {n_items}"
    return value, ""


def scored_items(instrument: Instrument) -> dict[str, list[str]]:
    """The items of every dimension that has scored ones."""
    return {name: items for name, items in instrument.scored.items() if items}


def scoring_problems(keyed: pd.DataFrame, instruments: Mapping[str, Instrument]) -> list[str]:
    """What stands in the way of scoring `keyed`, one line each."""
    if keyed.empty:
        return ["there are no answers to score"]
    problems = []
    for name in sorted(keyed["instrument"].unique()):
        if name not in instruments:
            problems.append(f"answers to {name}: the study has no such instrument")
            continue
        needed = [item for items in instruments[name].scored.values() for item in items]
        if missing := [item for item in needed if item not in keyed]:
            problems.append(f"{name}: the answers have no column for {', '.join(missing)}")
    return problems

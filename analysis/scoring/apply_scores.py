"""Scores of any answers, by a key that was fitted before."""

import numpy as np
import pandas as pd
from scipy.special import ndtri

from analysis.blocks import Block, answer_matrix, by_block
from analysis.columns import BLOCK
from analysis.errors import raise_all
from analysis.scoring.score_key import Scale, ScoreKey, norms_of
from analysis.stats.measurement_error import standard_error_of_measurement
from analysis.stats.percentile import mid_percentile
from analysis.stats.scale_mean import scale_mean

SCORES = [
    "response",
    "person",
    "rater",
    *BLOCK,
    "dimension",
    "score",
    "std_error",
    "ci_low",
    "ci_high",
    "percentile",
    "n_answered",
    "n_items",
]


def apply_scores(key: ScoreKey, keyed: pd.DataFrame) -> pd.DataFrame:
    """One row per response and dimension, flagged or not.

    Returns
    -------
    DataFrame
        response, person, rater, BLOCK, dimension, score (NaN below the required share of
        answers), std_error, ci_low, ci_high (score ± z standard errors, not clipped to the
        response scale), percentile (0 to 100 in the norm group), n_answered, n_items. Sorted
        by response, dimensions in the order of the key.

    Raises
    ------
    DataError
        If the key has no norms for the answers' instrument, source and wave, or an item is
        missing, one line each.
    """
    scales: dict[Block, list[Scale]] = {}
    for scale in key.scales:
        scales.setdefault(scale.block, []).append(scale)
    blocks = dict(by_block(keyed))
    unknown = [f"the scoring key has no norms for {b}" for b in blocks if b not in scales]
    raise_all(unknown + missing_items(keyed, [s for b in blocks for s in scales.get(b, [])]))
    tables = [block_scores(rows, scales[b], key.confidence) for b, rows in blocks.items()]
    if not tables:
        return pd.DataFrame({name: pd.Series(dtype=float) for name in SCORES})
    table = pd.concat(tables, ignore_index=True)
    return table.sort_values("response", kind="stable", ignore_index=True)


def missing_items(keyed: pd.DataFrame, scales: list[Scale]) -> list[str]:
    """One line for every item of `scales` without a column."""
    absent = dict.fromkeys(item for s in scales for item in s.items if item not in keyed)
    return [f"the answers have no column for item {item}" for item in absent]


def block_scores(rows: pd.DataFrame, scales: list[Scale], confidence: float) -> pd.DataFrame:
    """The scores of one block: `scales` of one instrument, source and wave."""
    parts = [scale_scores(answer_matrix(rows, s.items), s, confidence) for s in scales]
    m = len(scales)
    table = {
        name: np.repeat(rows[name].to_numpy(), m) for name in ("response", "person", "rater")
    }
    table |= {"instrument": scales[0].instrument, "source": scales[0].source}
    table["wave"] = np.full(len(rows) * m, scales[0].wave, dtype=np.int16)
    table["dimension"] = np.tile([s.dimension for s in scales], len(rows))
    for name in SCORES[SCORES.index("score") :]:
        table[name] = np.column_stack([part[name] for part in parts]).ravel()
    return pd.DataFrame(table, columns=SCORES)


def scale_scores(answers: np.ndarray, scale: Scale, confidence: float) -> dict[str, np.ndarray]:
    """The columns of the score table that are estimated, each of shape (n,)."""
    n_items = len(scale.items)
    mean = scale_mean(answers, min_answered=scale.min_answered)
    reliability = np.nan if scale.reliability is None else scale.reliability
    std_error = standard_error_of_measurement(scale.sd, reliability, mean.n_answered / n_items)
    std_error = np.where(np.isnan(mean.score), np.nan, std_error)
    half = ndtri((1 + confidence) / 2) * std_error
    return {
        "score": mean.score,
        "std_error": std_error,
        "ci_low": mean.score - half,
        "ci_high": mean.score + half,
        "percentile": mid_percentile(norms_of(scale), mean.score),
        "n_answered": mean.n_answered.astype(np.int16),
        "n_items": np.full(len(answers), n_items, dtype=np.int16),
    }

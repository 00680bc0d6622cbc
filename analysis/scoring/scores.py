"""What is each person's score, how sure is it, and where does it stand among others?"""

from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.blocks import by_block
from analysis.errors import DataError
from analysis.instrument import Instrument
from analysis.notes import Note, note
from analysis.scoring.apply_scores import apply_scores
from analysis.scoring.fit_scores import fit_scores
from analysis.scoring.person_scores import person_scores
from analysis.scoring.score_key import Scale, ScoreKey, norms_of
from analysis.stats.measurement_error import standard_error_of_measurement
from analysis.stats.percentile import mid_percentile
from analysis.stats.share_interval import wilson_interval


@dataclass(frozen=True, slots=True)
class Scores:
    """Scores of all responses, norms from the unflagged ones.

    Attributes
    ----------
    scores
        One row per response and dimension, of flagged responses too: response, person, rater,
        BLOCK, dimension, score, std_error, ci_low, ci_high, percentile, n_answered, n_items.
    person_scores
        Mean over the unflagged raters of a person: person, BLOCK, dimension, score, std_error,
        n_raters.
    norms
        One row per attained score: BLOCK, dimension, score, percentile, ci_low, ci_high
        (percentile and limits 0 to 100), n, estimator, missing.
    scales
        One row per dimension: BLOCK, dimension, n, mean, sd, reliability, coefficient,
        standard_error_of_measurement (all items answered), n_items, estimator, missing, note.
    confidence
        Level of the intervals.
    n_responses, n_flagged, n_without_score
        Responses; those outside the norm group; those without any score.
    notes
        What the reader has to know.
    """

    scores: pd.DataFrame
    person_scores: pd.DataFrame
    norms: pd.DataFrame
    scales: pd.DataFrame
    confidence: float
    n_responses: int
    n_flagged: int
    n_without_score: int
    notes: list[Note]


def scores(
    keyed: pd.DataFrame,
    flags: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    reliability_dimensions: pd.DataFrame,
    *,
    confidence: float,
) -> Scores:
    """Scale means of every response, with their errors and norms.

    Raises
    ------
    DataError
        If a response has no flag, or a dimension cannot be scored, one line each.
    """
    flagged = flagged_responses(keyed, flags)
    norm_group = keyed.take(np.flatnonzero(~flagged))
    key = fit_scores(norm_group, instruments, reliability_dimensions, confidence=confidence)
    table = apply_scores(key, keyed)
    counted = table["response"].isin(norm_group["response"]).to_numpy()
    scored = np.unique(table["response"].to_numpy()[table["score"].notna().to_numpy()])
    return Scores(
        scores=table,
        person_scores=person_scores(table.take(np.flatnonzero(counted))),
        norms=norm_table(key),
        scales=scale_table(key),
        confidence=confidence,
        n_responses=len(keyed),
        n_flagged=int(flagged.sum()),
        n_without_score=len(keyed) - len(scored),
        notes=[
            note("score_intervals_not_clipped"),
            *unscored_notes(table, key),
            *norm_group_notes(norm_group),
            *mixed_format_notes(key, instruments),
        ],
    )


def flagged_responses(keyed: pd.DataFrame, flags: pd.DataFrame) -> np.ndarray:
    """Which rows of `keyed` are flagged, shape (n,)."""
    if flags["response"].duplicated().any():
        raise DataError("screening: a response has more than one flag")
    screened = keyed["response"].isin(flags["response"]).to_numpy()
    if not screened.all():
        n = int((~screened).sum())
        raise DataError(f"screening: {n} of {len(keyed)} responses have not been screened")
    chosen = flags["response"].to_numpy()[flags["flagged"].to_numpy(dtype=bool)]
    return np.isin(keyed["response"].to_numpy(), chosen)


def ids_of(scale: Scale) -> dict[str, str | int]:
    """The columns that say what a row of a result is about."""
    return {**scale.block.columns, "dimension": scale.dimension}


def norm_table(key: ScoreKey) -> pd.DataFrame:
    """The percentile of every attained score, with Wilson's interval."""
    tables = []
    for scale in key.scales:
        norms = norms_of(scale)
        percentile = mid_percentile(norms, norms.scores)
        low, high = wilson_interval(percentile / 100, n=scale.n, confidence=key.confidence)
        columns = {
            **ids_of(scale),
            "score": norms.scores,
            "percentile": percentile,
            "ci_low": 100 * low,
            "ci_high": 100 * high,
            "n": scale.n,
            "estimator": "mid_percentile_wilson",
            "missing": "min_answered",
        }
        tables.append(pd.DataFrame(columns))
    return pd.concat(tables, ignore_index=True).astype({"wave": np.int16})


def scale_table(key: ScoreKey) -> pd.DataFrame:
    """What is known of every scale in the norm group."""
    rows = []
    for scale in key.scales:
        reliability = np.nan if scale.reliability is None else scale.reliability
        error = standard_error_of_measurement(scale.sd, reliability, np.array([1.0]))
        rows.append(
            {
                **ids_of(scale),
                "n": scale.n,
                "mean": scale.mean,
                "sd": scale.sd,
                "reliability": reliability,
                "coefficient": scale.coefficient,
                "standard_error_of_measurement": float(error[0]),
                "n_items": len(scale.items),
                "estimator": "scale_mean",
                "missing": "min_answered",
                "note": scale.reliability_reason,
            }
        )
    return pd.DataFrame(rows).astype({"wave": np.int16})


def unscored_notes(table: pd.DataFrame, key: ScoreKey) -> list[Note]:
    """How many responses answered too little, for every scale."""
    unscored = table.take(np.flatnonzero(table["score"].isna()))
    counts = Counter(
        (block, dimension)
        for block, rows in by_block(unscored)
        for dimension in rows["dimension"]
    )
    return [
        note("responses_without_score", **ids_of(scale), n=n, min_answered=scale.min_answered)
        for scale in key.scales
        if (n := counts[scale.block, scale.dimension])
    ]


def norm_group_notes(norm_group: pd.DataFrame) -> list[Note]:
    """Where the norm group is not one response of one person, each counted once."""
    notes = []
    for block, rows in by_block(norm_group):
        n_people = len(np.unique(rows["person"]))
        if n_people < len(rows):
            size = {"n": len(rows), "n_people": n_people}
            notes.append(note("norm_responses_share_people", **block.columns, **size))
        if "case_weight" in rows and bool(rows["case_weight"].notna().to_numpy().any()):
            notes.append(note("norms_without_case_weights", **block.columns))
    return notes


def mixed_format_notes(key: ScoreKey, instruments: Mapping[str, Instrument]) -> list[Note]:
    """Dimensions whose items have different response scales: wide ones weigh more."""
    mixed: dict[tuple[str, str], None] = {}
    for scale in key.scales:
        formats = [instruments[scale.instrument].options_of(item) for item in scale.items]
        if len({(f.low, f.high) for f in formats}) > 1:
            mixed[scale.instrument, scale.dimension] = None
    return [
        note("different_response_scales", instrument=instrument, dimension=dimension)
        for instrument, dimension in mixed
    ]

"""Scores of people who came after: by a released scoring key, with nothing fitted again."""

from collections.abc import Iterable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import DataError, raise_all
from analysis.instrument import Instrument
from analysis.intake.coding import CodedExport, code_export
from analysis.intake.exports import Export
from analysis.intake.keying import key_items
from analysis.intake.layout import layout_problems
from analysis.intake.rejects import KEPT
from analysis.intake.responses import item_column, tests_of
from analysis.scoring.apply_scores import apply_scores
from analysis.scoring.score_key import read_score_key
from analysis.weighting.fit import Weights, apply_weights

WEIGHT_FIELDS = ["scheme", "dimensions", "means", "sds", "weights", "equal_because"]


def score_new_people(
    key: Mapping[str, Any],
    table: pd.DataFrame,
    *,
    file: str,
    person: str,
    source: str,
    max_invalid_share: float,
) -> pd.DataFrame:
    """One row per answered row of `table`: its scores by `key`, percentiles and composite.

    Parameters
    ----------
    key
        A released scoring key (`scoring_key`).
    table
        An export of answers as text, with a column for every item (codes or labels).
    file
        Name of the file, for messages.
    person
        Column of `table` that says who is described.
    source
        Whose answers they are: the norms of this source are used.
    max_invalid_share
        A column with a larger share of unreadable answers is an error.

    Returns
    -------
    DataFrame
        row (1-based in the file), person (as in the file), dimension, score, std_error,
        ci_low, ci_high, percentile, n_answered, n_items, composite (weighted sum of the
        standardised scores, the same in all rows of a person; NaN if a dimension is missing
        or the weights are those of another source).

    Raises
    ------
    DataError
        With one line for every problem of the file.
    """
    instrument = Instrument.model_validate(next(iter(key["instruments"].values())))
    export = Export(
        file=file,
        table=table,
        instrument=instrument.id,
        source=source,
        wave=1,
        form="A",
        columns={"person": person},
        anonymous=True,
    )
    raise_all([*layout_problems(export, instrument)])
    coded = code_export(export, instrument, max_invalid_share=max_invalid_share)
    raise_all(coded.problems)
    answers = answer_rows(coded, instrument)
    scores = apply_scores(
        read_score_key(key["scores"]), key_items(answers, {instrument.id: instrument})
    )
    result = scores.merge(composites(key, scores, source), on="response", how="left")
    result.insert(0, "row", result["response"] + 1)
    result["person"] = coded.responses["person"].to_numpy()[result["response"]]
    columns = ["rater", "source", "wave", "instrument", "response"]
    return result.drop(columns=columns)


def renaming(key: Mapping[str, Any], columns: Iterable[str], source: str) -> dict[str, str]:
    """Item by column, as in the key's own exports from `source`, where `columns` has them."""
    there = set(columns)
    for responses in key["settings"].get("responses", []):
        named = responses["rename"]
        if responses["source"] == source and set(named) <= there:
            return {column: item for column, item in named.items() if item not in there}
    return {}


def answer_rows(coded: CodedExport, instrument: Instrument) -> pd.DataFrame:
    """The kept rows of an export as an answer table; `response` is the row's position."""
    kept = np.flatnonzero(coded.rejected_for == KEPT)
    if not len(kept):
        raise DataError(f"{coded.export.file}: no row with a person and an answer")
    codes, tests = coded.codes[kept], set(tests_of(instrument))
    values = {
        item: item_column(codes[:, j], item in tests)
        for j, item in enumerate(instrument.all_items)
    }
    rows = {"response": kept, "person": kept, "rater": kept}
    block = {"instrument": instrument.id, "source": coded.export.source, "wave": np.int16(1)}
    return pd.DataFrame({**rows, **block, **values})


def composites(key: Mapping[str, Any], scores: pd.DataFrame, source: str) -> pd.DataFrame:
    """response, composite: by the key's weights, where they are those of this `source`."""
    wide = scores.pivot_table(
        index="response", columns="dimension", values="score", dropna=False, sort=False
    )
    if key["weights"]["source"] != source:
        return pd.DataFrame({"response": wide.index, "composite": np.nan})
    weights = Weights(**{name: key["weights"][name] for name in WEIGHT_FIELDS})
    return apply_weights(weights, wide).reset_index()

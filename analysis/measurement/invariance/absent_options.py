"""Options that a group never used on any item of a dimension: perhaps its form lacks them."""

from collections.abc import Iterator

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.notes import Note, note

FEWEST_ITEMS = 2
"""One item without an option is an item that differs, not a form."""

BY_CHANCE = 1e-3
"""Largest probability with which nobody of a group chooses an option that its form has."""


def absent_options(block: AnswerBlock, labels: pd.Series, grouping: str) -> Iterator[Note]:
    """What no one of a group chose on any item of a dimension, though others did on every one.

    Parameters
    ----------
    labels
        Group of some responses of `block`, a categorical aligned with its rows.
    grouping
        What the tables call it.
    """
    values = block.rows.loc[labels.index]
    for items in block.instrument.rated.values():
        if len(items) < FEWEST_ITEMS:
            continue
        answers = values[items].to_numpy(dtype=float, na_value=np.nan)
        for group in labels.cat.categories:
            own = np.asarray(labels == group)
            codes = absent_codes(answers[own], answers[~own])
            if codes:
                where = {**block.ids, "grouping": grouping, "group": str(group)}
                yield note("options_absent_in_group", **where, codes=codes, items=list(items))


def absent_codes(own: np.ndarray, others: np.ndarray) -> list[int]:
    """Codes that the others chose on every item and the group on none, beyond chance.

    Parameters
    ----------
    own, others
        Answers of the group and of everybody else, shape (n, p); NaN where missing.

    Notes
    -----
    The chance is that of the item on which others chose the option most: how readily people
    choose it goes with them, so that their answers to several items are no independent trials.
    """
    found = []
    for code in np.unique(others[~np.isnan(others)]):
        chosen = (others == code).sum(axis=0)
        if (own == code).any() or not chosen.all():
            continue
        share = (chosen / (~np.isnan(others)).sum(axis=0)).max()
        n = int((~np.isnan(own)).sum(axis=0).min())
        if (1 - share) ** n < BY_CHANCE:
            found.append(int(code))
    return found

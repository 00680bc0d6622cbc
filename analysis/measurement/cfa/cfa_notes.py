"""What the notes on fitted models become for a reader of all blocks; clusters of answers."""

from collections import Counter
from collections.abc import Callable

import numpy as np
import pandas as pd

from analysis.blocks import Block
from analysis.errors import raise_all
from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.resampled import Resampled
from analysis.notes import Note, note, remark

COUNTED: dict[str, Callable[..., Note]] = {
    "correlation_not_estimable": lambda **values: note("correlations_not_estimable", **values),
    "correlation_at_bound": lambda **values: note("correlations_at_bound", **values),
    "correlation_not_converged": lambda **values: note("correlations_not_converged", **values),
    "empty_cell_filled": lambda **values: note("empty_cells_filled", **values),
}
"""Notes on single pairs of items, and the note that counts them."""


STOPPED = {
    "converged": remark("improper_solution"),
    "start_not_admissible": remark("start_not_admissible"),
    "no_descent": remark("no_descent"),
    "no_minimum_in_sight": remark("no_minimum_in_sight"),
    "too_many_steps": remark("too_many_steps"),
}
"""Why a search ended without estimates, by what it says itself."""


def block_notes(block: AnswerBlock, fits: dict[str, CfaFit]) -> list[Note]:
    """The notes of all models of a block: on their common answers once, then model by model."""
    notes = {name: fit.notes for name, fit in fits.items()}
    common = [said for said in next(iter(notes.values())) if in_all(said, notes)]
    rest = [located(said, block.id, "") for said in common if said["note"] not in COUNTED]
    own = [
        located(said, block.id, name)
        for name, all_said in notes.items()
        for said in all_said
        if said not in common and said["note"] not in COUNTED
    ]
    return [*not_chosen(block), *counted_pairs(block, notes), *rest, *own]


def not_chosen(block: AnswerBlock) -> list[Note]:
    """Items of which an option was never chosen: their models have a threshold less."""
    items = [
        item
        for item in block.items
        if set(block.instrument.options_of(item).codes) - set(block.rows[item].dropna())
    ]
    return [note("options_not_chosen", **block.ids, items=items)] if items else []


def counted_pairs(block: AnswerBlock, notes: dict[str, list[Note]]) -> list[Note]:
    """How many pairs of items, of any model, have a correlation that is no ordinary one."""
    p = len(block.items)
    pairs = {
        (said["note"], frozenset((said["item_a"], said["item_b"])))
        for all_said in notes.values()
        for said in all_said
        if said["note"] in COUNTED
    }
    counts = Counter(name for name, _ in pairs)
    size = {"n_pairs": p * (p - 1) // 2, **block.ids}
    return [make(n=counts[name], **size) for name, make in COUNTED.items() if counts[name]]


def resample_notes(block: Block, resampled: Resampled) -> list[Note]:
    """Resamples whose correlations could not be estimated."""
    n = resampled.moments.n_left_out
    if not n:
        return []
    return [note("omega_samples_left_out", **block.columns, n=n, n_draws=resampled.draws)]


def in_all(said: Note, notes: dict[str, list[Note]]) -> bool:
    """Whether every model says so."""
    return all(said in others for others in notes.values())


def located(said: Note, block: Block, model: str) -> Note:
    """A note on a model with the block and the model it is about ("" is all of them)."""
    values = {name: value for name, value in said.items() if name not in ("note", "group")}
    if "reason" in values:
        values["reason"] = STOPPED[values["reason"]]
    return {"note": said["note"], **block.columns, "model": model, **values}


def shared_raters(block: AnswerBlock, cluster: str | None) -> list[Note]:
    """Raters who answered about several people, whose answers are treated as unrelated."""
    n, n_raters = len(block.rows), len(set(block.rows["rater"]))
    if cluster is not None or n_raters == n:
        return []
    return [note("answers_share_raters", **block.ids, n=n, n_raters=n_raters)]


def clusters_of(
    block: AnswerBlock, people: pd.DataFrame | None, cluster: str | None
) -> pd.Series | None:
    """The cluster of every answer, or None; who belongs to none is a cluster alone.

    Raises
    ------
    DataError
        If `people` has no such column.
    """
    if cluster is None:
        return None
    raise_all(
        [f"people have no column {cluster!r}"]
        if people is None or cluster not in people
        else []
    )
    assert people is not None
    of = dict(zip(people["person"], people[cluster], strict=True))
    own = [of.get(person) for person in block.rows["person"]]
    known = pd.Series(own, dtype=object).notna()
    names = [
        f"in {c}" if k else f"alone {i}"
        for i, (c, k) in enumerate(zip(own, known, strict=True))
    ]
    return pd.Series(pd.factorize(np.array(names))[0], index=block.rows.index)

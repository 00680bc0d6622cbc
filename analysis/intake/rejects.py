"""Which rows are left out and why, and the proof that none is lost on the way."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.intake.places import IN_ORDER, Places
from analysis.messages import message

COLUMNS = ["file", "row", "reason", "detail"]
LOST_BEFORE = {
    "readable": ("empty_row", "not_selected", "preview", "spam", "test", "total_row"),
    "matched": ("no_person", "no_rater", "unknown_person", "id_of_several"),
}
"""The reasons for which a row never reaches a state; all others keep it from being kept."""

STATES = ("received", *LOST_BEFORE, "kept")
"""What the flow table counts besides reasons: the rows that have come so far."""

KEPT = ""
"""What stands among reasons for a row that is kept."""


def first_reason(n: int, where: Mapping[str, np.ndarray]) -> np.ndarray:
    """The first reason of `where` whose mask holds for each of `n` rows; `KEPT` if none."""
    reasons = np.full(n, KEPT, dtype=object)
    for reason, mask in where.items():
        reasons[(reasons == KEPT) & mask] = reason
    return reasons


def empty_rows(table: pd.DataFrame, suspect: np.ndarray) -> np.ndarray:
    """Which of the rows where `suspect` holds have no cell with anything but spaces."""
    empty = suspect.copy()
    cells = table.loc[suspect].apply(lambda column: column.str.strip().fillna("") == "")
    empty[suspect] = cells.to_numpy(dtype=bool).all(axis=1)
    return empty


def rejected(
    file: str,
    reasons: np.ndarray,
    details: Mapping[str, str],
    places: Places = IN_ORDER,
) -> pd.DataFrame:
    """The rejected rows of `file`, where row i has `reasons[i]`; `details` by reason.

    `places` says where each row stands: the file of a row on the second sheet is x.xlsx#2.
    """
    rows = np.flatnonzero(reasons != KEPT)
    found = pd.Series(reasons[rows], dtype="str")
    return pd.DataFrame(
        {
            "file": pd.Series(places.files_at(file, rows), dtype="str"),
            "row": places.rows_at(rows),
            "reason": found,
            "detail": pd.Series([details.get(r, "") for r in found], dtype="str"),
        }
    )


def joined(parts: list[pd.DataFrame]) -> pd.DataFrame:
    """All rejected rows of `parts`, by file and row."""
    filled = [part for part in parts if len(part)]
    if not filled:
        return rejected("", np.array([], dtype=object), {})
    return pd.concat(filled).sort_values(COLUMNS, kind="stable", ignore_index=True)


def flow_of(
    file: str,
    reasons: list[str],
    *,
    n_received: int,
    n_kept: int,
    block: tuple[str, str, object],
) -> list[dict[str, object]]:
    """The rows of the flow table for one file: every state, with the losses before it.

    Raises
    ------
    RuntimeError
        If the rows kept and rejected are not the rows received.
    """
    if n_received != n_kept + len(reasons):
        raise RuntimeError(f"{file}: {n_received} in, {n_kept} kept, {len(reasons)} rejected")
    steps = {"received": n_received}
    left, named = n_received, [r for known in LOST_BEFORE.values() for r in known]
    for state in STATES[1:]:
        known = LOST_BEFORE.get(state, set(reasons) - set(named))
        lost = {r: reasons.count(r) for r in sorted(known) if r in reasons}
        left -= sum(lost.values())
        steps |= {**lost, state: left}
    instrument, source, wave = block
    place = {"file": file, "instrument": instrument, "source": source, "wave": wave}
    return [{**place, "step": step, "n": n} for step, n in steps.items()]


def flow_table(rows: list[dict[str, object]]) -> pd.DataFrame:
    """The flow table that `rows` make up."""
    columns = ["file", "instrument", "source", "wave", "step", "n"]
    return pd.DataFrame(rows, columns=columns).astype({"wave": "Int16", "n": "int64"})


def nothing_kept(file: str, reasons: list[str], n_received: int) -> str:
    """The message for a file of which no row is left."""
    counts = ", ".join(f"{reasons.count(r)} {r}" for r in sorted(set(reasons)))
    return message("rejects.nothing_kept", file=file, n=n_received, reasons=counts)

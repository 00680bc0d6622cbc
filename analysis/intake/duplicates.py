"""Who answered twice about the same person keeps one answer."""

from collections.abc import Iterator, Sequence

import numpy as np
import pandas as pd

from analysis.columns import OWN_SOURCES
from analysis.intake.coding import CodedExport
from analysis.intake.rejects import KEPT
from analysis.messages import message

SAME = ["instrument", "source", "wave", "person", "rater"]
"""What makes two responses the same one, and the order of responses."""

MOST = 0.5
"""Where more answers of a file are given up than kept, a column is not what it is taken for."""


def latest_complete(responses: pd.DataFrame) -> tuple[np.ndarray, np.ndarray]:
    """The responses to keep, in the order of `SAME`, and the response kept instead of each.

    The one with most answers stays, then the one that began later, then the one that
    stands later.

    Parameters
    ----------
    responses
        The columns `SAME`, `n_answered` and `started_at` (text that sorts by time, or NA).

    Returns
    -------
    kept : (k,) positions of the responses that stay
    instead : (n,) for each response, the position of the one that stays
    """
    position = np.arange(len(responses))
    ranked = responses.assign(
        fewer=-responses["n_answered"],
        earlier=-pd.factorize(responses["started_at"], sort=True)[0],
        before=-position,
        position=position,
    ).sort_values([*SAME, "fewer", "earlier", "before"])
    first = ~ranked.duplicated(SAME).to_numpy()
    order = ranked["position"].to_numpy()
    instead = np.empty(len(responses), dtype=np.int64)
    instead[order] = order[first][np.cumsum(first) - 1]
    return order[first], instead


def repeats(coded: Sequence[CodedExport], given_up: pd.DataFrame) -> Iterator[str]:
    """Files in which most answers would be given up for another one of the same file.

    What people say of themselves may stand there twice, cell by cell: that loses nothing.
    Files in which something else is wrong are not looked at.

    Parameters
    ----------
    coded
        The exports.
    given_up
        part (the position in `coded`), file, row, and detail (file:row of the answer kept).
    """
    same = given_up["detail"].str.rsplit(":", n=1).str[0] == given_up["file"]
    for part, c in enumerate(coded):
        if c.problems:
            continue
        rows = given_up.loc[same & (given_up["part"] == part), "row"].to_numpy() - 1
        copied = c.export.table.duplicated(keep=False).to_numpy()[rows]
        n = int((~copied).sum()) if c.export.source in OWN_SOURCES else len(rows)
        n_rows = int((c.rejected_for == KEPT).sum())
        if n <= MOST * n_rows:
            continue
        counts = {"file": c.export.file, "n": n, "n_rows": n_rows}
        if c.export.source in OWN_SOURCES:
            yield message("answers.repeated", **counts, column=c.export.columns["person"])
        else:
            yield message("raters.repeated", **counts, column=c.export.columns["rater"])

"""Rows that are no answers of the study: previews, tests, spam, rows of other occasions."""

from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.intake.cells import column_of
from analysis.intake.raw_exports import RawExport
from analysis.intake.rejects import KEPT, first_reason

STATUS = {
    "preview": {"1", "9", "17", "preview", "survey preview", "spam survey preview"}
    | {"offline survey preview", "umfragenvorschau", "umfragevorschau"}
    | {"调查预览", "问卷预览", "調查預覽", "問卷預覽"},
    "test": {"2", "test", "survey test", "umfragetest", "调查测试", "问卷测试", "測試", "测试"},
    "spam": {"8", "12", "spam", "imported spam", "possible spam", "垃圾信息", "垃圾訊息"},
}
"""What Qualtrics writes in its status column, as numbers or as words."""

CHANNEL = {"preview": {"preview", "预览"}, "test": {"test", "测试"}}
"""What stands in the column of the way in which an answer came."""

ALL_SEEN = {"100", "100.0", "100%"}
"""What a tool writes as the progress of an answer that went through the whole form."""

UNFINISHED = {"0", "false", "falsch", "no", "否", "nein", "faux"}


def set_aside(raw: RawExport, only: Mapping[str, list[str]]) -> np.ndarray:
    """Why each row of `raw` is no answer of the study; `KEPT` where it may be one.

    Parameters
    ----------
    raw
        The export.
    only
        The cells that a row must have to be one of the study, by column.
    """
    n = len(raw.table)
    where: dict[str, np.ndarray] = {}
    other = np.zeros(n, dtype=bool)
    for column, cells in only.items():
        found = column_of(raw.table, raw.called(column)).str.strip().fillna("")
        other |= ~found.isin(cells).to_numpy(dtype=bool)
    where["not_selected"] = other
    status, channel = role_cells(raw, "status"), role_cells(raw, "channel")
    for reason, known in STATUS.items():
        here = status.isin(known) | channel.isin(CHANNEL.get(reason, set()))
        where[reason] = here.to_numpy(dtype=bool)
    return first_reason(n, where) if n else np.full(0, KEPT, dtype=object)


def role_cells(raw: RawExport, role: str) -> pd.Series:
    """The cells of the tool's own column of this `role`, in lower case; NA without it."""
    name = raw.heading.roles.get(role)
    if name is None or list(raw.table.columns).count(name) != 1:
        return pd.Series(pd.NA, index=raw.table.index, dtype="str")
    return column_of(raw.table, name).str.strip().str.casefold()


def n_unfinished(raw: RawExport, aside: np.ndarray) -> int:
    """How many rows that are not set aside the tool calls unfinished."""
    roles = raw.heading.roles
    if not {"finished", "progress"} & set(roles):
        return 0
    if "finished" in roles:
        cells = role_cells(raw, "finished")
        by_date = raw.heading.tool == "limesurvey"
        unfinished = cells.isna() if by_date else cells.isin(UNFINISHED)
    else:
        cells = role_cells(raw, "progress")
        unfinished = cells.notna() & ~cells.isin(ALL_SEEN)
    return int((unfinished.to_numpy(dtype=bool) & (aside == KEPT)).sum())

"""One question asked in several columns, such as two versions of a form, read as one."""

from collections import Counter
from collections.abc import Sequence

import numpy as np

from analysis.columns import MISSING_REASONS
from analysis.intake.labels import ANSWERED, NO_CODE, REASON, CodedColumn

RANKS = ("cannot_judge", "user_missing", "invalid_code", "skipped", "not_shown")
"""Which reason counts where all columns are empty: what somebody did before what nobody saw."""


def n_contradictions(columns: Sequence[CodedColumn]) -> int:
    """In how many rows the columns hold different answers."""
    codes = np.array([column.codes for column in columns], dtype=float)
    codes[codes == NO_CODE] = np.nan
    answered = codes[:, ~np.isnan(codes).all(axis=0)]
    return int((np.nanmax(answered, axis=0) > np.nanmin(answered, axis=0)).sum())


def joined(columns: Sequence[CodedColumn]) -> CodedColumn:
    """The answer of each row in the first of the `columns` that holds one."""
    if len(columns) == 1:
        return columns[0]
    codes, reasons = columns[0].codes.copy(), columns[0].reasons.copy()
    for other in columns[1:]:
        take = (codes == NO_CODE) & (
            (other.codes != NO_CODE) | (rank(other) < rank_of(reasons))
        )
        codes[take], reasons[take] = other.codes[take], other.reasons[take]
    invalid: Counter[str] = Counter()
    for column in columns:
        invalid.update(column.invalid)
    n_codes, n_labels, n_recoded = (
        sum(getattr(c, name) for c in columns) for name in ("n_codes", "n_labels", "n_recoded")
    )
    return CodedColumn(codes, reasons, n_codes, n_labels, n_recoded, invalid)


def rank(column: CodedColumn) -> np.ndarray:
    """(n,) the rank of the reason in every row of `column`."""
    return rank_of(column.reasons)


def rank_of(reasons: np.ndarray) -> np.ndarray:
    """(n,) the ranks of `reasons`, the lower the more it says."""
    ranks = np.full(len(MISSING_REASONS) + 1, len(RANKS), dtype=np.int8)
    ranks[ANSWERED] = -1
    for place, name in enumerate(RANKS):
        ranks[REASON[name]] = place
    return ranks[reasons]

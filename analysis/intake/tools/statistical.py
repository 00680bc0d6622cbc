"""SPSS and Stata files: cells as text, with the labels and missing codes they carry."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime, time
from pathlib import Path
from typing import Any

import pyreadstat

from analysis.intake.damage import DAMAGED
from analysis.intake.tools import qualtrics
from analysis.intake.tools.heading import Heading, bare_text
from analysis.intake.unreadable import UnreadableError
from analysis.intake.workbooks import cell_text
from analysis.messages import message

READERS = {"sav": pyreadstat.read_sav, "dta": pyreadstat.read_dta}
FAILURES = (
    pyreadstat.ReadstatError,
    pyreadstat.PyreadstatError,
    *(
        OSError,
        ValueError,
        LookupError,
        ArithmeticError,
        TypeError,
        AttributeError,
        MemoryError,
    ),
)
"""What the reader has been seen to raise, or may, where a file is damaged."""


@dataclass(frozen=True, slots=True)
class Described:
    """A file of SPSS or Stata.

    Attributes
    ----------
    heading
        Its variables.
    n_rows
        How many rows it has.
    columns
        Cells as text by position, None where empty; none where only the heading was read.
    user_missing
        The cells that are declared missing, by variable.
    """

    heading: Heading
    n_rows: int
    columns: list[list[str | None]]
    user_missing: dict[str, frozenset[str]]


def read_described(path: str | Path, format: str, *, cells: bool) -> Described:
    """The file at `path`, with its cells or only its heading."""
    try:
        found, meta = READERS[format](
            str(path), metadataonly=not cells, user_missing=True, output_format="dict"
        )
    except FAILURES as error:
        known = "files.unknown_text" if "convert string" in str(error) else DAMAGED[format]
        raise UnreadableError(message(known)) from None
    names = list(meta.column_names)
    columns = [[text_of(v) for v in found[n]] for n in names] if cells else []
    labels = [bare_text(label or "") for label in meta.column_labels]
    value_labels = {
        name: {text_of(v) or "": bare_text(str(text)) for v, text in values.items()}
        for name, values in meta.variable_value_labels.items()
    }
    by_name = dict(zip(names, columns, strict=True)) if cells else {}
    own = qualtrics.has_own_columns(names)
    return Described(
        Heading(
            format,
            names,
            labels,
            roles=qualtrics.own_roles(names, names) if own else {},
            missing=qualtrics.MISSING if own else {},
            value_labels=value_labels,
        ),
        int(meta.number_rows or (len(columns[0]) if columns else 0)),
        columns,
        declared_missing(by_name, meta),
    )


def text_of(value: Any) -> str | None:
    """A cell as the text that a CSV file would hold; None where it is empty."""
    if value is None or value != value:
        return None
    known = isinstance(value, str | bool | int | float | datetime | date | time)
    return cell_text(value if known else str(value))


def declared_missing(
    columns: Mapping[str, list[str | None]], meta: Any
) -> dict[str, frozenset[str]]:
    """The cells of every variable that lie in its missing ranges or are Stata's .a to .z."""
    found: dict[str, frozenset[str]] = {}
    for name, cells in columns.items():
        ranges = meta.missing_ranges.get(name, [])
        letters = set(meta.missing_user_values.get(name, []))
        distinct = {cell for cell in cells if cell is not None}
        missing = {c for c in distinct if c in letters or any(within(c, r) for r in ranges)}
        if missing:
            found[name] = frozenset(missing)
    return found


def within(cell: str, limits: Mapping[str, Any]) -> bool:
    """Whether `cell` lies between the `limits` of a missing range."""
    low, high = limits["lo"], limits["hi"]
    if isinstance(low, str) or isinstance(high, str):
        return cell in (low, high)
    try:
        return low <= float(cell) <= high
    except ValueError:
        return False

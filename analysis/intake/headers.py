"""Whether a file can be read at all, and has the columns a study needs.

It runs before any job starts, so it imports nothing heavy.
"""

import difflib
import re
import unicodedata
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from analysis.intake.damage import refuse_damaged
from analysis.intake.dictionaries import explained
from analysis.intake.layouts import Layout, kind_of, read_layout
from analysis.intake.tools.heading import Heading
from analysis.intake.unreadable import UnreadableError
from analysis.intake.workbooks import ANY_SHEET, SheetChoice
from analysis.messages import message

MAY_BE_WRONG = {
    "gb18030": "it was read as GB18030, which may be wrong; save it again as UTF-8",
    "big5": "it was read as Big5, which may be wrong; save it again as UTF-8",
}
LIKE = 0.8
"""How alike a column must be to be suggested for a missing one (difflib's ratio)."""


def check_file(
    path: str | Path,
    format: str,
    needed_columns: Mapping[str, str],
    dictionary: str | Path | None = None,
    sheets: Sequence[str] = (),
) -> list[str]:
    """What is wrong with the file at `path`, one line each; empty where it can be read.

    Parameters
    ----------
    path
        The file.
    format
        auto, or a kind of file or a survey tool (`layouts.FORMATS`); auto tells them by
        the first bytes and rows.
    needed_columns
        What each column that must be there is needed for.
    dictionary
        The file that explains the columns, where there is one.
    sheets
        The sheets of a workbook that the study names, by name or number.
    """
    file = Path(path).name
    choice = SheetChoice(tuple(needed_columns), tuple(sheets))
    try:
        if (kind := kind_of(Path(path), format)) in ("sav", "dta"):
            refuse_damaged(path, kind)
        layout = read_explained(path, format, dictionary, choice)
    except UnreadableError as error:
        return [f"{file}: {error}"]
    problems = [*column_problems(layout, needed_columns)]
    if problems and (n := getattr(layout, "n_sheets", 1)) > 1 and not sheets:
        problems.append(message("files.no_sheet_fits", n=n))
    if not layout.has_rows:
        problems.append(message("files.no_rows"))
    return [f"{file}: {problem}" for problem in problems]


def read_explained(
    path: str | Path,
    format: str,
    dictionary: str | Path | None,
    choice: SheetChoice = ANY_SHEET,
) -> Layout:
    """The layout of the file at `path`, with what its `dictionary` says of the columns."""
    layout = read_layout(path, format, choice)
    if dictionary is None:
        return layout
    return replace(layout, heading=explained(layout.heading, dictionary))


def column_problems(layout: Layout, needed_columns: Mapping[str, str]) -> Iterator[str]:
    """Columns that are missing or there more than once."""
    called = {column: column_called(column, layout.heading) for column in needed_columns}
    times = Counter(layout.header)
    missing = [column for column, name in called.items() if times[name] == 0]
    for column, use in needed_columns.items():
        n = times[called[column]]
        if n == 0:
            like = suggestion(column, layout.header)
            yield f"column {column!r} is missing ({use}){like}"
        if n > 1:
            yield f"column {column!r} ({use}) is there {n} times"
    if missing and layout.encoding in MAY_BE_WRONG:
        yield MAY_BE_WRONG[layout.encoding]


def column_called(column: str, heading: Heading) -> str:
    """The name of the column that a study calls `column`: by its name, or by its question."""
    if column in heading.names or heading.labels.count(column) != 1:
        return column
    return heading.names[heading.labels.index(column)]


def plainly(name: str) -> str:
    """`name` without what an eye passes over: width, capitals, spaces and lines between."""
    return "".join(re.split(r"[\W_]+", unicodedata.normalize("NFKC", name).casefold()))


def suggestion(column: str, header: list[str]) -> str:
    """A column of the `header` whose name is or ends nearly as `column`, as a question."""
    same = [name for name in header if plainly(name) == plainly(column)]
    ends = [name for name in header if re.split(r"[/-]", name)[-1] == column]
    like = same or ends or difflib.get_close_matches(column, header, n=1, cutoff=LIKE)
    return f"; did you mean {like[0]!r}?" if like else ""

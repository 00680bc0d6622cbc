"""Whether a file can be read at all, and has the columns a study needs.

It runs before any job starts, so it imports nothing heavy.
"""

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from analysis.intake.damage import refuse_damaged
from analysis.intake.dictionaries import explained
from analysis.intake.heading_checks import text_check, text_problems
from analysis.intake.item_columns import Asked, ItemColumns, item_columns
from analysis.intake.layouts import Layout, kind_of, read_layout
from analysis.intake.missing_items import missing_items
from analysis.intake.names import column_called, suggestion
from analysis.intake.period_forms import months_across
from analysis.intake.tools.heading import Heading
from analysis.intake.unreadable import UnreadableError
from analysis.intake.workbooks import ANY_SHEET, SheetChoice
from analysis.messages import message

MISREAD = ("gb18030", "big5")
"""Encodings whose bytes other encodings write too."""


def check_file(
    path: str | Path,
    format: str,
    needed_columns: Mapping[str, str],
    dictionary: str | Path | None = None,
    asked: Asked | None = None,
    *,
    months_aside: bool = False,
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
    asked
        The items whose answers the file holds, if it holds any; columns called as the study
        does.
    months_aside
        Whether months side by side may be why columns are missing, as in tables of performance.
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
        return [message("files.problem", file=file, problem=str(error))]
    problems = [*column_problems(file, layout, needed_columns, asked)]
    if problems and (n := getattr(layout, "n_sheets", 1)) > 1 and not sheets:
        told = message("files.no_sheet_fits", n=n)
        problems.append(message("files.problem", file=file, problem=told))
    if problems and months_aside and (months := months_across(layout.header)):
        told = message("records.months_across", columns=", ".join(months))
        problems.append(message("files.problem", file=file, problem=told))
    if not layout.has_rows:
        problem = message("files.no_rows")
        problems.append(message("files.problem", file=file, problem=problem))
    return problems


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


def column_problems(
    file: str, layout: Layout, needed: Mapping[str, str], asked: Asked | None
) -> Iterator[str]:
    """Columns that are missing, there more than once, or have another item's text."""
    heading = layout.heading
    taken = {column_called(column, heading) for column in needed}
    if asked is None:
        problems = [*columns_wrong(file, heading, needed, taken)]
    else:
        here = asked_in(heading, needed, asked)
        found = item_columns(heading.names, heading.labels, here)
        taken = taken.union(*found.of.values())
        problems = [*columns_wrong(file, heading, needed, taken)]
        problems += own_twice(file, heading, set(needed.values()))
        problems += item_problems(file, heading, here, found, taken)
    yield from problems
    if problems and layout.encoding in MISREAD:
        yield message("files.misread", file=file, encoding=layout.encoding.upper())


def item_problems(
    file: str, heading: Heading, asked: Asked, found: ItemColumns, taken: Collection[str]
) -> Iterator[str]:
    """What is wrong with the columns of items."""
    named = dict(asked.rename)
    named |= {column: item for item, columns in found.of.items() for column in columns}
    uses = {
        column: message("columns.item", item=item)
        for column, item in named.items()
        if item in asked.shown and item not in found.missing
    }
    yield from columns_wrong(file, heading, uses, taken)
    yield from missing_items(file, heading, asked, found)
    texts = dict(zip(heading.names, heading.labels, strict=True))
    yield from text_problems(file, text_check(texts, found.of, asked), asked.source)


def asked_in(heading: Heading, needed: Collection[str], asked: Asked) -> Asked:
    """What is asked of a file whose columns the study calls by name or by question."""
    others = {*(column_called(c, heading) for c in needed), *heading.roles.values()}
    rename = {column_called(c, heading): item for c, item in asked.rename.items()}
    return replace(asked, rename=rename, others=frozenset(others))


def columns_wrong(
    file: str, heading: Heading, needed: Mapping[str, str], taken: Collection[str]
) -> Iterator[str]:
    """The `needed` columns (with their use) that are not there exactly once."""
    times = Counter(heading.names)
    for column, use in needed.items():
        n = times[column_called(column, heading)]
        about = {"file": file, "column": column, "use": use}
        if n > 1:
            yield message("columns.repeated", **about, n=n)
        elif n == 0 and (like := suggestion(column, heading.names, taken)):
            yield message("columns.missing_like", **about, like=like)
        elif n == 0:
            yield message("columns.missing", **about)


def own_twice(file: str, heading: Heading, declared: Collection[str]) -> Iterator[str]:
    """The tool's own columns that nothing tells from others of their name."""
    for role, column in heading.roles.items():
        n = heading.names.count(column)
        if n > 1 and role not in declared:
            yield message("columns.own_twice", file=file, column=column, n=n)

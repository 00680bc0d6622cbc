"""Exports of survey tools and other tables, read as text just as they stand."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pyarrow as pa
from pyarrow import csv as arrow_csv

from analysis.errors import DataError
from analysis.intake.headers import read_explained
from analysis.intake.layouts import Layout
from analysis.intake.multiple_choice import with_options
from analysis.intake.names import column_called
from analysis.intake.places import Places
from analysis.intake.sheet_notes import workbook_notes
from analysis.intake.sheet_tables import read_tables
from analysis.intake.sheets import WorkbookLayout
from analysis.intake.tools.heading import Heading
from analysis.intake.unreadable import UnreadableError
from analysis.intake.workbooks import ANY_SHEET, SheetChoice
from analysis.messages import message
from analysis.notes import Note, note

LARGE_BYTES = 32 * 1024**2
"""A text file beyond it is read by the reader that needs less memory."""


@dataclass(frozen=True, slots=True)
class RawExport:
    """A file as it stands: every cell as text, and what the file says of its columns.

    Attributes
    ----------
    table
        Its cells, NA where empty, one row per data row of the file; row i is data row
        i + 1: rows that are empty stay, so that they can be counted.
    heading
        Tool, names, questions, labels and the tool's own columns; a column without a name
        is left out of both.
    user_missing
        The cells that the file declares missing, by column.
    places
        Where its rows stand.
    notes
        What a reader should know of the file.
    """

    table: pd.DataFrame
    heading: Heading
    user_missing: Mapping[str, frozenset[str]] = field(default_factory=dict)
    places: Places = field(default_factory=Places)
    notes: Sequence[Note] = ()

    def called(self, column: str) -> str:
        """The name of the column that a study calls `column`."""
        return column_called(column, self.heading)

    def named_as(self, columns: Iterable[str]) -> pd.DataFrame:
        """The table with these `columns` called as the study calls them."""
        return self.table.rename(columns={self.called(column): column for column in columns})


def read_export(
    path: str | Path,
    format: str,
    dictionary: str | Path | None = None,
    choice: SheetChoice = ANY_SHEET,
) -> RawExport:
    """The file at `path`, whose columns the file `dictionary` explains, if there is one.

    Of a workbook, the sheets of `choice` are read, one below the other.

    Raises
    ------
    DataError
        If the file cannot be read as a table.
    """
    try:
        layout = read_explained(path, format, dictionary, choice)
        if not layout.has_rows:
            raise UnreadableError(message("files.no_rows"))
        raw = read_as(path, layout)
        notes = [*notes_of(Path(path).name, layout, choice), *raw.notes]
        return replace(raw, notes=notes)
    except UnreadableError as error:
        raise DataError(
            message("files.problem", file=Path(path).name, problem=str(error))
        ) from None


def read_as(path: str | Path, layout: Layout) -> RawExport:
    """The file at `path`, which has this `layout`."""
    file, heading = Path(path).name, layout.heading
    if layout.kind in ("sav", "dta"):
        from analysis.intake.tools.statistical import read_described

        found = read_described(path, layout.kind, cells=True)
        return RawExport(
            named(found.columns, layout.heading), layout.heading, found.user_missing
        )
    if layout.kind == "parquet":
        from analysis.intake.parquet import parquet_columns

        return with_names(arrow_frame(parquet_columns(path)), heading, file)
    if isinstance(layout, WorkbookLayout):
        table, places = read_tables(layout)
        return replace(with_names(table, heading, file), places=places)
    return with_names(read_text(path, layout), heading, file)


def notes_of(file: str, layout: Layout, choice: SheetChoice) -> Iterator[Note]:
    """What a reader should know of the file, beside its cells."""
    if isinstance(layout, WorkbookLayout):
        yield from workbook_notes(file, layout, choice)


def named(columns: Sequence[list[str | None]], heading: Heading) -> pd.DataFrame:
    """The table with these `columns` of text."""
    table = pd.DataFrame({i: pd.Series(c, dtype="str") for i, c in enumerate(columns)})
    table.columns = pd.Index(heading.names)
    return table


def with_names(table: pd.DataFrame, heading: Heading, file: str) -> RawExport:
    """The export with these cells; columns that have no name are left out."""
    extra = [""] * (table.shape[1] - len(heading.names))
    table.columns = pd.Index(heading.names + extra)
    kept = [i for i, name in enumerate(heading.names) if name]
    names, labels = ([texts[i] for i in kept] for texts in (heading.names, heading.labels))
    short = replace(heading, names=names, labels=labels)
    nameless = table.loc[:, table.columns == ""].notna().to_numpy().sum(axis=0)
    n_cells, n_columns = int(nameless.sum()), int((nameless > 0).sum())
    notes = [note("cells_without_heading", file=file, n=n_cells, n_columns=n_columns)]
    found, explained = with_options(table.loc[:, table.columns != ""], short)
    return RawExport(found, explained, notes=notes * bool(n_cells))


def read_text(path: str | Path, layout: Layout) -> pd.DataFrame:
    """The cells of a text file with this `layout`."""
    if Path(path).stat().st_size > LARGE_BYTES and layout.encoding.startswith("utf-8"):
        try:
            return read_large(path, layout)
        except pa.ArrowInvalid:
            pass
    try:
        table = pd.read_csv(
            path,
            sep=layout.delimiter,
            encoding=layout.encoding,
            header=None,
            dtype="str",
            keep_default_na=False,
            na_values=[""],
            skip_blank_lines=False,
            skiprows=layout.blank_lines,
        )
    except pd.errors.ParserError as error:
        raise UnreadableError(parser_problem(str(error))) from None
    except (UnicodeDecodeError, OverflowError, ValueError):
        raise UnreadableError(message("files.open_quote")) from None
    return table.iloc[layout.heading.n_rows :].reset_index(drop=True)


def read_large(path: str | Path, layout: Layout) -> pd.DataFrame:
    """The cells of a large text file; raises ArrowInvalid where its rows differ in length."""
    names = [str(i) for i in range(len(layout.heading.names))]
    table = arrow_csv.read_csv(
        path,
        read_options=arrow_csv.ReadOptions(
            column_names=names, skip_rows=layout.blank_lines, block_size=1 << 24
        ),
        parse_options=arrow_csv.ParseOptions(
            delimiter=layout.delimiter, newlines_in_values=True, ignore_empty_lines=False
        ),
        convert_options=arrow_csv.ConvertOptions(
            column_types=dict.fromkeys(names, pa.large_string()),
            null_values=[""],
            strings_can_be_null=True,
            quoted_strings_can_be_null=True,
        ),
    )
    return arrow_frame(table.slice(layout.heading.n_rows).columns)


def arrow_frame(columns: list[pa.ChunkedArray]) -> pd.DataFrame:
    """The table with these columns of text."""
    arrow = pa.Table.from_arrays(columns, names=[str(i) for i in range(len(columns))])
    dtype = pd.StringDtype("pyarrow", na_value=np.nan)
    return arrow.to_pandas(types_mapper=lambda _: dtype)


def parser_problem(said: str) -> str:
    """What the parser `said`, without any cell of the file."""
    found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", said)
    if found is None:
        return message("files.open_quote")
    expected, line, seen = found.groups()
    return message("files.long_line", line=line, seen=seen, expected=expected)

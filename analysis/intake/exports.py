"""Exports of survey tools and other tables, read as text just as they stand."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd

from analysis.errors import DataError
from analysis.intake.headers import NO_ROWS, Layout, header_cells, read_layout
from analysis.intake.workbooks import UnreadableError, cell_text, workbook_rows


@dataclass(frozen=True, slots=True)
class Export:
    """The answers of one export, and what its columns are.

    Attributes
    ----------
    file
        Name of the file, without its folder.
    table
        Its cells as text, NA where empty, one row per data row of the file.
    instrument, source, wave, form
        What was asked, of whom, on which occasion, in which version of the form.
    columns
        Column names by meaning: person and, where there are any, rater, seconds,
        started_at, language.
    rename
        Item by column, where the export's name for an item is not the item's id.
    items
        The items that this form shows; None if it shows them all.
    """

    file: str
    table: pd.DataFrame
    instrument: str
    source: str
    wave: int
    form: str
    columns: Mapping[str, str]
    rename: Mapping[str, str] = field(default_factory=dict)
    items: list[str] | None = None

    @property
    def column_of(self) -> dict[str, str]:
        """The column of every item that `rename` mentions."""
        return {item: column for column, item in self.rename.items()}


@dataclass(frozen=True, slots=True)
class PeopleExport:
    """Who the people are: one row per person.

    Attributes
    ----------
    file, table
        As in `Export`.
    person, groups, clusters, controls, case_weight
        Names of the columns that are read.
    """

    file: str
    table: pd.DataFrame
    person: str
    groups: list[str]
    clusters: list[str]
    controls: list[str]
    case_weight: str | None = None

    @property
    def declared(self) -> list[str]:
        """The columns that are read, each once."""
        last = [self.case_weight] if self.case_weight else []
        columns = [self.person, *self.groups, *self.clusters, *self.controls, *last]
        return list(dict.fromkeys(columns))


@dataclass(frozen=True, slots=True)
class RecordExport:
    """A table of performance.

    Attributes
    ----------
    file, table
        As in `Export`.
    source
        Who provides it, such as records or manager.
    person, period, exposure
        Names of these columns; None where there is none.
    columns
        Names of the columns of numbers that indicators are made from.
    """

    file: str
    table: pd.DataFrame
    source: str
    person: str
    period: str | None
    exposure: str | None
    columns: list[str]

    @property
    def numbers(self) -> list[str]:
        """The columns that are read as numbers, exposure included."""
        last = [self.exposure] if self.exposure else []
        return list(dict.fromkeys([*self.columns, *last]))


def read_export(path: str | Path, format: str) -> pd.DataFrame:
    """The cells of the file at `path` as text, NA where empty.

    Row i is data row i + 1 of the file: rows that are empty stay, so that they can be
    counted. Columns keep their names; those without a name are left out.

    Raises
    ------
    DataError
        If the file cannot be read as a table.
    """
    try:
        layout = read_layout(path, format)
        if not layout.has_rows:
            raise UnreadableError(NO_ROWS)
        table = read_text(path, layout) if layout.encoding else read_workbook(path)
    except UnreadableError as error:
        raise DataError(f"{Path(path).name}: {error}") from None
    return table.loc[:, table.columns != ""]


def read_text(path: str | Path, layout: Layout) -> pd.DataFrame:
    """The cells of a text file with this `layout`."""
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
    table = table.iloc[1:].reset_index(drop=True)
    table.columns = pd.Index(layout.header + [""] * (table.shape[1] - len(layout.header)))
    return table


def parser_problem(message: str) -> str:
    """What the parser's `message` means, without any cell of the file."""
    found = re.search(r"Expected (\d+) fields in line (\d+), saw (\d+)", message)
    if found is None:
        return "it is not a table; a quotation mark may not be closed"
    expected, line, seen = found.groups()
    return f"line {line} has {seen} cells, but the header has {expected}"


def read_workbook(path: str | Path) -> pd.DataFrame:
    """The cells of the first sheet of a workbook."""
    rows = workbook_rows(path)
    start = next(i for i, row in enumerate(rows) if any(str(cell).strip() for cell in row))
    columns = list(zip(*rows[start + 1 :], strict=True))
    texts = {i: pd.Series(map(cell_text, c), dtype="str") for i, c in enumerate(columns)}
    table = pd.DataFrame(texts)
    table.columns = pd.Index(header_cells(rows[start]))
    return table

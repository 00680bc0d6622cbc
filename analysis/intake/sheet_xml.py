"""What the XML of a workbook's sheet says that its values do not: places, errors, hiding."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from analysis.intake.safe_xml import new_parser, parse

DIGITS = "0123456789"
LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
ROW, CELL, VALUE, FORMULA, COLUMN, MERGED = range(1, 7)
KINDS = {
    "row": ROW,
    "c": CELL,
    "v": VALUE,
    "is": VALUE,
    "f": FORMULA,
    "col": COLUMN,
    "mergeCell": MERGED,
}
IN_DIGITS, IN_LETTERS = DIGITS.encode(), LETTERS.encode()
TRUE = ("1", "true")
MOST_COLUMNS = 16_384
"""Columns of a sheet."""


@dataclass(frozen=True, slots=True)
class SheetFacts:
    """What a sheet says of its cells; rows and columns are numbered from 1.

    Attributes
    ----------
    rows, columns
        Those in which any cell holds something, in order.
    hidden_rows
        Those of `rows` that are hidden.
    hidden_columns
        First and last of every run of hidden columns.
    merged
        First row, first column, last row and last column of merged cells.
    has_errors
        Whether any cell holds an error such as #REF!.
    has_uncalculated
        Whether any cell may hold a formula without a value.
    zero_columns
        Columns with formulas all of which have the value 0.
    """

    rows: list[int]
    columns: list[int]
    hidden_rows: frozenset[int]
    hidden_columns: tuple[tuple[int, int], ...]
    merged: tuple[tuple[int, int, int, int], ...]
    has_errors: bool
    has_uncalculated: bool
    zero_columns: frozenset[int]


class SheetScan:
    """Goes through a sheet element by element; `facts` is what was found.

    A cell or row that does not say where it stands comes after the one before.
    """

    __slots__ = (
        *("kinds", "rows", "columns", "hidden", "hidden_columns", "merged", "has_errors"),
        *("has_uncalculated", "zeros", "row", "row_hidden", "filled", "cell", "cell_type"),
        *("valued", "formula", "text", "parser"),
    )

    def __init__(self) -> None:
        self.kinds: dict[str, int] = {}
        self.rows: set[int] = set()
        self.columns: set[bytes] = set()
        self.hidden: set[int] = set()
        self.hidden_columns: list[tuple[int, int]] = []
        self.merged: list[tuple[int, int, int, int]] = []
        self.has_errors = self.has_uncalculated = False
        self.zeros: dict[int, bool] = {}
        self.row, self.row_hidden = 0, False
        self.filled: list[str] = []
        self.cell, self.cell_type, self.valued = "", None, False
        self.formula, self.text = False, ""
        self.parser = new_parser()
        self.parser.StartElementHandler = self.start

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """Take in the beginning of an element."""
        kind = self.kinds.get(name)
        if kind == CELL:
            if self.formula:
                self.end_formula()
            self.cell = attributes.get("r") or self.next_cell()
            self.cell_type = attributes.get("t")
        elif kind == VALUE:
            self.filled.append(self.cell)
            if self.formula:
                self.valued = True
            if self.cell_type == "e":
                self.has_errors = True
        elif kind is None:
            self.kinds[name] = KINDS.get(name.rpartition(":")[2], 0)
            self.start(name, attributes)
        elif kind == ROW:
            self.end_row()
            self.row = int(attributes.get("r") or self.row + 1)
            self.row_hidden = attributes.get("hidden") in TRUE or attributes.get("ht") == "0"
        elif kind:
            self.start_other(kind, attributes)

    def start_other(self, kind: int, attributes: dict[str, str]) -> None:
        """Take in the beginning of a formula, a column or merged cells."""
        if kind == FORMULA:
            self.formula, self.valued, self.text = True, False, ""
            self.parser.CharacterDataHandler = self.characters
        elif kind == COLUMN:
            if attributes.get("hidden") in TRUE or attributes.get("width") == "0":
                span = int(attributes.get("min", 1)), int(attributes.get("max", MOST_COLUMNS))
                self.hidden_columns.append(span)
        elif kind == MERGED:
            first, _, last = attributes.get("ref", "A1").partition(":")
            self.merged.append((*place(first), *place(last or first)))

    def characters(self, text: str) -> None:
        """Take in text of a cell with a formula: the formula, or its value."""
        if self.valued:
            self.text += text

    def next_cell(self) -> str:
        """The name of the cell after the one before it in the row under way."""
        before = place(self.cell)[1] if self.cell else 0
        return f"{letters(before + 1)}{self.row}"

    def end_formula(self) -> None:
        """Decide whether the formula of the cell that ends has a value."""
        self.formula, self.parser.CharacterDataHandler = False, None
        value = self.text.strip()
        if not self.valued or (not value and self.cell_type != "str"):
            self.has_uncalculated = True
            if not self.valued:
                self.filled.append(self.cell)
        else:
            column = place(self.cell)[1]
            self.zeros[column] = self.zeros.get(column, True) and value == "0"

    def end_row(self) -> None:
        """Note where the cells of the row that ends stand."""
        if self.formula:
            self.end_formula()
        self.cell = ""
        if not self.filled:
            return
        cells = " ".join(self.filled).encode()
        found = {int(row) for row in set(cells.translate(None, IN_LETTERS).split())}
        self.rows |= found
        self.columns |= set(cells.translate(None, IN_DIGITS).split())
        if self.row_hidden:
            self.hidden |= found
        self.filled = []

    def facts(self) -> SheetFacts:
        """What was found, at the end of the sheet."""
        self.end_row()
        return SheetFacts(
            rows=sorted(self.rows),
            columns=sorted({column_number(name.decode()) for name in self.columns}),
            hidden_rows=frozenset(self.hidden),
            hidden_columns=tuple(self.hidden_columns),
            merged=tuple(self.merged),
            has_errors=self.has_errors,
            has_uncalculated=self.has_uncalculated,
            zero_columns=frozenset(c for c, zero in self.zeros.items() if zero),
        )


def sheet_facts(chunks: Iterable[bytes]) -> SheetFacts:
    """What the XML of a sheet, which comes in `chunks`, says of its cells.

    Raises
    ------
    UnreadableError
        If it is no sound XML, or a cell does not say where it stands as cells do.
    """
    scan = SheetScan()
    parse(scan.parser, chunks)
    return scan.facts()


def place(cell: str) -> tuple[int, int]:
    """Row and column of the cell called as spreadsheets do, such as (12, 28) of AB12."""
    name = cell.rstrip(DIGITS)
    return int(cell[len(name) :]), column_number(name)


@cache
def column_number(name: str) -> int:
    """The number of the column called `name`, from A = 1; raises ValueError beyond the last."""
    number = 0
    for letter in name.upper():
        number = 26 * number + LETTERS.index(letter) + 1
    if not 1 <= number <= MOST_COLUMNS:
        raise ValueError(f"no column is called {name!r}")
    return number


def letters(number: int) -> str:
    """What the column of this `number` is called."""
    name = ""
    while number:
        number, last = divmod(number - 1, 26)
        name = LETTERS[last] + name
    return name

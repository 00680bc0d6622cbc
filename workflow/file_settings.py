"""What a study says of a file that is read as one table."""

from typing import Annotated, Any

from pydantic import Discriminator, Field, Tag

from workflow.label_settings import Cell
from workflow.section import Section


def sheet_kind(raw: Any) -> str:
    """Whether one sheet is named or several."""
    return "listed-sheets" if isinstance(raw, list) else "one-sheet"


SheetEntry = Annotated[
    Annotated[Cell, Tag("one-sheet")] | Annotated[list[Cell], Tag("listed-sheets")],
    Discriminator(sheet_kind),
]
"""A sheet of a workbook by its name or number, or several."""


class OneFile(Section):
    """A file, and in a workbook the sheets that count."""

    file: str
    sheet: SheetEntry | None = Field(
        None,
        description="Sheets of a workbook by name or number, read one below the other; null "
        "for all that have the columns.",
    )

    @property
    def sheets(self) -> list[str]:
        """The sheets that are named; none where all count that have the columns."""
        if self.sheet is None:
            return []
        return [self.sheet] if isinstance(self.sheet, str) else self.sheet

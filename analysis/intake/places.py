"""Where the rows of a table stand: in which sheet of their file, and in which row of it."""

from dataclasses import dataclass

import numpy as np


@dataclass(frozen=True, slots=True)
class Places:
    """Where each row of a table stands; without arrays, row i is data row i + 1 of its file.

    Attributes
    ----------
    rows
        (n,) its number below the heading, from 1.
    sheets
        (n,) the number of its sheet, where the workbook has several that hold anything.
    """

    rows: np.ndarray | None = None
    sheets: np.ndarray | None = None

    def rows_at(self, positions: np.ndarray) -> np.ndarray:
        """The number of each row at `positions`."""
        return positions + 1 if self.rows is None else self.rows[positions]

    def files_at(self, file: str, positions: np.ndarray) -> list[str]:
        """The file of each row at `positions`; with its sheet, as x.xlsx#2."""
        if self.sheets is None:
            return [file] * len(positions)
        return [f"{file}#{sheet}" for sheet in self.sheets[positions]]


IN_ORDER = Places()
"""The rows of a file of one table without gaps."""

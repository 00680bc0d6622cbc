"""What a study says of the cells of a file: labels, codes of another origin, items turned."""

from collections.abc import Mapping
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Discriminator, Tag


def cell_written(value: object) -> object:
    """A whole number as a file writes it, anything else as it is."""
    whole = isinstance(value, int) and not isinstance(value, bool)
    return str(value) if whole else value


Cell = Annotated[str, BeforeValidator(cell_written)]
"""What stands in a cell; in YAML a number may be written without quotation marks."""


def label_kind(raw: Any) -> str:
    """Whether a label has a code, or a response format or item has labels of its own."""
    return "labels-there" if isinstance(raw, Mapping) else "code-of-label"


LabelEntry = Annotated[
    Annotated[int, Tag("code-of-label")] | Annotated[dict[Cell, int], Tag("labels-there")],
    Discriminator(label_kind),
]
"""The code of a label, or the labels of one response format or item."""


def recoded_kind(raw: Any) -> str:
    """Whether items are listed or all meant at once."""
    return "all-of-them" if isinstance(raw, str) else "listed-items"


RecodedEntry = Annotated[
    Annotated[list[str], Tag("listed-items")]
    | Annotated[Literal["all_reversed"], Tag("all-of-them")],
    Discriminator(recoded_kind),
]
"""Items that stand in a file already reversed."""

"""Parquet files: their columns and cells as text."""

from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from analysis.intake.tools.heading import Heading
from analysis.intake.unreadable import UnreadableError
from analysis.messages import message

WHOLE = r"^(-?\d+)\.0$"


def parquet_heading(path: str | Path) -> tuple[Heading, bool]:
    """The heading of the file at `path`, and whether it has rows."""
    try:
        metadata = pq.read_metadata(path)
    except (pa.ArrowException, OSError, ValueError):
        raise UnreadableError(message("files.damaged_parquet")) from None
    names = [name.strip() for name in metadata.schema.to_arrow_schema().names]
    return Heading("", names, [""] * len(names)), metadata.num_rows > 0


def parquet_columns(path: str | Path) -> list[Any]:
    """The columns of the file at `path` as Arrow arrays of text, null where empty."""
    try:
        table = pq.read_table(path)
        return [as_text(column) for column in table.columns]
    except (pa.ArrowException, OSError, ValueError):
        raise UnreadableError(message("files.damaged_parquet")) from None


def as_text(column: pa.ChunkedArray) -> pa.ChunkedArray:
    """`column` as text; whole numbers without decimals, empty text as null."""
    kind = column.type
    if pa.types.is_dictionary(kind):
        column = column.cast(kind.value_type)
    text = pc.cast(column, pa.large_string())
    if pa.types.is_floating(kind):
        text = pc.call_function(
            "replace_substring_regex",
            [text],
            pc.ReplaceSubstringOptions(pattern=WHOLE, replacement=r"\1"),
        )
    empty = pc.call_function("equal", [text, pa.scalar("", pa.large_string())])
    return pc.call_function("if_else", [empty, pa.scalar(None, pa.large_string()), text])

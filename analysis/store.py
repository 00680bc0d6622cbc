"""Results on disk: each table a Parquet or CSV file, everything else one JSON summary."""

import json
import math
import os
import re
import stat
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import fields
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

CONFIDENTIAL = {b"plumbline": b"confidential: one row is one person or response"}
OWNER_ONLY = 0o600
FORMULA = re.compile(r"^(?![+-]?\d+(?:\.\d+)?$)([=+\-@\t\n|＝＋－＠])")
"""How a text begins that a spreadsheet would run; a plain number is none."""

CARRIAGE_RETURN = re.compile(r"\r\n?")
"""It would end a row of a CSV file, in which only a line feed is quoted."""

PERSONAL_COLUMNS = {"person", "response", "rater", "pseudonym"}


def write_result(result: Any, files: Mapping[str, str]) -> None:
    """Write each table of `result` to the file of its name, the rest to `summary`.

    Raises
    ------
    ValueError
        If the names in `files` are not exactly the tables of `result` and `summary`, or
        a number of the summary is missing without a `<name>_reason` beside it.
    """
    files = dict(files.items())
    values = {field.name: getattr(result, field.name) for field in fields(result)}
    tables = {name: v for name, v in values.items() if isinstance(v, pd.DataFrame)}
    if set(files) != {*tables, "summary"}:
        raise ValueError(
            f"{type(result).__name__} writes {sorted({*tables, 'summary'})}, "
            f"but the rule's outputs are {sorted(files)}"
        )
    summary = {name: plain(v) for name, v in values.items() if name not in tables}
    require_reasons(summary)
    for name, table in tables.items():
        write_table(table, files[name])
    write_json(summary, files["summary"])


def read_result(kind: type, files: Mapping[str, str]) -> Any:
    """Read back what `write_result` wrote for a result of this `kind`."""
    files = dict(files.items())
    summary = json.loads(Path(files.pop("summary")).read_text(encoding="utf-8"))
    return kind(**summary, **{name: read_table(path) for name, path in files.items()})


def read_all(paths: list[str]) -> dict[str, dict[str, Any]]:
    """The tables and summaries at `paths`, by "<stage>/<rule>" and name."""
    found: dict[str, dict[str, Any]] = {}
    for path in map(Path, paths):
        step = "/".join(path.parts[-3:-1])
        is_summary = path.suffix == ".json"
        value = json.loads(path.read_text(encoding="utf-8")) if is_summary else read_table(path)
        found.setdefault(step, {})[path.stem] = value
    return found


def harmless(table: pd.DataFrame) -> pd.DataFrame:
    """`table` with an apostrophe before every text that a spreadsheet takes for a formula."""
    texts = [name for name in table if pd.api.types.is_string_dtype(table[name])]
    for name in texts:
        plain = table[name].replace(CARRIAGE_RETURN, "\n", regex=True)
        table = table.assign(**{name: plain.replace(FORMULA, r"'\1", regex=True)})
    return table


def harmless_cell(text: str) -> str:
    """`text` with an apostrophe before it where a spreadsheet would take it for a formula."""
    return FORMULA.sub(r"'\1", CARRIAGE_RETURN.sub("\n", text))


def write_table(table: pd.DataFrame, path: str | Path) -> None:
    """Write `table` as CSV or Parquet, by the ending of `path`.

    A CSV file is for people: its texts are made `harmless`.
    """
    if str(path).endswith(".csv"):
        text = harmless(table).to_csv(index=False, lineterminator="\n")
        write_private(text.encode("utf-8"), path)
        return
    arrow = pa.Table.from_pandas(table, preserve_index=False)
    if PERSONAL_COLUMNS & set(table.columns):
        arrow = arrow.replace_schema_metadata({**(arrow.schema.metadata or {}), **CONFIDENTIAL})
    buffer = pa.BufferOutputStream()
    pq.write_table(arrow, buffer)
    write_private(buffer.getvalue(), path)


def write_private(content: bytes | pa.Buffer, path: str | Path) -> None:
    """Write `content` to a file that nobody but its owner can open, from the first byte on.

    A file system that keeps no permissions is told by `workflow.owner_only`, once a run.
    """
    handle = os.open(path, os.O_WRONLY | os.O_CREAT, OWNER_ONLY)
    with os.fdopen(handle, "wb") as file:
        if stat.S_IMODE(os.fstat(handle).st_mode) != OWNER_ONLY:
            with suppress(PermissionError):
                os.chmod(path, OWNER_ONLY)
        file.truncate()
        file.write(content)


def read_table(path: str | Path) -> pd.DataFrame:
    """Read a table that `write_table` wrote."""
    return pd.read_csv(path) if str(path).endswith(".csv") else pd.read_parquet(path)


def read_key(files: Sequence[str | Path]) -> dict[str, Any] | None:
    """The scoring key in the one file of `files`; None where there is none."""
    return json.loads(Path(files[0]).read_text(encoding="utf-8")) if files else None


def write_json(value: Any, path: str | Path) -> None:
    """Write `value` as JSON with sorted keys."""
    text = json.dumps(value, indent=2, sort_keys=True, ensure_ascii=False, allow_nan=False)
    write_private((text + "\n").encode("utf-8"), path)


def plain(value: Any) -> Any:
    """`value` in the types of JSON; a number that is not finite becomes None."""
    if isinstance(value, Mapping):
        return {str(key): plain(v) for key, v in value.items()}
    if isinstance(value, list | tuple):
        return [plain(v) for v in value]
    if isinstance(value, np.generic):
        value = value.item()
    if isinstance(value, float) and not math.isfinite(value):
        return None
    return value


def require_reasons(summary: Mapping[str, Any], where: str = "") -> None:
    """Refuse a `None` in `summary` that has no `<name>_reason` beside it."""
    for name, value in summary.items():
        if isinstance(value, Mapping):
            require_reasons(value, f"{where}{name}.")
        if value is None and not name.endswith("_reason") and f"{name}_reason" not in summary:
            raise ValueError(f"summary: {where}{name} is missing without {name}_reason")

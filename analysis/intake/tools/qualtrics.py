"""Qualtrics: names, questions and import ids above the answers; two rows in old exports."""

import json
import re
from collections.abc import Sequence

from analysis.intake.tools.heading import Heading, bare_text, roles_by_name

IMPORT_ID = re.compile(r'^\s*\{\s*"ImportId"\s*:')
OLD_NAME = re.compile(r"^V\d+$")
OLD_NAMES_NEEDED = 5
IMPORT_ROLES = {
    "startdate": "started_at",
    "enddate": "ended_at",
    "duration": "seconds",
    "finished": "finished",
    "status": "status",
    "distributionchannel": "channel",
    "userlanguage": "language",
}
"""Meaning by import id or, in old exports, by the second row; the same in every language."""


def recognised(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first `rows` of a file are headed as Qualtrics does."""
    return is_current(rows) or is_old(rows)


def is_current(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the third row holds import ids."""
    filled = [cell for cell in rows[2] if cell] if len(rows) > 2 else []
    found = [cell for cell in filled if IMPORT_ID.match(cell)]
    return bool(found) and 2 * len(found) > len(filled)


def is_old(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row calls its columns V1, V2, … and the second says what they are."""
    old = [name for name in rows[0] if OLD_NAME.match(name)]
    return len(rows) > 1 and len(old) >= OLD_NAMES_NEEDED and "ResponseID" in rows[1]


def heading(rows: Sequence[Sequence[str]]) -> Heading:
    """The heading in the first `rows`, which are recognised."""
    names = list(rows[0])
    labels = padded([bare_text(cell) for cell in rows[1]], len(names))
    ids = padded([import_id(c) for c in rows[2]], len(names)) if is_current(rows) else labels
    roles = roles_by_name(ids, IMPORT_ROLES)
    columns = {role: names[ids.index(found)] for role, found in roles.items()}
    return Heading("qualtrics", names, labels, 3 if is_current(rows) else 2, columns)


def import_id(cell: str) -> str:
    """The import id that `cell` holds; "" if it holds none."""
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return ""
    return str(found.get("ImportId", "")) if isinstance(found, dict) else ""


def padded(cells: list[str], n: int) -> list[str]:
    """`cells` cut or filled up to `n`."""
    return (cells + [""] * n)[:n]

"""ODK, Kobo and their like: columns headed by group and field, times of the device."""

import re
from collections.abc import Sequence

from analysis.intake.tools.heading import Heading, bare_text, distinct, roles_by_name

BETWEEN, DASH = re.compile(r"(?<!\\)/"), re.compile("-")
ESCAPED = "\\/"
"""What separates groups from fields, and a slash that is part of a label."""

KOBO = "_uuid"
CENTRAL = {"meta/instanceID", "meta-instanceID", "instanceID", "KEY"}
TIMES = {"start", "end", "SubmissionDate", "_submission_time", "today"}
MEANINGS = {"start": "started_at", "starttime": "started_at", "end": "ended_at"}
MEANINGS |= {"endtime": "ended_at", "_duration": "seconds"}


def recognised(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of `rows` has the columns that ODK or Kobo add."""
    names = set(rows[0])
    last = {name.split("/")[-1] for name in names}
    return (KOBO in names or bool(CENTRAL & names)) and bool(TIMES & last)


def heading(rows: Sequence[Sequence[str]]) -> Heading:
    """The heading in the first of `rows`: a field is called without its groups."""
    cells = [bare_text(cell) for cell in rows[0]]
    mark = BETWEEN if KOBO in cells or any("/" in cell for cell in cells) else DASH
    parts = [mark.split(cell)[-1].replace(ESCAPED, "/") for cell in cells]
    names = distinct(parts, cells)
    return Heading("odk", names, cells, 1, roles_by_name(names, MEANINGS))

"""Qualtrics: names, questions and import ids above the answers; fewer rows where cut."""

import json
import re
from collections import Counter
from collections.abc import Sequence

from analysis.intake.tools.heading import Heading, bare_text

IMPORT_ID = re.compile(r'^\s*\{\s*"ImportId"\s*:')
OLD_NAME = re.compile(r"^V\d+$")
OLD_OWN = {"ResponseID", "ResponseSet", "ExternalDataReference", "EmailAddress", "IPAddress"}
OLD_OWN |= {"Name", "Status", "StartDate", "EndDate", "Finished"}
OWN = {"StartDate", "EndDate", "Status", "Progress", "Finished", "RecordedDate", "ResponseId"}
OWN |= {"ResponseID", "DistributionChannel", "UserLanguage"}
OLD_NEEDED, OWN_NEEDED = 3, 4
DURATION = "Duration"
DATES = ("StartDate", "EndDate", "RecordedDate")
ROLES = {
    "startdate": "started_at",
    "enddate": "ended_at",
    "duration": "seconds",
    "durationinseconds": "seconds",
    "finished": "finished",
    "progress": "progress",
    "status": "status",
    "distributionchannel": "channel",
    "userlanguage": "language",
}
"""Meaning by import id, second row of old exports or name; the same in every language."""

MISSING = {"-99": "skipped"}
"""What stands for a question that was seen and not answered, if the export is told so."""

PERSONAL = {"Name", "EmailAddress", "IPAddress"}
"""What the second row of old exports calls columns that identify people."""


def recognised(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first `rows` of a file are headed as Qualtrics does."""
    return import_row(rows) > 0 or is_old(rows) or has_own_columns(rows[0])


def import_row(rows: Sequence[Sequence[str]]) -> int:
    """Which of the `rows` below the first holds import ids; 0 if none does."""
    for i, row in enumerate(rows[1:3], start=1):
        filled = [cell for cell in row if cell]
        found = [cell for cell in filled if IMPORT_ID.match(cell)]
        if found and 2 * len(found) > len(filled):
            return i
    return 0


def is_old(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first row calls its columns V1, V2, … and the second says what they are."""
    pairs = zip(rows[0], rows[1], strict=False) if len(rows) > 1 else ()
    own = [cell for name, cell in pairs if OLD_NAME.match(name) and cell in OLD_OWN]
    return len(own) >= OLD_NEEDED


def has_own_columns(names: Sequence[str]) -> bool:
    """Whether columns of these `names` are those that Qualtrics adds to every survey."""
    return len(OWN & set(names)) >= OWN_NEEDED


def heading(rows: Sequence[Sequence[str]]) -> Heading:
    """The heading in the first `rows`, which are recognised."""
    names, ids = list(rows[0]), import_row(rows)
    n_rows = ids + 1 if ids else 1 + has_questions(rows)
    texts = rows[1] if n_rows > 1 and ids != 1 else []
    labels = padded([bare_text(cell) for cell in texts], len(names))
    old = is_old(rows)
    called = [import_id(cell) for cell in rows[ids]] if ids else labels if old else names
    called = padded(called, len(names))
    names = told_apart(names, called) if ids else names
    roles = own_roles(called, names)
    personal = {n for n, text in zip(names, labels, strict=True) if old and text in PERSONAL}
    return Heading(
        "qualtrics", names, labels, n_rows, roles, MISSING, identifying=frozenset(personal)
    )


def has_questions(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the second of `rows` holds questions: words where answers have dates."""
    if len(rows) < 2 or is_old(rows):
        return len(rows) > 1
    pairs = zip(rows[0], rows[1], strict=False)
    dates = [cell for name, cell in pairs if name in DATES and cell]
    return bool(dates) and not any(c.isdigit() for cell in dates for c in cell)


def told_apart(names: Sequence[str], ids: Sequence[str]) -> list[str]:
    """The `names` with import ids behind those that stand more than once, where ids differ."""
    times, pairs = Counter(names), Counter(zip(names, ids, strict=True))
    return [
        f"{name} [{found}]" if times[name] > 1 and found and pairs[name, found] == 1 else name
        for name, found in zip(names, ids, strict=True)
    ]


def own_roles(called: Sequence[str], names: Sequence[str]) -> dict[str, str]:
    """Column by meaning, where `called` says what each of `names` is.

    Qualtrics' own ids begin with a small letter (status); those of a person's own fields
    are called as the person did (Status). Own names (Status) tell ids apart that are alike.
    """
    plain = [re.sub(r"[\W_]", "", cell) for cell in called]
    found: dict[str, list[int]] = {}
    for i, cell in enumerate(plain):
        if role := ROLES.get(cell.casefold()):
            found.setdefault(role, []).append(i)
    if "finished" in found:
        found.pop("progress", None)
    return {role: names[likeliest(places, plain, names)] for role, places in found.items()}


def likeliest(places: Sequence[int], plain: Sequence[str], names: Sequence[str]) -> int:
    """Which of the columns at `places` is Qualtrics' own; the first if nothing tells."""
    own = [i for i in places if plain[i][:1].islower()] or [*places]
    named = [i for i in own if names[i] in OWN or names[i].startswith(DURATION)]
    return (named or own)[0]


def import_id(cell: str) -> str:
    """The import id that `cell` holds; "" if it holds none."""
    try:
        found = json.loads(cell)
    except (ValueError, RecursionError):
        return ""
    return str(found.get("ImportId", "")) if isinstance(found, dict) else ""


def padded(cells: Sequence[str], n: int) -> list[str]:
    """`cells` cut or filled up to `n`."""
    return ([*cells] + [""] * n)[:n]

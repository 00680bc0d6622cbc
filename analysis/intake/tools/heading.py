"""The rows above the answers: what each column is called, asks and means."""

import html
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

ROLES = ("seconds", "started_at", "ended_at", "language", "finished", "progress", "status")
ROLES += ("channel",)
"""What a column of the tool's own may say of a response."""

BREAK = re.compile(r"</?(?:br|p|div|li|ul|ol|tr|td|h\d)\b[^<>]*>", re.IGNORECASE)
TAG = re.compile(r"<[^<>]*>")
SPACES = re.compile(r"\s+")
INVISIBLE = dict.fromkeys([0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060], None)


@dataclass(frozen=True, slots=True)
class Heading:
    """What the rows above the answers say.

    Attributes
    ----------
    tool
        The survey tool; "" for a plain table.
    names
        Name of every column, "" for one that has none and is left out.
    labels
        The question behind every column, "" where the file does not say.
    n_rows
        How many rows, from the first that is filled, are no answers.
    roles
        Column by meaning (one of `ROLES`), for the columns of the tool's own.
    missing
        Why a cell is empty, by the cell that the tool writes for it.
    value_labels
        The label of every code, by column, where the file or its dictionary says.
    identifying
        Columns that the dictionary marks as identifying people.
    """

    tool: str
    names: list[str]
    labels: list[str]
    n_rows: int = 1
    roles: Mapping[str, str] = field(default_factory=dict)
    missing: Mapping[str, str] = field(default_factory=dict)
    value_labels: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    identifying: frozenset[str] = frozenset()


def narrow(name: str) -> str:
    """`name` with full-width characters made narrow."""
    return unicodedata.normalize("NFKC", name)


def roles_by_name(names: Sequence[str], meanings: Mapping[str, str]) -> dict[str, str]:
    """Column by role, where `meanings` has the role of a name in lower case."""
    found: dict[str, str] = {}
    for name in names:
        role = meanings.get(name.casefold())
        if role:
            found.setdefault(role, name)
    return found


def bare_text(text: str) -> str:
    """`text` without HTML, invisible characters and repeated spaces."""
    plain = TAG.sub("", BREAK.sub(" ", html.unescape(text))).translate(INVISIBLE)
    return SPACES.sub(" ", plain).strip()


def distinct(short: Sequence[str], full: Sequence[str]) -> list[str]:
    """The `short` names, and the `full` one where the short one stands more than once."""
    times = Counter(short)
    return [s if times[s] == 1 else f for s, f in zip(short, full, strict=True)]

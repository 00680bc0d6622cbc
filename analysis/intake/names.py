"""What columns are called, and which of them is meant by a name that is not there."""

import difflib
import re
import unicodedata
from collections.abc import Collection, Sequence

from analysis.intake.tools.heading import Heading

END = re.compile(r"[/\-\[(.]")
"""What stands before the last part of a name, such as group/item or q[item]."""

LIKE = 0.8
"""How alike a column must be to be suggested for a missing one (difflib's ratio)."""


def column_called(column: str, heading: Heading) -> str:
    """The name of the column that a study calls `column`: by its name, or by its question."""
    if column in heading.names or heading.labels.count(column) != 1:
        return column
    return heading.names[heading.labels.index(column)]


def plainly(name: str) -> str:
    """`name` without what an eye passes over: width, capitals, spaces and lines between."""
    return "".join(re.split(r"[\W_]+", unicodedata.normalize("NFKC", name).casefold()))


def suggestion(column: str, names: Sequence[str], taken: Collection[str] = ()) -> str:
    """The name that is or ends nearly as `column`, of those not `taken`; "" if none does."""
    free = [name for name in names if name and name not in taken]
    same = [name for name in free if plainly(name) == plainly(column)]
    ends = [name for name in free if END.split(name.rstrip("])"))[-1] == column]
    numbers = re.findall(r"\d+", column)
    alike = [name for name in free if re.findall(r"\d+", name) == numbers]
    like = same or ends or difflib.get_close_matches(column, alike, n=1, cutoff=LIKE)
    return like[0] if like else ""

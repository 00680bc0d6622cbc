"""Wenjuanxing (问卷星): questions headed by number and text, answers as labels or codes."""

import re
from collections import Counter
from collections.abc import Sequence

from analysis.intake.tools.heading import Heading, bare_text

FIRST = "序号"
OWN = {
    "提交答卷时间": "ended_at",
    "所用时间": "seconds",
    "来源": "channel",
    "来源详情": "",
    "来自IP": "",
}
OWN_NEEDED = 3
QUESTION = re.compile(r"^(\d+)\s*[、.．,，:：]\s*(.*)$", re.DOTALL)
PART = re.compile(r"^第?(\d+)题?\s*[(（](.*)[)）]$", re.DOTALL)
NAMED = re.compile(r"〔([A-Za-z][A-Za-z0-9_]*)〕$")
"""How our own forms end a question: with the column it is to be read as."""

MISSING = {
    "(跳过)": "not_shown",
    "（跳过）": "not_shown",
    "-3": "not_shown",
    "(空)": "skipped",
    "（空）": "skipped",
    "-2": "skipped",
}
"""What Wenjuanxing writes where a question was not shown, or shown and not answered."""


def recognised(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of `rows` is headed as Wenjuanxing does."""
    own = len(OWN.keys() & set(rows[0]))
    return own >= OWN_NEEDED or (FIRST in rows[0] and own > 0)


def heading(rows: Sequence[Sequence[str]]) -> Heading:
    """The heading in the first of `rows`: question 3 is Q3, or Q3_1, Q3_2, … by its parts.

    A question that ends in a name, as those of our forms do, is called by it.
    """
    cells = [bare_text(cell) for cell in rows[0]]
    numbers = [question_number(cell) for cell in cells]
    times, seen = Counter(numbers), Counter()
    names: list[str] = []
    for cell, number in zip(cells, numbers, strict=True):
        seen[number] += 1
        part = f"_{seen[number]}" if times[number] > 1 else ""
        named = NAMED.search(cell)
        counted = f"Q{number}{part}" if number else cell
        names.append(named[1] if named else counted)
    roles = {role: name for name, role in OWN.items() if role and name in names}
    return Heading("wenjuanxing", names, cells, 1, roles, MISSING)


def question_number(cell: str) -> str:
    """The number of the question that a heading begins with; "" if it has none."""
    found = QUESTION.match(cell) or PART.match(cell)
    return str(int(found[1])) if found else ""

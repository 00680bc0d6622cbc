"""LimeSurvey: columns headed by question code, by question, or by both ("code. question")."""

import re
from collections.abc import Sequence

from analysis.intake.tools.heading import Heading, bare_text, distinct, roles_by_name

CODE_AND_TEXT = re.compile(r"^([A-Za-z][\w-]*(?:\s*\[[^\]]*\])*)\.\s+(\S.*)$", re.DOTALL)
OWN = [
    {"id", "response id", "答复 id", "回應 id", "antwort id"},
    {"submitdate", "date submitted", "提交日期", "datum abgeschickt"},
    {"lastpage", "last page", "最后一页", "最後一頁", "letzte seite"},
    {"startlanguage", "start language", "起始语言", "開始語言", "start-sprache"},
]
OWN_NEEDED = 3
SHARE_NEEDED = 0.8
COLUMNS_NEEDED = 5
MEANINGS = {
    "startdate": "started_at",
    "date started": "started_at",
    "开始日期": "started_at",
    "submitdate": "finished",
    "date submitted": "finished",
    "提交日期": "finished",
    "startlanguage": "language",
    "start language": "language",
    "起始语言": "language",
    "interviewtime": "seconds",
    "total time": "seconds",
    "总时间": "seconds",
}
"""Meaning by column name; an answer is finished where it has a date of submission."""


def recognised(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of `rows` is headed as LimeSurvey does."""
    names = [codes_and_text(cell)[0].casefold() for cell in rows[0] if cell]
    own = sum(any(name in known for name in names) for known in OWN)
    coded = [cell for cell in rows[0] if CODE_AND_TEXT.match(cell)]
    by_code = len(names) >= COLUMNS_NEEDED and len(coded) >= SHARE_NEEDED * len(names)
    return own >= OWN_NEEDED or by_code


def heading(rows: Sequence[Sequence[str]]) -> Heading:
    """The heading in the first of `rows`."""
    parts = [codes_and_text(cell) for cell in rows[0]]
    names = distinct([name for name, _ in parts], [bare_text(cell) for cell in rows[0]])
    roles = roles_by_name(names, MEANINGS)
    return Heading("limesurvey", names, [bare_text(cell) for cell in rows[0]], 1, roles)


def codes_and_text(cell: str) -> tuple[str, str]:
    """The question's code and text in a heading; the text is the name where no code is."""
    found = CODE_AND_TEXT.match(cell)
    if not found:
        return bare_text(cell), bare_text(cell)
    return bare_text(found[1]).replace(" [", "["), bare_text(found[2])

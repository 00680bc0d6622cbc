"""LimeSurvey's R syntax file: names and labels of the columns, read without running R."""

import re
from dataclasses import dataclass

from analysis.intake.tools.heading import bare_text

STRING = r'"((?:[^"\\]|\\.)*)"'
NAME = re.compile(rf"^names\(data\)\[(\d+)\]\s*<-\s*{STRING}", re.MULTILINE)
LABEL = re.compile(
    rf"^attributes\(data\)\$variable\.labels\[(\d+)\]\s*<-\s*{STRING}", re.MULTILINE
)
FACTOR = re.compile(
    r"^data\[,\s*(\d+)\]\s*<-\s*factor\(data\[,\s*\d+\],\s*levels=c\((.*?)\),\s*"
    r"labels=c\((.*?)\)\)\s*$",
    re.MULTILINE,
)
ITEM = re.compile(rf"{STRING}|([+-]?[\d.]+)")
ESCAPE = re.compile(r"\\(.)")


@dataclass(frozen=True, slots=True)
class Syntax:
    """What the syntax file says of the columns, by position from 0.

    Attributes
    ----------
    names, labels
        Name and question of a column.
    value_labels
        The label of every code of a column.
    """

    names: dict[int, str]
    labels: dict[int, str]
    value_labels: dict[int, dict[str, str]]


def syntax_in(text: str) -> Syntax:
    """What the syntax file with this `text` says; nothing where it is none."""
    return Syntax(
        {int(m[1]) - 1: bare_text(unescaped(m[2])) for m in NAME.finditer(text)},
        {int(m[1]) - 1: bare_text(unescaped(m[2])) for m in LABEL.finditer(text)},
        {
            int(m[1]) - 1: dict(zip(strings(m[2]), map(bare_text, strings(m[3])), strict=False))
            for m in FACTOR.finditer(text)
        },
    )


def strings(listed: str) -> list[str]:
    """The strings and numbers of an R vector, given what stands between its brackets."""
    return [
        unescaped(m[1]) if m[1] is not None else m[2].strip() for m in ITEM.finditer(listed)
    ]


def unescaped(text: str) -> str:
    """`text` without the backslashes of an R string."""
    return ESCAPE.sub(r"\1", text)

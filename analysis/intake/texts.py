"""What a heading asks, without the dress that survey tools put on it.

It runs before any job starts, so it imports nothing heavy.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import cache
from typing import TYPE_CHECKING

from analysis.intake.tools.heading import bare_text

if TYPE_CHECKING:
    from opencc import OpenCC

CHINESE = re.compile("[\u3400-\u9fff]")
NUMBER = re.compile(
    r"^\s*(?:第\s*\d{1,3}\s*题\s*[、.．,，:：]?|[(\[（【]?\s*(?:题目|question|item|no\.?|q|题)?\s*"
    r"\d{1,3}(?:[-_.]\d{1,3}|[a-z])?\s*(?:[)\]）】]\s*[.:、：]?|[、.．,，:：]|[-–—](?=\s)|\s)"
    r"|[①-⑳]|[*＊])\s*(?=\D)",
    re.IGNORECASE,
)
"""The number of a question before its text, such as 7、 Q3. (12) 第3题： or 3-1)."""

NAMED = re.compile(r"\s*〔[^〔〕]*〕\s*$")
"""The column's name with which our own forms end a question."""

CODED = re.compile(r"^[A-Za-z][\w-]*(?:\s*\[[^\]]*\])*\.\s+(?=\S)")
"""The code with which LimeSurvey begins a heading."""

HINT = re.compile(
    r"[(\[（【]\s*(?:单选|多选|矩阵|量表|矩阵量表|矩阵单选|填空|必答|必填|选填|反向|required|optional|"
    r"mandatory|single choice|select one|choose one|reversed?|R)"
    r"(?:题|项)?\s*[)\]）】]\s*\*?|\s*[*＊]\s*$",
    re.IGNORECASE,
)
"""What tools and people write beside a question: its kind, and that it must be answered."""

BRACKETED = re.compile(r"\[([^\[\]]+)\]")
BETWEEN = re.compile(r"\s+[-–|:]\s+|[—–]+|[:：;；?？…]|\.{3}|\s[-–]|[-–]\s|(?<!\\)/|\s>\s")
"""What stands between the question of a matrix and its part."""

CUT = re.compile(rf"[\[\]]|{BETWEEN.pattern}")
EDGES = " -–—:：/|>"
"""What may be left of a dividing mark at the edge of a part."""

NO_LETTER = re.compile(r"[\W_]+")

PIPED = re.compile(
    r"\$\{[^}]*\}|\{\{[^}]*\}\}|\{[A-Z_]+:?[A-Z_0-9]*\}|\[(?:Q|q)\d+\]|%%?\w+%%?"
)
"""What a tool fills in when it asks, such as a name."""

LATIN_GRAM, CHINESE_GRAM = 3, 2
"""Characters of the pieces by which texts are compared."""


def plain_text(text: str) -> str:
    """`text` in lower case and narrow, without spaces and punctuation."""
    return NO_LETTER.sub("", unicodedata.normalize("NFKC", text).casefold())


def undressed(text: str) -> str:
    """A bare `text` without number, code, name of the column and hints around it."""
    return HINT.sub("", without_number(NAMED.sub("", text))).strip(EDGES)


def without_number(text: str) -> str:
    """`text` without the number or code before it."""
    return NUMBER.sub("", CODED.sub("", text, count=1), count=1)


def readings(heading: str) -> list[str]:
    """What a heading may ask, the longest first: all of it, or the part of a matrix in it."""
    text = bare_text(PIPED.sub(" ", heading))
    bare = undressed(text)
    found = [text, bare, *parts_of(bare)]
    return sorted(dict.fromkeys(t for t in found if t), key=len, reverse=True)


def parts_of(text: str) -> list[str]:
    """What stands in brackets in `text`, and behind or before each mark that divides it."""
    inside = BRACKETED.findall(text)
    outside = [BRACKETED.sub(" ", text).strip()] if inside else []
    behind = [text[mark.end() :] for mark in BETWEEN.finditer(text)]
    return [part.strip(EDGES) for part in (*inside, *outside, *map(without_number, behind))]


def pieces_of(heading: str) -> list[str]:
    """The pieces that brackets and dividing marks cut a heading into, as plain texts."""
    bare = undressed(bare_text(PIPED.sub(" ", heading)))
    return [plain for plain in map(plain_text, CUT.split(bare)) if plain]


def length_of(text: str) -> float:
    """How many words `text` has; two Chinese characters count as one, numbers as none."""
    words = re.findall(r"[^\W\d_]+", CHINESE.sub(" ", unicodedata.normalize("NFKC", text)))
    return len(words) + len(CHINESE.findall(text)) / 2


def grams(plain: str) -> Iterable[str]:
    """The overlapping pieces of a plain text."""
    n = CHINESE_GRAM if CHINESE.search(plain) else LATIN_GRAM
    return (plain[i : i + n] for i in range(max(1, len(plain) - n + 1)))


@cache
def converter() -> "OpenCC":
    """What turns traditional characters into simplified ones; loaded where it is needed."""
    from opencc import OpenCC

    return OpenCC("t2s")


def simplified(text: str) -> str:
    """`text` in simplified characters."""
    return str(converter().convert(text)) if CHINESE.search(text) else text


def simple_characters(texts: Iterable[str]) -> dict[int, str]:
    """The simplified form of every Chinese character in `texts`, for `str.translate`.

    Character by character, which is fast; both sides of a comparison are turned alike.
    """
    return {ord(c): simplified(c) for c in sorted(set(CHINESE.findall("".join(texts))))}

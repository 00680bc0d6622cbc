"""Words of the model syntax, each with its place."""

import re
from dataclasses import dataclass

from analysis.errors import AnalysisError


class ModelSyntaxError(AnalysisError):
    """The model syntax cannot be read; the message starts with line and column."""


@dataclass(frozen=True, slots=True)
class Token:
    """One word of the model syntax.

    Attributes
    ----------
    kind
        "name", "number", "text" (in quotation marks), "operator", "newline" or "end".
    text
        The word; of a text without its quotation marks.
    line, column
        Place of its first character, counted from 1.
    """

    kind: str
    text: str
    line: int
    column: int


WORDS = re.compile(
    r"""(?P<blank>[ \t\r]+)
    |(?P<comment>[#!][^\n]*)
    |(?P<newline>[\n;])
    |(?P<text>"[^"\n]*"|'[^'\n]*')
    |(?P<number>(?:\d+\.?\d*|\.\d+)(?:[eE][+-]?\d+)?)
    |(?P<name>[^\W\d][\w.]*|\.[^\W\d][\w.]*)
    |(?P<operator>=~|~\*~|~~|<~|:=|==|[-+*/^(),?|~<>:%=])
    """,
    re.VERBOSE,
)

CONTINUING = {"+", "*", "=~", "~~", "~", "~*~", "|", ":=", "==", ",", "(", "-", "/", "^", "?"}
"""Operators after which a line break does not end a statement."""


def fail(place: Token, problem: str) -> ModelSyntaxError:
    """The error for a problem at a token."""
    return ModelSyntaxError(f"line {place.line}, column {place.column}: {problem}")


def tokens(text: str) -> list[Token]:
    """All words of a model, statements separated by single newline tokens.

    Raises
    ------
    ModelSyntaxError
        At a character that no word of the syntax begins with.
    """
    found: list[Token] = []
    line, line_start, at, depth = 1, 0, 0, 0
    while at < len(text):
        match = WORDS.match(text, at)
        place = Token("", text[at], line, at - line_start + 1)
        if match is None:
            raise fail(place, f"unexpected character {text[at]!r}")
        kind, word, at = str(match.lastgroup), match.group(), match.end()
        depth += (word == "(") - (word == ")")
        if kind == "newline" and word == "\n":
            line, line_start = line + 1, at
        if kind in ("blank", "comment") or (kind == "newline" and depth > 0 and word == "\n"):
            continue
        shown = word[1:-1] if kind == "text" else word
        found.append(Token(kind, shown, place.line, place.column))
    end = Token("end", "the end of the model", line, len(text) - line_start + 1)
    return joined([*found, end])


def joined(found: list[Token]) -> list[Token]:
    """Tokens without the line breaks inside a statement and without repeated ones."""
    result: list[Token] = []
    for i, token in enumerate(found):
        if token.kind == "newline":
            after = next(t for t in found[i:] if t.kind != "newline")
            before = result[-1] if result else token
            split = token.text == "\n" and (
                (before.kind == "operator" and before.text in CONTINUING)
                or (after.kind == "operator" and after.text in ("+", "*"))
            )
            if before.kind == "newline" or not result or split:
                continue
        result.append(token)
    return result

"""Headings of two rows: the question above, its parts below, as merged cells have them."""

from collections.abc import Sequence
from dataclasses import dataclass

from analysis.intake.tools.heading import bare_text, narrow

ANSWER = {
    *("", "response", "responses", "open-ended response", "open ended response"),
    *("回复", "回答", "答复", "开放式回答", "开放式回复", "开放式问题回答"),
}
"""What stands below a question that has no parts."""

SURE_PARTS = 4
"""So many parts that all differ are no answers, where those of the next row do not differ."""


@dataclass(frozen=True, slots=True)
class TwoRows:
    """Two rows of headings made one.

    Attributes
    ----------
    names
        The part or, without one, the question; both where the part alone stands twice.
    labels
        Question and part.
    """

    names: list[str]
    labels: list[str]


def has_parts(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the second of `rows` holds the parts of the questions in the first.

    Cells without a question above them (or below the same one as their neighbour) are then
    all different texts, and none of them stands below as an answer. Also, either every other
    column has nothing in the second row and answers below, or the row after it is of
    another kind.
    """
    if len(rows) < 3:
        return False
    width = max(map(len, rows))
    top, second, *below = ([*row, *[""] * (width - len(row))] for row in rows)
    places = parts_at(top, second)
    parts = [second[j] for j in places]
    asked = list(zip(questions_of(top, second), second, strict=True))
    pairs = {asked[j] for j in places}
    if len(places) < 2 or len(pairs) < len(places) or not all(map(is_text, parts)):
        return False
    if any(row[j] in parts for row in below for j in places):
        return False
    others = [j for j in range(width) if j not in places and top[j]]
    alone = all(is_no_part(second[j]) for j in others)
    answered = any(row[j] for row in below for j in others)
    return (bool(others) and alone and answered) or is_of_another_kind(second, below, places)


def parts_at(top: Sequence[str], second: Sequence[str]) -> list[int]:
    """The columns of questions with parts: those that share the question before them."""
    shared = [
        j
        for j in range(1, len(top))
        if second[j] and any(top[:j]) and top[j] in ("", top[j - 1])
    ]
    first = {j - 1 for j in shared if top[j - 1] and second[j - 1]}
    return sorted({*shared, *first})


def is_no_part(cell: str) -> bool:
    """Whether `cell` is what stands below a question without parts."""
    return cell.strip().casefold() in ANSWER


def is_text(cell: str) -> bool:
    """Whether `cell` has letters and is no number."""
    return any(c.isalpha() for c in cell)


def is_of_another_kind(
    second: Sequence[str], below: Sequence[Sequence[str]], places: Sequence[int]
) -> bool:
    """Whether all of `second` is text, and the row below it has numbers or repeats answers."""
    if len(places) < SURE_PARTS or not all(is_text(cell) for cell in second if cell):
        return False
    answers = [below[0][j] for j in places if below[0][j]]
    repeated = len(set(answers)) < len(answers)
    return bool(answers) and (repeated or not any(map(is_text, answers)))


def as_one(top: Sequence[str], second: Sequence[str]) -> TwoRows:
    """The two rows as one; a question holds for the columns behind it that have none."""
    width = max(len(top), len(second))
    top, second = ([*row, *[""] * (width - len(row))] for row in (top, second))
    parts = ["" if is_no_part(cell) else cell for cell in second]
    questions = questions_of(top, parts)
    whole = [f"{q} - {p}" if q and p else p or q for q, p in zip(questions, parts, strict=True)]
    short = [part or question for question, part in zip(questions, parts, strict=True)]
    names = [s if short.count(s) == 1 else w for s, w in zip(short, whole, strict=True)]
    return TwoRows(names, [bare_text(narrow(text)) for text in whole])


def questions_of(top: Sequence[str], parts: Sequence[str]) -> list[str]:
    """The question of every column: the one above it, or the last one before it with parts."""
    found, last = list[str](), ""
    for cell, part in zip(top, parts, strict=True):
        last = cell or last
        found.append(cell or (last if part else ""))
    return found

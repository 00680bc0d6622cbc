"""Whether the texts above the columns are those of the items that the study takes them for.

It runs before any job starts, so it imports nothing heavy.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher

from analysis.columns import OWN_SOURCES
from analysis.intake.item_columns import Asked
from analysis.intake.item_texts import (
    Likeness,
    likenesses,
    same_items,
    shared_pieces,
    wordings_of,
)
from analysis.intake.opposites import opposed, without_degree
from analysis.intake.texts import CUT, length_of, pieces_of, plain_text
from analysis.messages import message

REWORDED = 0.5
"""Share of pieces from which a text is its item's in other words (`item_texts.likenesses`)."""

ANOTHERS = 0.7
"""Share from which it is another item's; two items of the instruments share 0.64 at most."""

MARGIN = 0.25
"""By how much a text that is like its item too must be more like the other one."""

TWINS = 0.85
"""Share from which two texts that a denial tells apart are the same but for it (difflib)."""

WORDS_TO_COMPARE, WORDS_OF_TEXT = 2, 4
"""A heading of fewer words is a name: not worth comparing, or no text of an item."""


@dataclass(frozen=True, slots=True)
class TextCheck:
    """What the texts above the columns of items say.

    Attributes
    ----------
    anothers
        Column, its item, and the item whose text stands above it.
    denied
        Column, its item: the text is the item's but for a denial.
    reworded
        Item, its text in the file and in the instrument, where they differ in a few words.
    unlike
        Item, and the item most like the text; "" where none is like it.
    """

    anothers: list[tuple[str, str, str]]
    denied: list[tuple[str, str]]
    reworded: list[tuple[str, str, str]]
    unlike: list[tuple[str, str]]


def text_check(
    texts: Mapping[str, str], columns: Mapping[str, Sequence[str]], asked: Asked
) -> TextCheck:
    """What `texts` (by column) say against the `columns` that each item was given."""
    held = {c: item for item in asked.shown for c in columns.get(item, ()) if texts.get(c)}
    wordings = wordings_of(asked.instrument, asked.source)
    same = same_items({column: texts[column] for column in held}, wordings)
    left = {
        c: t for c in held if c not in same and length_of(t := texts[c]) >= WORDS_TO_COMPARE
    }
    likes = likenesses(left, wordings)
    stems = shared_pieces(pieces_of(texts[column]) for column in held) if left else set()
    check = TextCheck([], [], [], [])
    for column, item in held.items():
        if column in likes:
            sort_in(check, column, item, likes[column], words_left(texts[column], stems))
        elif column in same and item not in (items := [w.item for w in same[column]]):
            check.anothers.append((column, item, items[0]))
    return check


def sort_in(
    check: TextCheck, column: str, item: str, likes: Sequence[Likeness], n_words: float
) -> None:
    """Add to `check` what a text of `n_words` above one `column` is to its `item`."""
    own = next((like for like in likes if like.item == item), None)
    other = next((like for like in likes if like.item != item), None)
    if other and is_anothers(other, own):
        check.anothers.append((column, item, other.item))
    elif own and own.share >= REWORDED:
        if own.share < 1 and denies(own):
            check.denied.append((column, item))
        elif own.share < 1:
            check.reworded.append((item, own.reading, own.wording))
    elif n_words >= WORDS_OF_TEXT:
        check.unlike.append((item, likes[0].item if likes else ""))


def is_anothers(other: Likeness, own: Likeness | None) -> bool:
    """Whether a text is `other` item's rather than its `own`."""
    share = own.share if own else 0.0
    closer = share < REWORDED or other.share - share >= MARGIN
    return other.share >= ANOTHERS and closer and not denies(other)


def denies(like: Likeness) -> bool:
    """Whether a text and the wording it is like are the same but for a denial."""
    if not opposed(like.reading, like.wording):
        return False
    a, b = (plain_text(without_degree(t)) for t in (like.reading, like.wording))
    return bool(a) and SequenceMatcher(None, a, b, autojunk=False).ratio() >= TWINS


def words_left(text: str, stems: set[str]) -> float:
    """How many words a text has without the pieces that other columns have too."""
    return sum(length_of(piece) for piece in CUT.split(text) if plain_text(piece) not in stems)


def text_problems(file: str, check: TextCheck, source: str) -> Iterator[str]:
    """Why the columns cannot be what the study takes them for, one line an item."""
    for column, item, other in check.anothers:
        about = {"column": shown_name(column, source), "item": item, "other": other}
        yield message("columns.anothers_text", file=file, **about)
    for column, item in check.denied:
        about = {"column": shown_name(column, source), "item": item}
        yield message("columns.denied_text", file=file, **about)
    if check.anothers:
        yield message("columns.mend_texts", file=file)


def shown_name(column: str, source: str) -> str:
    """The name of a column, unless it is a text that may name the person described."""
    public = source in OWN_SOURCES or length_of(column) < WORDS_OF_TEXT
    return column if public else message("columns.unshown")

"""The wordings of an instrument's items, and how headings compare with them."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from analysis.columns import OWN_SOURCES
from analysis.form_plan import is_added
from analysis.instrument import Instrument
from analysis.intake.texts import (
    CHINESE,
    grams,
    plain_text,
    readings,
    simple_characters,
    undressed,
)

UNLIKE = 0.2
"""Texts of which no more is shared, as any two sentences share, are not compared further."""

LONG_ENOUGH = {True: 8, False: 20}
"""Characters of a heading, Chinese or not, that name its item where a tool cut off the rest."""


@dataclass(frozen=True, slots=True)
class Wording:
    """One wording of one item.

    Attributes
    ----------
    item
        The item's id.
    text
        As the instrument has it.
    plain
        Without spaces, capitals and punctuation.
    fits
        Whether it is the wording for those who answered.
    """

    item: str
    text: str
    plain: str
    fits: bool


@dataclass(frozen=True, slots=True)
class Pieces:
    """A plain text cut into overlapping pieces, each a bit of a number."""

    plain: str
    bits: int
    size: int
    long: bool


@dataclass(frozen=True, slots=True)
class Likeness:
    """How like a heading is to an item: 0 to 1, and the reading and wording compared."""

    item: str
    share: float
    reading: str = field(compare=False)
    wording: str = field(compare=False)


def wordings_of(instrument: Instrument, source: str) -> list[Wording]:
    """Every wording of every item; checks that forms add have none of their own."""
    own = source in OWN_SOURCES
    found: list[Wording] = []
    for item in instrument.all_items.values():
        if is_added(item):
            continue
        for text in item.self.versions:
            fits = own or item.other is None
            found.append(Wording(item.id, text, plain_text(text), fits))
        for text in item.other.versions if item.other else ():
            found.append(Wording(item.id, text, plain_text(text), not own))
    return [wording for wording in found if wording.plain]


def same_items(
    headings: Mapping[str, str], wordings: Sequence[Wording]
) -> dict[str, list[Wording]]:
    """The wordings that stand in each of the `headings` (by column); none is left out.

    The longest reading of a heading that is a wording counts. Simplified and traditional
    characters are the same.
    """
    plain = {column: [plain_text(r) for r in readings(h)] for column, h in headings.items()}
    known = [w.plain for w in wordings]
    found = looked_up(plain, known, wordings)
    left = {c: texts for c, texts in plain.items() if c not in found and any_chinese(texts)}
    if not left or not any_chinese(known):
        return found
    simple = simple_characters([*known, *(text for texts in left.values() for text in texts)])
    turned = {column: [t.translate(simple) for t in texts] for column, texts in left.items()}
    return found | looked_up(turned, [k.translate(simple) for k in known], wordings)


def is_chinese(text: str) -> bool:
    """Whether `text` has a Chinese character."""
    return CHINESE.search(text) is not None


def any_chinese(texts: Iterable[str]) -> bool:
    """Whether any of `texts` has a Chinese character."""
    return any(map(is_chinese, texts))


def looked_up(
    texts: Mapping[str, Sequence[str]], known: Sequence[str], wordings: Sequence[Wording]
) -> dict[str, list[Wording]]:
    """The wordings whose text, in `known`, is the first of a column's `texts` that is any's."""
    by_text: dict[str, list[Wording]] = {}
    for text, wording in zip(known, wordings, strict=True):
        by_text.setdefault(text, []).append(wording)
    found: dict[str, list[Wording]] = {}
    for column, candidates in texts.items():
        text = next((t for t in candidates if t in by_text), None)
        if text is not None:
            found[column] = by_text[text]
    return found


def likenesses(
    headings: Mapping[str, str], wordings: Sequence[Wording]
) -> dict[str, list[Likeness]]:
    """How like each of the `headings` is to every item, by column; the most like first.

    It is Dice's coefficient of the pieces of two or three characters that both have, the
    highest over readings and wordings, and 1 where a heading breaks off within the wording.
    """
    texts = {column: comparable(heading) for column, heading in headings.items()}
    simple = simple_characters(plain for pairs in texts.values() for _, plain in pairs)
    simple = simple and simple | simple_characters(w.plain for w in wordings)
    plain = [w.plain.translate(simple) for w in wordings]
    distinct = dict.fromkeys(piece for text in plain for piece in grams(text))
    bits = {piece: 1 << i for i, piece in enumerate(distinct)}
    by_script: dict[bool, list[tuple[Wording, Pieces]]] = {True: [], False: []}
    for wording, text in zip(wordings, plain, strict=True):
        by_script[is_chinese(text)].append((wording, pieces(text, bits)))
    found: dict[str, list[Likeness]] = {}
    for column, pairs in texts.items():
        own = [(reading, pieces(text.translate(simple), bits)) for reading, text in pairs]
        found[column] = most_like(own, by_script[any_chinese(text for _, text in pairs)])
    return found


def comparable(heading: str) -> list[tuple[str, str]]:
    """The readings of a heading that differ by more than dress, with their plain texts."""
    found: dict[str, str] = {}
    for reading in map(undressed, readings(heading)):
        found.setdefault(plain_text(reading), reading)
    return [(reading, plain) for plain, reading in found.items() if plain]


def most_like(
    texts: Sequence[tuple[str, Pieces]], known: Sequence[tuple[Wording, Pieces]]
) -> list[Likeness]:
    """The likeness of `texts` to the items that are like them at all, the highest first."""
    wordings = [wording for wording, _ in known]
    rows = [shares(own, [other for _, other in known]) for _, own in texts]
    highest = list(map(max, zip(*rows, strict=True)))
    best: dict[str, int] = {}
    for i, share in enumerate(highest):
        item = wordings[i].item
        if share > UNLIKE and (item not in best or share > highest[best[item]]):
            best[item] = i
    found = [
        Likeness(item, highest[i], reading_of(i, texts, rows), wordings[i].text)
        for item, i in best.items()
    ]
    return sorted(found, key=lambda like: -like.share)


def reading_of(
    i: int, texts: Sequence[tuple[str, Pieces]], rows: Sequence[Sequence[float]]
) -> str:
    """The reading of a heading that is most like wording `i`."""
    place = max(range(len(rows)), key=lambda j: rows[j][i])
    return texts[place][0]


def shares(own: Pieces, known: Sequence[Pieces]) -> list[float]:
    """Dice's coefficient of `own` pieces and each of the `known`; 1 for a text cut off."""
    bits, size = own.bits, own.size
    found = [2 * (bits & other.bits).bit_count() / (size + other.size) for other in known]
    if own.long:
        plain = own.plain
        return [
            1.0 if k.plain.startswith(plain) else s for k, s in zip(known, found, strict=True)
        ]
    return found


def pieces(plain: str, bits: Mapping[str, int]) -> Pieces:
    """A plain text cut into pieces; those that no wording has count but have no bit."""
    found = set(grams(plain))
    number = 0
    for piece in found:
        number |= bits.get(piece, 0)
    return Pieces(plain, number, len(found), len(plain) >= LONG_ENOUGH[is_chinese(plain)])


def shared_pieces(pieces: Iterable[Collection[str]]) -> set[str]:
    """The pieces that stand in more than one heading: stems, which say nothing of an item."""
    seen: set[str] = set()
    twice: set[str] = set()
    for own in pieces:
        twice |= seen & set(own)
        seen |= set(own)
    return twice

"""Items that have no column in a file: which columns may be theirs, ready to be pasted."""

import json
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.columns import OWN_SOURCES
from analysis.intake.item_columns import Asked, ItemColumns, free_columns
from analysis.intake.item_texts import likenesses, wordings_of
from analysis.intake.names import suggestion
from analysis.intake.opposites import opposed
from analysis.intake.texts import length_of
from analysis.intake.tools.heading import Heading
from analysis.messages import message, on_one_line

SUGGESTED = 0.6
"""Share of pieces from which a text is offered as an item's (`item_texts.likenesses`)."""

WORDS_OF_NAME = 3
"""A column's name of so many words is a text, which may name the person described."""

FEW = 3
"""So many missing items are told line by line, if no text is like theirs."""


@dataclass(frozen=True, slots=True)
class Offer:
    """A column that may be an item's, and why."""

    column: str
    item: str
    why: str


def missing_items(
    file: str, heading: Heading, asked: Asked, found: ItemColumns
) -> Iterator[str]:
    """What to say of the items without a column: once for the file where they are many."""
    for item, columns in found.unsure.items():
        about = {"file": file, "item": item, "n": len(columns), "columns": ", ".join(columns)}
        yield message("columns.several_texts", **about)
    missing = found.missing
    if not missing:
        return
    texts = free_columns(heading.names, heading.labels, asked, found.of)
    by_name = offers_by_name(missing, [*texts])
    left = [item for item in missing if item not in {o.item for o in by_name}]
    by_text, n_hidden = offers_by_text(left, texts, asked)
    if len(missing) <= FEW and not by_text:
        yield from line_by_line(file, missing, {o.item: o.column for o in by_name})
    else:
        there = {c: item for c, item in asked.rename.items() if c in heading.names}
        yield block(file, [*missing], [*by_name, *by_text], there)
    if n_hidden:
        yield message("columns.offers_hidden", file=file, n=n_hidden)


def line_by_line(
    file: str, missing: Mapping[str, str], offered: Mapping[str, str]
) -> Iterator[str]:
    """A line for every missing item."""
    for item, column in missing.items():
        about = {"file": file, "column": column, "use": message("columns.item", item=item)}
        if item in offered:
            yield message("columns.missing_like", **about, like=offered[item])
        else:
            yield message("columns.missing", **about)


def offers_by_name(missing: Mapping[str, str], names: Sequence[str]) -> list[Offer]:
    """The columns that are called nearly as an item's."""
    found = {item: suggestion(column, names) for item, column in missing.items()}
    times = Counter(found.values())
    why = message("columns.by_name")
    return [Offer(c, item, why) for item, c in found.items() if c and times[c] == 1]


def offers_by_text(
    missing: Sequence[str], texts: Mapping[str, str], asked: Asked
) -> tuple[list[Offer], int]:
    """The columns whose text is like an item's and no opposite of it, each offered once.

    And how many more there are whose names could name a person.
    """
    wanted = [w for w in wordings_of(asked.instrument, asked.source) if w.item in missing]
    likes = likenesses({c: t for c, t in texts.items() if length_of(t) >= 1}, wanted)
    pairs = [
        (like, column)
        for column, found in likes.items()
        for like in found
        if like.share >= SUGGESTED and not opposed(like.reading, like.wording)
    ]
    chosen: dict[str, tuple[str, float]] = {}
    for like, column in sorted(pairs, key=lambda p: (-p[0].share, missing.index(p[0].item))):
        if like.item not in chosen and column not in {c for c, _ in chosen.values()}:
            chosen[like.item] = column, like.share
    shown = {i: c for i, c in chosen.items() if may_be_printed(c[0], c[1], asked)}
    offers = [
        Offer(column, item, message("columns.by_text", share=f"{share:.0%}"))
        for item, (column, share) in sorted(shown.items(), key=lambda p: missing.index(p[0]))
    ]
    return offers, len(chosen) - len(shown)


def may_be_printed(column: str, share: float, asked: Asked) -> bool:
    """Whether the name of a column cannot be a text that a tool made of somebody's name."""
    public = asked.source in OWN_SOURCES or share == 1
    return public or length_of(column) < WORDS_OF_NAME


def block(
    file: str, missing: Sequence[str], offers: Sequence[Offer], rename: Mapping[str, str]
) -> str:
    """The items without a column, and what to paste into the study where any is like them."""
    about = {"file": file, "n": len(missing), "items": ", ".join(missing)}
    if not offers:
        return message("columns.items_missing", **about)
    given = [f"  {quoted(column)}: {item}" for column, item in rename.items()]
    lines = [f"  {quoted(o.column)}: {o.item}  # {o.why}" for o in offers]
    head = message("columns.items_missing_like", **about, n_like=len(offers))
    return "\n".join([head, *(f"  {line}" for line in ("rename:", *given, *lines))])


def quoted(name: str) -> str:
    """`name` as YAML takes it, on one line and with nothing that cannot be seen."""
    return json.dumps(name, ensure_ascii=on_one_line(name) != name)

"""Notes and remarks of the results in the reader's words; an unknown id is an error."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any

from analysis.columns import BLOCK
from analysis.notes import NOTES
from reports import style
from reports.reading import Reading

MERGED = "criterion"
"""What a sentence leaves out, because notes on several criteria are told as one."""

VALUES: dict[str, Callable[[Reading, Any], str]] = {
    **dict.fromkeys(
        ("file", "column", "item", "code", "wave", "in_file", "in_instrument"),
        lambda _, v: str(v),
    ),
    "closest": lambda reading, v: reading.words.listing(
        [likened(reading, *p) for p in v.items()]
    ),
    **dict.fromkeys(("seen", "period"), lambda _, v: str(v)),
    "marks": lambda reading, v: reading.words.listing([mark_text(m, p) for m, p in v.items()]),
    "unit": lambda reading, v: reading.words.text(f"terms.exposure_unit.{v}"),
    **dict.fromkeys(("highest", "times"), lambda _, v: style.number(v, 1)),
    **dict.fromkeys(
        (
            "n",
            "n_columns",
            "n_items",
            "n_factors",
            "n_filled",
            "n_pairs",
            "n_people",
            "n_rows",
            "n_periods",
            "n_waves",
            "n_scored",
            "n_answered",
            "n_complete",
            "n_imputations",
            "n_without_criterion",
        ),
        lambda _, v: style.count(v),
    ),
    **dict.fromkeys(
        ("n_with_criterion", "n_clusters", "n_families", "families_needed"),
        lambda _, v: style.count(v),
    ),
    **dict.fromkeys(
        ("n_raters", "n_moments", "n_cells", "n_draws"), lambda _, v: style.count(v)
    ),
    "n_effective": lambda _, v: style.number(v, 1),
    "cells": lambda reading, v: reading.words.listing(v),
    "ways": lambda reading, v: reading.words.listing(
        [reading.words.text(f"terms.way_of_ids.{way}") for way in v]
    ),
    "parts": lambda reading, v: reading.words.listing(
        [reading.words.text(f"terms.counted_alike.{part}") for part in v]
    ),
    "grouping": lambda reading, v: reading.words.term("group", v),
    "group": lambda reading, v: reading.words.term("level", v),
    "left_out": lambda reading, v: reading.words.term("source", v),
    "items": lambda reading, v: reading.words.listing(v),
    "model": lambda reading, v: reading.words.text(f"terms.model.{v or 'all'}"),
    "outcome": lambda reading, v: reading.words.text(f"terms.outcome_model.{v}"),
    "kind": lambda reading, v: reading.words.text(f"terms.kind.{v}"),
    "name": lambda reading, v: reading.dimension(v),
    **dict.fromkeys(("item_a", "item_b"), lambda _, v: str(v)),
    **dict.fromkeys(("numbers", "options"), lambda _, v: str(v)),
    "n_same": lambda _, v: style.count(v),
    "codes": lambda reading, v: reading.words.listing([str(code) for code in v]),
    "names": lambda reading, v: reading.words.listing([reading.dimension(x) for x in v]),
    "variance": lambda _, v: style.number(v, 2),
    "rise": lambda _, v: style.number(v, 1),
    "estimate": lambda _, v: style.number(v, 3),
    "elsewhere": lambda reading, v: reading.words.listing([reading.source(x) for x in v]),
    "columns": lambda reading, v: reading.words.listing(v),
    "instrument": lambda reading, v: reading.said(reading.given.instruments[v].title),
    "source": lambda reading, v: reading.source(v),
    "dimension": lambda reading, v: reading.dimension(v),
    "dimensions": lambda reading, v: reading.words.listing([reading.dimension(x) for x in v]),
    "kpi": lambda reading, v: reading.criterion(v),
    "index": lambda reading, v: reading.words.text(f"terms.index.{v}"),
    "reason": lambda reading, v: reading.words.text(f"terms.note.{v}"),
    "coefficient": lambda reading, v: reading.words.text(f"terms.coefficient.{v}"),
    "estimator": lambda reading, v: reading.words.text(f"terms.estimator.{v}"),
    "judge": lambda reading, v: reading.words.term("judge", v),
    "ratio": lambda _, v: style.number(v),
    **dict.fromkeys(("share", "expected"), lambda _, v: style.percent(v, 1)),
    "spread": lambda _, v: style.number(v),
    "df": lambda _, v: style.degrees(v),
    "min_answered": lambda _, v: style.percent(v, 0),
    "r_squared": lambda _, v: style.percent(v, 0),
    "r": lambda _, v: style.bounded(v),
    "exclusion": lambda reading, v: reading.words.text(f"terms.exclusion.{v}"),
    "score": lambda reading, v: reading.words.text(f"terms.score_kind.{v}"),
    "adjustment": lambda reading, v: reading.words.text(f"terms.adjustment.{v}"),
    "level": lambda reading, v: reading.words.term("variance_level", v),
    "communality": lambda _, v: style.number(v, 3),
    "smallest_eigenvalue": lambda _, v: style.number(v, 4),
    **dict.fromkeys(("found", "reported"), lambda _, v: style.number(v, 6)),
}
"""How each named value of a note is shown."""


def likened(reading: Reading, item: str, closest: str) -> str:
    """An item with the one whose text is closest to the text above its column, if any is."""
    if not closest or closest == item:
        return item
    return reading.words.text("signs.with_remark", name=item, remark=closest)


def mark_text(mark: str, power: int) -> str:
    """A sign behind amounts, and how many times as much it makes of a number."""
    if power == 0:
        return mark
    sign = "×" if power > 0 else "÷"
    return f"{mark} ({sign} {style.count(10 ** abs(power))})"


def shown_names(values: Iterable[str]) -> list[str]:
    """The placeholders of the sentence on a note with these `values`."""
    left = [name for name in values if name != MERGED]
    if set(BLOCK) <= set(left):
        left = ["answers", *(name for name in left if name not in BLOCK)]
    return left


def note_text(reading: Reading, note: Mapping[str, Any]) -> str:
    """The sentence that a note stands for, without the criterion it is about.

    Raises
    ------
    KeyError
        If no such note is declared, or it lacks a value.
    """
    shown = {}
    for name in shown_names(NOTES[note["note"]]):
        if name == "answers":
            shown[name] = reading.block(note["instrument"], note["source"], note["wave"])
        elif name == "group" and not reading.is_named(note["grouping"]):
            shown[name] = reading.words.text("signs.not_shown_here")
        else:
            shown[name] = VALUES[name](reading, note[name])
    return reading.words.text(f"notes.{note['note']}", **shown)


def remark_text(reading: Reading, ids: str) -> str:
    """The words for the `ids` of a column `note`, which semicolons separate.

    Raises
    ------
    KeyError
        If one of them has no words.
    """
    said = [reading.words.text(f"terms.note.{name}") for name in ids.split(";") if name]
    return reading.words.listing(said)

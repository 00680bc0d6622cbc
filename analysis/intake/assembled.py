"""A file and what the study says of it, put together: an export ready to be coded."""

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Literal

from analysis.errors import raise_all
from analysis.intake.dates import Order
from analysis.intake.declared_missing import without_declared
from analysis.intake.exports import Export, Recoded
from analysis.intake.id_rules import NOTHING_IGNORED, IdRules
from analysis.intake.labels import Legend
from analysis.intake.personal import personal_columns
from analysis.intake.raw_exports import RawExport
from analysis.intake.set_aside import n_unfinished, set_aside
from analysis.intake.wording import plain_label
from analysis.messages import message
from analysis.notes import Note, note

OWN_ROLES = ("seconds", "started_at", "ended_at", "language")
"""Columns of a tool's own that are read even where the study does not name them."""


def assembled(
    raw: RawExport,
    *,
    file: str,
    instrument: str,
    source: str,
    wave: int,
    form: str,
    columns: Mapping[str, str | None],
    rename: Mapping[str, str],
    items: list[str] | None,
    only: Mapping[str, list[str]],
    labels: Mapping[str, int | Mapping[str, int]],
    missing: Mapping[str, list[str]],
    dates: Order = "auto",
    recoded: Recoded = None,
    ids: IdRules = NOTHING_IGNORED,
    raters: Literal["named", "anonymous"] = "named",
) -> Export:
    """The export that `raw` and the study's words make up.

    Parameters
    ----------
    raw
        The file.
    file
        Its path or name.
    instrument, source, wave, form
        What was asked, of whom, on which occasion, in which version of the form.
    columns
        Column by meaning; a column may be called by its name or by its question.
    rename
        Item by column, called in the same way.
    items
        The items that the form shows; None for all.
    only
        The cells that a row must have to belong here, by column.
    labels
        Code by label or number, where the instrument does not have it or means another; by
        response format or item where it holds there alone.
    missing
        The cells that stand for an empty one, by the reason why it is empty.
    dates
        Which of two small numbers in a date is the day.
    recoded
        The items that stand in the file already reversed, or "all_reversed"; None where
        nothing is said of it.
    ids
        What of ids does not count.
    raters
        Whether a column says who answered, or every row is another rater.

    Raises
    ------
    DataError
        If a column is not there.
    """
    name = Path(file).name
    raise_all([*absent(raw, only, name)])
    own = {r: c for r, c in raw.heading.roles.items() if once(raw, c) and not columns.get(r)}
    named = {r: c for r, c in own.items() if r in OWN_ROLES} | {
        role: raw.called(c) for role, c in columns.items() if c
    }
    aside = set_aside(raw, only)
    missing_there = {c: raw.user_missing[c] for c in named.values() if c in raw.user_missing}
    table, emptied = without_declared(name, raw.table, missing_there)
    wanted = {raw.called(column): item for column, item in rename.items()}
    return Export(
        file=name,
        table=table,
        instrument=instrument,
        source=source,
        wave=wave,
        form=form,
        columns=named,
        rename=wanted,
        items=items,
        legends=legends(raw, {k: v for k, v in labels.items() if isinstance(v, int)}, missing),
        aside=aside,
        personal=frozenset(personal(raw, named)),
        notes=[*notes_of(raw, name, n_unfinished(raw, aside), own), *emptied],
        dates=dates,
        labels_of={k: v for k, v in labels.items() if not isinstance(v, int)},
        recoded=recoded,
        own=frozenset(own.values()),
        texts={n: t for n, t in zip(raw.heading.names, raw.heading.labels, strict=True) if t},
        ids=ids,
        anonymous=raters == "anonymous",
        places=raw.places,
    )


def once(raw: RawExport, column: str) -> bool:
    """Whether `column` is there exactly once."""
    return raw.heading.names.count(column) == 1


def absent(raw: RawExport, only: Mapping[str, list[str]], file: str) -> Iterator[str]:
    """Columns that are to choose rows and are not there once."""
    for column in only:
        if not once(raw, raw.called(column)):
            yield message("columns.only_absent", file=file, column=column)


def legends(
    raw: RawExport, labels: Mapping[str, int], missing: Mapping[str, list[str]]
) -> dict[str, Legend]:
    """What the file and the study say of the cells, by column."""
    stated = {plain_label(cell): reason for cell, reason in raw.heading.missing.items()}
    stated |= {plain_label(c): reason for reason, cells in missing.items() for c in cells}
    return {
        name: Legend(
            raw.heading.value_labels.get(name, {}),
            raw.user_missing.get(name, frozenset()),
            stated,
            labels,
        )
        for name in raw.heading.names
    }


def personal(raw: RawExport, columns: Mapping[str, str]) -> list[str]:
    """The columns that identify people, but those that say who answers about whom."""
    ids = {columns.get("person"), columns.get("rater")}
    others = [name for name in raw.heading.names if name not in ids]
    found = personal_columns(raw.table, others)
    return [n for n in others if n in found or n in raw.heading.identifying]


def notes_of(
    raw: RawExport, file: str, unfinished: int, own: Mapping[str, str]
) -> Iterator[Note]:
    """What a reader should know of the file itself; `own` are the tool's columns by meaning."""
    yield from raw.notes
    if own:
        there = [name for name in raw.heading.names if name in own.values()]
        yield note("own_columns_read", file=file, columns=there)
    if unfinished:
        yield note("unfinished_answers_kept", file=file, n=unfinished)

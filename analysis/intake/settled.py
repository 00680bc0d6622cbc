"""Which columns of an export hold which items, once its names and texts have been read."""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np

from analysis.instrument import Instrument
from analysis.intake.cells import column_of
from analysis.intake.exports import Export
from analysis.intake.heading_checks import TextCheck, text_check
from analysis.intake.item_columns import Asked, item_columns
from analysis.intake.text_notes import text_notes
from analysis.intake.wording import plain_label
from analysis.notes import Note, note


def settled(export: Export, instrument: Instrument) -> Export:
    """`export` with a column for every item that its texts tell, and notes on its texts."""
    names = list(export.table.columns)
    labels = [export.texts.get(name, "") for name in names]
    found = item_columns(names, labels, asked_of(export, instrument))
    by_text = {column: item for item, column in found.by_text.items()}
    other = {item: item for item in other_versions(export, instrument)}
    rename = {**export.rename, **by_text, **other}
    whole = replace(export, rename=rename, by_text=frozenset(by_text.values()))
    return replace(whole, notes=[*export.notes, *notes_of(whole, instrument)])


def asked_of(export: Export, instrument: Instrument) -> Asked:
    """What the study says of `export`."""
    others = frozenset(export.columns.values())
    return Asked(instrument, export.source, export.rename, others, export.items)


def check_of(export: Export, instrument: Instrument) -> TextCheck:
    """What the texts of a settled `export` say against its columns."""
    asked = asked_of(export, instrument)
    columns = {item: export.columns_of(item) for item in asked.shown}
    return text_check(export.texts, columns, asked)


def other_versions(export: Export, instrument: Instrument) -> Iterator[str]:
    """The items whose own column is filled only where the one that `rename` gives is empty."""
    names = list(export.table.columns)
    for item in instrument.all_items:
        renamed = [column for column, name in export.rename.items() if name == item]
        usable = all(names.count(column) == 1 for column in (item, *renamed))
        if not renamed or item in export.rename or not usable:
            continue
        own = filled(export, item)
        others = [filled(export, column) for column in renamed]
        if own.any() and not (own & np.logical_or.reduce(others)).any():
            yield item


def filled(export: Export, column: str) -> np.ndarray:
    """(n,) whether the cell of `column` holds an answer, or what nobody takes for empty."""
    legend = export.legends.get(column)
    empty = legend.missing if legend else {}
    cells = column_of(export.table, column)
    known = {
        c: bool(c.strip()) and plain_label(c) not in empty for c in cells.dropna().unique()
    }
    return cells.map(known).fillna(False).to_numpy(dtype=bool)


def notes_of(export: Export, instrument: Instrument) -> Iterator[Note]:
    """What a reader should know of the columns of a settled `export`."""
    if export.by_text:
        yield note("items_found_by_text", file=export.file, n=len(export.by_text))
    items = dict.fromkeys(export.rename.values())
    if several := [item for item in items if len(export.columns_of(item)) > 1]:
        yield note("columns_joined", file=export.file, items=several)
    asked = asked_of(export, instrument)
    yield from text_notes(export.file, check_of(export, instrument), asked)

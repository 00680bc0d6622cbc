"""Whether an export has the columns of its questionnaire, each once."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from analysis.columns import OWN_SOURCES, RESPONSE
from analysis.form_plan import is_added
from analysis.instrument import Instrument, Options
from analysis.intake.exports import Export
from analysis.intake.labels import NO_CODE
from analysis.intake.wording import label_conflicts

HIGHEST_SCORE = 1e6
"""A test with more points is a slip of the keyboard."""


def layout_problems(export: Export, instrument: Instrument) -> Iterator[str]:
    """What makes it impossible to read `export` as answers to `instrument`."""
    columns, file = Counter(export.table.columns), export.file
    for column, item in export.rename.items():
        if item not in instrument.all_items:
            yield f"{file}: rename {column}: {instrument.id} has no item {item!r}"
    twice = [i for i, n in Counter(export.rename.values()).items() if n > 1]
    if twice:
        yield f"{file}: rename gives more than one column to: {', '.join(sorted(twice))}"
    for name, column in export.columns.items():
        if columns[column] != 1:
            yield f"{file}: column {column!r} ({name}) is there {columns[column]} times"
    if export.source not in OWN_SOURCES and "person" not in export.columns:
        yield f"{file}: columns.person is needed: who is described"
    if export.source not in OWN_SOURCES and "rater" not in export.columns:
        yield f"{file}: columns.rater is needed: who answers, where it is not the person"
    yield from item_problems(export, instrument, columns)


def item_problems(
    export: Export, instrument: Instrument, columns: Counter[str]
) -> Iterator[str]:
    """Items that are unknown, not in the file, or there more than once."""
    items = shown_items(export, instrument)
    unknown = [i for i in items if i not in instrument.all_items]
    if unknown:
        yield f"{export.file}: items: {instrument.id} has no: {', '.join(unknown)}"
    wanted = [export.column_of.get(i, i) for i in items if i not in unknown]
    if missing := [c for c in wanted if columns[c] == 0]:
        yield f"{export.file}: item columns missing: {', '.join(missing)}"
    if repeated := [c for c in wanted if columns[c] > 1]:
        yield f"{export.file}: item columns there more than once: {', '.join(repeated)}"


def instrument_problems(instruments: dict[str, Instrument]) -> Iterator[str]:
    """Instruments whose answers cannot stand in one table."""
    times = Counter(i for instrument in instruments.values() for i in instrument.all_items)
    if shared := sorted(item for item, n in times.items() if n > 1):
        yield f"instruments: items of the same id in two instruments: {', '.join(shared)}"
    if taken := sorted(set(times) & set(RESPONSE)):
        yield f"instruments: items cannot have these ids: {', '.join(taken)}"
    for instrument in instruments.values():
        for name, options in instrument.options.items():
            if options.low <= NO_CODE or options.high > highest(options):
                limits = f"{NO_CODE + 1} and {highest(options):g}"
                yield f"{instrument.id}: options {name}: they must lie between {limits}"
            if conflicts := label_conflicts(options):
                found = ", ".join(conflicts)
                yield f"{instrument.id}: options {name}: labels of more than one code: {found}"


def highest(options: Options) -> float:
    """The highest answer that an answer table can hold."""
    return np.iinfo(np.int8).max if options.scores is None else HIGHEST_SCORE


def shown_items(export: Export, instrument: Instrument) -> list[str]:
    """The items that the form of `export` shows; checks that forms add, if they are there."""
    added = [name for name, item in instrument.all_items.items() if is_added(item)]
    named = list(instrument.all_items) if export.items is None else export.items
    found = [i for i in added if export.column_of.get(i, i) in export.table.columns]
    return [*(i for i in named if i not in added), *found]

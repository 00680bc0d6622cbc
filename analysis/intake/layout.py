"""Whether an export has the columns of its questionnaire, each once."""

from collections import Counter
from collections.abc import Iterator

import numpy as np

from analysis.columns import OWN_SOURCES, RESPONSE
from analysis.form_plan import is_added
from analysis.instrument import Instrument, Options
from analysis.intake.exports import Export
from analysis.intake.heading_checks import text_problems
from analysis.intake.labels import NO_CODE
from analysis.intake.settled import check_of
from analysis.intake.wording import label_conflicts
from analysis.messages import message

HIGHEST_SCORE = 1e6
"""A test with more points is a slip of the keyboard."""


def layout_problems(export: Export, instrument: Instrument) -> Iterator[str]:
    """What makes it impossible to read `export` as answers to `instrument`."""
    columns, file = Counter(export.table.columns), export.file
    for column, item in export.rename.items():
        if item not in instrument.all_items:
            about = {"column": column, "instrument": instrument.id, "item": item}
            yield message("columns.rename_unknown", file=file, **about)
    for name, column in export.columns.items():
        if columns[column] != 1:
            about = {"column": column, "use": name, "n": columns[column]}
            yield message("columns.repeated", file=file, **about)
    if export.source not in OWN_SOURCES and "person" not in export.columns:
        yield message("raters.no_person", file=file)
    if export.source not in OWN_SOURCES and not export.anonymous | ("rater" in export.columns):
        yield message("raters.no_rater", file=file, source=export.source)
    yield from item_problems(export, instrument, columns)
    yield from text_problems(file, check_of(export, instrument), export.source)


def item_problems(
    export: Export, instrument: Instrument, columns: Counter[str]
) -> Iterator[str]:
    """Items that are unknown, not in the file, or there more than once."""
    items, file = shown_items(export, instrument), export.file
    if unknown := [i for i in items if i not in instrument.all_items]:
        about = {"instrument": instrument.id, "items": ", ".join(unknown)}
        yield message("columns.items_unknown", file=file, **about)
    wanted = [c for i in items if i not in unknown for c in export.columns_of(i)]
    if missing := [c for c in wanted if columns[c] == 0]:
        yield message("columns.items_absent", file=file, columns=", ".join(missing))
    if repeated := [c for c in wanted if columns[c] > 1]:
        yield message("columns.items_repeated", file=file, columns=", ".join(repeated))


def instrument_problems(instruments: dict[str, Instrument]) -> Iterator[str]:
    """Instruments whose answers cannot stand in one table."""
    times = Counter(i for instrument in instruments.values() for i in instrument.all_items)
    if shared := sorted(item for item, n in times.items() if n > 1):
        yield message("columns.items_shared", items=", ".join(shared))
    if taken := sorted(set(times) & set(RESPONSE)):
        yield message("columns.items_reserved", items=", ".join(taken))
    for instrument in instruments.values():
        for name, options in instrument.options.items():
            about = {"instrument": instrument.id, "options": name}
            if options.low <= NO_CODE or options.high > highest(options):
                limits = {"lowest": NO_CODE + 1, "highest": f"{highest(options):g}"}
                yield message("columns.options_limits", **about, **limits)
            if conflicts := label_conflicts(options):
                found = ", ".join(conflicts)
                yield message("columns.label_conflicts", **about, labels=found)


def highest(options: Options) -> float:
    """The highest answer that an answer table can hold."""
    return np.iinfo(np.int8).max if options.scores is None else HIGHEST_SCORE


def shown_items(export: Export, instrument: Instrument) -> list[str]:
    """The items that the form of `export` shows; checks that forms add, if they are there."""
    added = [name for name, item in instrument.all_items.items() if is_added(item)]
    named = list(instrument.all_items) if export.items is None else export.items
    found = [i for i in added if export.column_of.get(i, i) in export.table.columns]
    return [*(i for i in named if i not in added), *found]

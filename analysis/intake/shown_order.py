"""In which order the items of a questionnaire were shown, as far as form and files tell."""

from collections.abc import Iterator, Mapping, Sequence

from analysis.form_plan import is_added
from analysis.instrument import Instrument
from analysis.intake.coding import CodedExport
from analysis.notes import Note, note


def shown_order(
    coded: Sequence[CodedExport],
    instruments: Mapping[str, Instrument],
    form_orders: Mapping[str, Sequence[str]],
) -> list[str]:
    """The items of all instruments, those of each in the order in which they were shown.

    Survey tools write columns in the order of the form, so that of the first file of an
    instrument counts; items that it lacks come last. Where that file holds the checks of
    attention that the study's form adds, it is that form, and its order is known.

    Parameters
    ----------
    form_orders
        The items of the study's own form by instrument, where it adds checks of attention.
    """
    items = []
    for name, instrument in instruments.items():
        own = [c for c in coded if c.export.instrument == name][:1]
        places = {item: i for c in own for i, item in enumerate(order_of(c))}
        if own and form_was_used(own[0], instrument):
            places = {item: i for i, item in enumerate(form_orders.get(name, places))}
        items += sorted(instrument.all_items, key=lambda i: places.get(i, len(places)))
    return items


def order_of(coded: CodedExport) -> list[str]:
    """The items of one export in the order of its columns."""
    export = coded.export
    places = {column: place for place, column in enumerate(export.table.columns)}
    items = [str(item) for item in coded.mapping["item"]]
    return sorted(items, key=lambda item: places[export.column_of.get(item, item)])


def form_was_used(coded: CodedExport, instrument: Instrument) -> bool:
    """Whether the export holds all checks of attention that the study's form adds."""
    added = {item.id for item in instrument.all_items.values() if is_added(item)}
    return bool(added) and added <= set(coded.mapping["item"])


def order_notes(coded: Sequence[CodedExport], items: Sequence[str]) -> Iterator[Note]:
    """Files whose columns stand in another order than the one that was taken."""
    place = {item: i for i, item in enumerate(items)}
    for c in coded:
        places = [place[item] for item in order_of(c)]
        if places != sorted(places):
            yield note("columns_in_another_order", file=c.export.file)

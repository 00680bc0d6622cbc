"""What an entry of `responses` says of items, labels and codes that are not there."""

from collections.abc import Iterator, Mapping

from analysis.instrument import Instrument
from analysis.messages import message
from analysis.response_options import Options
from workflow.settings import Responses


def unknown_items(responses: Responses, instrument: Instrument) -> Iterator[str]:
    """Items and codes that an export is said to have and the instrument has not."""
    named = {f"rename {column}": [item] for column, item in responses.rename.items()}
    named["items"] = responses.items or []
    stated = responses.recoded
    named["recoded"] = [] if stated is None or isinstance(stated, str) else stated
    about = {"file": responses.file, "instrument": instrument.id}
    for slot, items in named.items():
        for item in items:
            if item not in instrument.all_items:
                yield message("responses.no_item", slot=slot, item=item, **about)
    yield from unknown_codes(responses, instrument)


def unknown_codes(responses: Responses, instrument: Instrument) -> Iterator[str]:
    """Codes of `labels` that no option has, and labels of what is no format and no item."""
    about = {"file": responses.file, "instrument": instrument.id}
    everywhere: dict[str, int] = {}
    for label, code in responses.labels.items():
        if isinstance(code, int):
            everywhere[label] = code
        elif label in instrument.options:
            yield from strange(responses.file, code, {label: instrument.options[label]})
        elif label in instrument.all_items:
            name = instrument.all_items[label].options
            yield from strange(responses.file, code, {name: instrument.options[name]})
        else:
            yield message("responses.no_format", name=label, **about)
    yield from strange(responses.file, everywhere, instrument.options)


def strange(
    file: str, labels: Mapping[str, int], options: Mapping[str, Options]
) -> Iterator[str]:
    """The codes in `labels` that none of the response formats `options` has."""
    known = {code for each in options.values() for code in (*each.codes, *each.no_answer)}
    for code in sorted({*labels.values()} - known):
        codes = ", ".join(map(str, sorted(known)))
        names = ", ".join(options)
        yield message("responses.no_code", file=file, code=code, options=names, codes=codes)

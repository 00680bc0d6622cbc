"""Lines for a study that say how numbers and labels are to be read."""

import json
from collections.abc import Mapping

from analysis.instrument import Instrument
from analysis.messages import reader_language
from analysis.response_options import Options

MOST_SHOWN = 8
"""More numbers or columns than this are not listed in a message."""


def labels_line(
    instrument: Instrument, one_format: bool, readings: Mapping[str, Mapping[int | str, int]]
) -> str:
    """The line of a study that reads numbers or labels so, by response format if needed."""
    each = {
        name: ", ".join(f"{json.dumps(str(x), ensure_ascii=False)}: {code}"
                        for x, code in reading.items())
        for name, reading in readings.items()
    }  # fmt: skip
    parts = [f"{name}: {{{pairs}}}" for name, pairs in each.items()]
    inner = next(iter(each.values())) if one_format else ", ".join(parts)
    meant = "; ".join(
        in_words(reading, instrument.options[n]) for n, reading in readings.items()
    )
    return f"labels: {{{inner}}}  # {meant}"


def in_words(reading: Mapping[int | str, int], options: Options) -> str:
    """What each number or label of `reading` is taken for."""
    return ", ".join(f"{x} = {option_label(options, code)}" for x, code in reading.items())


def option_label(options: Options, code: int) -> str:
    """The label of `code` in the reader's language."""
    text = (options.no_answer | options.codes)[code]
    return str(getattr(text, reader_language())) or text.versions[0]


def quoted(numbers: list[int]) -> str:
    """`numbers` as texts of a YAML list."""
    return ", ".join(f'"{x}"' for x in numbers[:MOST_SHOWN])


def listed(values: list[int] | list[str]) -> str:
    """The first of `values`, separated by commas."""
    more = ", …" if len(values) > MOST_SHOWN else ""
    return ", ".join(map(str, values[:MOST_SHOWN])) + more

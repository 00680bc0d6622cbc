"""What the labels that a file gives to its codes say of these codes."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from analysis.instrument import Instrument
from analysis.intake.code_readings import Reading
from analysis.intake.code_sets import FEWEST, SLIP
from analysis.intake.exports import Export
from analysis.intake.labels import INTEGER, NO_CODE, CodedColumn, Legend, reader_of
from analysis.intake.wording import code_of_label, plain_label
from analysis.response_options import Options

ENDS = 2
"""Where only the ends of a scale have labels."""


@dataclass(frozen=True, slots=True)
class SharedLabel:
    """One option that a file gives to several numbers.

    Attributes
    ----------
    columns
        The columns in which it does.
    numbers
        The numbers.
    code
        The code that all of them would be read as.
    reading
        How the numbers may be read in its place, for a study to state.
    """

    columns: list[str]
    numbers: list[int]
    code: int
    reading: Reading


def labelled_numbers(legend: Legend) -> dict[int, str]:
    """The label of every whole number that the file labels and does not declare missing."""
    return {
        int(found[1]): label
        for cell, label in legend.value_labels.items()
        if label.strip() and cell not in legend.user_missing
        if (found := INTEGER.match(plain_label(cell)))
        and plain_label(cell) not in legend.missing
    }


def shared_labels(
    export: Export,
    items: Mapping[str, CodedColumn],
    legends: Mapping[str, Legend],
    instrument: Instrument,
) -> list[SharedLabel]:
    """Every option that stands for several numbers of a column, once for all its columns."""
    found: dict[tuple[tuple[int, ...], int, str], list[str]] = defaultdict(list)
    for item, column in items.items():
        options = instrument.options_of(item)
        for numbers, code in shared_in(column, legends[item], options):
            name = instrument.all_items[item].options
            found[numbers, code, name].append(export.column_of.get(item, item))
    return [
        SharedLabel(columns, [*numbers], code, kept_apart(numbers, instrument.options[name]))
        for (numbers, code, name), columns in found.items()
    ]


def shared_in(
    column: CodedColumn, legend: Legend, options: Options
) -> Iterator[tuple[tuple[int, ...], int]]:
    """The numbers of one column that are read as the same code, and that code."""
    if options.scores is not None:
        return
    reader, meant = reader_of(options, legend), dict[int, int]()
    for number, label in labelled_numbers(legend).items():
        code = code_of_label(plain_label(label), reader.labels)
        if code is not None and number not in reader.numbers:
            meant[number] = code
    fewest = max(FEWEST, SLIP * column.numbers.total())
    own = {x: c for (x, c), n in column.numbers.items() if n >= fewest and c != NO_CODE}
    there = {x for x, _ in column.numbers}
    by_code: dict[int, set[int]] = defaultdict(set)
    for number, code in (own | meant).items():
        by_code[code].add(number)
    for code, numbers in by_code.items():
        if len(numbers) > 1 and options.has(code) and numbers & there and numbers & set(meant):
            yield tuple(sorted(numbers)), code


def kept_apart(numbers: Sequence[int], options: Options) -> Reading:
    """Each of `numbers` as a code of its own, where they are codes."""
    return {x: x for x in numbers if options.has(x)}


def stated_codes(legends: Sequence[Legend], options: Options) -> list[int] | None:
    """The codes that the file's labels give to options in other words, where they differ.

    None where the labels are known, are of as many codes as the questionnaire's or of the
    same, or where columns differ.
    """
    found = {tuple(sorted(labelled_numbers(legend))) for legend in legends}
    if len(found) != 1 or options.scores is not None:
        return None
    legend, numbers = legends[0], [*next(iter(found))]
    reader = reader_of(options, legend)
    labels = (plain_label(label) for label in labelled_numbers(legend).values())
    unknown = all(code_of_label(label, reader.labels) is None for label in labels)
    if not numbers or not unknown or set(numbers) & set(reader.numbers):
        return None
    whole = len(numbers) == len(options.codes)
    ends = len(numbers) == ENDS and numbers[1] - numbers[0] == options.high - options.low
    differ = numbers[0] != options.low or numbers[-1] != options.high
    return numbers if (whole or ends) and differ else None


def in_order(numbers: Sequence[int], options: Options) -> Reading:
    """The codes of `options` in the order of all `numbers`, or between two ends."""
    codes = sorted(options.codes)
    ends = len(numbers) == ENDS and len(codes) > ENDS
    each = range(numbers[0], numbers[-1] + 1) if ends else numbers
    return dict(zip(each, codes, strict=True))

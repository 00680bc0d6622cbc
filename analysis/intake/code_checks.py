"""Codes that a questionnaire does not have: what stops a run, with the line that mends it."""

from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.instrument import Instrument
from analysis.intake.cells import column_of
from analysis.intake.code_lines import labels_line, listed, option_label, quoted
from analysis.intake.code_origin import Origin, Written, ends_cut, origin_of
from analysis.intake.code_readings import lacking_codes
from analysis.intake.code_sets import CodeSet, code_sets
from analysis.intake.exports import Export
from analysis.intake.labels import INTEGER, CodedColumn, Legend, allowed
from analysis.intake.text_readings import text_reading
from analysis.intake.value_labels import in_order, shared_labels, stated_codes
from analysis.intake.wording import plain_label
from analysis.messages import message
from analysis.notes import Note, note

NEVER_CHOSEN_FROM = 200
"""So many answers must be there before it is odd that nobody chose the last option …"""

NEVER_CHOSEN_BESIDE = 0.1
"""… and such a share of them must be of the option beside it."""

ODD_SHARE = 0.02
"""From this share of an item's numbers on, those that are no codes are named …"""

ODD_CELLS = 5
"""… if there are so many."""


@dataclass(frozen=True, slots=True)
class CodeFindings:
    """What the codes of one file say.

    Attributes
    ----------
    problems
        Lines that stop the run.
    explained
        The items that these lines are about.
    notes
        What a reader should know.
    """

    problems: list[str]
    explained: set[str]
    notes: list[Note]


@dataclass(frozen=True, slots=True)
class Coded:
    """The columns of one file, and what their codes are judged by."""

    export: Export
    instrument: Instrument
    items: Mapping[str, CodedColumn]
    legends: Mapping[str, Legend]

    @property
    def file(self) -> str:
        """The name of the file."""
        return self.export.file

    @property
    def one_format(self) -> bool:
        """Whether all items with codes share a response format."""
        formats = {self.instrument.all_items[i].options for i in self.items}
        return len([f for f in formats if self.instrument.options[f].scores is None]) == 1


def code_findings(coded: Coded, named: Mapping[str, str], refused: set[str]) -> CodeFindings:
    """What is wrong with the codes of a file, format by format.

    Parameters
    ----------
    coded
        The file's columns.
    named
        The unreadable answers that may be named.
    refused
        The items of which too many answers cannot be read.
    """
    problems, explained, notes = [*label_problems(coded)], set[str](), list[Note]()
    likeliest: dict[str, Mapping[int | str, int]] = {}
    otherwise: list[str] = []
    for codes in code_sets(coded.items, coded.instrument):
        lines, reading = format_problems(coded, codes, named, refused)
        problems += lines[:1]
        otherwise += lines[1:]
        if reading:
            likeliest[codes.name] = reading
        explained |= {*codes.items} if lines else set()
        notes += [] if lines else code_notes(coded, codes)
    if likeliest:
        line = labels_line(coded.instrument, coded.one_format, likeliest)
        problems.append(message("codes.paste", file=coded.file, line=line))
    return CodeFindings([*problems, *otherwise], explained, notes)


def format_problems(
    coded: Coded, codes: CodeSet, named: Mapping[str, str], refused: set[str]
) -> tuple[list[str], Mapping[int | str, int]]:
    """What is wrong with the codes of one response format, and the likeliest reading.

    The first line says what is wrong, the others how else it may be mended.
    """
    legends = [coded.legends[item] for item in codes.items]
    if stated := stated_codes(legends, codes.options):
        return [stated_problem(coded, codes, stated)], {**in_order(stated, codes.options)}
    if origin := origin_of(codes, written(coded, codes), coded.instrument):
        first = origin.readings[0] if origin.readings else {}
        return [*origin_problems(coded, origin)], {**first}
    own = refused & set(codes.items)
    texts = texts_of(coded, own, named) if 2 * len(own) >= len(codes.items) else []
    if reading := text_reading(texts, codes.options):
        return [text_problem(coded, codes, texts, refused)], {**reading}
    return [], {}


def written(coded: Coded, codes: CodeSet) -> Written:
    """What makes the numbers in the cells of `codes`, NaN for other cells, when asked for."""
    export = coded.export

    def cells() -> np.ndarray:
        columns = [export.column_of.get(item, item) for item in codes.items]
        return np.column_stack([numbers_in(column_of(export.table, c)) for c in columns])

    return cells


def numbers_in(column: pd.Series) -> np.ndarray:
    """The whole numbers in the cells of `column`, NaN for all others, shape (n,)."""
    positions, distinct = pd.factorize(column)
    found = (INTEGER.match(plain_label(cell)) for cell in distinct.tolist())
    numbers = np.array([*(float(m[1]) if m else np.nan for m in found), np.nan])
    return numbers[positions]


def label_problems(coded: Coded) -> Iterator[str]:
    """Options that the file gives to several codes."""
    for shared in shared_labels(coded.export, coded.items, coded.legends, coded.instrument):
        item = next(i for i in coded.items if column_name(coded, i) == shared.columns[0])
        options = coded.instrument.options_of(item)
        name = coded.instrument.all_items[item].options
        yield message(
            "codes.one_label",
            file=coded.file,
            columns=listed(shared.columns),
            label=option_label(options, shared.code),
            numbers=listed(shared.numbers),
            line=labels_line(coded.instrument, coded.one_format, {name: {**shared.reading}}),
        )


def column_name(coded: Coded, item: str) -> str:
    """The column of `item` in the file."""
    return coded.export.column_of.get(item, item)


def stated_problem(coded: Coded, codes: CodeSet, stated: list[int]) -> str:
    """The file's labels are of other codes."""
    return message(
        "codes.labels_state",
        file=coded.file,
        options=codes.name,
        stated=listed(stated),
        codes=allowed(codes.options),
    )


def origin_problems(coded: Coded, origin: Origin) -> Iterator[str]:
    """What stands in the file in place of codes, and the readings but for the likeliest."""
    codes, outside = origin.codes, listed(origin.outside)
    about = {
        "file": coded.file,
        "options": codes.name,
        "n": codes.n_of(origin.outside),
        "n_answers": codes.n,
        "codes": allowed(codes.options),
    }
    if not origin.readings:
        yield message(
            "codes.other_length",
            n_options=len(codes.codes),
            lowest=min(codes.total),
            highest=max(codes.total),
            outside=quoted(origin.outside),
            **about,
        )
        return
    lacking = lacking_codes(codes, origin.outside)
    yield message("codes.other_origin", outside=outside, lacking=listed(lacking), **about)
    for reading in origin.readings[1:]:
        line = labels_line(coded.instrument, coded.one_format, {codes.name: {**reading}})
        yield message("codes.paste_or", file=coded.file, line=line)
    meant = {"file": coded.file, "outside": quoted(origin.outside)}
    yield message("codes.paste_missing", **meant)


def texts_of(coded: Coded, items: Collection[str], named: Mapping[str, str]) -> list[str]:
    """The unreadable answers to `items`, as far as they may be named."""
    found = {cell for item in items for cell in coded.items[item].invalid}
    return sorted(found & set(named))


def text_problem(coded: Coded, codes: CodeSet, texts: list[str], refused: set[str]) -> str:
    """The answers are in words that nobody explained."""
    return message(
        "codes.texts",
        file=coded.file,
        options=codes.name,
        n_items=len(refused & set(codes.items)),
        cells=listed(texts),
    )


def code_notes(coded: Coded, codes: CodeSet) -> Iterator[Note]:
    """What is odd and does not stop: numbers that are no codes, ends that nobody chose."""
    strange, each = codes.strange, codes.counts
    odd = each[:, np.isin(codes.numbers, strange)].sum(axis=1)
    share = codes.share_of(strange)
    at = [i for i, n, s in zip(codes.items, odd, share, strict=True)
          if n >= ODD_CELLS and s >= ODD_SHARE]  # fmt: skip
    if at:
        shown = listed([x for x in strange if x in codes.frequent] or strange)
        n = int(odd[[codes.items.index(i) for i in at]].sum())
        about = {"file": coded.file, "numbers": shown, "n": n}
        yield note("numbers_beyond_options", items=at, **about)
    if codes.n >= NEVER_CHOSEN_FROM and len(codes.codes) > 2:
        for end, beside in ends_cut(codes, []):
            if beside >= NEVER_CHOSEN_BESIDE:
                about = {"options": codes.name, "code": end, "n": codes.n}
                yield note("end_option_never_chosen", file=coded.file, **about)

"""Answers as they were exported, labels or codes, made into the codes of the instrument."""

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from analysis.columns import MISSING_REASONS
from analysis.instrument import Options
from analysis.intake.cells import EMPTY, number
from analysis.intake.numerals import with_points
from analysis.intake.wording import ADDED, code_of_label, label_codes, plain_label
from analysis.messages import message

NO_CODE = -128
"""What stands in an array of answers where there is none."""

ANSWERED = 0
REASON = {name: i + 1 for i, name in enumerate(MISSING_REASONS)}
"""The number of each missing reason in a reason array; `ANSWERED` is no reason."""

INTEGER = re.compile(r"^([+-]?[0-9]{1,9})(\.0*|,0{1,2})?分?$")
"""A whole number, as Wenjuanxing writes scores too (3分)."""
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Legend:
    """What a file or a study says of the cells of one column.

    Attributes
    ----------
    value_labels
        The label of a code, as the file states it.
    user_missing
        The cells that the file declares missing.
    missing
        Why a cell is empty, by the cell (as `plain_label`) that stands there instead.
    labels
        The code of a label or of another number, as the study states it; it decides over what
        the file says.
    """

    value_labels: Mapping[str, str] = field(default_factory=dict)
    user_missing: frozenset[str] = frozenset()
    missing: Mapping[str, str] = field(default_factory=dict)
    labels: Mapping[str, int] = field(default_factory=dict)

    @property
    def known_labels(self) -> dict[str, int]:
        """The code of every label of the study's own, as `plain_label`."""
        return {plain_label(label): code for label, code in self.labels.items()}

    @property
    def known_numbers(self) -> dict[int, int]:
        """The code of every number that the study reads as another, or as itself."""
        return {
            int(found[1]): code
            for label, code in self.known_labels.items()
            if (found := INTEGER.match(label))
        }


@dataclass(frozen=True, slots=True)
class CodedColumn:
    """The answers to one item.

    Attributes
    ----------
    codes
        (n,) int8, floats where scores of tests are read; `NO_CODE` where there is no answer.
    reasons
        (n,) uint8, why there is none: a value of `REASON`, or `ANSWERED`.
    n_codes, n_labels
        How many cells were numeric codes and text labels, "no answer" included.
    n_recoded
        How many of the labels were codes that the file's own labels turn into others.
    invalid
        Cells that are neither, and how often each stands there.
    numbers
        How often each whole number stands there and is read as which code, `NO_CODE` where
        it is none; without "no answer", what the study states, and scores of tests.
    """

    codes: np.ndarray
    reasons: np.ndarray
    n_codes: int
    n_labels: int
    n_recoded: int
    invalid: Counter[str]
    numbers: Counter[tuple[int, int]] = field(default_factory=Counter)

    @property
    def n_invalid(self) -> int:
        """How many cells are neither code nor label."""
        return self.invalid.total()

    @property
    def invalid_share(self) -> float:
        """The share of cells, of those that hold something, that are neither."""
        filled = self.n_codes + self.n_labels + self.n_invalid
        return self.n_invalid / filled if filled else 0.0


@dataclass(frozen=True, slots=True)
class Reader:
    """What decides how the cells of one column are read.

    Attributes
    ----------
    options
        The response format.
    legend
        What the file and the study say of the cells.
    labels
        The code of every label known to the questionnaire or the study, as `plain_label`.
    numbers
        The code of every number that the study states.
    """

    options: Options
    legend: Legend
    labels: Mapping[str, int]
    numbers: Mapping[int, int]

    @property
    def displaced(self) -> set[int]:
        """The codes for which the study states other numbers: by themselves they are none."""
        return {*self.numbers.values()} - {*self.numbers} - {*self.options.no_answer}


def reader_of(options: Options, legend: Legend) -> Reader:
    """How cells of `options` are read under `legend`."""
    known = label_codes(options) | legend.known_labels
    numbers = legend.known_numbers if options.scores is None else {}
    return Reader(options, legend, known, numbers)


def code_column(
    column: pd.Series, options: Options, legend: Legend | None = None
) -> CodedColumn:
    """The answers in `column`, which holds codes or labels of `options`, or both."""
    reader = reader_of(options, legend or Legend())
    positions, found = pd.factorize(column)
    distinct = found.tolist()
    written = distinct if options.scores is None else decimals(distinct)
    cells = [
        code_of_cell(cell, plain_label(number), reader)
        for cell, number in zip(distinct, written, strict=True)
    ]
    times = np.bincount(positions[positions >= 0], minlength=len(distinct)).tolist()
    codes = np.array([*(code for code, _, _ in cells), NO_CODE], dtype=code_type(options))
    skipped = REASON["skipped"]
    reasons = np.array([*(reason for _, reason, _ in cells), skipped], dtype=np.uint8)
    counts = {kind: 0 for kind in ("code", "label", "recoded", "empty", "invalid")}
    invalid: Counter[str] = Counter()
    for cell, (_, _, kind), n in zip(distinct, cells, times, strict=True):
        counts[kind] += n
        if kind == "invalid":
            invalid[shown_cell(cell)] += n
    n_labels = counts["label"] + counts["recoded"]
    numbers = Counter() if options.scores else numbers_of(distinct, cells, times, reader)
    return CodedColumn(
        codes[positions], reasons[positions], counts["code"], n_labels, counts["recoded"],
        invalid, numbers,
    )  # fmt: skip


def shown_cell(cell: str) -> str:
    """`cell` as a message names it: on one line, without what was typed beside an option."""
    return SPACES.sub(" ", ADDED.sub("", cell).strip())


def numbers_of(
    distinct: Sequence[str],
    cells: Sequence[tuple[float, int, str]],
    times: Sequence[int],
    reader: Reader,
) -> Counter[tuple[int, int]]:
    """How often each whole number that the study does not state is read as which code."""
    found: Counter[tuple[int, int]] = Counter()
    for cell, (code, _, kind), n in zip(distinct, cells, times, strict=True):
        whole = INTEGER.match(plain_label(cell))
        no_answer = code == NO_CODE and kind != "invalid"
        if whole and not no_answer and int(whole[1]) not in reader.numbers:
            found[int(whole[1]), int(code)] += n
    return found


def decimals(cells: list[str]) -> list[str]:
    """`cells` of scores with a point before their decimals, however the column writes them."""
    narrow = [unicodedata.normalize("NFKC", cell).strip() for cell in cells]
    return [cell or "" for cell in with_points(narrow, percent=False)]


def code_type(options: Options) -> type[np.int8] | type[np.float64]:
    """The type of an array of answers."""
    return np.int8 if options.scores is None else np.float64


def code_of_cell(cell: str, written: str, reader: Reader) -> tuple[float, int, str]:
    """Code, missing reason, and whether the cell is a code, a label, empty or invalid.

    What the study states of a number or label decides; then the label that the file gives to
    a code: 5 may mean Never there. `written` is the cell with a point before its decimals, as
    `plain_label`.
    """
    legend, options = reader.legend, reader.options
    plain = plain_label(cell)
    missing = legend.missing.get(plain)
    if missing:
        return NO_CODE, REASON[missing], "empty"
    code, kind = meaning(cell, number_of(written, options), reader)
    if code is not None and code in options.no_answer:
        return NO_CODE, REASON["cannot_judge"], kind
    if cell in legend.user_missing:
        return NO_CODE, REASON["user_missing"], "empty"
    if code is not None and options.has(code):
        return code, ANSWERED, kind
    if plain in EMPTY:
        return NO_CODE, REASON["skipped"], "empty"
    return NO_CODE, REASON["invalid_code"], "invalid"


def meaning(cell: str, number: float | None, reader: Reader) -> tuple[float | None, str]:
    """The code that `cell` stands for, if any, and whether it is a code or a label."""
    if number is not None and number in reader.numbers:
        return reader.numbers[int(number)], "label"
    if number in reader.displaced:
        return None, "code"
    labels = reader.labels
    label = reader.legend.value_labels.get(cell, "")
    meant = code_of_label(plain_label(label), labels) if label else None
    kind = "label" if number is None else "code"
    code = code_of_label(plain_label(cell), labels) if number is None else number
    if meant is None or meant == code:
        return code, kind
    return meant, "label" if number is None else "recoded"


def number_of(plain: str, options: Options) -> float | None:
    """The whole number in a cell, or any number where scores are read; None for other texts."""
    if options.scores is None:
        return int(found[1]) if (found := INTEGER.match(plain)) else None
    found = number(None if plain in EMPTY else plain)
    return None if math.isnan(found) else found


def allowed(options: Options) -> str:
    """The codes of `options` in words: what a message tells the reader to use."""
    ends = {"low": f"{options.low:g}", "high": f"{options.high:g}"}
    if not options.no_answer:
        return message("codes.range", **ends)
    none = ", ".join(map(str, options.no_answer))
    return message("codes.range_or_none", no_answer=none, **ends)

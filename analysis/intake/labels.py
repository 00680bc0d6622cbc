"""Answers as they were exported, labels or codes, made into the codes of the instrument."""

import re
import unicodedata
from collections import Counter
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import MISSING_REASONS
from analysis.instrument import Options
from analysis.intake.cells import EMPTY

NO_CODE = -128
"""What stands in an int8 array where there is no answer."""

ANSWERED = 0
REASON = {name: i + 1 for i, name in enumerate(MISSING_REASONS)}
"""The number of each missing reason in a reason array; `ANSWERED` is no reason."""

INTEGER = re.compile(r"^[+-]?\d{1,9}(\.0*)?$")
SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class CodedColumn:
    """The answers to one item.

    Attributes
    ----------
    codes
        (n,) int8, `NO_CODE` where there is no answer.
    reasons
        (n,) uint8, why there is none: a value of `REASON`, or `ANSWERED`.
    n_codes, n_labels
        How many cells were numeric codes and text labels, "no answer" included.
    invalid
        Cells that are neither, and how often each stands there.
    """

    codes: np.ndarray
    reasons: np.ndarray
    n_codes: int
    n_labels: int
    invalid: Counter[str]

    @property
    def n_invalid(self) -> int:
        """How many cells are neither code nor label."""
        return self.invalid.total()

    @property
    def invalid_share(self) -> float:
        """The share of cells, of those that hold something, that are neither."""
        filled = self.n_codes + self.n_labels + self.n_invalid
        return self.n_invalid / filled if filled else 0.0


def code_column(column: pd.Series, options: Options) -> CodedColumn:
    """The answers in `column`, which holds codes or labels of `options`, or both."""
    known = label_codes(options)
    positions, found = pd.factorize(column)
    distinct = found.tolist()
    cells = [code_of_cell(cell, known, options) for cell in distinct]
    times = np.bincount(positions[positions >= 0], minlength=len(distinct)).tolist()
    codes = np.array([*(code for code, _, _ in cells), NO_CODE], dtype=np.int8)
    skipped = REASON["skipped"]
    reasons = np.array([*(reason for _, reason, _ in cells), skipped], dtype=np.uint8)
    counts = {kind: 0 for kind in ("code", "label", "empty", "invalid")}
    invalid: Counter[str] = Counter()
    for cell, (_, _, kind), n in zip(distinct, cells, times, strict=True):
        counts[kind] += n
        if kind == "invalid":
            invalid[SPACES.sub(" ", cell.strip())] += n
    return CodedColumn(
        codes[positions], reasons[positions], counts["code"], counts["label"], invalid
    )


def code_of_cell(cell: str, known: dict[str, int], options: Options) -> tuple[int, int, str]:
    """Code, missing reason, and whether the cell is a code, a label, empty or invalid."""
    plain = plain_label(cell)
    number = int(float(plain)) if INTEGER.match(plain) else None
    kind = "label" if number is None else "code"
    code = known.get(plain) if number is None else number
    if code in options.codes:
        return code, ANSWERED, kind
    if code in options.no_answer:
        return NO_CODE, REASON["cannot_judge"], kind
    if plain in EMPTY:
        return NO_CODE, REASON["skipped"], "empty"
    return NO_CODE, REASON["invalid_code"], "invalid"


def label_codes(options: Options) -> dict[str, int]:
    """The code of every label, in every language and without its spaces and capitals."""
    return {
        plain_label(label): code
        for code, text in {**options.no_answer, **options.codes}.items()
        for label in (text.zh, text.en)
    }


def label_conflicts(options: Options) -> list[str]:
    """Labels that stand for more than one code."""
    codes: dict[str, set[int]] = {}
    for code, text in {**options.no_answer, **options.codes}.items():
        for label in {plain_label(text.zh), plain_label(text.en)}:
            codes.setdefault(label, set()).add(code)
    return sorted(label for label, found in codes.items() if len(found) > 1)


def plain_label(label: str) -> str:
    """`label` in lower case, full-width characters made narrow, without any space."""
    return SPACES.sub("", unicodedata.normalize("NFKC", label)).casefold()


def allowed(options: Options) -> str:
    """The codes of `options` in words: what a message tells the reader to use."""
    codes = f"{options.low} to {options.high}"
    if not options.no_answer:
        return codes
    return f"{codes}, or {', '.join(map(str, options.no_answer))} for no answer"

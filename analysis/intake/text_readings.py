"""Answers in words, letters or numbered words that a questionnaire does not have."""

import re
from collections.abc import Sequence

from analysis.intake.wording import NUMBERED, closest, label_codes, plain_label
from analysis.response_options import Options

AFFIXED = re.compile(r"^(?P<before>\D*)(?P<number>\d{1,2})(?P<after>\D.*|)$")
CHINESE_DIGITS = "零一二三四五六七八九"
LETTERS = "abcdefghijklmnopqrstuvwxyz"
ENOUGH = 2
"""One letter or word alone shows no order."""


def text_reading(cells: Sequence[str], options: Options) -> dict[str, int]:
    """The code of each of `cells` that can be told; those that cannot are left out.

    `cells` are the distinct unreadable answers of a response format. Letters, digits and
    numbered words count from the lowest code upwards, which the reader must confirm.
    """
    for tell in (by_letter, by_number, by_known_label):
        if found := tell(cells, options):
            return found
    return by_likeness(cells, options)


def by_letter(cells: Sequence[str], options: Options) -> dict[str, int]:
    """Letters A, B, C … or digits 一, 二, 三 … as codes from the lowest."""
    codes = sorted(options.codes)
    for row in (LETTERS, CHINESE_DIGITS[1:], CHINESE_DIGITS):
        places = {cell: row.find(plain_label(cell)) for cell in cells}
        single = all(len(plain_label(cell)) == 1 for cell in cells)
        if (
            single
            and len(cells) >= ENOUGH
            and all(0 <= i < len(codes) for i in places.values())
        ):
            return {cell: codes[i] for cell, i in sorted(places.items(), key=lambda p: p[1])}
    return {}


def by_number(cells: Sequence[str], options: Options) -> dict[str, int]:
    """Numbers within the same words, such as A1 or Option 1, as codes or counted from 0."""
    parts = {cell: AFFIXED.match(plain_label(cell)) for cell in cells}
    if len(cells) < ENOUGH or not all(parts.values()):
        return {}
    around = {(m["before"], m["after"]) for m in parts.values() if m}
    numbers = {cell: int(m["number"]) for cell, m in parts.items() if m}
    if len(around) != 1:
        return {}
    codes = sorted(options.codes)
    for shift in (0, codes[0] - min(numbers.values())):
        found = {cell: x + shift for cell, x in sorted(numbers.items(), key=lambda p: p[1])}
        if set(found.values()) <= set(codes):
            return found
    return {}


def by_known_label(cells: Sequence[str], options: Options) -> dict[str, int]:
    """Known labels beside numbers that are not their codes, such as 0 - Never."""
    known = label_codes(options)
    found: dict[str, int] = {}
    for cell in cells:
        matches = (pattern.match(plain_label(cell)) for pattern in NUMBERED)
        codes = [known[m["label"]] for m in matches if m and m["label"] in known]
        if codes:
            found[cell] = codes[0]
    return found if len(found) == len(cells) else {}


def by_likeness(cells: Sequence[str], options: Options) -> dict[str, int]:
    """The codes of the most similar labels, where no two answers share one."""
    like = {cell: closest(cell, options) for cell in cells}
    codes = {cell: int(words.split(" = ")[0]) for cell, words in like.items() if words}
    taken = list(codes.values())
    return {cell: code for cell, code in codes.items() if taken.count(code) == 1}

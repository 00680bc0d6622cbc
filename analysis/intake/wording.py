"""Labels of answers as people and tools write them, and the codes they stand for."""

import difflib
import html
import re
import unicodedata
from collections.abc import Mapping

from analysis.instrument import Options
from analysis.intake.texts import simplified

SPACES = re.compile(r"\s+")
TAG = re.compile(r"<[^<>]{0,500}>")
INVISIBLE = dict.fromkeys([0xFEFF, 0x200B, 0x200C, 0x200D, 0x2060], None)
ADDED = re.compile("〖[^〗]*(〗|$)")
"""What a person wrote beside an option, as Wenjuanxing exports it."""

PERIODS = "。.;；"
NUMBERED = (
    re.compile(r"^(?P<mark>\d{1,2})[.、:=)\-–—]+(?P<label>\D.*)$"),
    re.compile(r"^(?P<mark>[a-z])[.、:)]+(?P<label>..*)$"),
    re.compile(r"^(?P<label>.+)[(\[](?P<mark>\d{1,2})分?[)\]]$"),
    re.compile(r"^[(\[](?P<mark>\d{1,2})[)\]](?P<label>\D.*)$"),
    re.compile(r"^(?P<mark>\d{1,2})(?P<label>\D.*)$"),
)
"""A label with its number or letter before or after it, such as 5.always or 总是(5)."""

LONGEST = 100
"""A longer text is no label."""

LIKE = 0.6
"""How alike a label must be to be suggested for an unknown one (difflib's ratio)."""


def plain_label(label: str) -> str:
    """`label` in lower case, full-width characters made narrow, without spaces or HTML."""
    narrow = unicodedata.normalize("NFKC", label)
    if "<" in narrow or "&" in narrow:
        narrow = TAG.sub("", html.unescape(narrow))
    return SPACES.sub("", narrow.translate(INVISIBLE)).casefold()


def label_codes(options: Options) -> dict[str, int]:
    """The code of every label, in every language and without its spaces and capitals."""
    return {
        plain_label(label): code
        for code, text in {**options.no_answer, **options.codes}.items()
        for label in text.versions
    }


def code_of_label(plain: str, known: Mapping[str, int]) -> int | None:
    """The code of the label `plain`, as it is or in another dress; None where it has none.

    Other dresses are traditional characters, a full stop at the end, and the code or a
    letter before or after the label; a code must then be the label's own.
    """
    if plain in known or len(plain) > LONGEST:
        return known.get(plain)
    bare = simplified(ADDED.sub("", plain).rstrip(PERIODS))
    same = {simplified(label.rstrip(PERIODS)): code for label, code in known.items()}
    if bare in same:
        return same[bare]
    for pattern in NUMBERED:
        found = pattern.match(bare)
        code = same.get(found["label"]) if found else None
        if found and code is not None:
            mark = found["mark"]
            return code if not mark.isdecimal() or int(mark) == code else None
    return None


def closest(label: str, options: Options) -> str:
    """The option most like `label` with its code, as 5 = Always; "" where none is like it."""
    texts = {
        name: code
        for code, text in {**options.codes, **options.no_answer}.items()
        for name in text.versions
    }
    plain = {simplified(plain_label(name)): name for name in texts}
    like = difflib.get_close_matches(simplified(plain_label(label)), plain, n=1, cutoff=LIKE)
    return f"{texts[plain[like[0]]]} = {plain[like[0]]}" if like else ""


def label_conflicts(options: Options) -> list[str]:
    """Labels that stand for more than one code."""
    codes: dict[str, set[int]] = {}
    for code, text in {**options.no_answer, **options.codes}.items():
        for label in {plain_label(version) for version in text.versions}:
            codes.setdefault(label, set()).add(code)
    return sorted(label for label, found in codes.items() if len(found) > 1)

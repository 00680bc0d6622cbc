"""The encoding of a text file: which bytes stand for which characters."""

import codecs

UTF16_MARKS = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)
CHINESE = ("gb18030", "big5")
SIMPLIFIED = "gb2312"
SAMPLE_CHARACTERS = 20_000
ZEROS_NEEDED = 0.1
"""Share of bytes that are zero in text of two bytes a character, at the least."""

MOSTLY = 0.7
"""Share of common simplified characters below which GB18030 may be a misread Big5."""


def detect_encoding(raw: bytes) -> str | None:
    """The name of the encoding in which all of `raw` is text; None where there is none."""
    if raw.startswith(codecs.BOM_UTF8):
        return "utf-8-sig" if decodes(raw, "utf-8-sig") else None
    if raw.startswith(UTF16_MARKS):
        return "utf-16" if decodes(raw, "utf-16") else None
    if b"\x00" in raw:
        return unmarked_utf16(raw)
    if decodes(raw, "utf-8"):
        return "utf-8"
    found = [name for name in CHINESE if decodes(raw, name)]
    if len(found) == len(CHINESE):
        return "big5" if looks_traditional(raw) else "gb18030"
    return found[0] if found else None


def unmarked_utf16(raw: bytes) -> str | None:
    """The UTF-16 that `raw` is without saying so, by where its zeros stand; None if none."""
    zeros = {"utf-16-le": raw[1::2].count(0), "utf-16-be": raw[::2].count(0)}
    found = max(zeros, key=zeros.__getitem__)
    clear = zeros[found] > ZEROS_NEEDED * len(raw) and min(zeros.values()) == 0
    return found if clear and decodes(raw, found) else None


def decodes(raw: bytes, encoding: str) -> bool:
    """Whether all of `raw` is text in `encoding`."""
    try:
        raw.decode(encoding)
    except UnicodeDecodeError:
        return False
    return True


def looks_traditional(raw: bytes) -> bool:
    """Whether `raw`, valid in both Chinese encodings, reads as Big5 rather than GB18030.

    Big5 read as GB18030 gives characters that simplified Chinese hardly uses.
    """
    simplified = common_share(raw.decode("gb18030"), SIMPLIFIED)
    traditional = common_share(raw.decode("big5"), "big5")
    return simplified < MOSTLY < traditional


def common_share(text: str, encoding: str) -> float:
    """The share of characters beyond ASCII in `text` that are common ones of `encoding`."""
    characters = [c for c in text if not c.isascii()][:SAMPLE_CHARACTERS]
    common = [c for c in characters if is_common(c.encode(encoding, "ignore"), encoding)]
    return len(common) / len(characters) if characters else 0.0


def is_common(code: bytes, encoding: str) -> bool:
    """Whether a character's `code` lies in the level of frequent characters or signs."""
    highest = 0xD7 if encoding == SIMPLIFIED else 0xC6
    return len(code) == 2 and 0xA1 <= code[0] <= highest

"""Sentences that are in the wrong language or not translated."""

import re
from collections.abc import Iterator

from analysis.instrument import Closed, Instrument, Text
from analysis.linting.findings import Finding

HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
QUOTED = re.compile(r"[“\"'「][^”\"'」]*[”\"'」]")


def translation_findings(instrument: Instrument) -> Iterator[Finding]:
    """Texts without a Chinese character in Chinese, or with one in English."""
    for where, part, text in texts(instrument, instrument.id, "title"):
        if not HAN.search(text.zh) and LATIN.search(text.zh):
            yield Finding("missing_language", where, part, "zh")
        if HAN.search(QUOTED.sub("", text.en)):
            yield Finding("missing_language", where, part, "en")


def texts(part: object, where: str, name: str) -> Iterator[tuple[str, str, Text]]:
    """Every text in a part of an instrument, with the ids and the name that lead to it."""
    if isinstance(part, Text):
        yield where, name, part
    elif isinstance(part, Closed):
        own = getattr(part, "id", None)
        inside = where if own in (None, where) else f"{where}/{own}"
        for field in type(part).model_fields:
            yield from texts(getattr(part, field), inside, field)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts(value, where, f"{name}.{key}")
    elif isinstance(part, list):
        for value in part:
            yield from texts(value, where, name)

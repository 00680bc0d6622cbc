"""Sentences that are in the wrong language or not translated."""

import re
from collections.abc import Iterator

from analysis.instrument import Instrument
from analysis.languages import texts
from analysis.linting.findings import Finding

HAN = re.compile(r"[\u4e00-\u9fff]")
LATIN = re.compile(r"[A-Za-z]")
QUOTED = re.compile(r"[“\"'「][^”\"'」]*[”\"'」]")


def translation_findings(instrument: Instrument) -> Iterator[Finding]:
    """Texts that lack a language, have no Chinese character in Chinese or one in English."""
    for where, part, text in texts(instrument, instrument.id, "title"):
        if not text.zh or (not HAN.search(text.zh) and LATIN.search(text.zh)):
            yield Finding("missing_language", where, part, "zh")
        if not text.en or HAN.search(QUOTED.sub("", text.en)):
            yield Finding("missing_language", where, part, "en")

"""What a reader should know of texts that are not word for word those of the items."""

import re
from collections.abc import Iterator

from analysis.columns import OWN_SOURCES
from analysis.instrument import Instrument
from analysis.intake.heading_checks import TextCheck
from analysis.intake.item_columns import Asked
from analysis.intake.opposites import words_of
from analysis.intake.personal import holds_personal
from analysis.intake.texts import PIPED
from analysis.notes import Note, note

SURNAMES = frozenset(
    "王李张刘陈杨黄赵吴周徐孙朱马胡郭何罗郑梁谢宋唐许邓冯韩曹曾彭萧蔡潘田董袁余叶蒋杜苏魏程吕丁沈姚卢"
    "姜崔钟谭陆汪范廖石贾韦夏付邹熊孟秦邱侯江尹薛闫段雷龙史贺陶顾毛郝龚邵万钱覃武戴莫孔汤"
    "張劉陳楊黃趙吳孫馬羅鄭謝許鄧馮蕭葉蔣蘇呂盧鍾譚陸賈韋鄒閆龍賀顧龔萬錢湯"
)
"""Common surnames: what is added and begins with one may be a name."""

OPENING = {
    *(
        "i",
        "we",
        "my",
        "it",
        "they",
        "you",
        "the",
        "a",
        "an",
        "this",
        "that",
        "often",
        "usually",
    ),
    *("sometimes", "rarely", "never", "always", "when", "if", "after", "before", "once", "as"),
    *("while", "during", "in", "at", "for", "with", "to", "even", "under", "by", "on", "from"),
}
"""Words that sentences begin with, whoever wrote them."""

WORD = re.compile(r"[^\W\d_]+")


def text_notes(file: str, check: TextCheck, asked: Asked) -> Iterator[Note]:
    """Texts that were reworded, in both versions where they can name nobody, and others."""
    known = vocabulary(asked.instrument) if check.reworded else set()
    public = asked.source in OWN_SOURCES
    unshown: list[str] = []
    for item, text, wording in check.reworded:
        if public and names_nobody(text, known):
            about = {"file": file, "item": item, "in_file": text, "in_instrument": wording}
            yield note("item_text_differs", **about)
        else:
            unshown.append(item)
    if unshown:
        yield note("item_texts_differ_unshown", file=file, n=len(unshown), items=unshown)
    if check.unlike:
        pairs = {item: closest for item, closest in check.unlike}
        about = {"file": file, "n": len(pairs), "closest": pairs}
        yield note("texts_unlike_items", **about)


def vocabulary(instrument: Instrument) -> set[str]:
    """Every word and Chinese character in the wordings of an instrument, in lower case."""
    items = instrument.all_items.values()
    texts = (text for item in items for text in (item.self, item.other) if text)
    return {word for text in texts for version in text.versions for word in words_of(version)}


def names_nobody(text: str, known: set[str]) -> bool:
    """Whether `text` cannot hold a name, a number or an address of a person.

    A name is what a tool fills in, a word with a capital that the instrument does not know,
    or unknown characters of which one is a common surname.
    """
    if PIPED.search(text) or holds_personal(text):
        return False
    capital = {word for word in WORD.findall(text) if word[0].isupper()}
    new = {word for name in capital for word in words_of(name)} - known - OPENING
    return not new and not (set(text) & SURNAMES) - known

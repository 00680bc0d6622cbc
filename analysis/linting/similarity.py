"""How much two sentences have in common, and items that say the same twice."""

import re
from collections.abc import Iterator
from itertools import combinations

from analysis.instrument import Instrument
from analysis.linting.findings import Finding
from analysis.linting.rules import LANGUAGES, Language, LintRules
from analysis.linting.wording import WORD, Wording, one_pattern, wordings

PUNCTUATION = re.compile(r"[\s，。、；：？！“”‘’（）,.;:?!\"()]")
ENDING = re.compile(r"(?:ing|ed|es|s|e)$")
SHORTEST_STEM = 3


def near_duplicates(instrument: Instrument, rules: LintRules) -> Iterator[Finding]:
    """Pairs of self wordings that share too many of their pieces."""
    for language in LANGUAGES:
        asked = [
            (w, pieces(w, rules))
            for w in wordings(instrument)
            if w.language == language and w.part == "self"
        ]
        limit = getattr(rules.limits.similar, language)
        for (first, a), (second, b) in combinations(asked, 2):
            if (shared := common_share(a, b)) >= limit:
                values = {"other": first.where, "similarity": shared, "limit": limit}
                yield Finding("near_duplicate", second.where, "self", language, values)


def pieces(wording: Wording, rules: LintRules) -> set[str]:
    """The n-grams of a sentence: two characters in Chinese, one and two words in English."""
    if wording.language == "zh":
        text = PUNCTUATION.sub("", without_people(wording.text, "zh", rules))
        return {text[i : i + 2] for i in range(len(text) - 1)}
    words = content_words(wording.text, rules)
    return {*words, *(" ".join(words[i : i + 2]) for i in range(len(words) - 1))}


def content_words(text: str, rules: LintRules) -> list[str]:
    """The English words of a sentence without endings and without who is meant."""
    words = WORD.findall(without_people(text, "en", rules).lower())
    return [stem(word) for word in words]


def stem(word: str) -> str:
    """A word without its ending, so that "tells" and "tell" are one."""
    word = word.removesuffix("'s")
    short = ENDING.sub("", word)
    return short if len(short) >= SHORTEST_STEM else word


def without_people(text: str, language: Language, rules: LintRules) -> str:
    """The sentence without the words for who is described."""
    people = rules.people
    named = [
        pattern
        for part in (people.first_person, people.described, people.either)
        for pattern in getattr(part, language)
    ]
    return one_pattern(named, language).sub("", text)


def common_share(first: set[str], second: set[str]) -> float:
    """What two sets have in common, as a share of both together (Jaccard's index)."""
    return len(first & second) / len(first | second) if first | second else 0.0

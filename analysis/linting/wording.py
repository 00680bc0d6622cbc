"""One wording at a time: what makes a sentence hard or impossible to answer."""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from analysis.instrument import Instrument, Item
from analysis.linting.findings import Finding
from analysis.linting.rules import LANGUAGES, Language, LintRules

WORD = re.compile(r"[\w'’-]+")


@dataclass(frozen=True, slots=True)
class Wording:
    """A sentence that people answer.

    Attributes
    ----------
    where
        Ids of dimension and item.
    item
        The item.
    part
        "self" or "other".
    language
        The language of `text`.
    text
        The sentence.
    """

    where: str
    item: Item
    part: str
    language: Language
    text: str


def wordings(instrument: Instrument) -> Iterator[Wording]:
    """Every sentence of every scored item, in both wordings and all languages."""
    for d in instrument.dimensions:
        for item in (x for x in d.items if x.role == "scored"):
            for part, text in (("self", item.self), ("other", item.other)):
                if text is None:
                    continue
                for language in LANGUAGES:
                    yield Wording(
                        f"{d.id}/{item.id}", item, part, language, getattr(text, language)
                    )


def wording_findings(wording: Wording, rules: LintRules) -> Iterator[Finding]:
    """What is wrong with one sentence."""
    for rule in ("double_barrelled", "absolute", "frequency"):
        if found := matches(wording, rule, rules):
            yield finding(wording, rule, found=", ".join(found))
    negations = matches(wording, "negation", rules)
    if len(negations) > rules.limits.negations:
        yield finding(wording, "negation", count=len(negations), found=", ".join(negations))
    if wording.item.reversed and (found := matches(wording, "negated_reversal", rules)):
        yield finding(wording, "negated_reversal", found=", ".join(found))
    yield from too_long(wording, rules)


def too_long(wording: Wording, rules: LintRules) -> Iterator[Finding]:
    """A sentence beyond the limit of its language."""
    if wording.language == "zh":
        count, limit = len(wording.text), rules.limits.zh_characters
    else:
        count, limit = len(WORD.findall(wording.text)), rules.limits.en_words
    if count > limit:
        yield finding(wording, "too_long", count=count, limit=limit)


def matches(wording: Wording, rule: str, rules: LintRules) -> list[str]:
    """What the patterns of `rule` find in the sentence, in its order; allowed phrases aside."""
    patterns = getattr(rules.patterns[rule], wording.language)
    allowed = getattr(rules.allowed[rule], wording.language)
    text = wording.text
    for phrase in allowed:
        text = re.sub(re.escape(phrase), "＿", text, flags=re.IGNORECASE)
    found = [m.group() for m in one_pattern(patterns, wording.language).finditer(text)]
    return list(found)


def one_pattern(patterns: list[str], language: Language) -> re.Pattern[str]:
    """All patterns in one, longest first; English ones match whole words."""
    either = "|".join(sorted(patterns, key=len, reverse=True))
    if language == "en":
        return re.compile(rf"(?<!\w)(?:{either})(?!\w)", re.IGNORECASE)
    return re.compile(either)


def finding(wording: Wording, rule: str, **values: str | int | float) -> Finding:
    """A finding at a sentence."""
    return Finding(rule, wording.where, wording.part, wording.language, values)

"""Self and other wording: the right person, the same behaviour."""

from collections.abc import Iterator

from analysis.instrument import Dimension, Instrument, Item, Text
from analysis.linting.findings import Finding
from analysis.linting.rules import LANGUAGES, Language, LintRules, Listed
from analysis.linting.similarity import (
    PUNCTUATION,
    common_share,
    content_words,
    without_people,
)
from analysis.linting.wording import one_pattern

REORDERED = 0.999
"""At most: Chinese wordings that differ in order alone are not the same."""


def pair_findings(instrument: Instrument, rules: LintRules) -> Iterator[Finding]:
    """What is wrong between the two wordings of every scored item."""
    scored = [(d, x) for d in instrument.dimensions for x in d.items if x.role == "scored"]
    rated = any(item.other is not None for _, item in scored)
    for dimension, item in scored:
        yield from item_findings(dimension, item, rules, rated=rated)


def item_findings(
    dimension: Dimension, item: Item, rules: LintRules, *, rated: bool
) -> Iterator[Finding]:
    """What is wrong between the wordings of one item; `rated`: others answer too."""
    where = f"{dimension.id}/{item.id}"
    for language in LANGUAGES:
        if not named(item.self, language, rules.people.first_person):
            yield Finding("person_missing", where, "self", language)
    if item.other is None:
        if rated:
            yield Finding("other_missing", where)
        return
    for language in LANGUAGES:
        yield from other_findings(where, item.self, item.other, language, rules)


def other_findings(
    where: str, own: Text, other: Text, language: Language, rules: LintRules
) -> Iterator[Finding]:
    """What is wrong with the wording for other raters in one language."""
    if first := named(other, language, rules.people.first_person):
        yield Finding("wrong_person", where, "other", language, {"found": first})
    if not first and not named(other, language, rules.people.described):
        yield Finding("person_missing", where, "other", language)
    limit = getattr(rules.limits.same_behaviour, language)
    shared = same_share(getattr(own, language), getattr(other, language), language, rules)
    if shared < limit:
        values = {"similarity": shared, "limit": limit}
        yield Finding("different_behaviour", where, "other", language, values)


def named(text: Text, language: Language, patterns: Listed) -> str:
    """The first word for a person that `patterns` find; empty if there is none."""
    found = one_pattern(getattr(patterns, language), language).search(getattr(text, language))
    return found.group() if found else ""


def same_share(own: str, other: str, language: Language, rules: LintRules) -> float:
    """What both wordings have in common once it is left out who is meant."""
    if language == "en":
        return common_share(set(content_words(own, rules)), set(content_words(other, rules)))
    first, second = (
        PUNCTUATION.sub("", without_people(text, language, rules)) for text in (own, other)
    )
    return 1.0 if first == second else common_share(set(first), set(second)) * REORDERED

"""Under which way of writing ids two lists match: zeros in front, capitals, a prefix."""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Set
from dataclasses import dataclass
from itertools import product

from analysis.intake.id_rules import LEADING_ZEROS, IdRules
from analysis.messages import message

PREFIX = re.compile(r"^(?:[^\\/:|]*[\\/:|]|\D+(?=\d))")
SUFFIX = re.compile(r"(?<=\d)[^\d@]+$")
"""What may stand before or behind the ids of one file only."""

COMMON = 0.5
"""Share of the ids without a match that must have a prefix before it is one."""

FEWEST = 3
"""So many ids at least, as fewer have a beginning in common by chance."""

HARMLESS_AFFIX = re.compile(r"[A-Za-z]{1,4}[-_/.:]?|[-_/.:][A-Za-z]{1,4}")
"""A prefix or suffix that is printed: with more letters it could be a name."""

EVERYTHING = (LEADING_ZEROS, "case", "punctuation", "mail_domain")
"""All that may be ignored; punctuation includes spaces."""

WAYS: dict[str, Callable[[], str]] = {
    "mail_domain": lambda: message("matching.way_mail_domain"),
    "case": lambda: message("matching.way_case"),
    "spaces": lambda: message("matching.way_spaces"),
    "punctuation": lambda: message("matching.way_punctuation"),
    "leading_zeros": lambda: message("matching.way_leading_zeros"),
    "prefix": lambda: message("matching.way_prefix"),
    "suffix": lambda: message("matching.way_suffix"),
}
"""What is left out, in words."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """Under which rules more ids match.

    Attributes
    ----------
    rules
        What is left out of ids.
    n
        How many ids that have no match find exactly one.
    """

    rules: IdRules
    n: int

    @property
    def ways(self) -> list[str]:
        """What is left out: keys of `WAYS`."""
        affixes = {"prefix": self.rules.prefix, "suffix": self.rules.suffix}
        return [*self.rules.ignore, *(name for name, text in affixes.items() if text)]

    def in_words(self) -> str:
        """What is left out, for a message."""
        return message("matching.and").join(WAYS[way]() for way in self.ways)

    def setting(self, stated: IdRules) -> str:
        """What to write into study.yaml where `stated` is there already."""
        rules = stated.with_also(self.rules)
        parts = [f"ignore: [{', '.join(rules.ignore)}]"] if rules.ignore else []
        for name, text in (("prefix", rules.prefix), ("suffix", rules.suffix)):
            shown = text if HARMLESS_AFFIX.fullmatch(text) else "…"
            parts += [f'{name}: "{shown}"'] if text else []
        return "ids: {" + ", ".join(parts) + "}"


def likeness(ours: Set[str], theirs: Set[str], stated: IdRules) -> Likeness | None:
    """The fewest things to leave out so that most of `ours` match; None if none helps.

    Only ids that have no match count, and only if they then match one id of each list.

    Parameters
    ----------
    ours, theirs
        Ids without what `stated` leaves out.
    stated
        What the study leaves out already; it can state one prefix and one suffix.
    """
    left, right, both = ours - theirs, theirs - ours, ours & theirs
    best: Likeness | None = None
    for rules in candidates(left, right, stated):
        n = n_alike(left, right, both, rules)
        if n > (best.n if best else 0):
            best = Likeness(rules, n)
        if best and best.n == min(len(left), len(right)):
            break
    return best


def candidates(left: Set[str], right: Set[str], stated: IdRules) -> list[IdRules]:
    """Whatever may be left out, few things before many; none if all is too little."""
    prefixes = {"", *([] if stated.prefix else affixes(left, right, PREFIX))}
    suffixes = {"", *([] if stated.suffix else affixes(left, right, SUFFIX))}
    pairs = sorted((p, s) for p in prefixes for s in suffixes)
    if not any(share_any(left, right, IdRules(EVERYTHING, *pair)) for pair in pairs):
        return []
    found = [IdRules(ignore, *pair) for ignore, pair in product(combinations(), pairs)]
    return sorted(found, key=n_left_out)[1:]


def n_left_out(rules: IdRules) -> int:
    """How many things `rules` leave out."""
    return len(rules.ignore) + bool(rules.prefix) + bool(rules.suffix)


def share_any(left: Set[str], right: Set[str], rules: IdRules) -> bool:
    """Whether any of `left` and `right` are the same under `rules`."""
    ours = {rules.normal(i) for i in left}
    return any(rules.normal(i) in ours for i in right)


def combinations() -> Iterator[tuple[str, ...]]:
    """Every choice of what may be ignored."""
    choices = [(), (LEADING_ZEROS,)], [(), ("case",)], [(), ("spaces",), ("punctuation",)]
    for parts in product(*choices, [(), ("mail_domain",)]):
        yield tuple(name for part in parts for name in part)


def affixes(left: Set[str], right: Set[str], pattern: re.Pattern[str]) -> Iterator[str]:
    """What most of `left`, or most of `right`, begin or end with."""
    for ids in (left, right):
        times = Counter(found[0] for i in ids if (found := pattern.search(i)))
        for part, n in times.most_common(1):
            if n >= max(FEWEST, COMMON * len(ids)):
                yield part


def n_alike(left: Set[str], right: Set[str], both: Set[str], rules: IdRules) -> int:
    """How many of `left` are the same as one of `right` under `rules`, and as nobody else."""
    ours, theirs = (Counter(rules.normal(i) for i in ids) for ids in (left, right))
    taken = {rules.normal(i) for i in both}
    return sum(n == 1 and theirs[i] == 1 and i not in taken for i, n in ours.items())

"""What of an id does not count: ids that differ only in it are the same person."""

import re
import unicodedata
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

from analysis.intake.cells import EMPTY

NOBODY = EMPTY | {
    *("none", "nil", "n.a.", "<na>", "(blank)", "-", "--", "–", "—", "/"),
    *("无", "無", "空"),
}
"""What people and software write where there is no id, in lower case."""

WITHOUT_MEANING = "PSZ"
"""Unicode's classes of punctuation, signs and spaces."""


def without_domain(id: str) -> str:
    """`id` up to its @, as in 0001@example.org."""
    return id.partition("@")[0]


def without_spaces(id: str) -> str:
    """`id` without any spaces."""
    return "".join(id.split())


def without_punctuation(id: str) -> str:
    """`id` without hyphens, dots, slashes, other signs, and spaces."""
    return "".join(c for c in id if unicodedata.category(c)[0] not in WITHOUT_MEANING)


def without_zeros(id: str) -> str:
    """`id` without the zeros in front of its first number: E0071 becomes E71."""
    return re.sub(r"^(\D*)0+(?=\d)", r"\1", id)


IGNORABLE: Mapping[str, Callable[[str], str]] = {
    "mail_domain": without_domain,
    "case": str.casefold,
    "spaces": without_spaces,
    "punctuation": without_punctuation,
}
"""What may be left out of ids, in this order; then prefix and suffix, then leading zeros."""

LEADING_ZEROS = "leading_zeros"


@dataclass(frozen=True, slots=True)
class IdRules:
    """What of the ids of a study does not count.

    Attributes
    ----------
    ignore
        Keys of `IGNORABLE`, and `LEADING_ZEROS`.
    prefix, suffix
        What stands before or behind ids in some files and not in others; "" for nothing.
    missing
        Cells that stand for no id; None for `NOBODY`.
    """

    ignore: tuple[str, ...] = ()
    prefix: str = ""
    suffix: str = ""
    missing: tuple[str, ...] | None = None

    @property
    def empty(self) -> Collection[str]:
        """The cells that stand for no id, in lower case."""
        return NOBODY if self.missing is None else {"", *(m.casefold() for m in self.missing)}

    @property
    def changes_ids(self) -> bool:
        """Whether anything at all is left out of ids."""
        return bool(self.ignore or self.prefix or self.suffix)

    def normal(self, id: str) -> str:
        """`id` without what does not count; as it is where nothing would be left."""
        found = self.plain(id)
        prefix, suffix = self.plain(self.prefix), self.plain(self.suffix)
        found = found.removeprefix(prefix).removesuffix(suffix) or found
        return (without_zeros(found) if LEADING_ZEROS in self.ignore else found) or id

    def plain(self, text: str) -> str:
        """`text` without what `IGNORABLE` leaves out."""
        for name, change in IGNORABLE.items():
            if name in self.ignore:
                text = change(text)
        return text

    def with_also(self, other: "IdRules") -> "IdRules":
        """These rules and what `other` leaves out."""
        both = (*self.ignore, *(name for name in other.ignore if name not in self.ignore))
        prefix, suffix = other.prefix or self.prefix, other.suffix or self.suffix
        return replace(self, ignore=both, prefix=prefix, suffix=suffix)


NOTHING_IGNORED = IdRules()
"""Ids are compared as they stand."""


def id_rules(
    ignore: Collection[str] = (),
    prefix: str | None = None,
    suffix: str | None = None,
    missing: Collection[str] | None = None,
) -> IdRules:
    """The rules that a study states, as its settings have them."""
    absent = None if missing is None else tuple(missing)
    return IdRules(tuple(ignore), prefix or "", suffix or "", absent)

"""What the linter finds, as ids and values; sentences are made where they are read."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from analysis.linting.rules import Language


@dataclass(frozen=True, slots=True)
class Finding:
    """One weakness of an instrument.

    Attributes
    ----------
    rule
        Its id in the file of rules.
    where
        Ids that lead to it, such as "influence/inf1".
    part
        "self" or "other" for a wording, else the name of the text; empty if it is no text.
    language
        The language it is in; None if it does not depend on one.
    values
        What the rule's reason has in braces.
    """

    rule: str
    where: str
    part: str = ""
    language: Language | None = None
    values: Mapping[str, str | int | float] = field(default_factory=dict)

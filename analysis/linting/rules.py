"""What the linter asks for, read from a file of limits, patterns and reasons."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from analysis.instrument import Closed, Text, load_closed

Language = Literal["zh", "en"]
LANGUAGES: tuple[Language, ...] = ("zh", "en")


class Shares(Closed):
    """A share for every language, between 0 and 1."""

    zh: float = Field(gt=0, le=1)
    en: float = Field(gt=0, le=1)


class Listed(Closed):
    """Words or patterns of every language."""

    zh: list[str]
    en: list[str]


class People(Closed):
    """How wordings name who is described, as patterns."""

    first_person: Listed
    described: Listed
    either: Listed = Field(description="What may differ between wordings and names nobody.")


class Limits(Closed):
    """The numbers that rules compare with."""

    zh_characters: int = Field(ge=1)
    en_words: int = Field(ge=1)
    negations: int = Field(ge=0)
    items_per_dimension: int = Field(ge=1)
    items_per_element: int = Field(ge=1)
    uneven: float = Field(ge=1)
    reversed_from: int = Field(ge=2)
    similar: Shares
    same_behaviour: Shares


class Rule(Text):
    """How serious a finding is, and the reason a reader is given, with {placeholders}."""

    severity: Literal["error", "warning", "off"]


class LintRules(Closed):
    """All rules of the linter."""

    limits: Limits
    people: People
    patterns: dict[str, Listed]
    allowed: dict[str, Listed]
    rules: dict[str, Rule]

    @model_validator(mode="after")
    def patterns_have_rules(self) -> Self:
        """Every list of patterns belongs to a rule and has its exceptions."""
        if self.patterns.keys() != self.allowed.keys():
            raise ValueError("patterns and allowed must have the same names")
        if strays := self.patterns.keys() - self.rules.keys():
            raise ValueError(f"no rule for the patterns {sorted(strays)}")
        return self


def load_rules(path: str | Path) -> LintRules:
    """Read the rules at `path`; raises as `load_closed`."""
    return load_closed(path, LintRules)

"""Response formats: answers to choose from, or the range of the scores of a test."""

from typing import Annotated, Self

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

from analysis.messages import message, on_one_line

FEWEST_CODES = 2
"""One answer tells nobody apart."""


OneLine = Annotated[str, AfterValidator(on_one_line)]
"""A text without breaks and without signs that cannot be seen."""


class Closed(BaseModel):
    """A part of a file: fixed once read, and closed to unknown keys."""

    model_config = ConfigDict(extra="forbid", frozen=True)


class Text(Closed):
    """A sentence in the languages of its readers; empty where nobody reads that language."""

    zh: OneLine = ""
    en: OneLine = ""

    @model_validator(mode="after")
    def says_something(self) -> Self:
        """It is written in a language at least."""
        if not self.zh.strip() and not self.en.strip():
            raise ValueError(message("instrument.no_text"))
        return self

    @property
    def versions(self) -> tuple[str, ...]:
        """The sentence in every language in which it is written."""
        return tuple(text for text in (self.zh, self.en) if text)


class ScoreRange(Closed):
    """The lowest and the highest possible score of a test."""

    lowest: float = Field(allow_inf_nan=False)
    highest: float = Field(allow_inf_nan=False)

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """The lowest score is below the highest."""
        if self.lowest >= self.highest:
            raise ValueError(message("instrument.score_range"))
        return self


class Options(Closed):
    """A response format: the codes that are answers, and those that mean "no answer".

    In the place of answers that somebody chose it may hold the scores of a test.
    """

    codes: dict[int, Text] = Field({}, description="Answers to choose from, in their order.")
    scores: ScoreRange | None = Field(
        None, description="Ready scores of a test, any number in the range; instead of codes."
    )
    no_answer: dict[int, Text] = {}

    @model_validator(mode="after")
    def codes_or_scores(self) -> Self:
        """There are codes, two or more, or else a range of scores."""
        if self.scores is None and len(self.codes) < FEWEST_CODES:
            raise ValueError(message("instrument.few_codes", least=FEWEST_CODES))
        if self.scores is not None and self.codes:
            raise ValueError(message("instrument.codes_and_scores"))
        return self

    @model_validator(mode="after")
    def codes_are_consecutive(self) -> Self:
        """Codes step by one and do not meet the no-answer codes."""
        if self.codes and sorted(self.codes) != [*range(min(self.codes), max(self.codes) + 1)]:
            raise ValueError(message("instrument.codes_in_a_row", codes=list(self.codes)))
        if both := sorted(code for code in self.no_answer if self.has(code)):
            raise ValueError(message("instrument.no_answer", codes=both))
        return self

    @property
    def low(self) -> float:
        """The lowest answer code, or the lowest possible score."""
        return min(self.codes) if self.scores is None else self.scores.lowest

    @property
    def high(self) -> float:
        """The highest answer code, or the highest possible score."""
        return max(self.codes) if self.scores is None else self.scores.highest

    def has(self, value: float) -> bool:
        """Whether `value` is an answer."""
        return value in self.codes if self.scores is None else self.low <= value <= self.high

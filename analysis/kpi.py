"""What counts as performance: key performance indicators, from instruments/kpi/*.yaml."""

from pathlib import Path
from typing import Annotated, Any, Literal, Self

from pydantic import BeforeValidator, ConfigDict, Field, model_validator

from analysis.errors import InstrumentError
from analysis.instrument import Closed, Identifier, Text, load_closed
from analysis.messages import message

ASSUMED = ("aggregate", "better")
"""Choices that an indicator of three lines leaves to their defaults."""


def in_any_language(raw: Any) -> Any:
    """A name that is written once, for readers of every language."""
    return dict.fromkeys(("zh", "en"), raw) if isinstance(raw, str) else raw


InAnyLanguage = Annotated[
    Text, BeforeValidator(in_any_language, json_schema_input_type=Text | str)
]
"""A text by language, or one for all: a name that the reader knows."""


def accepts_column(schema: dict[str, Any]) -> None:
    """Let editors take `column` in the place of `numerator`."""
    schema["properties"]["column"] = {"type": "string", "title": "Column"}
    schema["required"] = [name for name in schema["required"] if name != "numerator"]
    schema["anyOf"] = [{"required": ["numerator"]}, {"required": ["column"]}]


class Kpi(Closed):
    """One indicator, and how it is made from the columns of a sales table.

    One of a study's own needs `id`, `title` and `column`; what it leaves open is averaged over
    periods, and more is better.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, json_schema_extra=accepts_column)

    id: str = Identifier
    title: InAnyLanguage
    definition: Text | None = Field(None, description="What it is, in a sentence.")
    unit: Text | None = None
    better: Literal["higher", "lower"] = "higher"
    numerator: str = Field(
        description="Column that is added up (or averaged) over periods; or write `column`."
    )
    denominator: str | None = Field(None, description="Column of `ratio_of_sums`.")
    aggregate: Literal["ratio_of_sums", "sum", "mean", "per_exposure"] = "mean"
    transform: Literal["none", "log", "rank_normal"] = "none"
    period: Literal["month", "quarter", "year"] | None = Field(
        None, description="How often it is usually counted."
    )
    kind: Literal["amount", "share", "count", "rating"] | None = Field(
        None, description="What it measures: decides which outcome models are compared."
    )
    cap: float | None = Field(None, description="A value that cannot be exceeded, if any.")
    consequence: bool = Field(
        False, description="What people do to sell: never a circumstance to adjust for."
    )
    misses: Text | None = Field(None, description="What of performance it leaves out.")
    contaminated_by: Text | None = Field(None, description="What else moves it.")

    @model_validator(mode="before")
    @classmethod
    def column_is_numerator(cls, raw: Any) -> Any:
        """`column` is the short name of `numerator`."""
        if not isinstance(raw, dict) or "column" not in raw:
            return raw
        if "numerator" in raw:
            raise ValueError(message("instrument.kpi_column_twice"))
        return {"numerator" if name == "column" else name: v for name, v in raw.items()}

    @model_validator(mode="after")
    def parts_fit(self) -> Self:
        """A ratio has a denominator, nothing else has."""
        if (self.denominator is not None) != (self.aggregate == "ratio_of_sums"):
            raise ValueError(message("instrument.kpi_denominator"))
        return self

    @property
    def assumed(self) -> list[str]:
        """What its definition leaves open and is taken as by default."""
        return [name for name in ASSUMED if name not in self.model_fields_set]

    @property
    def columns(self) -> list[str]:
        """The columns of the sales table that it is made from."""
        return [c for c in (self.numerator, self.denominator) if c]


class KpiDictionary(Closed):
    """The indicators of one file."""

    schema_version: Literal[1]
    perspective: Literal["financial", "customer", "process", "learning"] = Field(
        description="Of the balanced scorecard."
    )
    group: Text
    kpis: list[Kpi] = Field(min_length=1)


def load_kpis(folder: str | Path) -> dict[str, Kpi]:
    """Every indicator of the files in `folder`, by id.

    Raises
    ------
    InstrumentError
        With one line per mistake, over all files.
    """
    problems: list[str] = []
    kpis: dict[str, Kpi] = {}
    for path in sorted(Path(folder).glob("*.yaml")):
        try:
            found = load_closed(path, KpiDictionary)
        except InstrumentError as error:
            problems += str(error).splitlines()
            continue
        problems += [
            message("instrument.kpi_twice", file=str(path), id=k.id)
            for k in found.kpis
            if k.id in kpis
        ]
        kpis |= {k.id: k for k in found.kpis}
    if problems:
        raise InstrumentError("\n".join(problems))
    return kpis

"""What counts as performance: key performance indicators, from instruments/kpi/*.yaml."""

from pathlib import Path
from typing import Literal, Self

from pydantic import Field, model_validator

from analysis.errors import InstrumentError
from analysis.instrument import Closed, Identifier, Text, load_closed


class Kpi(Closed):
    """One indicator, and how it is made from the columns of a sales table."""

    id: str = Identifier
    title: Text
    definition: Text
    unit: Text
    better: Literal["higher", "lower"]
    numerator: str = Field(description="Column that is added up (or averaged) over periods.")
    denominator: str | None = Field(None, description="Column of `ratio_of_sums`.")
    aggregate: Literal["ratio_of_sums", "sum", "mean", "per_exposure"]
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

    @model_validator(mode="after")
    def parts_fit(self) -> Self:
        """A ratio has a denominator, nothing else has."""
        if (self.denominator is not None) != (self.aggregate == "ratio_of_sums"):
            raise ValueError(
                "a denominator goes with aggregate: ratio_of_sums, and only with it"
            )
        return self

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
        problems += [f"{path}: {k.id} is defined twice" for k in found.kpis if k.id in kpis]
        kpis |= {k.id: k for k in found.kpis}
    if problems:
        raise InstrumentError("\n".join(problems))
    return kpis

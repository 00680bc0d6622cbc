"""The shape of config/defaults.yaml + study.yaml. A key that is not here stops the run."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Discriminator, Field, Tag, model_validator

from analysis.instrument import Text
from analysis.kpi import InAnyLanguage, Kpi
from analysis.messages import message
from workflow.file_settings import OneFile
from workflow.label_settings import Cell, LabelEntry, RecodedEntry
from workflow.section import Section
from workflow.stage_settings import (
    Criterion,
    Intake,
    Measurement,
    Missing,
    Planning,
    Precisions,
    Replications,
    Screening,
)
from workflow.weighting_settings import Weighting

Source = Literal["self", "test", "manager", "peer", "subordinate", "customer"]

Name = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")


class Report(Section):
    """What a report may show."""

    min_cell: int = Field(ge=1)


class Forms(Section):
    """How questionnaires are laid out for people to answer."""

    items_per_page: int = Field(ge=1, description="Most items on a page of a form.")
    attention_checks: int = Field(
        ge=0, le=5, description="Checks of attention added to a form, beside the instrument's."
    )


class Options(Section):
    """What config/defaults.yaml holds: every option that has a default."""

    confidence: float = Field(gt=0, lt=1, description="Level of every interval.")
    precision: Literal["draft", "final"]
    seed: int = Field(ge=0)
    replications: Precisions
    intake: Intake
    missing: Missing
    screening: Screening
    measurement: Measurement
    criterion: Criterion
    weighting: Weighting
    planning: Planning
    report: Report
    forms: Forms


class InstrumentUse(Section):
    """A questionnaire that the study asked."""

    id: str = Name
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    items: list[str] | None = Field(None, description="A subset of the items.")


class Period(Section):
    """When something was collected: first and last day."""

    from_: date = Field(alias="from")
    to: date

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """The first day is not after the last."""
        if self.from_ > self.to:
            raise ValueError(message("study.from_after_to"))
        return self


class ResponseColumns(Section):
    """Which columns of an export say who answered about whom."""

    person: str | None = Field(
        None, description="Who is described; null where every row is a person of its own."
    )
    rater: str | None = Field(None, description="Who answers; null where it is the person.")
    seconds: str | None = None
    started_at: str | None = None
    language: str | None = None


Format = Literal[
    "auto",
    "csv",
    "tsv",
    "xlsx",
    "sav",
    "dta",
    "parquet",
    "qualtrics",
    "limesurvey",
    "surveymonkey",
    "redcap",
    "wenjuanxing",
    "odk",
]


Dates = Literal["auto", "day_first", "month_first"]


class Responses(OneFile):
    """One export of a survey tool."""

    instrument: str
    format: Format = Field("auto", description="Kind of file or survey tool.")
    dictionary: str | None = Field(
        None, description="REDCap data dictionary or LimeSurvey R syntax file."
    )
    source: Source = Field(description="Who answers; test for scores of tests.")
    wave: int = Field(1, ge=1)
    form: str = "A"
    collected: Period | None = None
    columns: ResponseColumns = ResponseColumns()  # pyright: ignore[reportCallIssue]
    rename: dict[str, str] = Field(
        {},
        description="Item by column name or question; an item's own text needs none. Columns "
        "of one item are joined where nobody answered two of them differently.",
    )
    items: list[str] | None = Field(None, description="What the form shows; null for all.")
    only: dict[str, list[str]] = Field({}, description="Cells a row must have, by column.")
    labels: dict[Cell, LabelEntry] = Field(
        {}, description="Code by label or number; by response format or item if only there."
    )
    recoded: RecodedEntry | None = Field(
        None, description="Items that stand in the file already reversed; [] for none."
    )
    dates: Dates = Field("auto", description="Whether 3/5/2026 begins with day or month.")
    raters: Literal["named", "anonymous"] = Field(
        "named", description="Anonymous: nobody knows who answered; every row is another rater."
    )
    missing: dict[
        Literal["not_shown", "skipped", "cannot_judge", "user_missing"], list[Cell]
    ] = Field({}, description="Cells that stand for an empty one, by its reason.")


class Ids(Section):
    """What of the ids of people does not count, in all files alike."""

    ignore: list[Literal["leading_zeros", "case", "spaces", "punctuation", "mail_domain"]] = (
        Field([], description="What ids of the same person may differ in.")
    )
    prefix: str | None = Field(None, description="Text in front of ids in some files.")
    suffix: str | None = Field(None, description="Text behind ids in some files.")
    missing: list[str] | None = Field(
        None, description="Cells that stand for no id; null for NA, None, - and the like."
    )


OWN_ROW = "Column of ids; null where rows are people, in the one file that holds everything."


class Group(Section):
    """A column of the people table by which results may be compared."""

    protected: bool = False
    reference: str | None = None
    lawful_basis: str | None = Field(None, description="Why it may be used in selection.")
    title: InAnyLanguage | None = Field(None, description="What the report calls it.")
    levels: dict[str, InAnyLanguage] = Field({}, description="Names of its values.")


class People(OneFile):
    """Who the people are."""

    person: str | None = Field(description=OWN_ROW)
    groups: dict[str, Group] = Field({})
    clusters: list[str] = Field([], description="Inner to outer.")
    controls: list[str] = Field([])
    case_weight: str | None = Field(
        None, description="Column of positive numbers: how many people a person stands for."
    )
    missing: list[str] | None = Field(
        None,
        description="Cells of groups that are no group; null for NA and the like.",
    )

    @model_validator(mode="after")
    def one_name_a_value(self) -> Self:
        """A value is called the same in every group, as reports look it up by itself."""
        names: dict[str, Text] = {}
        for group in self.groups.values():
            for value, title in group.levels.items():
                if names.setdefault(value, title) != title:
                    raise ValueError(message("study.level_of_two_names", level=value))
        return self


def kpi_kind(raw: Any) -> str:
    """Whether an indicator is named or defined on the spot."""
    return "kpi-id" if isinstance(raw, str) else "kpi-definition"


KpiEntry = Annotated[
    Annotated[str, Tag("kpi-id")] | Annotated[Kpi, Tag("kpi-definition")],
    Discriminator(kpi_kind),
]
"""An indicator by its id in the dictionary, or one of the study's own."""


class Criteria(OneFile):
    """One table of performance."""

    source: Literal["records", "manager", "self"]
    person: str | None = Field(description=OWN_ROW)
    period: str | None = None
    collected: Period | None = None
    dates: Dates = Field("auto", description="Whether 3/5/2026 begins with day or month.")
    repeated_periods: Literal["refuse", "sum", "last"] = Field(
        "refuse", description="What several rows of a person and period mean."
    )
    exposure: str | None = None
    controls: list[str] = Field([], description="Circumstances of a period, as numbers.")
    kpis: list[KpiEntry] = Field(min_length=1)


class Analysis(Section):
    """Which scores are weighed."""

    predictors_from: list[Source] = Field(min_length=1)


class Documentation(Section):
    """Texts that only people can write."""

    work_analysis: str | None = None
    purpose: str | None = None
    sample: str | None = None
    criterion: str | None = None
    administration: str | None = None
    consequences: str | None = None
    contact: str | None = None


class Settings(Options):
    """A study and the options of its analysis."""

    schema_version: Literal[1]
    study: str = Name
    programme: str = Name
    title: InAnyLanguage | None = None
    year: int = Field(ge=1900, le=2200)
    purpose: Literal["development", "selection", "pay"]
    simulated: bool = Field(False, description="Said wherever results are shown.")
    languages: list[Literal["zh", "en"]] = Field(
        min_length=1, description="Of forms and reports; texts in others are not needed."
    )
    instruments: list[InstrumentUse] = Field(min_length=1)
    responses: list[Responses] = Field(min_length=1)
    people: People
    ids: Ids = Ids()  # pyright: ignore[reportCallIssue]
    criteria: list[Criteria] = Field(min_length=1)
    analysis: Analysis
    documentation: Documentation = Documentation()  # pyright: ignore[reportCallIssue]
    variants: dict[str, dict[str, Any]] = Field({})
    previous: str | None = None
    scoring: None = Field(None, description="Reserved: options of scoring.")

    @property
    def id_columns(self) -> list[dict[str, str | None]]:
        """The column of ids of every file that holds answers or people, as plain values."""
        names = {"file", "format", "dictionary"}
        files = [
            r.model_dump(include=names) | {"person": r.columns.person} for r in self.responses
        ]
        listed = {"file": self.people.file, "format": "auto", "dictionary": None}
        return [*files, listed | {"person": self.people.person}]

    @property
    def repeats(self) -> Replications:
        """The replication counts of the chosen precision."""
        return getattr(self.replications, self.precision)


def merged(base: Mapping[str, Any], changes: Mapping[str, Any]) -> dict[str, Any]:
    """`base` with `changes` laid over it, section by section."""
    result = dict(base)
    for key, value in changes.items():
        old = result.get(key)
        both = isinstance(old, Mapping) and isinstance(value, Mapping)
        result[key] = merged(old, value) if both else value  # pyright: ignore[reportArgumentType]
    return result

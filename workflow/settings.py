"""The shape of config/defaults.yaml + study.yaml. A key that is not here stops the run."""

from collections.abc import Mapping
from datetime import date
from typing import Annotated, Any, Literal, Self

from pydantic import Field, model_validator

from analysis.instrument import Text
from analysis.kpi import Kpi
from workflow.section import Section
from workflow.weighting_settings import Weighting

Name = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")


class Replications(Section):
    """How often things are repeated at one level of precision."""

    bootstrap_reliability: int = Field(ge=50, description="Resamples behind omega.")
    bootstrap_loadings: int = Field(ge=20, description="Resamples behind rotated loadings.")
    bootstrap_omega: int = Field(ge=50, description="Resamples behind categorical omega.")
    bootstrap_importance: int = Field(ge=100, description="Resamples behind the weights.")
    bootstrap_fairness: int = Field(ge=100, description="Resamples behind d_Mod.")
    parallel_analysis: int = Field(ge=20, description="Shuffled data sets.")
    dynamic_cutoffs: int = Field(ge=20, description="Samples per level of misfit.")
    screening_simulations: int = Field(ge=200, description="Simulated attentive people.")
    cross_validation_repeats: int = Field(ge=1, description="Repeats of k-fold.")


class Precisions(Section):
    """The replication counts of a draft and of a final run."""

    draft: Replications
    final: Replications


class Intake(Section):
    """How exports are read."""

    duplicates: Literal["latest_complete"]
    max_invalid_share: float = Field(ge=0, lt=1, description="Of a column, before it stops.")


class Screening(Section):
    """Which answers count as careless."""

    exclude: Literal["flagged", "nobody"]
    families_needed: int = Field(ge=1, le=6)
    expected_false_positive: float = Field(gt=0, lt=0.5)
    seconds_per_item: float = Field(gt=0)
    max_missing_share: float = Field(gt=0, le=1)
    synonym_correlation: float = Field(gt=0, lt=1)


class Measurement(Section):
    """How structure is judged."""

    parallel_percentile: float = Field(ge=50, le=99.9)
    weak_loading: float = Field(gt=0, lt=1)
    cross_loading: float = Field(gt=0, lt=1)
    cfa_estimator: Literal["wlsmv", "wlsm", "ulsmv"]
    cfa_missing: Literal["pairwise", "listwise"]
    cfa_cluster: str | None = Field(description="A column of people.clusters.")


class Criterion(Section):
    """How performance is made comparable and combined."""

    adjust_for: dict[str, Literal["none", "log"]] = Field({})
    adjustment: Literal["ols", "mixed"] = Field(
        description="Least squares on aggregates, or a mixed model of periods."
    )
    by_period: dict[str, Literal["none", "log", "factor"]] = Field(
        {}, description="Columns of the records that a mixed model adjusts periods for."
    )
    season: bool = Field(description="Months or quarters have means of their own (mixed).")
    taken_out: list[str] = Field(
        [], description="Clusters whose differences are opportunity, not performance (mixed)."
    )
    consequences: list[str] = Field(
        description="Parts of column names that speak of what people do: not to adjust for."
    )
    shares: dict[str, float] = Field({})


class Validities(Section):
    """True validities that a plan assumes."""

    lowest: float = Field(gt=-1, lt=1, description="Of the least valid dimension.")
    highest: float = Field(gt=-1, lt=1, description="Of the most valid one.")

    @model_validator(mode="after")
    def in_order(self) -> Self:
        """The lowest is not above the highest."""
        if self.lowest > self.highest:
            raise ValueError("lowest is above highest")
        return self


class Planning(Section):
    """What `make plan` assumes where no run has shown it, and how it simulates."""

    people: list[Annotated[int, Field(ge=30)]] = Field(
        min_length=1, description="Numbers of people that are compared."
    )
    validities: Validities = Field(description="Evenly spread over the dimensions.")
    correlation: float = Field(gt=-1, lt=1, description="Of every two dimensions.")
    cluster_size: int = Field(ge=1, description="People of one manager.")
    icc: float = Field(ge=0, lt=1, description="Of the criterion within clusters.")
    studies: int = Field(ge=10, description="Simulated for each number and truth.")
    repeats: int = Field(ge=1, description="Repeats of cross-validation in each.")


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
            raise ValueError("from is after to")
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
    "redcap",
    "wenjuanxing",
    "odk",
]


class Responses(Section):
    """One export of a survey tool."""

    file: str
    instrument: str
    format: Format = Field("auto", description="Kind of file or survey tool.")
    dictionary: str | None = Field(
        None, description="REDCap data dictionary or LimeSurvey R syntax file."
    )
    source: Literal["self", "manager", "peer", "subordinate", "customer"]
    wave: int = Field(1, ge=1)
    form: str = "A"
    collected: Period | None = None
    columns: ResponseColumns = ResponseColumns()  # pyright: ignore[reportCallIssue]
    rename: dict[str, str] = Field({}, description="Item by column name or question.")
    items: list[str] | None = Field(None, description="What the form shows; null for all.")
    only: dict[str, list[str]] = Field({}, description="Cells a row must have, by column.")
    labels: dict[str, int] = Field({}, description="Code by label, beyond the instrument's.")
    missing: dict[
        Literal["not_shown", "skipped", "cannot_judge", "user_missing"], list[str]
    ] = Field({}, description="Cells that stand for an empty one, by its reason.")


class Group(Section):
    """A column of the people table by which results may be compared."""

    protected: bool = False
    reference: str | None = None
    lawful_basis: str | None = Field(None, description="Why it may be used in selection.")


class People(Section):
    """Who the people are."""

    file: str
    person: str
    groups: dict[str, Group] = Field({})
    clusters: list[str] = Field([], description="Inner to outer.")
    controls: list[str] = Field([])
    case_weight: str | None = None


class Criteria(Section):
    """One table of performance."""

    file: str
    source: Literal["records", "manager", "self"]
    person: str
    period: str | None = None
    collected: Period | None = None
    exposure: str | None = None
    controls: list[str] = Field([], description="Circumstances of a period, as numbers.")
    kpis: list[str | Kpi] = Field(min_length=1)


class Analysis(Section):
    """Which scores are weighed."""

    predictors_from: list[Literal["self", "manager", "peer", "subordinate", "customer"]] = (
        Field(min_length=1)
    )


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
    title: Text | None = None
    year: int = Field(ge=1900, le=2200)
    purpose: Literal["development", "selection", "pay"]
    simulated: bool = Field(False, description="Said wherever results are shown.")
    languages: list[Literal["zh", "en"]] = Field(min_length=1)
    instruments: list[InstrumentUse] = Field(min_length=1)
    responses: list[Responses] = Field(min_length=1)
    people: People
    criteria: list[Criteria] = Field(min_length=1)
    analysis: Analysis
    documentation: Documentation = Documentation()  # pyright: ignore[reportCallIssue]
    variants: dict[str, dict[str, Any]] = Field({})
    previous: str | None = None
    scoring: None = Field(None, description="Reserved: options of scoring.")

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

"""The stated truth that a simulated study is drawn from, read from a study's truth.yaml."""

from pathlib import Path
from typing import Self

import numpy as np
from pydantic import Field, model_validator

from analysis.instrument import Closed, Instrument, load_closed


class Region(Closed):
    """What all salespeople of a region share."""

    leniency: float = Field(description="Shift of manager-perceived scores, in SD.")
    potential: float = Field(description="Shift of log territory potential.")
    performance: float = Field(description="Shift of latent performance, in SD.")


class Source(Closed):
    """How one kind of rater perceives and answers.

    A perceived score has unit variance: `agreement` x true score + own view, shrunk to leave
    room for the leniency that a rater brings to everyone described.
    """

    agreement: float = Field(ge=0, le=1, description="Correlation with the truth, in a team.")
    halo: float = Field(ge=0, lt=1, description="Correlation of own views over dimensions.")
    leniency_sd: float = Field(ge=0, lt=1, description="SD of leniency between raters.")
    region_leniency: bool = Field(description="Whether the regions' leniency applies.")
    loadings: dict[str, float] = Field(description="On the perceived score; keyed.")
    thresholds: dict[str, list[float]] = Field(
        description="Standard-normal cut points of each item's keyed answers."
    )
    seconds_per_item: float = Field(gt=0)


class Performance(Closed):
    """What drives latent performance, which has unit variance."""

    effects: dict[str, float] = Field(
        description="Standardised regression effects of the latent dimensions."
    )
    manager_sd: float = Field(ge=0, description="SD of what a manager adds for the whole team.")


class Indicator(Closed):
    """How one monthly number reflects performance, on its own (link) scale.

    level + person_sd x (loading x performance + specific part) + potential x log relative
    potential + tenure x log relative tenure + season x season of the month + month noise.
    """

    level: float
    loading: float = Field(ge=0, le=1, description="Of the person part on performance.")
    person_sd: float = Field(ge=0)
    month_sd: float = Field(ge=0)
    potential: float
    tenure: float
    season: float


class Covariate(Closed):
    """A log-normal property of a person or territory."""

    median: float = Field(gt=0)
    log_sd: float = Field(gt=0)


class Mess(Closed):
    """What real exports have: shares of people or cells, and exact counts.

    By source where a dictionary; repeated, unknown and blank rows are in the self export.
    """

    careless_share: dict[str, float]
    missing_share: dict[str, float]
    cannot_judge_share: dict[str, float]
    impossible_codes: dict[str, int]
    no_response: dict[str, int]
    duplicates: int
    unknown_people: int
    blank_rows: int
    people_without_sales: int
    sales_without_people: int


class Truth(Closed):
    """Everything a simulated study is drawn from."""

    schema_version: int = Field(ge=1, le=1)
    instrument: str
    seed: int
    people: int = Field(ge=2)
    managers: int = Field(ge=1)
    year: int
    collected: dict[str, str] = Field(description="First day of collection, by source.")
    regions: dict[str, Region]
    tenure_months: Covariate
    territory_potential: Covariate
    dimensions: list[str]
    correlations: list[list[float]] = Field(description="Of the latent dimensions, in order.")
    sources: dict[str, Source]
    performance: Performance
    season: list[float] = Field(min_length=12, max_length=12)
    indicators: dict[str, Indicator]
    shares: dict[str, float] = Field(description="Of the indicators in the composite.")
    mess: Mess

    @model_validator(mode="after")
    def parts_fit(self) -> Self:
        """The correlations are a correlation matrix, and no variance is used twice."""
        matrix = np.array(self.correlations, dtype=float)
        size = len(self.dimensions)
        if matrix.shape != (size, size) or not np.array_equal(matrix, matrix.T):
            raise ValueError(f"correlations must be a symmetric {size} x {size} matrix")
        if not np.all(np.diag(matrix) == 1) or np.linalg.eigvalsh(matrix)[0] <= 0:
            raise ValueError("correlations must have a unit diagonal and be positive definite")
        if list(self.performance.effects) != self.dimensions:
            raise ValueError("performance.effects must name the dimensions, in their order")
        if residual_performance_variance(self) <= 0:
            raise ValueError("performance: effects, managers and regions explain more than all")
        return self


def explained_variance(truth: Truth) -> float:
    """The share of latent performance that the latent dimensions explain."""
    effects = np.array(list(truth.performance.effects.values()))
    return float(effects @ np.array(truth.correlations) @ effects)


def residual_performance_variance(truth: Truth) -> float:
    """The variance of latent performance that is left to the person alone."""
    regions = np.mean([r.performance**2 for r in truth.regions.values()])
    return 1.0 - explained_variance(truth) - truth.performance.manager_sd**2 - float(regions)


def load_truth(path: str | Path) -> Truth:
    """Read the truth file at `path`; raises as `load_closed`."""
    return load_closed(path, Truth)


def misfits(truth: Truth, instrument: Instrument) -> list[str]:
    """One line for everything in `truth` that does not fit `instrument`."""
    problems = []
    if truth.dimensions != list(instrument.scored):
        problems.append(f"truth: dimensions are not those of {instrument.id}, in their order")
    for name, source in truth.sources.items():
        for item in instrument.dimension_of:
            steps = instrument.options_of(item).high - instrument.options_of(item).low
            if item not in source.loadings or len(source.thresholds.get(item, [])) != steps:
                problems.append(f"truth: {name}: {item} needs a loading and {steps} thresholds")
    return [*problems, *mess_misfits(truth, instrument)]


def mess_misfits(truth: Truth, instrument: Instrument) -> list[str]:
    """One line for everything in the mess of `truth` that cannot be made."""
    problems = []
    first = instrument.options_of(next(iter(instrument.dimension_of)))
    if any(truth.mess.cannot_judge_share.values()) and not first.no_answer:
        problems.append(f"truth: cannot_judge_share: {instrument.id} has no such answer")
    for name, by_source in truth.mess:
        if isinstance(by_source, dict) and set(by_source) != set(truth.sources):
            problems.append(f"truth: mess.{name} must name each source")
    return problems

"""The options of weighting: schemes, experts, corrections, cuts."""

from typing import Literal

from pydantic import Field

from workflow.section import Section


class CriterionReliability(Section):
    """A documented reliability of a criterion."""

    reliability: float = Field(gt=0, le=1)
    source: str = Field(min_length=1, description="Where it is documented.")


class RangeRestriction(Section):
    """What is documented of the group from which people were selected."""

    unrestricted_sd: float = Field(gt=0, description="Of the dimension's score in that group.")
    source: str = Field(min_length=1, description="Where it is documented.")
    selection: Literal["direct", "indirect"] = Field(description="On this score or another.")
    criterion_unrestricted_sd: float | None = Field(None, gt=0)
    same_direction: bool = Field(
        True, description="Score and criterion went with the selection in the same direction."
    )
    correlations: dict[str, float] = Field(
        {}, description="With other dimensions in that group, for selection on several."
    )


NotLearned = Literal["unit", "previous", "expert", "entropy", "critic"]
Penalised = Literal["bayes", "ridge", "elastic_net"]
Learned = Literal["zero_order", "nnls", "ols", "relative_weight", "general_dominance"]
SchemeName = Literal[NotLearned, Penalised, Learned]


class Judgement(Section):
    """One pairwise judgement: `a` counts `times` as much as `b` (1/9 to 9)."""

    a: str
    b: str
    times: float = Field(ge=0.11, le=9)


class Judge(Section):
    """All pairwise judgements of one person."""

    judge: str
    pairs: list[Judgement]


class Expert(Section):
    """Weights set by people: shares, or pairwise judgements (AHP)."""

    shares: dict[str, float] = Field({})
    ahp: list[Judge] = Field([])


class Bayes(Section):
    """The prior of the scheme bayes."""

    prior: Literal["unit", "expert", "previous"]
    people: float = Field(gt=0, description="How many people the prior counts as.")


class SpecificationGrid(Section):
    """The options of every choice that a specification curve combines."""

    screening: list[Literal["none", "default", "strict"]] = Field(
        min_length=1, description="Whose answers stay out: nobody's, the flagged, more."
    )
    scores: list[Literal["mean", "factor"]] = Field(
        min_length=1, description="Means of items, or scores of the factor model."
    )
    criteria: list[str] = Field(
        description="Indicators beside the composite; empty for all of them."
    )
    adjustments: list[Literal["none", "ols", "mixed"]] = Field(
        min_length=1, description="Of performance; left out where the data do not allow it."
    )
    schemes: list[Learned] = Field(
        min_length=1, description="Weighting schemes that rest on correlations alone."
    )


class Weighting(Section):
    """How weights are found."""

    folds: int = Field(ge=2)
    leave_out: list[str] = Field(
        description="Columns of people whose groups are left out one by one."
    )
    leave_out_years: bool = Field(description="Whether years of the records are, too.")
    sets: dict[str, list[str]] = Field(description="Dimensions that importance takes as one.")
    round_to: Literal[1, 2, 5]
    criterion_reliability: dict[str, CriterionReliability] = Field(
        description="By criterion; without it no correction for unreliability."
    )
    range_restriction: dict[str, RangeRestriction] = Field(
        description="By dimension; without it no correction for range restriction."
    )
    schemes: list[SchemeName] = Field(min_length=1, description="Compared with unit weights.")
    expert: Expert | None = Field(description="Weights set by people.")
    bayes: Bayes
    minimal_gain: float = Field(gt=0, lt=0.5, description="Smallest gain of interest.")
    power: float = Field(gt=0.5, lt=1, description="With which it should be found.")
    floor: int = Field(ge=0, le=100, description="Fewest points of a dimension.")
    cap: int = Field(ge=0, le=100, description="Most points of a dimension.")
    cuts: list[float] = Field(min_length=1, description="Shares of people selected.")
    min_group: int = Field(ge=10, description="Fewest people of a group that is tested.")
    strict_families: int = Field(
        ge=1, le=6, description="Kinds of evidence that suffice under strict screening."
    )
    specifications: SpecificationGrid

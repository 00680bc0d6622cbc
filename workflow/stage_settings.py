"""The options of intake, screening, measurement and criterion, and how often things repeat."""

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from analysis.messages import message
from workflow.section import Section

MOST_REPEATS = 1_000_000
"""Nothing gets better beyond it; it is a slip of the keyboard."""


class Replications(Section):
    """How often things are repeated at one level of precision."""

    bootstrap_reliability: int = Field(
        ge=50, le=MOST_REPEATS, description="Resamples behind omega."
    )
    bootstrap_loadings: int = Field(
        ge=20, le=MOST_REPEATS, description="Resamples behind rotated loadings."
    )
    bootstrap_omega: int = Field(
        ge=50, le=MOST_REPEATS, description="Resamples behind categorical omega."
    )
    bootstrap_importance: int = Field(
        ge=100, le=MOST_REPEATS, description="Resamples behind the weights."
    )
    bootstrap_fairness: int = Field(
        ge=100, le=MOST_REPEATS, description="Resamples behind d_Mod."
    )
    parallel_analysis: int = Field(ge=20, le=MOST_REPEATS, description="Shuffled data sets.")
    dynamic_cutoffs: int = Field(
        ge=20, le=MOST_REPEATS, description="Samples per level of misfit."
    )
    invariance_cutoffs: int = Field(
        ge=100, le=MOST_REPEATS, description="Samples behind changes in fit."
    )
    screening_simulations: int = Field(
        ge=200, le=MOST_REPEATS, description="Simulated attentive people."
    )
    cross_validation_repeats: int = Field(
        ge=1, le=MOST_REPEATS, description="Repeats of k-fold."
    )
    imputations: int = Field(
        ge=2, le=MOST_REPEATS, description="Completed copies, where scores are imputed."
    )


class Precisions(Section):
    """The replication counts of a draft and of a final run."""

    draft: Replications
    final: Replications


class Intake(Section):
    """How exports are read."""

    duplicates: Literal["latest_complete"]
    max_invalid_share: float = Field(ge=0, lt=1, description="Of a column, before it stops.")
    min_matched_share: float = Field(
        ge=0, le=1, description="Of the people described, who must be found in other files."
    )


class Missing(Section):
    """What is done with empty scores and controls, in every step that relates them."""

    policy: Literal["available", "imputed"] = Field(
        description="Who has all that a regression needs, or multiple imputation of it."
    )


class Screening(Section):
    """Which answers count as careless."""

    exclude: Literal["flagged", "nobody"]
    families_needed: int = Field(ge=1, le=6)
    expected_false_positive: float = Field(
        gt=0, lt=0.5, description="Share of attentive people whom simulated cutoffs flag."
    )
    seconds_per_item: float = Field(gt=0)
    max_missing_share: float = Field(gt=0, le=1)
    synonym_correlation: float = Field(gt=0, lt=1)
    fewest_ratees: int = Field(ge=3, description="Of a rater whose ratings are tested.")


class Invariance(Section):
    """How measurement is compared between groups of people."""

    min_group: int = Field(ge=50, description="A group of fewer answers is not tested.")
    continuous_from: int = Field(ge=5, description="Options that count as continuous.")
    min_category: int = Field(ge=1, description="Rarer options are joined with a neighbour.")
    fewest_shared: int = Field(ge=2, description="Equal items a dimension needs at a step.")
    holdout_group: int = Field(
        ge=100, description="Answers a group needs for the search to be confirmed in halves."
    )
    alpha: float = Field(gt=0, lt=0.5, description="Level of all steps, and of the search.")
    correction: Literal["sidak", "fallback", "none"] = Field(
        description="How the steps of a ladder share that level."
    )
    share: float = Field(gt=0, lt=1, description="Of the reference group above the cut.")


class Irt(Section):
    """How graded response models are fitted and people held against them."""

    n_points: int = Field(ge=21, le=401, description="Grid points over the attribute.")
    reach: float = Field(ge=4, le=10, description="Ends of the grid, in standard deviations.")
    misfit_share: float = Field(
        gt=0, lt=0.5, description="Of model followers beyond the cutoff."
    )
    misfit_draws: int = Field(ge=200, description="People simulated to find the cutoff.")


class Dif(Section):
    """How items are compared between groups of people."""

    min_group: int = Field(ge=100, description="A group of fewer answers is not tested.")
    min_category: int = Field(ge=1, description="Rarer options are joined with a neighbour.")
    most_groups: int = Field(ge=2, description="More groups are aligned, not tested.")
    fewest_anchors: int = Field(ge=1, description="Items a dimension must keep equal.")
    alpha: float = Field(gt=0, lt=0.5, description="Level over all items (Benjamini-Hochberg).")


class Measurement(Section):
    """How structure is judged."""

    parallel_percentile: float = Field(ge=50, le=99.9)
    weak_loading: float = Field(gt=0, lt=1)
    cross_loading: float = Field(gt=0, lt=1)
    cfa_estimator: Literal["wlsmv", "wlsm", "ulsmv"]
    cfa_missing: Literal["pairwise", "listwise"]
    cfa_cluster: str | None = Field(description="A column of people.clusters.")
    invariance: Invariance
    irt: Irt
    dif: Dif


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
            raise ValueError(message("study.lowest_above_highest"))
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

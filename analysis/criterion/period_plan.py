"""How performance is modelled period by period, where a study asks for it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

Adjustment = Literal["ols", "mixed"]


@dataclass(frozen=True, slots=True)
class PeriodPlan:
    """A mixed model of the periods of people in their clusters.

    Attributes
    ----------
    clusters
        Columns of the people table that people are nested in, inner to outer.
    taken_out
        Those of them whose differences are opportunity, not performance.
    by_period
        Columns of the records that periods are adjusted for: "none", "log" or "factor".
    season
        Whether months (or quarters) of the year have means of their own.
    """

    clusters: list[str]
    taken_out: list[str]
    by_period: dict[str, str]
    season: bool


def period_plan(
    adjustment: Adjustment,
    *,
    clusters: Sequence[str],
    taken_out: Sequence[str],
    by_period: Mapping[str, str],
    season: bool,
) -> PeriodPlan | None:
    """The plan of a "mixed" adjustment; None for "ols", which knows no periods."""
    if adjustment == "ols":
        return None
    return PeriodPlan(list(clusters), list(taken_out), dict(by_period), season)

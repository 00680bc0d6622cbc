"""What turns sales records into performance, as values that can be kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np

from analysis.criterion.period_fit import FittedPeriods, read_fitted_periods
from analysis.criterion.period_plan import PeriodPlan
from analysis.kpi import Kpi
from analysis.stats.transforms import NormalScores


@dataclass(frozen=True, slots=True)
class FittedKpi:
    """How one indicator becomes a standardised criterion.

    Attributes
    ----------
    definition
        The indicator as in the KPI dictionary (`Kpi.model_dump`).
    share
        Its share of the composite (0 to 1).
    rank_values, rank_scores, rank_counts
        Attained values, their normal scores and how many records attained each; empty unless
        the transform is rank_normal.
    coefficients, control_means
        Slopes of the adjustment and the means around which it is written, by control.
    intercept_at_means
        Expected transformed value at the mean controls.
    r_squared
        Share of the transformed value's variance that the controls explain; 0 without controls.
        With `periods`, of the variance between people.
    n, mean, sd
        Number, mean and standard deviation (n - 1) of the adjusted values.
    periods
        The mixed model of its periods; None where aggregates are adjusted by least squares.
    """

    definition: dict[str, Any]
    share: float
    rank_values: list[float]
    rank_scores: list[float]
    rank_counts: list[int]
    coefficients: dict[str, float]
    control_means: dict[str, float]
    intercept_at_means: float
    r_squared: float
    n: int
    mean: float
    sd: float
    periods: FittedPeriods | None

    @property
    def ranks(self) -> NormalScores:
        """The normal scores of attained values."""
        attained = (self.rank_values, self.rank_scores, self.rank_counts)
        return NormalScores(*(np.array(values) for values in attained))

    @property
    def kpi(self) -> Kpi:
        """The indicator."""
        return Kpi.model_validate(self.definition)


@dataclass(frozen=True, slots=True)
class CriterionKey:
    """How records become performance; `dataclasses.asdict` makes plain dicts of it.

    Attributes
    ----------
    adjust_for
        Transform ("none" or "log") of every control, by column of the people table.
    exposure
        Column with the exposure of a row, if any.
    plan
        How periods are modelled; None where aggregates are adjusted by least squares.
    kpis
        The fitted indicators.
    composite_mean, composite_sd, composite_n
        Mean, standard deviation (n - 1) and number of the weighted sums of standardised
        indicators, of people who have all that have a share.
    """

    adjust_for: dict[str, str]
    exposure: str | None
    plan: PeriodPlan | None
    kpis: list[FittedKpi]
    composite_mean: float
    composite_sd: float
    composite_n: int


def read_criterion_key(plain: Mapping[str, Any]) -> CriterionKey:
    """The key that `dataclasses.asdict` and JSON made `plain` of."""
    kpis = [
        FittedKpi(**{**kpi, "periods": read_fitted_periods(kpi["periods"])})
        for kpi in plain["kpis"]
    ]
    plan = None if plain["plan"] is None else PeriodPlan(**plain["plan"])
    return CriterionKey(**{**plain, "kpis": kpis, "plan": plan})

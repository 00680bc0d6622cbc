"""What stands in the way of a criterion, before anything is computed."""

from collections.abc import Mapping

import pandas as pd

from analysis.criterion.aggregation import needed_columns
from analysis.criterion.choices import kpi_problems, share_problems
from analysis.criterion.controls import CONTROL_TRANSFORMS
from analysis.criterion.period_plan import PeriodPlan
from analysis.kpi import Kpi

PERIOD_TRANSFORMS = [*CONTROL_TRANSFORMS, "factor"]


def criterion_problems(
    records: pd.DataFrame,
    people: pd.DataFrame,
    kpis: list[Kpi],
    adjust_for: Mapping[str, str],
    shares: Mapping[str, float],
    exposure: str | None,
    plan: PeriodPlan | None,
) -> list[str]:
    """One line for every reason why `kpis` cannot be made a criterion."""
    return [
        *kpi_problems(kpis, exposure),
        *share_problems(kpis, shares),
        *control_problems(people, adjust_for),
        *record_problems(records, kpis, exposure),
        *([] if plan is None else plan_problems(records, people, plan)),
    ]


def plan_problems(records: pd.DataFrame, people: pd.DataFrame, plan: PeriodPlan) -> list[str]:
    """Columns that a model of periods needs and cannot have."""
    problems = [
        f"clusters: the people table has no column {name}"
        for name in plan.clusters
        if name not in people
    ]
    problems += [
        f"taken_out: {name} is none of {', '.join(plan.clusters) or 'the clusters'}"
        for name in plan.taken_out
        if name not in plan.clusters
    ]
    for name, transform in plan.by_period.items():
        if transform not in PERIOD_TRANSFORMS:
            problems.append(
                f"by_period: {name}: {transform!r} is none of {', '.join(PERIOD_TRANSFORMS)}"
            )
        elif name not in records:
            problems.append(f"by_period: the records have no column {name}")
        elif transform != "factor" and not pd.api.types.is_numeric_dtype(records[name]):
            problems.append(f"by_period: {name} is not a number")
    return problems


def control_problems(people: pd.DataFrame, adjust_for: Mapping[str, str]) -> list[str]:
    """Controls that the people table cannot supply."""
    problems = [
        f"adjust_for: {name}: {transform!r} is none of {', '.join(CONTROL_TRANSFORMS)}"
        for name, transform in adjust_for.items()
        if transform not in CONTROL_TRANSFORMS
    ]
    if people["person"].duplicated().any():
        problems.append("people: a person has more than one row")
    for name in adjust_for:
        if name not in people:
            problems.append(f"adjust_for: the people table has no column {name}")
        elif not pd.api.types.is_numeric_dtype(people[name]):
            problems.append(f"adjust_for: {name} is not a number")
    return problems


def record_problems(records: pd.DataFrame, kpis: list[Kpi], exposure: str | None) -> list[str]:
    """Columns that the records cannot supply."""
    if records.empty:
        return ["there are no records to make a criterion from"]
    needed = [c for kpi in kpis for c in needed_columns(kpi, exposure or "person")]
    problems = []
    for name in dict.fromkeys([*needed, *([exposure] if exposure else [])]):
        if name not in records:
            problems.append(f"the records have no column {name}")
        elif not pd.api.types.is_numeric_dtype(records[name]):
            problems.append(f"records: {name} is not a number")
    return problems

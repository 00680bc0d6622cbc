"""What stands in the way of a criterion, before anything is computed."""

from collections.abc import Mapping

import pandas as pd

from analysis.criterion.aggregation import needed_columns
from analysis.criterion.choices import kpi_problems, share_problems
from analysis.criterion.controls import CONTROL_TRANSFORMS
from analysis.criterion.period_plan import PeriodPlan
from analysis.kpi import Kpi
from analysis.messages import message

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
        message("criterion.cluster_missing", column=name)
        for name in plan.clusters
        if name not in people
    ]
    problems += [
        message("criterion.no_such_cluster", column=name, known=", ".join(plan.clusters))
        if plan.clusters
        else message("criterion.no_clusters", column=name)
        for name in plan.taken_out
        if name not in plan.clusters
    ]
    for name, transform in plan.by_period.items():
        if transform not in PERIOD_TRANSFORMS:
            problems.append(unknown_transform("by_period", name, transform, PERIOD_TRANSFORMS))
        elif name not in records:
            problems.append(message("criterion.period_control_missing", column=name))
        elif transform != "factor" and not pd.api.types.is_numeric_dtype(records[name]):
            problems.append(message("criterion.not_a_number", where="by_period", column=name))
    return problems


def unknown_transform(slot: str, name: str, transform: str, known: list[str]) -> str:
    """The message for a transform that there is not."""
    shown = {"slot": slot, "column": name, "transform": transform, "known": ", ".join(known)}
    return message("criterion.transform_unknown", **shown)


def control_problems(people: pd.DataFrame, adjust_for: Mapping[str, str]) -> list[str]:
    """Controls that the people table cannot supply."""
    problems = [
        unknown_transform("adjust_for", name, transform, CONTROL_TRANSFORMS)
        for name, transform in adjust_for.items()
        if transform not in CONTROL_TRANSFORMS
    ]
    if people["person"].duplicated().any():
        problems.append(message("criterion.person_twice"))
    for name in adjust_for:
        if name not in people:
            problems.append(message("criterion.control_missing", column=name))
        elif not pd.api.types.is_numeric_dtype(people[name]):
            problems.append(message("criterion.not_a_number", where="adjust_for", column=name))
    return problems


def record_problems(records: pd.DataFrame, kpis: list[Kpi], exposure: str | None) -> list[str]:
    """Columns that the records cannot supply."""
    if records.empty:
        return [message("criterion.no_records")]
    needed = [c for kpi in kpis for c in needed_columns(kpi, exposure or "person")]
    problems = []
    for name in dict.fromkeys([*needed, *([exposure] if exposure else [])]):
        if name not in records:
            problems.append(message("criterion.record_column_missing", column=name))
        elif not pd.api.types.is_numeric_dtype(records[name]):
            problems.append(message("criterion.not_a_number", where="records", column=name))
    return problems

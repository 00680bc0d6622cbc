"""What stands in the way of a criterion, before anything is computed."""

import math
from collections.abc import Mapping

import pandas as pd

from analysis.criterion.aggregation import needed_columns
from analysis.criterion.controls import CONTROL_TRANSFORMS
from analysis.kpi import Kpi


def criterion_problems(
    records: pd.DataFrame,
    people: pd.DataFrame,
    kpis: list[Kpi],
    adjust_for: Mapping[str, str],
    shares: Mapping[str, float],
    exposure: str | None,
) -> list[str]:
    """One line for every reason why `kpis` cannot be made a criterion."""
    return [
        *kpi_problems(kpis, exposure),
        *share_problems(kpis, shares),
        *control_problems(people, adjust_for),
        *record_problems(records, kpis, exposure),
    ]


def kpi_problems(kpis: list[Kpi], exposure: str | None) -> list[str]:
    """Indicators that are missing, named twice, or need an exposure that is not there."""
    names = [kpi.id for kpi in kpis]
    repeated = sorted({name for name in names if names.count(name) > 1})
    return [
        *([] if kpis else ["a criterion needs at least one indicator"]),
        *(f"{name} is listed twice" for name in repeated),
        *(
            f"{kpi.id} is per exposure, but the criterion names no exposure column"
            for kpi in kpis
            if kpi.aggregate == "per_exposure" and exposure is None
        ),
    ]


def share_problems(kpis: list[Kpi], shares: Mapping[str, float]) -> list[str]:
    """Shares that do not belong to the indicators, or do not make a composite."""
    if not shares or not kpis:
        return []
    names = [kpi.id for kpi in kpis]
    bad = [name for name, share in shares.items() if not (math.isfinite(share) and share >= 0)]
    return [
        *(f"shares: {name} is not an indicator here" for name in shares if name not in names),
        *(f"shares: {name} has none (0 omits it)" for name in names if name not in shares),
        *(f"shares: {name} has to be 0 or more" for name in bad),
        *([] if bad or sum(shares.values()) > 0 else ["shares: one has to be more than 0"]),
    ]


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

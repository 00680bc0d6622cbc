"""Which groups of people, and which items, can be compared at all."""

from collections import Counter
from collections.abc import Mapping

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.invariance.choices import Row
from analysis.notes import remark

FEWEST_ITEMS = 3
"""Fewer items do not identify a factor in every group."""

REFERENCE, COMPARED, NOT_TESTABLE = "reference", "compared", "not_testable"


def member_of(block: AnswerBlock, people: pd.DataFrame, grouping: str) -> pd.Series:
    """The group of each response, None where it is unknown."""
    known = people.take(np.flatnonzero(people[grouping].notna()))
    of = dict(zip(known["person"], known[grouping].astype(str), strict=True))
    return pd.Series([of.get(p) for p in block.rows["person"]], index=block.rows.index)


def answered(block: AnswerBlock, missing: str) -> np.ndarray:
    """Which responses count: all with an answer, or those without a gap ("listwise").

    An item that nobody answered makes no gap.
    """
    seen = ~np.isnan(block.values(block.items))
    kept = seen[:, seen.any(axis=0)]
    return np.asarray(kept.all(axis=1) if missing == "listwise" else seen.any(axis=1))


def group_rows(
    member: pd.Series, counted: np.ndarray, reference: str | None, min_group: int
) -> list[Row]:
    """The groups, the reference first (the largest if none is named), then by size and name.

    Parameters
    ----------
    member
        The group of each response.
    counted
        Which responses count; a group without one is listed all the same.
    """
    sizes = Counter(dict.fromkeys(member.dropna().astype(str), 0))
    sizes.update(member.loc[counted].dropna().astype(str))
    order = sorted(sizes, key=lambda name: (-sizes[name], name))
    enough = [name for name in order if sizes[name] >= min_group]
    first = reference if reference in enough else enough[0] if enough else None
    rows = []
    for name in sorted(order, key=lambda name: name != first):
        small = sizes[name] < min_group
        role = REFERENCE if name == first else NOT_TESTABLE if small else COMPARED
        said = remark("group_too_small") if small else ""
        rows.append({"group": name, "role": role, "n": sizes[name], "note": said})
    return rows


def comparable_factors(
    scored: Mapping[str, list[str]], answers: pd.DataFrame, labels: pd.Series
) -> dict[str, list[str]]:
    """Dimensions with items enough that vary in every group, and these items."""
    least = answers.groupby(labels.to_numpy()).nunique().min().to_dict()
    varying = {
        name: [item for item in items if least[item] > 1] for name, items in scored.items()
    }
    return {name: items for name, items in varying.items() if len(items) >= FEWEST_ITEMS}

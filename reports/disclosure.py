"""What may be said about groups of people: decided once for the whole document.

`Reading.table` gives every table of results through `gate`, so that tables, figures, sentences
and files get no number about a group but one that may be shown. A level of a grouping is hidden
everywhere where it has fewer than `report.min_cell` people anywhere. Where it would follow from
the sum of all, the largest level shows only a lower bound, and no number of all levels together
is shown.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import BLOCK
from reports import style

Census = dict[str, int]
"""How many of some people are on each level of a grouping; "" is those of no known level."""

OF_ALL = ""
"""What stands for the grouping in rows about everybody."""

SHOWN = "{}_shown"
"""The column of a gated table that has a count as text."""


@dataclass(frozen=True, slots=True)
class Grouped:
    """Which columns of a table of results are about groups.

    Attributes
    ----------
    grouping
        The column that says by what people are grouped.
    levels
        Columns that say whom a row is about; none where it is about all levels together.
    own
        For each count of people of one level, its column, and the column of that level.
    together
        Counts of people of several levels.
    stays
        Whether rows about hidden levels stay, without their numbers.
    """

    grouping: str
    levels: tuple[str, ...] = ()
    own: tuple[tuple[str, str], ...] = ()
    together: tuple[str, ...] = ()
    stays: bool = False


LADDER = Grouped("grouping", together=("n",))
LADDER_OF_GROUP = Grouped("grouping", ("group",), together=("n",))
LISTED = Grouped("grouping", ("group",), own=(("n", "group"),), stays=True)
COMPARED = Grouped(
    "group",
    ("focal", "reference"),
    own=(("n_focal", "focal"), ("n_reference", "reference")),
)
GROUPED: dict[tuple[str, str], Grouped] = {
    ("intake/answers", "missing_data"): Grouped(
        "group",
        ("level",),
        own=(("n", "level"),),
        together=("n_complete", "n_patterns"),
        stays=True,
    ),
    ("weighting/tournament", "left_out"): Grouped(
        "column", ("group",), own=(("n", "group"),), together=("n_train",), stays=True
    ),
    ("weighting/tournament", "left_out_means"): Grouped("column", together=("n",)),
    **{("measurement/invariance", name): LADDER for name in ("steps", "item_tests")},
    **{
        ("measurement/invariance", name): LADDER_OF_GROUP
        for name in ("effects", "impact", "latent_means")
    },
    **{("measurement/dif", name): LADDER for name in ("tests", "alignment")},
    **{("measurement/dif", name): LADDER_OF_GROUP for name in ("effects", "dimensions")},
    **{(f"measurement/{rule}", "groups"): LISTED for rule in ("invariance", "dif")},
    **{
        ("weighting/fairness", name): COMPARED
        for name in ("differences", "impact", "prediction", "trade_off")
    },
}
"""Every table of results that has numbers about groups of people."""


@dataclass(frozen=True, slots=True)
class Closed:
    """What is not shown of one grouping.

    Attributes
    ----------
    hidden
        Levels of which no number is shown.
    floors
        Levels that show only that they have at least so many people.
    silent
        Whether hidden levels do not even say that they are small, as their sum would tell.
    """

    hidden: frozenset[str]
    floors: Mapping[str, int]
    silent: bool = False


@dataclass(frozen=True, slots=True)
class Disclosure:
    """What may be said about which groups.

    Attributes
    ----------
    least
        Counts of fewer people are not shown.
    closed
        By grouping; those without a small level are not among them.
    """

    least: int
    closed: Mapping[str, Closed]

    def is_whole(self, grouping: str) -> bool:
        """Whether all levels of a grouping are shown."""
        return grouping not in self.closed

    def is_hidden(self, grouping: str, level: str) -> bool:
        """Whether nothing may be said of a level."""
        return not self.is_whole(grouping) and level in self.closed[grouping].hidden

    def is_exact(self, grouping: str, level: str) -> bool:
        """Whether the people of a level may be counted out."""
        if self.is_whole(grouping):
            return True
        return level not in {*self.closed[grouping].hidden, *self.closed[grouping].floors}

    def count(self, grouping: str, level: str, n: float) -> str:
        """`n` people of a level, as far as that may be said."""
        if self.is_exact(grouping, level):
            return style.count(n)
        if not self.is_hidden(grouping, level):
            floor = self.closed[grouping].floors[level]
            return f"≥{style.count(floor if n >= floor else self.least)}"
        silent = self.closed[grouping].silent or n >= self.least
        return style.MISSING if silent else f"<{self.least}"


def gate(disclosure: Disclosure, grouped: Grouped, frame: Any) -> Any:
    """`frame` without numbers that may not be shown; counts also as text, see `SHOWN`."""
    groupings = frame[grouped.grouping].fillna(OF_ALL).astype(str)
    levels = {name: frame[name].fillna("").astype(str) for name in grouped.levels}
    hidden = np.zeros(len(frame), dtype=bool)
    for values in levels.values():
        pairs = zip(groupings, values, strict=True)
        hidden |= np.array([disclosure.is_hidden(*pair) for pair in pairs], dtype=bool)
    whole = np.array([disclosure.is_whole(g) for g in groupings], dtype=bool)
    gated = frame.copy()
    for name, level in grouped.own:
        rows = list(zip(groupings, levels[level], frame[name], strict=True))
        gated[SHOWN.format(name)] = [disclosure.count(*row) for row in rows]
        exact = np.array([disclosure.is_exact(g, at) for g, at, _ in rows], dtype=bool)
        gated[name] = frame[name].astype(float).where(exact)
    for name in grouped.together:
        gated[name] = frame[name].astype(float).where(whole)
    if not grouped.stays:
        return gated.loc[~hidden].reset_index(drop=True)
    counts = {name for name, _ in grouped.own}
    for name in frame.select_dtypes("number").columns.difference([*counts, *BLOCK]):
        gated[name] = gated[name].astype(float).mask(hidden)
    return gated


def disclosure_of(
    results: Mapping[str, Mapping[str, Any]], groups: Sequence[str], least: int
) -> Disclosure:
    """What may be shown, from all that the results would say of the levels of `groups`."""
    whole = {name: list(censuses(results, name)) for name in groups}
    listed = counts_listed(results)
    closed = {
        name: found
        for name in {**whole, **listed}
        if (found := closed_of(whole.get(name, []), listed.get(name, []), least))
    }
    return Disclosure(least, closed)


def censuses(results: Mapping[str, Mapping[str, Any]], group: str) -> Iterator[Census]:
    """The levels of the people, of each set of answers, of those not flagged, and weighed."""
    people = results["intake/answers"]["people"]
    levels = people.set_index("person")[group]
    yield counted(levels)
    flags = results["screening/flags"]["flags"]
    for _, block in flags.groupby(BLOCK, sort=False):
        yield counted(levels.reindex(block["person"]))
        kept = block.loc[~block["flagged"].astype(bool), "person"]
        yield counted(levels.reindex(kept))
    ranks = results["weighting/recommendation"]["ranks"]
    for _, weighed in ranks.groupby("source", sort=False):
        yield counted(levels.reindex(weighed["person"].drop_duplicates()))


def counted(levels: pd.Series) -> Census:
    """How many are on each level."""
    known = levels.astype("str").where(levels.notna().to_numpy(), "")
    return {str(level): int(n) for level, n in known.value_counts().items()}


def counts_listed(results: Mapping[str, Mapping[str, Any]]) -> dict[str, list[Census]]:
    """The counts of single levels that tables of results hold, by grouping."""
    found: dict[str, list[Census]] = {}
    for (rule, name), grouped in GROUPED.items():
        frame = results[rule][name]
        for count, level in grouped.own:
            rows = zip(frame[grouped.grouping], frame[level], frame[count], strict=True)
            for grouping, at, n in rows:
                if grouping and not pd.isna(grouping) and not pd.isna(n):
                    found.setdefault(str(grouping), []).append({str(at): int(n)})
    return found


def closed_of(whole: list[Census], listed: list[Census], least: int) -> Closed | None:
    """What is not shown of one grouping; None where no level is small anywhere.

    The largest levels stand in for hidden ones that would follow from the sum of all.
    """
    hidden = {level for c in [*whole, *listed] for level, n in c.items() if n < least}
    if not hidden:
        return None
    first = whole[0] if whole else {}
    others = sorted(set(first) - hidden, key=lambda level: (-first[level], level))
    beside: list[str] = []
    while any(follows(census, hidden, beside, least) for census in whole):
        if not others:
            return Closed(frozenset({*hidden, *first}), {}, silent=True)
        beside.append(others.pop(0))
    floor = floor_of(whole, hidden, beside, least) if len(beside) == 1 else least
    return Closed(frozenset(hidden), dict.fromkeys(beside, floor))


def follows(census: Census, hidden: set[str], beside: Sequence[str], least: int) -> bool:
    """Whether the sum of a census leaves only one value for a small level that is hidden."""
    closed = [census[level] for level in {*hidden, *beside} if level in census]
    small = [n for n in closed if n < least]
    return bool(small) and can_be_had(small, [n for n in closed if n >= least], least)


def can_be_had(small: Sequence[int], beside: Sequence[int], least: int) -> bool:
    """Whether the sum of hidden cells is small itself, or leaves one value for any of them.

    It is known that `small` ones are below `least` and those `beside` them are not.
    """
    total, floor = sum(small) + sum(beside), least * len(beside)
    if total < least or total == floor or len(small) + len(beside) == 1:
        return True
    return not beside and total == (least - 1) * len(small)


def floor_of(whole: list[Census], hidden: set[str], beside: Sequence[str], least: int) -> int:
    """What one level has at least in every census, told from shown numbers alone.

    All that is not shown exactly, less the most that hidden levels can have.
    """
    most = (least - 1) * len(hidden)
    unknown = [
        sum(census.get(level, 0) for level in {*hidden, *beside}) - most for census in whole
    ]
    return max(least, min(unknown, default=least))

"""Studies in which some groups are tiny, and what a reader makes of their documents."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from html.parser import HTMLParser
from itertools import combinations

import numpy as np
import pandas as pd

from reports.disclosure import GROUPED
from reports.inputs import ReportInput

LEAST = 5
SOURCES = ("self", "manager")
BY = ("gender", "region")
NOBODY_KNOWS = ""
FEW = (1, 9)
MANY = (1000, 3000)
"""Sizes of groups that are not small: numbers that no other part of a report has by chance."""

Census = dict[str, int]


@dataclass(frozen=True)
class Drawn:
    """A study, and how many are on each level of a grouping in every set of people."""

    given: ReportInput
    censuses: dict[str, dict[str, Census]]


def drawn(given: ReportInput, seed: int) -> Drawn:
    """`given` with groups of which some are tiny; made-up results, consistent counts."""
    rng = np.random.default_rng(seed)
    sizes = {name: level_sizes(name, rng) for name in BY}
    n = max(sum(census.values()) for census in sizes.values())
    people = pd.DataFrame({"person": range(n)})
    for name, census in sizes.items():
        census[next(iter(census))] += n - sum(census.values())
        levels = np.repeat(list(census), list(census.values()))
        people[name] = pd.Series(rng.permutation(levels), dtype="str").replace("", pd.NA)
    flags = pd.concat([answers_of(people, source, given, rng) for source in SOURCES])
    flags["response"] = range(len(flags))
    study = replaced(given, "intake/answers", people=people)
    study = replaced(study, "screening/flags", flags=flags.reset_index(drop=True))
    return with_counts(study, people, flags, rng)


def level_sizes(name: str, rng: np.random.Generator) -> Census:
    """The largest level first, tiny ones and perhaps some of unknown level after it."""
    few = rng.random(rng.integers(1, 5)) < 0.5
    census = {
        f"{name}{i}": int(rng.integers(*((1, 9) if f else MANY))) for i, f in enumerate(few)
    }
    if rng.random() < 0.5:
        census[NOBODY_KNOWS] = int(
            rng.integers(1, 9) if rng.random() < 0.6 else rng.integers(*MANY)
        )
    return {f"{name}_first": int(rng.integers(*MANY)), **census}


def answers_of(
    people: pd.DataFrame, source: str, given: ReportInput, rng: np.random.Generator
) -> pd.DataFrame:
    """Flags of nearly everybody; a few did not answer, a few are flagged."""
    absent = rng.choice(len(people), rng.integers(0, 30), replace=False)
    table = people[["person"]].drop(index=absent)
    flagged = rng.random(len(table)) < 0.01
    block = {"instrument": next(iter(given.instruments)), "source": source, "wave": 1}
    return table.assign(
        **block, flagged=flagged, n_families=3 * flagged, undecided=False,
        reasons=np.where(flagged, "longstring", ""),
    )  # fmt: skip


def replaced(given: ReportInput, rule: str, **tables: object) -> ReportInput:
    return replace(given, results={**given.results, rule: {**given.results[rule], **tables}})


def census(levels: np.ndarray, persons: pd.Series) -> Census:
    """How many of `persons` are on each of the levels; persons are places in `levels`."""
    names, counts = np.unique(levels[persons.to_numpy()], return_counts=True)
    return dict(zip(names.tolist(), counts.tolist(), strict=True))


def with_counts(
    given: ReportInput, people: pd.DataFrame, flags: pd.DataFrame, rng: np.random.Generator
) -> Drawn:
    """The tables about groups, counted from the people, and all censuses by name."""
    groups = {name: people[name].fillna(NOBODY_KNOWS).to_numpy(str) for name in BY}
    weighed = {}
    found: dict[str, dict[str, Census]] = {
        name: {"people": census(levels, people["person"])} for name, levels in groups.items()
    }
    for source, block in flags.groupby("source"):
        kept = block[~block["flagged"]]
        complete = kept.sample(frac=0.995, random_state=int(rng.integers(2**31)))
        weighed[source] = complete["person"]
        sets = {"answers": block, "kept": kept, "complete": complete}
        for name, levels in groups.items():
            for called, some in sets.items():
                found[name][f"{called} {source}"] = census(levels, some["person"])
    ranks = pd.DataFrame({"person": weighed["manager"], "source": "manager"})
    ranks = ranks.assign(scheme="unit", place=1.0, place_unit=1.0, change=0.0)
    study = replaced(given, "weighting/recommendation", ranks=ranks)
    study = with_missing(study, found)
    study = with_ladders(study, found)
    study = with_fairness(study, found["gender"]["complete manager"])
    return Drawn(with_left_out(study, found["region"]["complete manager"]), found)


def known(found: Census) -> Census:
    return {level: n for level, n in found.items() if level != NOBODY_KNOWS}


def with_missing(given: ReportInput, found: dict) -> ReportInput:
    frame = given.table("intake/answers", "missing_data")
    rows = []
    for source in SOURCES:
        first = frame[(frame["source"] == source) & (frame["group"] == "")].iloc[0].to_dict()
        total = sum(found["gender"][f"answers {source}"].values())
        rows.append({**first, "n": total, "n_complete": 111})
        for name in found:
            for level, n in known(found[name][f"answers {source}"]).items():
                own = {"group": name, "level": level, "n": n, "n_complete": n - n // 9}
                test = {"statistic": np.nan, "df": np.nan, "p_value": np.nan}
                rows.append({**first, **own, **test, "missing_share": 0.0123})
    return replaced(given, "intake/answers", missing_data=pd.DataFrame(rows))


def with_ladders(given: ReportInput, found: dict) -> ReportInput:
    """Groups of measurement, and the number of people in every row about them."""
    study = given
    for rule in ("measurement/invariance", "measurement/dif"):
        tables = dict(given.results[rule])
        tables["groups"] = listed(tables["groups"], found)
        for name, frame in tables.items():
            if (rule, name) in GROUPED and name != "groups":
                tables[name] = counted_together(frame, found)
        study = replaced(study, rule, **tables)
    return study


def listed(frame: pd.DataFrame, found: dict) -> pd.DataFrame:
    first = frame.iloc[0].to_dict()
    rows = []
    for source in SOURCES:
        for name in found:
            for i, (level, n) in enumerate(known(found[name][f"kept {source}"]).items()):
                role = "not_testable" if n < 200 else "compared" if i else "reference"
                place = {"source": source, "grouping": name, "group": level}
                rows.append({**first, **place, "role": role, "n": n})
    return pd.DataFrame(rows)


def counted_together(frame: pd.DataFrame, found: dict) -> pd.DataFrame:
    """`frame` with the people of the groups that were large enough to be compared."""
    frame = frame.copy()
    for name in found:
        for source in SOURCES:
            here = (frame["grouping"] == name) & (frame["source"] == source)
            groups = known(found[name][f"kept {source}"])
            large = [level for level, n in groups.items() if n >= 200]
            frame.loc[here, "n"] = sum(groups[level] for level in large)
            if "group" in frame:
                frame.loc[here, "group"] = large[-1]
    return frame


def with_fairness(given: ReportInput, found: Census) -> ReportInput:
    tables = dict(given.results["weighting/fairness"])
    reference = "gender_first"
    for name, frame in tables.items():
        if not isinstance(frame, pd.DataFrame):
            continue
        parts = []
        for level in known(found):
            if level != reference:
                size = {"n_focal": found[level], "n_reference": found[reference]}
                parts.append(frame.assign(focal=level, reference=reference, **size))
        tables[name] = pd.concat(parts, ignore_index=True) if parts else frame.head(0)
    return replaced(given, "weighting/fairness", **tables)


def with_left_out(given: ReportInput, found: Census) -> ReportInput:
    tables = given.results["weighting/tournament"]
    frame, total = tables["left_out"], sum(found.values())
    one = frame[frame["group"] == frame["group"].iloc[0]]
    parts = [
        one.assign(group=level, n=n, n_train=total - n) for level, n in known(found).items()
    ]
    means = tables["left_out_means"].assign(n=sum(known(found).values()))
    left_out = pd.concat(parts, ignore_index=True)
    return replaced(given, "weighting/tournament", left_out=left_out, left_out_means=means)


class Tables(HTMLParser):
    """The rows of every table of a page, by the id of the table, labels filled in."""

    def __init__(self, page: str) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: dict[str, list[list[str]]] = {}
        self.here, self.cell = "", False
        self.text: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        given = dict(attrs)
        if tag == "div" and given.get("class") == "table":
            self.here = given["id"]
            self.rows[self.here] = []
        elif tag == "tr" and self.here:
            self.rows[self.here].append([])
        elif tag in ("td", "th") and self.here and self.rows[self.here]:
            self.rows[self.here][-1].append("")
            self.cell = True

    def handle_endtag(self, tag):
        self.cell = self.cell and tag not in ("td", "th")

    def handle_data(self, data):
        self.text.append(data)
        if self.cell:
            self.rows[self.here][-1][-1] += data


def small_levels(found: dict[str, Census]) -> set[str]:
    return {level for c in found.values() for level, n in c.items() if n < LEAST}


def told_numbers(text: str) -> set[int]:
    """Every whole number in a text but single digits and lower bounds."""
    found = re.findall(r"(?<![\d.,≥])\d[\d,]*\d(?![\d.,]*\d)", text)
    return {int(n.replace(",", "")) for n in found}


def tellable(found: dict[str, dict[str, Census]]) -> set[int]:
    """Numbers that may stand in a document: totals, and groupings without small levels."""
    numbers = {sum(c.values()) for by_name in found.values() for c in by_name.values()}
    for by_name in found.values():
        small = small_levels(by_name)
        if not small:
            numbers |= {n for c in by_name.values() for n in c.values()}
            numbers |= {sum(known(c).values()) for c in by_name.values()}
            numbers |= {sum(c.values()) - n for c in by_name.values() for n in c.values()}
    return numbers


def giveaways(found: dict[str, dict[str, Census]]) -> Iterator[int]:
    """Numbers that, taken from the total, leave fewer than `LEAST` people."""
    for by_name in found.values():
        for c in by_name.values():
            small = [n for n in c.values() if n < LEAST]
            for size in range(1, len(small) + 1):
                for some in combinations(small, size):
                    if sum(some) < LEAST:
                        yield sum(c.values()) - sum(some)


def possible(shown: list[str], total: int) -> list[int]:
    """How many values each cell can have, as their sum is known."""
    bounds = [bounds_of(text, total) for text in shown]
    found = []
    for i, (low, high) in enumerate(bounds):
        others = [b for j, b in enumerate(bounds) if j != i]
        least = max(low, total - sum(b for _, b in others))
        most = min(high, total - sum(a for a, _ in others))
        found.append(most - least + 1)
    return found


def bounds_of(text: str, total: int) -> tuple[int, int]:
    digits = int(re.sub(r"[^\d]", "", text) or 0)
    if text.startswith("<"):
        return 0, digits - 1
    if text.startswith("≥"):
        return digits, total
    return (0, total) if text in ("–", "") else (digits, digits)

"""A report's input in one language: ids turned into the reader's names."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import BLOCK, COMPOSITE, OWN_SOURCES
from analysis.instrument import Text
from reports.disclosure import GROUPED, Disclosure, disclosure_of, gate
from reports.inputs import ReportInput
from reports.words import Words

DECISION = ("", "disclosure")
OCCASIONS = ("source", "wave", "year")
"""Groupings that are no column of people."""

SOURCES = ("self", "test", "manager", "peer", "subordinate", "customer")
"""The order in which kinds of raters stand."""


@dataclass(frozen=True, slots=True)
class Reading:
    """The results, and the language in which they are told."""

    given: ReportInput
    words: Words
    ordered: dict[tuple[str, str], Any] = field(default_factory=dict, repr=False, compare=False)

    def table(self, rule: str, name: str) -> Any:
        """The table `name` of `rule`, as far as it may be shown.

        Any, as pandas cannot say what indexing a frame gives.
        """
        if (rule, name) not in self.ordered:
            frame = self.given.table(rule, name)
            if (rule, name) in GROUPED:
                frame = gate(self.disclosure, GROUPED[rule, name], frame)
            blocked = set(BLOCK) <= set(frame.columns)
            self.ordered[rule, name] = in_block_order(frame) if blocked else frame
        return self.ordered[rule, name]

    @property
    def disclosure(self) -> Disclosure:
        """What may be said about groups of people, everywhere in the document."""
        if DECISION not in self.ordered:
            given = self.given
            found = disclosure_of(given.results, given.study.groups, given.min_cell)
            self.ordered[DECISION] = found
        return self.ordered[DECISION]

    def is_named(self, grouping: str) -> bool:
        """Whether the levels of a grouping are names, not numbers of managers and the like."""
        return grouping in {*self.given.study.groups, *OCCASIONS}

    def said(self, text: Text) -> str:
        """`text` in the reader's language."""
        return text.zh if self.words.language == "zh" else text.en

    def dimension(self, name: str) -> str:
        """The title of a dimension or general factor; the id itself for what is neither."""
        for instrument in self.given.instruments.values():
            if name in instrument.structure.titles:
                return self.said(instrument.structure.titles[name])
            for dimension in instrument.dimensions:
                if dimension.id == name:
                    return self.said(dimension.title)
        return self.words.term("term", name)

    def wording(self, instrument: str, item: str, source: str) -> str:
        """The item as raters of this `source` read it."""
        found = self.given.instruments[instrument].all_items[item]
        others = None if source in OWN_SOURCES else found.other
        return self.said(others or found.self)

    def source(self, name: str) -> str:
        """The kind of rater."""
        return self.words.term("source", name)

    def criterion(self, name: str) -> str:
        """The title of an indicator, or of the composite."""
        if name == COMPOSITE:
            return self.words.text("terms.criterion.composite")
        return self.said(self.given.kpis[name].title) if name in self.given.kpis else name

    def anything_valid(self) -> bool:
        """Whether there is any reason to weigh the dimensions at all."""
        return self.given.summary("weighting/recommendation")["verdict"] != "no_validity"

    def best_scheme(self) -> str:
        """The scheme other than equal weights that predicts new people best."""
        return self.given.summary("weighting/recommendation")["evidence"]["scheme"]

    def leading_scheme(self) -> str:
        """The differential scheme spoken of: the recommended one, else the best."""
        recommended = self.given.summary("weighting/recommendation")["scheme"]
        return self.best_scheme() if recommended == "unit" else recommended

    def rival(self) -> Any:
        """The weights of the best differential scheme, where it is not the recommended one."""
        frame = self.table("weighting/recommendation", "alternatives")
        recommended = set(self.table("weighting/recommendation", "weights")["scheme"])
        name = self.best_scheme()
        return frame[(frame["scheme"] == name) & (name not in recommended)]

    def block(self, instrument: str, source: str, wave: int) -> str:
        """What tells one set of answers from the others of this study."""
        sets = blocks(self.table("measurement/item_statistics", "item_statistics"))
        parts = [self.source(source)]
        if len({i for i, _, _ in sets}) > 1:
            parts.insert(0, self.said(self.given.instruments[instrument].title))
        if len({w for _, _, w in sets}) > 1:
            parts.append(self.words.text("signs.wave", wave=wave))
        return self.words.text("signs.join").join(parts)

    def block_names(self, frame: pd.DataFrame) -> list[str]:
        """The name of the set of answers of each row."""
        names = {key: self.block(*key) for key in blocks(frame)}
        return [names[key] for key in keys_of(frame)]


def keys_of(frame: pd.DataFrame) -> list[tuple[str, str, int]]:
    """The set of answers that each row of `frame` belongs to."""
    return list(zip(*(frame[name].tolist() for name in BLOCK), strict=True))


def reading_of(given: ReportInput, language: str) -> Reading:
    """The results in `language`, with the study's own names of groups and their values."""
    groups = (given.run.settings.get("people") or {}).get("groups") or {}
    own: dict[str, str] = {}
    for name, group in groups.items():
        if group.get("title"):
            own[f"terms.group.{name}"] = group["title"][language]
        titles = (group.get("levels") or {}).items()
        own |= {f"terms.level.{value}": title[language] for value, title in titles}
    return Reading(given, Words(language, own))


def blocks(frame: pd.DataFrame) -> list[tuple[str, str, int]]:
    """The sets of answers in `frame`: by instrument, kind of rater and occasion."""
    found = dict.fromkeys(keys_of(frame))
    instruments = list(dict.fromkeys(instrument for instrument, _, _ in found))
    order = {source: i for i, source in enumerate(SOURCES)}

    def place(key: tuple[str, str, int]) -> tuple[int, int, str, int]:
        instrument, source, wave = key
        return instruments.index(instrument), order.get(source, len(order)), source, wave

    return sorted(found, key=place)


def in_block_order(frame: Any) -> Any:
    """`frame` sorted by `blocks`, otherwise as it was."""
    place = {key: i for i, key in enumerate(blocks(frame))}
    keys = [place[key] for key in keys_of(frame)]
    return frame.iloc[np.argsort(keys, kind="stable")].reset_index(drop=True)


def rows_of(frame: pd.DataFrame, key: tuple[str, str, int]) -> Any:
    """The rows of one set of answers."""
    keep = [k == key for k in keys_of(frame)]
    return frame.loc[np.array(keep, dtype=bool)].reset_index(drop=True)

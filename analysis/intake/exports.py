"""What is taken in: exports of answers, the people table, tables of performance."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

import numpy as np
import pandas as pd

from analysis.intake.dates import Order
from analysis.intake.id_rules import NOTHING_IGNORED, IdRules
from analysis.intake.labels import Legend
from analysis.intake.places import Places
from analysis.notes import Note

Recoded = Sequence[str] | Literal["all_reversed"] | None
"""Items that stand in a file already reversed."""

Repeated = Literal["refuse", "sum", "last"]
"""refuse: stop; sum: every row counts, as of products; last: the last row corrects others."""


@dataclass(frozen=True, slots=True)
class Export:
    """The answers of one export, and what its columns are.

    Attributes
    ----------
    file
        Name of the file, without its folder.
    table
        Its cells as text, NA where empty, one row per data row of the file.
    instrument, source, wave, form
        What was asked, of whom, on which occasion, in which version of the form.
    columns
        Column names by meaning: person, rater, seconds, started_at, ended_at, language,
        where there are any. Without a person, every row is a person of its own.
    rename
        Item by column, where the export's name for an item is not the item's id; an item may
        have several columns if nobody answered more than one of them.
    items
        The items that this form shows; None if it shows them all.
    legends
        What the file or the study says of the cells, by column.
    aside
        (n,) why a row is no answer of the study, "" where it may be one; None where all may.
    personal
        Columns that identify people; they are never read.
    notes
        What a reader should know of the file.
    dates
        Which of two small numbers in a date is the day.
    labels_of
        Codes of labels and numbers by response format or item, where they hold there alone.
    recoded
        The items that stand in the file already reversed, or "all_reversed"; None where the
        study says nothing of it.
    own
        The survey tool's own columns that are read.
    texts
        The text that the file has above a column, by column, where it has one.
    by_text
        The items that only the text above their column tells (`settled`).
    ids
        What of ids does not count.
    anonymous
        Whether nobody knows who answered, so that every row is another rater.
    places
        Where the rows stand in the file.
    """

    file: str
    table: pd.DataFrame
    instrument: str
    source: str
    wave: int
    form: str
    columns: Mapping[str, str]
    rename: Mapping[str, str] = field(default_factory=dict)
    items: list[str] | None = None
    legends: Mapping[str, Legend] = field(default_factory=dict)
    aside: np.ndarray | None = None
    personal: frozenset[str] = frozenset()
    notes: list[Note] = field(default_factory=list)
    dates: Order = "auto"
    ids: IdRules = NOTHING_IGNORED
    anonymous: bool = False
    labels_of: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    recoded: Recoded = None
    own: frozenset[str] = frozenset()
    texts: Mapping[str, str] = field(default_factory=dict)
    by_text: frozenset[str] = frozenset()

    def columns_of(self, item: str) -> list[str]:
        """The columns of `item`: those that `rename` gives it, or the one of its name."""
        return [column for column, name in self.rename.items() if name == item] or [item]

    places: Places = field(default_factory=Places)

    @property
    def column_of(self) -> dict[str, str]:
        """The first column of every item that `rename` mentions."""
        return {item: column for column, item in reversed([*self.rename.items()])}


@dataclass(frozen=True, slots=True)
class PeopleExport:
    """Who the people are: one row per person.

    Attributes
    ----------
    file, table
        As in `Export`.
    person, groups, clusters, controls, case_weight
        Names of the columns that are read. Without a person, every row is one of its own.
    personal
        Columns that identify people; but for `person` they are never read.
    ids
        What of ids does not count.
    missing
        Cells of groups that stand for an empty one; None for what software writes.
    places, notes
        As in `Export`.
    """

    file: str
    table: pd.DataFrame
    person: str | None
    groups: list[str]
    clusters: list[str]
    controls: list[str]
    case_weight: str | None = None
    personal: frozenset[str] = frozenset()
    ids: IdRules = NOTHING_IGNORED
    missing: tuple[str, ...] | None = None
    places: Places = field(default_factory=Places)
    notes: list[Note] = field(default_factory=list)

    @property
    def declared(self) -> list[str]:
        """The columns that are read, each once."""
        last = [self.case_weight] if self.case_weight else []
        first = [self.person] if self.person else []
        columns = [*first, *self.groups, *self.clusters, *self.controls, *last]
        return list(dict.fromkeys(columns))


@dataclass(frozen=True, slots=True)
class RecordExport:
    """A table of performance.

    Attributes
    ----------
    file, table
        As in `Export`.
    source
        Who provides it, such as records or manager.
    person, period, exposure
        Names of these columns; None where there is none. Without a person, every row is
        one of its own.
    columns
        Names of the columns of numbers that indicators are made from.
    dates, ids, places, notes
        As in `Export`.
    collected
        First and last day of what was collected, as YYYY-MM-DD; None where nobody said.
    repeated_periods
        What several rows of a person and period with different numbers mean.
    kpis
        Columns that each indicator is made from, for all that the table is listed for.
    """

    file: str
    table: pd.DataFrame
    source: str
    person: str | None
    period: str | None
    exposure: str | None
    columns: list[str]
    dates: Order = "auto"
    ids: IdRules = NOTHING_IGNORED
    collected: Sequence[str] | None = None
    repeated_periods: Repeated = "refuse"
    kpis: Mapping[str, list[str]] = field(default_factory=dict)

    @property
    def time(self) -> tuple[date, date] | None:
        """First and last day of what was collected."""
        if self.collected is None:
            return None
        first, last = map(date.fromisoformat, self.collected)
        return first, last

    places: Places = field(default_factory=Places)
    notes: list[Note] = field(default_factory=list)

    @property
    def declared(self) -> list[str]:
        """The columns that are read, each once."""
        named = [column for column in (self.person, self.period) if column]
        return list(dict.fromkeys([*named, *self.numbers]))

    @property
    def numbers(self) -> list[str]:
        """The columns that are read as numbers, exposure included."""
        last = [self.exposure] if self.exposure else []
        return list(dict.fromkeys([*self.columns, *last]))

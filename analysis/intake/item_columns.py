"""Which columns of a file hold which items: by their names, by `rename`, or by their texts."""

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.form_plan import is_added
from analysis.instrument import Instrument
from analysis.intake.item_texts import Wording, same_items, wordings_of


@dataclass(frozen=True, slots=True)
class Asked:
    """What a study says of a file of answers.

    Attributes
    ----------
    instrument, source
        What was asked, and of whom.
    rename
        Item by column, called by its name in the file.
    others
        The columns that are something else than items, such as the person.
    items
        The items that the form shows; None for all.
    """

    instrument: Instrument
    source: str
    rename: Mapping[str, str]
    others: frozenset[str] = frozenset()
    items: Sequence[str] | None = None

    @property
    def shown(self) -> list[str]:
        """The items that must be in the file: those of the form, without checks it adds."""
        known = self.instrument.all_items
        named = known if self.items is None else [i for i in self.items if i in known]
        return [item for item in named if not is_added(known[item])]


@dataclass(frozen=True, slots=True)
class ItemColumns:
    """The columns of items.

    Attributes
    ----------
    of
        The columns of every item that has any, called by their names.
    by_text
        The column of each item that only its text tells, by item.
    unsure
        The columns with the text of an item that has no column, where these are several.
    missing
        The items without a column, and the column that the study names for each.
    """

    of: Mapping[str, list[str]]
    by_text: Mapping[str, str]
    unsure: Mapping[str, list[str]]
    missing: Mapping[str, str]


def item_columns(names: Sequence[str], labels: Sequence[str], asked: Asked) -> ItemColumns:
    """Which columns hold the items that were `asked`.

    Parameters
    ----------
    names
        Name of every column.
    labels
        The text above every column, "" where there is none.
    asked
        What the study says of the file.

    A column is an item's by its text only where nothing else can be meant: the text is that
    of this item alone and of this column alone, and the study names no column for the item.
    """
    found = named_columns(names, asked)
    renamed = {item: column for column, item in asked.rename.items()}
    lacking = {item: renamed.get(item, item) for item in asked.shown if item not in found}
    if not lacking:
        return ItemColumns(found, {}, {}, {})
    texts = free_columns(names, labels, asked, found)
    texts = {name: label for name, label in texts.items() if label}
    candidates = by_item(same_items(texts, wordings_of(asked.instrument, asked.source)))
    open_to_texts = [item for item in lacking if item not in renamed]
    sure = {item: c[0] for item in open_to_texts if len(c := candidates.get(item, [])) == 1}
    times = Counter(sure.values())
    sure = {item: column for item, column in sure.items() if times[column] == 1}
    unsure = {i: candidates[i] for i in open_to_texts if i not in sure and i in candidates}
    missing = {i: column for i, column in lacking.items() if i not in sure and i not in unsure}
    of = found | {item: [column] for item, column in sure.items()}
    return ItemColumns(of, sure, unsure, missing)


def named_columns(names: Sequence[str], asked: Asked) -> dict[str, list[str]]:
    """The columns in the file that `rename` or the items' own names tell."""
    there = set(names)
    found: dict[str, list[str]] = defaultdict(list)
    for column, item in asked.rename.items():
        if column in there:
            found[item].append(column)
    renamed = set(asked.rename.values())
    for item in asked.instrument.all_items:
        if item in there and item not in renamed and item not in asked.rename:
            found[item] = [item]
    return dict(found)


def free_columns(
    names: Sequence[str], labels: Sequence[str], asked: Asked, found: Mapping[str, list[str]]
) -> dict[str, str]:
    """The text above each column that nobody has named, by name."""
    used = {column for columns in found.values() for column in columns}
    used |= asked.others | set(asked.rename)
    times = Counter(names)
    return {
        name: label
        for name, label in zip(names, labels, strict=True)
        if name and times[name] == 1 and name not in used
    }


def by_item(same: Mapping[str, list[Wording]]) -> dict[str, list[str]]:
    """The columns with the text of each item.

    Those with the wording for the people who answered go before those with the other one.
    """
    fitting: dict[str, list[str]] = defaultdict(list)
    others: dict[str, list[str]] = defaultdict(list)
    for column, wordings in same.items():
        for item in dict.fromkeys(w.item for w in wordings):
            fits = any(w.fits for w in wordings if w.item == item)
            (fitting if fits else others)[item].append(column)
    return dict(others) | dict(fitting)

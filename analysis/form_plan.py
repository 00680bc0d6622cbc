"""What a form asks on which page, and where it checks attention; the same for every reader."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import numpy as np

from analysis.errors import InstrumentError
from analysis.instrument import Instrument, Item
from analysis.seeds import stream

CHECK = "attention"
"""The columns of added checks are this word and a number, which every tool takes."""

ADDED = re.compile(rf"{CHECK}\d+")


@dataclass(frozen=True, slots=True)
class Layout:
    """How the questions are laid out.

    Attributes
    ----------
    items_per_page
        Most items on a page.
    attention_checks
        How many checks of attention are added to those of the instrument.
    first_check
        The number of the first of them; those of a study's instruments go on counting.
    """

    items_per_page: int
    attention_checks: int
    first_check: int = 1


@dataclass(frozen=True, slots=True)
class FormPlan:
    """The items of a form, page by page.

    Attributes
    ----------
    pages
        The items, checks among them.
    checks
        The checks that the form adds to the instrument: items with a right answer.
    """

    pages: list[list[Item]]
    checks: list[Item]


def form_plan(instrument: Instrument, layout: Layout, rng: np.random.Generator) -> FormPlan:
    """The items in random order within pages, with checks spread evenly over the pages.

    Raises
    ------
    InstrumentError
        If an item of the instrument bears the name of a check.
    """
    pages = ordered(instrument, layout.items_per_page, rng)
    numbers = range(layout.first_check, layout.first_check + layout.attention_checks)
    names = [f"{CHECK}{number}" for number in numbers]
    if taken := sorted(set(names) & set(instrument.all_items)):
        raise InstrumentError(f"{instrument.id}: no item may be called {', '.join(taken)}")
    checks: list[Item] = []
    places = np.linspace(0, len(pages), len(names), endpoint=False).astype(int)
    for name, place in zip(names, places, strict=True):
        check = drawn_check(name, instrument, pages[place][0].options, rng)
        pages[place].insert(int(rng.integers(1, len(pages[place]) + 1)), check)
        checks.append(check)
    return FormPlan(pages, checks)


def ordered(
    instrument: Instrument, items_per_page: int, rng: np.random.Generator
) -> list[list[Item]]:
    """The items page by page: every page mixes the dimensions, in random order.

    Items with one response format stand together. The dimensions take turns, so that what
    stands on a page does not depend on the draw, and the order within it does.
    """
    pages: list[list[Item]] = []
    for options in instrument.options:
        items = [item for item in in_turns(instrument) if item.options == options]
        n_pages = -(-len(items) // items_per_page)
        parts = np.array_split(np.arange(len(items)), n_pages or 1)
        pages += [[items[i] for i in part] for part in parts]
    return [[page[i] for i in rng.permutation(len(page))] for page in pages if page]


def in_turns(instrument: Instrument) -> Iterator[Item]:
    """The first item of every dimension, then the second, and so on."""
    longest = max(len(d.items) for d in instrument.dimensions)
    for turn in range(longest):
        yield from (d.items[turn] for d in instrument.dimensions if turn < len(d.items))


def drawn_check(
    name: str, instrument: Instrument, options: str, rng: np.random.Generator
) -> Item:
    """A check that asks for one of the answers of `options`; its wording is that answer."""
    codes = list(instrument.options[options].codes.items())
    code, label = codes[int(rng.integers(len(codes)))]
    parts = {"id": name, "self": label, "options": options, "expected": code}
    return Item.model_validate(parts | {"role": "attention"})


def with_checks(
    instruments: Mapping[str, Instrument],
    seed: int,
    *,
    items_per_page: int,
    attention_checks: int,
) -> dict[str, Instrument]:
    """`instruments` as their forms ask them: with the checks of attention that are added."""
    if attention_checks == 0:
        return dict(instruments)
    asked = {}
    for position, (name, instrument) in enumerate(instruments.items()):
        layout = layout_of(position, items_per_page, attention_checks)
        checks = form_plan(instrument, layout, form_stream(seed, instrument)).checks
        asked[name] = instrument_with(instrument, checks)
    return asked


def orders_of_forms(
    instruments: Mapping[str, Instrument],
    seed: int,
    *,
    items_per_page: int,
    attention_checks: int,
) -> dict[str, list[str]]:
    """The items of each form in their order, where it adds checks of attention."""
    if attention_checks == 0:
        return {}
    orders = {}
    for position, (name, instrument) in enumerate(instruments.items()):
        layout = layout_of(position, items_per_page, attention_checks)
        pages = form_plan(instrument, layout, form_stream(seed, instrument)).pages
        orders[name] = [item.id for page in pages for item in page]
    return orders


def layout_of(position: int, items_per_page: int, attention_checks: int) -> Layout:
    """The layout of the form of a study's instrument at this position."""
    return Layout(items_per_page, attention_checks, 1 + position * attention_checks)


def form_stream(seed: int, instrument: Instrument) -> np.random.Generator:
    """The generator that orders the form of `instrument` in a study with this seed."""
    return stream(seed, "forms", instrument.id)


def instrument_with(instrument: Instrument, checks: list[Item]) -> Instrument:
    """`instrument` with `checks` behind its last item."""
    *others, last = instrument.dimensions
    longer = last.model_copy(update={"items": [*last.items, *checks]})
    parts = {name: getattr(instrument, name) for name in Instrument.model_fields}
    return Instrument.model_validate(parts | {"dimensions": [*others, longer]})


def is_added(item: Item) -> bool:
    """Whether `item` is a check that a form may add, so that not every export has it."""
    return item.role == "attention" and ADDED.fullmatch(item.id) is not None

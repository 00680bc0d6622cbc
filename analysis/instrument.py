"""What is asked: a competency model as a questionnaire, read from instruments/<id>.yaml."""

import hashlib
from collections import Counter
from functools import cached_property
from pathlib import Path
from typing import Literal, Self, TypeVar

from pydantic import Field, ValidationError, model_validator

from analysis.errors import InstrumentError
from analysis.messages import message
from analysis.mistakes import mistakes
from analysis.response_options import Closed, Options, Text
from analysis.strict_yaml import read_yaml

Identifier = Field(pattern=r"^[A-Za-z][A-Za-z0-9_]*$")


ClosedFile = TypeVar("ClosedFile", bound=Closed)


class Sourced(Closed):
    """A part of the model that the source may give whole, in pieces or not at all."""

    reconstructed: bool = Field(False, description="True where the source text breaks off.")
    added: str | None = Field(None, description="What was added, where reconstructed.")

    @model_validator(mode="after")
    def additions_are_told(self) -> Self:
        """What is reconstructed says what was added, and nothing else does."""
        if self.reconstructed != (self.added is not None):
            raise ValueError(message("instrument.reconstructed"))
        return self


class Level(Sourced):
    """A graded step of a dimension, with the behaviour that anchors it."""

    level: int = Field(ge=1)
    title: Text
    behaviour: Text
    anchors: list[Text] = Field([], description="More behaviours that show the level.")


class Element(Sourced):
    """A part of a dimension that the model names."""

    id: str = Identifier
    title: Text
    definition: Text


class Item(Closed):
    """One observable behaviour that people rate."""

    id: str = Identifier
    self: Text = Field(description="First-person wording.")
    other: Text | None = Field(None, description="The same behaviour as others see it.")
    options: str = Field(description="Name of a response format in `options`.")
    role: Literal["scored", "attention", "marker", "context"] = "scored"
    reversed: bool = False
    level: int | None = Field(None, description="Level of the model the item samples.")
    element: str | None = Field(None, description="Element of the dimension it belongs to.")
    expected: int | None = Field(None, description="Right answer of an attention item.")
    note: str | None = Field(None, description="Which passage of the source it samples.")


class Dimension(Sourced):
    """A competency: what a set of items is meant to measure."""

    id: str = Identifier
    title: Text
    definition: Text
    elements: list[Element] = Field([])
    levels: list[Level] = Field([])
    min_answered: float = Field(0.6, gt=0, le=1, description="Share needed for a score.")
    items: list[Item] = Field(min_length=1)


class Structure(Closed):
    """The factor models that a confirmatory analysis compares."""

    hypothesised: str = Field(
        "correlated",
        description="correlated | second_order | bifactor | one_factor | lavaan syntax",
    )
    higher_order: dict[str, list[str]] = Field({})
    titles: dict[str, Text] = Field({}, description="Of the general factors in higher_order.")
    rivals: list[str] = Field([])


class Stage(Closed):
    """A career stage, and the level of the competencies that it asks for."""

    stage: int = Field(ge=1)
    title: Text
    description: Text
    level: int | None = Field(None, ge=1, description="Level expected of people in the stage.")


class Anchor(Closed):
    """What an answer looks like that earns a rating."""

    rating: int = Field(ge=1)
    behaviour: Text


class Question(Closed):
    """A question of the structured interview, with what to ask next and how to rate."""

    dimension: str
    question: Text
    follow_ups: list[Text] = Field(min_length=1)
    anchors: list[Anchor] = Field(min_length=2)

    @model_validator(mode="after")
    def ratings_rise(self) -> Self:
        """Anchors stand in the order of their ratings, each once."""
        ratings = [anchor.rating for anchor in self.anchors]
        if ratings != sorted(set(ratings)):
            raise ValueError(message("instrument.ratings", ratings=ratings))
        return self


class Instrument(Closed):
    """A questionnaire: dimensions, their items and the response formats."""

    schema_version: Literal[1]
    id: str = Identifier
    version: str = Field(pattern=r"^\d+\.\d+\.\d+$")
    title: Text
    source: str = Field(description="Which document the model comes from.")
    adopted: bool = Field(False, description="A published questionnaire, not worded by us.")
    options: dict[str, Options]
    dimensions: list[Dimension] = Field(min_length=1)
    structure: Structure = Structure()  # pyright: ignore[reportCallIssue]
    career_stages: list[Stage] = Field([])
    interview: list[Question] = Field(
        [], description="A structured interview, question by question."
    )

    @model_validator(mode="after")
    def parts_fit(self) -> Self:
        """Names are unique and every reference points at something."""
        problems = [*self._repeated_names(), *self._broken_references()]
        if problems:
            raise ValueError("\n".join(problems))
        return self

    def _repeated_names(self) -> list[str]:
        named = {
            message("instrument.item"): [item.id for d in self.dimensions for item in d.items],
            message("instrument.dimension"): [d.id for d in self.dimensions],
            message("instrument.career_stage"): [stage.stage for stage in self.career_stages],
        }
        for d in self.dimensions:
            named[message("instrument.level_of", of=d.id)] = [level.level for level in d.levels]
            named[message("instrument.element_of", of=d.id)] = [
                element.id for element in d.elements
            ]
        return [
            message("instrument.twice", kind=kind, name=name)
            for kind, names in named.items()
            for name, times in sorted(Counter(names).items())
            if times > 1
        ]

    def _broken_references(self) -> list[str]:
        problems = []
        for d in self.dimensions:
            levels, elements = {x.level for x in d.levels}, {x.id for x in d.elements}
            for item in d.items:
                of = {"item": item.id, "of": d.id}
                if item.options not in self.options:
                    name = item.options
                    problems.append(message("instrument.no_options", item=item.id, name=name))
                if item.level is not None and item.level not in levels:
                    problems.append(message("instrument.no_level", **of, level=item.level))
                if item.element is not None and item.element not in elements:
                    problems.append(message("instrument.no_element", **of, name=item.element))
        return [*problems, *self._strays()]

    def _strays(self) -> list[str]:
        known, general = {d.id for d in self.dimensions}, self.structure.higher_order
        parts = [(f"structure.{g}", x) for g, below in general.items() for x in below]
        asked = [("interview", question.dimension) for question in self.interview]
        return [
            *(
                message("instrument.no_dimension", where=where, name=x)
                for where, x in [*parts, *asked]
                if x not in known
            ),
            *(
                message("instrument.no_title", name=x)
                for x in self.structure.titles
                if x not in general
            ),
        ]

    @cached_property
    def all_items(self) -> dict[str, Item]:
        """Every item by its id, in the order of the questionnaire."""
        return {item.id: item for d in self.dimensions for item in d.items}

    @cached_property
    def scored(self) -> dict[str, list[str]]:
        """The ids of the scored items of every dimension."""
        return {
            d.id: [item.id for item in d.items if item.role == "scored"]
            for d in self.dimensions
        }

    @cached_property
    def dimension_of(self) -> dict[str, str]:
        """The dimension of every scored item."""
        return {item: d for d, items in self.scored.items() for item in items}

    @cached_property
    def rated(self) -> dict[str, list[str]]:
        """The scored items whose answers were chosen from codes, by dimensions that have any.

        The others hold ready scores of tests, which no model of answers fits.
        """
        chosen = {
            d: [item for item in items if self.options_of(item).scores is None]
            for d, items in self.scored.items()
        }
        return {d: items for d, items in chosen.items() if items}

    @cached_property
    def has_structure(self) -> bool:
        """Whether a dimension has answers to two items or more: something a factor explains."""
        return any(len(items) > 1 for items in self.rated.values())

    @cached_property
    def without_scores(self) -> Self:
        """The same questionnaire without the items that are scores of tests."""
        asked = self.model_dump(by_alias=True)
        names = {name for name, options in self.options.items() if options.scores is None}
        for dimension in asked["dimensions"]:
            dimension["items"] = [i for i in dimension["items"] if i["options"] in names]
        asked["dimensions"] = [d for d in asked["dimensions"] if d["items"]]
        kept = {d["id"] for d in asked["dimensions"]}
        above = asked["structure"]["higher_order"]
        above |= {general: [d for d in below if d in kept] for general, below in above.items()}
        asked["interview"] = [q for q in asked["interview"] if q["dimension"] in kept]
        return type(self).model_validate(asked)

    def options_of(self, item: str) -> Options:
        """The response format of `item`."""
        return self.options[self.all_items[item].options]

    def dimension(self, name: str) -> Dimension:
        """The dimension called `name`."""
        for d in self.dimensions:
            if d.id == name:
                return d
        known = ", ".join(d.id for d in self.dimensions)
        raise InstrumentError(
            message("instrument.has_no_dimension", id=self.id, name=name, known=known)
        )


def load_instrument(path: str | Path) -> Instrument:
    """Read the instrument file at `path`; raises as `load_closed`."""
    return load_closed(path, Instrument)


def load_closed(path: str | Path, kind: type[ClosedFile]) -> ClosedFile:
    """Read the YAML file at `path` as `kind`.

    Raises
    ------
    InstrumentError
        With one line per mistake: key and reason.
    """
    raw = read_yaml(Path(path))
    try:
        return kind.model_validate(raw)
    except ValidationError as error:
        raise InstrumentError("\n".join(mistakes(str(path), error, kind))) from None


def content_hash(path: str | Path) -> str:
    """SHA-256 of the file at `path`: what makes a questionnaire the same one."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def load_instruments(paths: list[str]) -> dict[str, Instrument]:
    """The instruments of the files at `paths`, by id."""
    loaded = [load_instrument(path) for path in paths]
    return {instrument.id: instrument for instrument in loaded}

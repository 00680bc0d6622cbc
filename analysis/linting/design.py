"""The questionnaire as a whole: numbers of items, directions, levels, elements, notes."""

from collections.abc import Iterator

from analysis.instrument import Dimension, Instrument, Item
from analysis.linting.findings import Finding
from analysis.linting.rules import LintRules


def design_findings(instrument: Instrument, rules: LintRules) -> Iterator[Finding]:
    """What is wrong with the make-up of the instrument and of its dimensions."""
    yield from unbalanced(instrument, rules)
    for dimension in instrument.dimensions:
        items = scored(dimension)
        yield from too_few(dimension, items, rules)
        yield from one_sided(dimension, items, rules)
        yield from level_findings(dimension, items)
        for item in items:
            if not item.note:
                yield Finding("note_missing", f"{dimension.id}/{item.id}")


def scored(dimension: Dimension) -> list[Item]:
    """The items of a dimension that make its score."""
    return [item for item in dimension.items if item.role == "scored"]


def per_element(dimension: Dimension) -> dict[str, int]:
    """How many scored items every element has."""
    of = [item.element for item in scored(dimension)]
    return {f"{dimension.id}/{e.id}": of.count(e.id) for e in dimension.elements}


def unbalanced(instrument: Instrument, rules: LintRules) -> Iterator[Finding]:
    """Elements, or dimensions without them, of very different size."""
    sizes: dict[str, int] = {}
    for d in instrument.dimensions:
        sizes |= per_element(d) if d.elements else {d.id: len(scored(d))}
    largest, smallest = max(sizes, key=lambda x: sizes[x]), min(sizes, key=lambda x: sizes[x])
    if sizes[largest] > rules.limits.uneven * sizes[smallest]:
        values = {
            "largest": largest,
            "most": sizes[largest],
            "smallest": smallest,
            "fewest": sizes[smallest],
        }
        yield Finding("unbalanced", instrument.id, values=values)


def too_few(dimension: Dimension, items: list[Item], rules: LintRules) -> Iterator[Finding]:
    """A dimension or element with fewer items than a scale needs."""
    limit = rules.limits.items_per_dimension
    if len(items) < limit:
        values = {"count": len(items), "limit": limit}
        yield Finding("too_few_items", dimension.id, values=values)
    for element, n in per_element(dimension).items():
        if n == 0:
            values = {"found": element.split("/")[1]}
            yield Finding("element_unsampled", dimension.id, values=values)
        elif n < rules.limits.items_per_element:
            values = {"count": n, "limit": rules.limits.items_per_element}
            yield Finding("too_few_items", element, values=values)


def one_sided(dimension: Dimension, items: list[Item], rules: LintRules) -> Iterator[Finding]:
    """A dimension whose items all point one way."""
    turned = sum(item.reversed for item in items)
    if turned == 0 and len(items) >= rules.limits.reversed_from:
        yield Finding("no_reversed", dimension.id, values={"count": len(items)})
    if items and turned == len(items):
        yield Finding("all_reversed", dimension.id, values={"count": len(items)})


def level_findings(dimension: Dimension, items: list[Item]) -> Iterator[Finding]:
    """Levels that are missing in the count or among the items."""
    levels = [level.level for level in dimension.levels]
    if levels != list(range(1, len(levels) + 1)):
        values = {"found": ", ".join(map(str, levels))}
        yield Finding("level_gap", dimension.id, values=values)
    sampled = {item.level for item in items}
    if sampled != {None} and (left := [n for n in levels if n not in sampled]):
        values = {"found": ", ".join(map(str, left))}
        yield Finding("level_unsampled", dimension.id, values=values)

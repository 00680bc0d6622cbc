"""What stands before a variable in the model syntax: fixed values, starts, labels."""

import math
from dataclasses import dataclass

from analysis.measurement.cfa.expressions import Reader, shown
from analysis.measurement.cfa.tokens import Token, fail


@dataclass(slots=True)
class Modifier:
    """What stands before a '*' or '?': numbers, labels or a starting value."""

    fixed: tuple[float, ...] = ()
    start: tuple[float, ...] = ()
    labels: tuple[str, ...] = ()


def read_modifiers(reader: Reader) -> Modifier:
    """All modifiers before a right side."""
    result = Modifier()
    while modifier_follows(reader):
        place = reader.here
        values, labels, is_start = read_values(reader)
        question = reader.here.text == "?"
        if not reader.takes("*", "?"):
            raise fail(
                reader.here, f"expected '*' after a modifier, found {shown(reader.here)}"
            )
        if labels:
            result.labels = labels
        elif is_start or question:
            result.start = values
        elif result.fixed:
            raise fail(place, "a second fixed value for the same parameter")
        else:
            result.fixed = values
    return result


def modifier_follows(reader: Reader) -> bool:
    """Whether a '*' or '?' comes before the next '+' outside of parentheses."""
    if reader.here.kind == "name" and reader.ahead(1).text == "(":
        return True
    steps, depth = 0, 0
    while True:
        token = reader.ahead(steps)
        if token.kind in ("newline", "end"):
            return False
        if token.kind == "operator" and depth == 0 and token.text in ("*", "?"):
            return True
        if token.kind == "operator" and depth == 0 and token.text == "+":
            return False
        depth += (token.text == "(") - (token.text == ")") if token.kind == "operator" else 0
        steps += 1


def read_values(reader: Reader) -> tuple[tuple[float, ...], tuple[str, ...], bool]:
    """Numbers or labels of one modifier, and whether they are starting values."""
    wrapper = reader.here
    called = reader.ahead(1).kind == "operator" and reader.ahead(1).text == "("
    if wrapper.kind == "name" and called and wrapper.text in ("start", "equal", "label"):
        reader.take()
        reader.expect("(", f"after {wrapper.text}")
        values, labels, _ = read_values(reader)
        reader.expect(")", f"to close {wrapper.text}(")
        check_wrapped(wrapper, labels)
        return values, labels, wrapper.text == "start"
    if wrapper.kind == "name" and called:
        if wrapper.text != "c":
            raise fail(wrapper, f"unknown modifier {wrapper.text!r}; known: c, start, label")
        reader.take()
        reader.take()
        entries = [read_entry(reader)]
        while reader.takes(","):
            entries.append(read_entry(reader))
        reader.expect(")", "to close c(")
        return (*as_values(entries, wrapper), False)
    return (*as_values([read_entry(reader)], wrapper), False)


def check_wrapped(wrapper: Token, labels: tuple[str, ...]) -> None:
    """Refuse start("a"), label(1) and equal(...), which needs lavaan's automatic names."""
    if wrapper.text == "equal":
        raise fail(wrapper, "equal() is not supported; give both parameters the same label")
    if (wrapper.text == "start") == bool(labels):
        needed = "numbers" if wrapper.text == "start" else "text in quotation marks"
        raise fail(wrapper, f"{wrapper.text}() needs {needed}")


def read_entry(reader: Reader) -> float | str:
    """A number, NA or a label."""
    sign = -1.0 if reader.takes("-") else 1.0
    token = reader.take()
    if token.kind == "number":
        return sign * float(token.text)
    if token.kind == "name" and token.text == "NA" and sign > 0:
        return math.nan
    if token.kind in ("name", "text") and sign > 0:
        return token.text
    raise fail(token, f"expected a number, NA or a label, found {shown(token)}")


def as_values(
    entries: list[float | str], place: Token
) -> tuple[tuple[float, ...], tuple[str, ...]]:
    """Entries of a modifier as numbers or as labels; NA among labels is no label."""
    if not any(isinstance(entry, str) for entry in entries):
        return tuple(float(entry) for entry in entries), ()
    if any(isinstance(entry, float) and not math.isnan(entry) for entry in entries):
        raise fail(place, "numbers and labels cannot stand in one c(...)")
    return (), tuple(entry if isinstance(entry, str) else "" for entry in entries)

"""Arithmetic of labels: defined parameters and equality constraints."""

import math
from dataclasses import dataclass

from analysis.measurement.cfa.tokens import Token, fail

FUNCTIONS = ("sqrt", "exp", "log", "abs")


@dataclass(frozen=True, slots=True)
class Expression:
    """A number, a label, or an operation on expressions.

    Attributes
    ----------
    operation
        "number", "label", "+", "-", "*", "/", "^", "negative" or the name of a function.
    parts
        What the operation is applied to.
    number
        Value of a number, else NaN.
    place
        The token it begins with; its text is the label.
    """

    operation: str
    parts: tuple["Expression", ...]
    number: float
    place: Token


class Reader:
    """The tokens of a model and how far they have been read."""

    def __init__(self, tokens: list[Token]) -> None:
        self.tokens = tokens
        self.position = 0

    @property
    def here(self) -> Token:
        """The next token."""
        return self.tokens[self.position]

    def ahead(self, steps: int) -> Token:
        """A later token, or the last."""
        return self.tokens[min(self.position + steps, len(self.tokens) - 1)]

    def take(self) -> Token:
        """The next token, now read."""
        token = self.here
        self.position = min(self.position + 1, len(self.tokens) - 1)
        return token

    def takes(self, *operators: str) -> bool:
        """Whether the next token is one of the operators; it is read if so."""
        if self.here.kind == "operator" and self.here.text in operators:
            self.take()
            return True
        return False

    def expect(self, operator: str, after: str) -> Token:
        """The operator that has to stand here."""
        if self.here.kind != "operator" or self.here.text != operator:
            raise fail(self.here, f"expected {operator!r} {after}, found {shown(self.here)}")
        return self.take()


def shown(token: Token) -> str:
    """A token as an error message names it."""
    return {"newline": "the end of the line", "end": "the end of the model"}.get(
        token.kind, repr(token.text)
    )


def read_expression(reader: Reader) -> Expression:
    """A sum, with the usual order of operations."""
    left = read_product(reader)
    while reader.here.kind == "operator" and reader.here.text in ("+", "-"):
        operator = reader.take()
        left = Expression(operator.text, (left, read_product(reader)), math.nan, left.place)
    return left


def read_product(reader: Reader) -> Expression:
    """A product or quotient."""
    left = read_signed(reader)
    while reader.here.kind == "operator" and reader.here.text in ("*", "/"):
        operator = reader.take()
        left = Expression(operator.text, (left, read_signed(reader)), math.nan, left.place)
    return left


def read_signed(reader: Reader) -> Expression:
    """A power, with or without a sign before it."""
    place = reader.here
    if reader.takes("-"):
        return Expression("negative", (read_signed(reader),), math.nan, place)
    if reader.takes("+"):
        return read_signed(reader)
    base = read_atom(reader)
    if reader.takes("^"):
        return Expression("^", (base, read_signed(reader)), math.nan, place)
    return base


def read_atom(reader: Reader) -> Expression:
    """A number, a label, a function of something, or something in parentheses."""
    place = reader.take()
    if place.kind == "number":
        return Expression("number", (), float(place.text), place)
    if place.kind == "operator" and place.text == "(":
        inside = read_expression(reader)
        reader.expect(")", "to close the parenthesis")
        return inside
    if place.kind != "name":
        raise fail(place, f"expected a number or a label, found {shown(place)}")
    if reader.here.kind == "operator" and reader.here.text == "(":
        if place.text not in FUNCTIONS:
            raise fail(place, f"unknown function {place.text!r}; known: {', '.join(FUNCTIONS)}")
        reader.take()
        inside = read_expression(reader)
        reader.expect(")", f"to close {place.text}(")
        return Expression(place.text, (inside,), math.nan, place)
    return Expression("label", (), math.nan, place)


def labels_of(expression: Expression) -> list[Token]:
    """The label tokens of an expression, in order."""
    if expression.operation == "label":
        return [expression.place]
    return [token for part in expression.parts for token in labels_of(part)]

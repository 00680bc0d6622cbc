"""Arithmetic of labels: defined parameters and equality constraints."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

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
        left = Expression(operator.text, (left, read_product(reader)), np.nan, left.place)
    return left


def read_product(reader: Reader) -> Expression:
    """A product or quotient."""
    left = read_signed(reader)
    while reader.here.kind == "operator" and reader.here.text in ("*", "/"):
        operator = reader.take()
        left = Expression(operator.text, (left, read_signed(reader)), np.nan, left.place)
    return left


def read_signed(reader: Reader) -> Expression:
    """A power, with or without a sign before it."""
    place = reader.here
    if reader.takes("-"):
        return Expression("negative", (read_signed(reader),), np.nan, place)
    if reader.takes("+"):
        return read_signed(reader)
    base = read_atom(reader)
    if reader.takes("^"):
        return Expression("^", (base, read_signed(reader)), np.nan, place)
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
        return Expression(place.text, (inside,), np.nan, place)
    return Expression("label", (), np.nan, place)


@dataclass(frozen=True, slots=True)
class Dual:
    """A value and its gradient by the free parameters."""

    value: float
    gradient: np.ndarray


def evaluated(expression: Expression, labels: Mapping[str, Dual]) -> Dual:
    """Value and gradient of an expression by the chain rule.

    Undefined operations (0/0, log of a negative number) give NaN.
    """
    if expression.operation == "label":
        return labels[expression.place.text]
    if expression.operation == "number":
        size = len(next(iter(labels.values())).gradient) if labels else 0
        return Dual(expression.number, np.zeros(size))
    parts = [evaluated(part, labels) for part in expression.parts]
    with np.errstate(all="ignore"):
        if len(parts) == 1:
            return unary(expression.operation, parts[0])
        return binary(expression.operation, parts[0], parts[1])


def unary(operation: str, a: Dual) -> Dual:
    """A function or the sign of one number."""
    x = np.float64(a.value)
    value, slope = {
        "negative": (-x, -1.0),
        "sqrt": (np.sqrt(x), 0.5 / np.sqrt(x)),
        "exp": (np.exp(x), np.exp(x)),
        "log": (np.log(x), 1 / x),
        "abs": (np.abs(x), np.sign(x)),
    }[operation]
    return Dual(float(value), slope * a.gradient)


def binary(operation: str, a: Dual, b: Dual) -> Dual:
    """An operation on two numbers."""
    x, y = np.float64(a.value), np.float64(b.value)
    if operation == "+":
        return Dual(float(x + y), a.gradient + b.gradient)
    if operation == "-":
        return Dual(float(x - y), a.gradient - b.gradient)
    if operation == "*":
        return Dual(float(x * y), y * a.gradient + x * b.gradient)
    if operation == "/":
        return Dual(float(x / y), (a.gradient - x / y * b.gradient) / y)
    power = x**y
    slope = y * x ** (y - 1) * a.gradient
    if b.gradient.any():
        slope = slope + power * np.log(x) * b.gradient
    return Dual(float(power), slope)


@dataclass(frozen=True, slots=True)
class Linear:
    """constant + sum of coefficient times label."""

    constant: float
    coefficients: dict[str, float]


def linear(expression: Expression) -> Linear:
    """The expression as a linear form of its labels.

    Raises
    ------
    ModelSyntaxError
        If it is not linear.
    """
    if expression.operation == "number":
        return Linear(expression.number, {})
    if expression.operation == "label":
        return Linear(0.0, {expression.place.text: 1.0})
    parts = [linear(part) for part in expression.parts]
    if expression.operation == "negative":
        return combined(parts[0], Linear(0.0, {}), -1.0, 0.0)
    if expression.operation in ("+", "-"):
        sign = 1.0 if expression.operation == "+" else -1.0
        return combined(parts[0], parts[1], 1.0, sign)
    if expression.operation == "*" and not all(part.coefficients for part in parts):
        number, form = sorted(parts, key=lambda part: len(part.coefficients))
        return combined(form, Linear(0.0, {}), number.constant, 0.0)
    if not any(part.coefficients for part in parts):
        return Linear(evaluated(expression, {}).value, {})
    if expression.operation == "/" and not parts[1].coefficients and parts[1].constant != 0:
        return combined(parts[0], Linear(0.0, {}), 1 / parts[1].constant, 0.0)
    raise fail(expression.place, "an equality constraint has to be linear in its labels")


def combined(a: Linear, b: Linear, times_a: float, times_b: float) -> Linear:
    """times_a * a + times_b * b."""
    coefficients = {name: times_a * value for name, value in a.coefficients.items()}
    for name, value in b.coefficients.items():
        coefficients[name] = coefficients.get(name, 0.0) + times_b * value
    return Linear(times_a * a.constant + times_b * b.constant, coefficients)


def labels_of(expression: Expression) -> list[Token]:
    """The label tokens of an expression, in order."""
    if expression.operation == "label":
        return [expression.place]
    return [token for part in expression.parts for token in labels_of(part)]

"""What an expression of labels is worth, with its gradient."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from analysis.measurement.cfa.expressions import Expression
from analysis.measurement.cfa.tokens import fail


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

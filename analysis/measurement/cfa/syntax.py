"""Model syntax of lavaan, as far as measurement models need it, read into statements."""

from dataclasses import dataclass, field

from analysis.measurement.cfa.expressions import Expression, Reader, read_expression, shown
from analysis.measurement.cfa.modifiers import Modifier, read_modifiers
from analysis.measurement.cfa.tokens import ModelSyntaxError, Token, fail, tokens

__all__ = ["Constraint", "Definition", "ModelSyntax", "ModelSyntaxError", "Statement", "parse"]

OPERATORS = ("=~", "~~", "~", "|", "~*~")
REFUSED = {
    "<": "inequality constraints are not supported",
    ">": "inequality constraints are not supported",
    "<~": "formative factors are not supported",
    ":": "blocks (group:, level:) are not supported; use c(...) for groups",
    "%": "mixture weights are not supported",
    "=": "a single '=' has no meaning; use '=~', '==' or ':='",
}


@dataclass(frozen=True, slots=True)
class Statement:
    """What the syntax says about one parameter, in all groups.

    Attributes
    ----------
    left, operator, right
        As lavaan names the parameter; `right` is "" where `operator` is "~1".
    fixed
        Fixed values, one or one per group; NaN frees the parameter. Empty if nothing was said.
    start
        Starting values, one or one per group; NaN leaves the choice to the program.
    labels
        Labels, one or one per group; "" for none.
    place
        The token of the right side.
    """

    left: str
    operator: str
    right: str
    fixed: tuple[float, ...]
    start: tuple[float, ...]
    labels: tuple[str, ...]
    place: Token


@dataclass(frozen=True, slots=True)
class Definition:
    """A parameter defined by others: name := expression, and the expression as written."""

    name: str
    expression: Expression
    text: str
    place: Token


@dataclass(frozen=True, slots=True)
class Constraint:
    """left == right."""

    left: Expression
    right: Expression
    place: Token


@dataclass(frozen=True, slots=True)
class ModelSyntax:
    """A model as it was written: parameters named once each, in order of appearance."""

    statements: tuple[Statement, ...]
    definitions: tuple[Definition, ...]
    constraints: tuple[Constraint, ...]


@dataclass(slots=True)
class Collected:
    """Statements while the model is being read."""

    statements: dict[tuple[str, str, str], Statement] = field(default_factory=dict)
    definitions: list[Definition] = field(default_factory=list)
    constraints: list[Constraint] = field(default_factory=list)


def parse(text: str) -> ModelSyntax:
    """The statements of a model.

    Raises
    ------
    ModelSyntaxError
        With line and column of the first word that cannot be understood.
    """
    reader, found = Reader(tokens(text)), Collected()
    while reader.here.kind != "end":
        read_statement(reader, found)
        if reader.here.kind == "newline":
            reader.take()
    if not any(operator == "=~" for _, operator, _ in found.statements):
        raise fail(reader.here, "the model has no factor (no statement with '=~')")
    return ModelSyntax(
        tuple(found.statements.values()), tuple(found.definitions), tuple(found.constraints)
    )


def read_statement(reader: Reader, found: Collected) -> None:
    """One statement up to the end of its line."""
    first = reader.here
    kind = statement_kind(reader)
    if kind == ":=":
        name = read_name(reader, "the name of the defined parameter")
        reader.expect(":=", "after the name")
        if name.text in {d.name for d in found.definitions}:
            raise fail(name, f"{name.text!r} is defined twice")
        begin = reader.position
        expression = read_expression(reader)
        text = "".join(token.text for token in reader.tokens[begin : reader.position])
        found.definitions.append(Definition(name.text, expression, text, name))
    elif kind == "==":
        left = read_expression(reader)
        reader.expect("==", "in a constraint")
        found.constraints.append(Constraint(left, read_expression(reader), first))
    else:
        read_formula(reader, found)
    if reader.here.kind not in ("newline", "end"):
        raise refused(reader.here)


def statement_kind(reader: Reader) -> str:
    """The operator that decides what the statement is."""
    steps, depth = 0, 0
    while reader.ahead(steps).kind not in ("newline", "end"):
        token = reader.ahead(steps)
        if token.kind == "operator" and token.text in REFUSED:
            raise refused(token)
        if token.kind == "operator" and token.text in (*OPERATORS, ":=", "=="):
            return token.text
        depth += 1
        steps += 1
    raise fail(reader.ahead(steps), "expected an operator (=~, ~~, ~1, |, ~*~, := or ==)")


def refused(token: Token) -> ModelSyntaxError:
    """The error for a token that has no place where it stands."""
    problem = REFUSED.get(token.text) if token.kind == "operator" else None
    return fail(token, problem or f"did not expect {shown(token)} here")


def read_formula(reader: Reader, found: Collected) -> None:
    """Parameters of one operator: left sides, operator, sum of right sides."""
    lefts = [read_name(reader, "a variable on the left")]
    while reader.takes("+"):
        lefts.append(read_name(reader, "a variable on the left"))
    if reader.here.kind != "operator" or reader.here.text not in OPERATORS:
        raise fail(reader.here, f"expected an operator, found {shown(reader.here)}")
    operator = reader.take()
    while True:
        modifier = read_modifiers(reader)
        right = read_right(reader, operator)
        for left in lefts:
            collect(found, left.text, operator.text, right, modifier)
        if not reader.takes("+"):
            return


def read_name(reader: Reader, what: str) -> Token:
    """A name that has to stand here."""
    if reader.here.kind != "name":
        raise fail(reader.here, f"expected {what}, found {shown(reader.here)}")
    return reader.take()


def read_right(reader: Reader, operator: Token) -> Token:
    """The right side of a parameter, checked against its operator."""
    if operator.text == "~":
        if reader.here.kind == "number" and reader.here.text == "1":
            return reader.take()
        raise fail(
            reader.here,
            "'~' is supported for means only (x ~ 1); regressions are not supported",
        )
    return read_name(reader, f"a variable after {operator.text!r}")


def collect(
    found: Collected, left: str, operator: str, right: Token, modifier: Modifier
) -> None:
    """Add a parameter, or what is said about it a second time."""
    operator, name = ("~1", "") if operator == "~" else (operator, right.text)
    key = (left, operator, name)
    if operator == "~~" and (name, operator, left) in found.statements:
        key = (name, operator, left)
    before = found.statements.get(key)
    if before is None:
        said = Statement(*key, modifier.fixed, modifier.start, modifier.labels, right)
        found.statements[key] = said
        return
    for part in ("fixed", "start", "labels"):
        if getattr(before, part) and getattr(modifier, part):
            raise fail(right, f"{left} {operator} {name}: said twice".replace("  ", " "))
    found.statements[key] = Statement(
        *key,
        before.fixed or modifier.fixed,
        before.start or modifier.start,
        before.labels or modifier.labels,
        before.place,
    )

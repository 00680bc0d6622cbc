"""What is wrong with the shape of a YAML file, told slot by slot in the reader's language.

The checker of shapes speaks of types and validators; a person wrote a file. Every mistake is
one line: the slot, what stands there, and what may stand there.
"""

import difflib
import re
from collections.abc import Iterator, Mapping
from typing import Any, get_args

from pydantic import BaseModel, ValidationError

from analysis.messages import message

BRANCH = re.compile(
    r"^kpi-(id|definition)$|^(code-of-label|labels-there|listed-items|all-of-them|one-sheet|listed-sheets)$"
    r"|\[|^(str|int|float|bool)$"
)
"""Parts of a place that name a way to read a value, not a slot of the file."""

WORD = re.compile(r"[A-Za-z][A-Za-z_-]{0,30}")
"""A text that is shown where one of several words must stand; others could be somebody's."""

LONGEST_NUMBER = 20
"""A longer one is not written out."""

LIKE = 0.6
"""How alike a key must be to be suggested (difflib's ratio)."""

FORMS = {
    r"^[A-Za-z][A-Za-z0-9_]*$": "shape.a_name",
    r"^\d+\.\d+\.\d+$": "shape.a_version",
}
"""What texts of a pattern look like, in words."""

KINDS = {
    "int_type": "shape.a_whole_number",
    "int_parsing": "shape.a_whole_number",
    "int_from_float": "shape.a_whole_number",
    "int_parsing_size": "shape.a_whole_number",
    "float_type": "shape.a_number",
    "float_parsing": "shape.a_number",
    "finite_number": "shape.a_number",
    "bool_type": "shape.yes_or_no",
    "bool_parsing": "shape.yes_or_no",
    "string_type": "shape.a_text",
    "list_type": "shape.a_list",
    "dict_type": "shape.a_mapping",
    "model_type": "shape.a_mapping",
    "model_attributes_type": "shape.a_mapping",
    "none_required": "shape.nothing",
    "date_type": "shape.a_day",
    "date_parsing": "shape.a_day",
    "date_from_datetime_parsing": "shape.a_day",
    "date_from_datetime_inexact": "shape.a_day",
}
"""What may stand in a slot, by the kind of mistake."""

BOUNDS = {
    "greater_than": ("shape.above", "gt"),
    "greater_than_equal": ("shape.at_least", "ge"),
    "less_than": ("shape.below", "lt"),
    "less_than_equal": ("shape.at_most", "le"),
}
"""What a number must be, and the name of the bound."""

CHOICES = {"literal_error", "enum"}
TOO_SHORT = {"too_short", "string_too_short"}
TOO_LONG = {"too_long", "string_too_long"}


def mistakes(
    file: str, error: ValidationError, kind: type[BaseModel] | None = None
) -> list[str]:
    """One line for every mistake that `error` found in `file`, whose shape is `kind`."""
    lines = [
        f"{file}: {place(found['loc'])}{sentence}"
        for found in error.errors(include_url=False)
        for sentence in sentences(found, kind)
    ]
    return list(dict.fromkeys(lines))


def place(location: tuple[int | str, ...]) -> str:
    """A slot as its reader would look for it: criteria[1].kpis[2].title, with what follows."""
    path = ""
    for part in location:
        if isinstance(part, int):
            path += f"[{part + 1}]"
        elif not BRANCH.search(part):
            path += f".{part}" if path else part
    return message("shape.place", slot=path) if path else ""


def sentences(found: Mapping[str, Any], kind: type[BaseModel] | None) -> Iterator[str]:
    """What is wrong in one slot; several lines where several things are."""
    error, context = found["type"], found.get("ctx", {})
    if error == "value_error":
        yield from str(context["error"]).splitlines()
    elif error == "missing":
        yield message("shape.missing")
    elif error == "extra_forbidden":
        yield unknown_key(found["loc"], kind)
    else:
        there = shown(found["input"], is_choice=error in CHOICES)
        yield message("shape.instead", there=there, wanted=wanted(error, found))


def wanted(error: str, found: Mapping[str, Any]) -> str:
    """What may stand in a slot where there is an `error`."""
    context = found.get("ctx", {})
    if error in KINDS:
        return message(KINDS[error])
    if error in BOUNDS:
        name, bound = BOUNDS[error]
        return message(name, bound=plain_number(context[bound]))
    if error in CHOICES:
        return message("shape.one_of", choices=choices(str(context["expected"])))
    if error == "string_pattern_mismatch" and context["pattern"] in FORMS:
        return message(FORMS[context["pattern"]])
    if error in TOO_SHORT:
        return message("shape.so_many", least=context["min_length"])
    if error in TOO_LONG:
        return message("shape.so_few", most=context["max_length"])
    return str(found["msg"])


def choices(expected: str) -> str:
    """The values that a slot may have, separated by commas; `expected` is "'a', 'b' or 'c'"."""
    return ", ".join(re.findall(r"'([^']*)'", expected)) or expected


def plain_number(bound: float) -> str:
    """A bound as a person would write it."""
    return f"{bound:g}" if abs(bound) < 1e6 else f"{bound:,.0f}"


def shown(value: object, *, is_choice: bool) -> str:
    """What stands in a slot; a text is repeated only where a word of ours must stand."""
    if value is None:
        return message("shape.found_nothing")
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        small = len(str(value)) <= LONGEST_NUMBER
        return str(value) if small else message("shape.found_huge_number")
    if isinstance(value, str):
        told = is_choice and WORD.fullmatch(value)
        return repr(value) if told else message("shape.found_text")
    is_mapping = isinstance(value, Mapping)
    return message("shape.found_mapping" if is_mapping else "shape.found_list")


def unknown_key(location: tuple[int | str, ...], kind: type[BaseModel] | None) -> str:
    """The line for a key that is not known, with the nearest one that is."""
    known = keys_at(location[:-1], kind) if kind else []
    like = difflib.get_close_matches(str(location[-1]), known, n=1, cutoff=LIKE)
    if like:
        return message("shape.unknown_key_like", like=like[0])
    if known:
        return message("shape.unknown_key_known", known=", ".join(known))
    return message("shape.unknown_key")


def keys_at(location: tuple[int | str, ...], kind: type[BaseModel]) -> list[str]:
    """The keys that may stand at a place in a file of this `kind`; none where that is open."""
    here: list[type[BaseModel]] = [kind]
    for part in location:
        fields = [f for m in here for n, f in m.model_fields.items() if part in (n, f.alias)]
        here = [model for field in fields for model in models_in(field.annotation)] or here
    return [field.alias or name for model in here for name, field in model.model_fields.items()]


def models_in(annotation: object) -> list[type[BaseModel]]:
    """The models that stand anywhere in a type."""
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return [annotation]
    return [model for part in get_args(annotation) for model in models_in(part)]

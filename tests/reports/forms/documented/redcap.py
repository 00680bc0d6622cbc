"""REDCap, "Data Dictionary" (help and FAQ of the tool, Vanderbilt University).

Eighteen columns in fixed order. Names of fields: lower case letters, digits and single
underscores, beginning with a letter; 26 characters are recommended. The first field holds the
record. Choices are "code, label" parted by "|". A field `<form>_complete` is REDCap's own.
"""

import csv
import io
import re
from collections import Counter
from collections.abc import Iterator

COLUMNS = [
    "Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
    "Choices, Calculations, OR Slider Labels", "Field Note",
    "Text Validation Type OR Show Slider Number", "Text Validation Min", "Text Validation Max",
    "Identifier?", "Branching Logic (Show field only if...)", "Required Field?",
    "Custom Alignment", "Question Number (surveys only)", "Matrix Group Name",
    "Matrix Ranking?", "Field Annotation",
]  # fmt: skip
TYPES = {"text", "notes", "calc", "dropdown", "radio", "checkbox", "yesno", "truefalse", "file",
         "slider", "descriptive", "sql"}  # fmt: skip
CHOSEN = {"dropdown", "radio", "checkbox"}
NAME = re.compile(r"[a-z]([a-z0-9]|_(?!_))*(?<!_)")
CHOICE = re.compile(r"([A-Za-z0-9_.-]+), ?(\S.*)")
RECOMMENDED = 26
ALLOWED = {
    "Identifier?": {"", "y"},
    "Required Field?": {"", "y"},
    "Matrix Ranking?": {"", "y"},
    "Custom Alignment": {"", "RV", "RH", "LV", "LH"},
    "Field Type": TYPES,
}


def problems(text: str) -> Iterator[str]:
    """What REDCap would refuse or change."""
    head, *table = csv.reader(io.StringIO(text, newline=""))
    if head != COLUMNS:
        yield "the columns are not the eighteen of a data dictionary"
        return
    fields = [dict(zip(head, row, strict=True)) for row in table]
    if fields[0]["Field Type"] != "text" or fields[0]["Section Header"]:
        yield "the first field is not the record's id"
    names = Counter(field[COLUMNS[0]] for field in fields)
    yield from (f"field {name} twice" for name, n in names.items() if n > 1)
    forms = list(dict.fromkeys(field["Form Name"] for field in fields))
    yield from (f"form {form!r}: no such name" for form in forms if not NAME.fullmatch(form))
    yield from (
        f"{form}_complete is REDCap's own" for form in forms if f"{form}_complete" in names
    )
    for field in fields:
        yield from field_wrong(field)


def field_wrong(field: dict[str, str]) -> Iterator[str]:
    name, kind = field[COLUMNS[0]], field["Field Type"]
    if not NAME.fullmatch(name) or len(name) > RECOMMENDED:
        yield f"{name}: no name of a field"
    for column, allowed in ALLOWED.items():
        if field[column] not in allowed:
            yield f"{name}: {column} is {field[column]!r}"
    if not field["Field Label"]:
        yield f"{name}: no label"
    choices = field["Choices, Calculations, OR Slider Labels"]
    if bool(choices) != (kind in CHOSEN):
        yield f"{name}: {kind} with choices {choices!r}"
    elif choices:
        yield from choices_wrong(name, choices)
    group = field["Matrix Group Name"]
    if group and (kind not in {"radio", "checkbox"} or not NAME.fullmatch(group)):
        yield f"{name}: cannot be in the matrix {group!r}"


def choices_wrong(name: str, choices: str) -> Iterator[str]:
    found = [CHOICE.fullmatch(choice.strip()) for choice in choices.split("|")]
    if not all(found):
        yield f"{name}: a choice is no code, label"
    codes = [choice[1] for choice in found if choice]
    if len(set(codes)) < len(codes):
        yield f"{name}: a code twice"

"""REDCap: raw exports by field name, explained by the project's data dictionary."""

from collections.abc import Mapping, Sequence

from analysis.intake.tools.heading import Heading, bare_text

OWN = {"redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"}
CHECKBOX = "___"
COMPLETE = "_complete"
TIMESTAMP = "_timestamp"
FIELD = "Variable / Field Name"
NEEDED = {FIELD, "Field Type", "Field Label", "Choices, Calculations, OR Slider Labels"}
CHOICES = {"radio", "dropdown", "checkbox"}
FIXED = {"yesno": {"1": "Yes", "0": "No"}, "truefalse": {"1": "True", "0": "False"}}
TICKED = {"1": "Checked", "0": "Unchecked"}


def recognised(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first of `rows` has columns that only REDCap makes."""
    names = [name for name in rows[0] if name]
    made = [n for n in names if n in OWN or CHECKBOX in n or n.endswith(COMPLETE)]
    return bool(made) and all(n == n.lower() and " " not in n for n in names)


def heading(rows: Sequence[Sequence[str]]) -> Heading:
    """The heading in the first of `rows`; a survey's time of sending is told by its column."""
    names = list(rows[0])
    times = [name for name in names if name.endswith(TIMESTAMP)]
    roles = {"ended_at": times[0]} if len(times) == 1 else {}
    return Heading("redcap", names, [""] * len(names), 1, roles)


def is_dictionary(names: Sequence[str]) -> bool:
    """Whether a table with these column `names` is a data dictionary."""
    return set(names) >= NEEDED


def labels_in(fields: Sequence[Mapping[str, str]], names: Sequence[str]) -> dict[str, str]:
    """The question behind every column of `names` that the dictionary's `fields` explain."""
    texts = {f[FIELD]: bare_text(f["Field Label"]) for f in fields}
    found = {name: name.split(CHECKBOX)[0] for name in names}
    return {name: texts[field] for name, field in found.items() if field in texts}


def value_labels_in(
    fields: Sequence[Mapping[str, str]], names: Sequence[str]
) -> dict[str, dict[str, str]]:
    """The label of every code, by column of `names`."""
    coded = {f[FIELD]: choices_of(f) for f in fields}
    boxes = {f[FIELD] for f in fields if f["Field Type"] == "checkbox"}
    found: dict[str, dict[str, str]] = {}
    for name in names:
        if name.split(CHECKBOX)[0] in boxes and CHECKBOX in name:
            found[name] = TICKED
        elif coded.get(name):
            found[name] = coded[name]
    return found


def choices_of(field: Mapping[str, str]) -> dict[str, str]:
    """The label of every code of one field of the dictionary."""
    kind = field["Field Type"]
    if kind not in CHOICES:
        return FIXED.get(kind, {})
    parts = field["Choices, Calculations, OR Slider Labels"].split("|")
    pairs = [part.split(",", 1) for part in parts if "," in part]
    return {code.strip(): bare_text(label) for code, label in pairs}


def identifiers_in(fields: Sequence[Mapping[str, str]]) -> set[str]:
    """The fields that the dictionary marks as identifying people."""
    return {f[FIELD] for f in fields if f.get("Identifier?", "").strip().lower() == "y"}

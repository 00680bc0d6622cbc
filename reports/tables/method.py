"""Tables of how it was done: settings, versions, data, methods."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pandas as pd

from reports import style
from reports.inputs import RULES
from reports.notes import MERGED, note_text
from reports.reading import Reading
from reports.tables.cells import titled


def table_run(reading: Reading) -> pd.DataFrame:
    """What identifies the run."""
    study, run, words = reading.given.study, reading.given.run, reading.words
    language = words.text("signs.list").join(words.term("language", x) for x in study.languages)
    names = [
        f"{reading.said(i.title)} ({i.id} {i.version})"
        for i in reading.given.instruments.values()
    ]
    facts = {
        "study": study.name,
        "year": str(study.year),
        "purpose": words.term("purpose", study.purpose),
        "languages": language,
        "instruments": words.listing(names),
        "data": words.text(
            "terms.data.simulated" if study.simulated else "terms.data.collected"
        ),
        "precision": words.term("precision", run.precision),
        "seed": str(run.seed),
    }
    if column := (run.settings.get("people") or {}).get("case_weight"):
        facts["case_weights"] = column
    return titled(
        reading,
        {"fact": [words.text(f"facts.{k}") for k in facts], "value": list(facts.values())},
    )


def table_settings(reading: Reading) -> pd.DataFrame:
    """Every setting in force."""
    flat = flat_settings(reading.given.run.settings)
    return titled(reading, {"setting": list(flat), "value": list(flat.values())})


def flat_settings(settings: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """Nested settings by dotted name, each value as text."""
    flat: dict[str, str] = {}
    for name in sorted(settings):
        value = settings[name]
        if isinstance(value, Mapping) and value:
            flat |= flat_settings(value, f"{prefix}{name}.")
        else:
            flat[f"{prefix}{name}"] = value_text(value)
    return flat


def value_text(value: Any) -> str:
    """A setting's value as text; a dash where there is none."""
    if isinstance(value, list | tuple):
        plain = not any(isinstance(part, Mapping) for part in value)
        parts = map(str, value) if plain else (json_text(part) for part in value)
        return ", ".join(parts) or style.MISSING
    return style.MISSING if value is None or value == {} else str(value)


def json_text(value: Any) -> str:
    """A nested setting as one line of JSON, which is YAML too."""
    return json.dumps(value, ensure_ascii=False)


def table_versions(reading: Reading) -> pd.DataFrame:
    """The software."""
    versions = reading.given.run.versions
    return titled(
        reading,
        {"software": sorted(versions), "version": [versions[k] for k in sorted(versions)]},
    )


def table_hashes(reading: Reading) -> pd.DataFrame:
    """What the data were, to the byte."""
    hashes = reading.given.run.hashes
    return titled(
        reading, {"file": sorted(hashes), "sha256": [hashes[k] for k in sorted(hashes)]}
    )


UNREAD, UNNAMED = "columns_not_declared", "columns_not_named"
"""The notes on columns of a file that one step did not read, by name and by number."""


def told(reading: Reading, rule: str) -> list[dict[str, Any]]:
    """The notes of `rule`; columns count as unread only if no other step read them."""
    notes = reading.given.summary(rule).get("notes") or []
    others = [r for r in ("intake/answers", "intake/records") if r != rule]
    kept = []
    for note in notes:
        if note["note"] == UNREAD and note["file"] in shared_files(reading):
            unread = [unread_columns(reading, r, note["file"]) for r in others]
            columns = [c for c in note["columns"] if all(c in found for found in unread)]
            kept += [{**note, "columns": columns}] if columns else []
        elif note["note"] == UNNAMED and note["file"] in shared_files(reading):
            n = min([note["n"], *(n_unnamed(reading, r, note["file"]) for r in others)])
            kept += [{**note, "n": n}] if n else []
        else:
            kept.append(note)
    return kept


def shared_files(reading: Reading) -> set[str]:
    """The files that hold answers or people as well as performance."""
    settings = reading.given.run.settings
    answers = [*settings.get("responses", []), settings.get("people", {})]
    names = [{Path(one["file"]).name for one in part if "file" in one}
             for part in (answers, settings.get("criteria", []))]  # fmt: skip
    return names[0] & names[1]


def unread_columns(reading: Reading, rule: str, file: str) -> set[str]:
    """The columns of `file` that `rule` did not read."""
    notes = reading.given.summary(rule).get("notes") or []
    return {c for n in notes if n["note"] == UNREAD and n["file"] == file for c in n["columns"]}


def n_unnamed(reading: Reading, rule: str, file: str) -> int:
    """How many columns of `file` that are not named `rule` did not read."""
    notes = reading.given.summary(rule).get("notes") or []
    return sum(n["n"] for n in notes if n["note"] == UNNAMED and n["file"] == file)


def table_notes(reading: Reading) -> pd.DataFrame:
    """What each stage had to say; what holds for several criteria or steps only once."""
    words = reading.words
    rows: dict[tuple[str, str], dict[str, None]] = {}
    for rule in RULES:
        stage = rule.split("/")[0]
        for note in told(reading, rule):
            about = rows.setdefault((stage, note_text(reading, note)), {})
            if MERGED in note:
                about[reading.criterion(note[MERGED])] = None
    said = [
        words.text("signs.holds_for", text=text, names=words.listing(list(about)))
        if about
        else text
        for (_, text), about in rows.items()
    ]
    stages = [words.text(f"chapters.{stage}.title") for stage, _ in rows]
    return titled(reading, {"rule": stages, "note": said})


RESTS_ON = {
    "screening": ("screening/flags", "cutoffs", "cutoff"),
    "reliability": ("measurement/reliability", "dimensions", "estimate"),
    "polychoric": ("measurement/correlations", "correlations"),
    "retention": ("measurement/retention", "decisions"),
    "efa": ("measurement/efa", "structure"),
    "factorability": ("measurement/efa", "factorability"),
    "cfa": ("measurement/cfa", "models"),
    "dimension_scores": ("measurement/cfa", "models"),
    "invariance": ("measurement/invariance", "groups"),
    "irt": ("measurement/irt", "parameters"),
    "dif": ("measurement/dif", "groups"),
    "criterion": ("criterion/generalisability", "components"),
    "fairness": ("weighting/fairness", "differences"),
}
"""Methods that not every study can use, and the table that is empty without them, or the column
of it that holds no number."""


def was_used(reading: Reading, method: str) -> bool:
    """Whether a method has any result."""
    if method not in RESTS_ON:
        return True
    rule, name, *column = RESTS_ON[method]
    frame = reading.table(rule, name)
    return len(frame.dropna(subset=column) if column else frame) > 0


def table_methods(reading: Reading) -> pd.DataFrame:
    """Which method answers which question, and where it comes from."""
    words = reading.words
    names = [m for m in words.names("methods") if was_used(reading, m)]
    return titled(
        reading,
        {
            "question": [words.text(f"methods.{m}.question") for m in names],
            "method": [words.text(f"methods.{m}.method") for m in names],
            "references": [words.text(f"methods.{m}.references") for m in names],
        },
    )

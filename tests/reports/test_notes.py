"""Every note and remark of the results has its sentence in both languages."""

import re

import pytest

from analysis.columns import BLOCK
from analysis.notes import NOTES, REMARKS
from reports.notes import MERGED, VALUES, note_text, remark_text, shown_names
from reports.tables.method import table_notes
from reports.words import LANGUAGES, load_language, placeholders

SAMPLE = {
    **{"judge": "HR", "ratio": 0.2},
    **dict.fromkeys(("file", "column", "item"), "x1"),
    **{"instrument": "sales_six", "source": "self", "wave": 1, "criterion": "composite"},
    **{
        "dimension": "influence",
        "dimensions": ["influence", "customer"],
        "columns": ["a", "b"],
        "items": ["x1", "x2"],
    },
    **{"kpi": "attainment", "index": "irv", "reason": "no_seconds", "coefficient": "pearson"},
    **{"model": "correlated", "kind": "item", "name": "inf1"},
    **{"exclusion": "strict", "score": "factor", "adjustment": "mixed"},
    **{"estimator": "ols_cr2", "outcome": "tobit", "elsewhere": ["self", "peer"]},
    "left_out": "peer",
    **{"numbers": "6, 7", "options": "frequency5", "closest": {"x1": "x2"}},
    **{"cells": ["NA"], "ways": ["case"]},
    **{"codes": ["4", "5"], "names": ["x1"]},
    **{"marks": {"¥": 0, "万": 4, "%": -2}, "unit": "days"},
    **{"seen": "Jan-25", "period": "2025-01"},
    **{"parts": ["screening", "fairness"]},
}
"""A value for every name that does not hold a number."""


def keys_under(language: str, prefix: str) -> list[str]:
    return [k.removeprefix(prefix) for k in load_language(language) if k.startswith(prefix)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_sentences_are_those_of_the_declared_notes(language):
    assert keys_under(language, "notes.") == list(NOTES)
    assert keys_under(language, "terms.note.") == list(REMARKS)
    for name, values in NOTES.items():
        sentence = load_language(language)[f"notes.{name}"]
        assert placeholders(sentence) == set(shown_names(values)), name


def test_every_value_can_be_shown():
    named = {name for values in NOTES.values() for name in values}
    assert named - {MERGED, *BLOCK} <= set(VALUES)
    assert set(VALUES) <= named


@pytest.mark.parametrize("name", NOTES)
def test_every_note_can_be_told(reading, name):
    values = {value: SAMPLE.get(value, 1) for value in NOTES[name]}
    told = note_text(reading, {"note": name, **values})
    assert told.endswith((".", "。"))
    assert "_" not in told
    assert not re.search(r"\b1 (people|\w+s)\b", told), "not said of one"


def test_what_holds_for_several_criteria_stands_once(english):
    table = table_notes(english)
    told = table[table.columns[1]].tolist()
    assert "self.csv: columns that nobody declared were never read: phone." in told
    assert set(table.iloc[:, 0]) == {"Data", "Measurement", "Screening"}
    (merged,) = (text for text in told if "linear combinations" in text)
    assert merged.endswith("Impact and influence. Holds for: Composite criterion; Win rate.")


def test_several_remarks_stand_side_by_side(english):
    assert (
        remark_text(english, "at_bound;empty_cells") == "on the bound of the range; empty cells"
    )
    assert remark_text(english, "") == ""


def test_unknown_ids_are_refused(english):
    with pytest.raises(KeyError, match="brand_new"):
        note_text(english, {"note": "brand_new"})
    with pytest.raises(KeyError, match=r"no sentence 'terms\.note\.brand_new'"):
        remark_text(english, "brand_new")
    with pytest.raises(KeyError, match="n_people"):
        note_text(english, {"note": "people_without_records", "n": 1})

"""Every note that analysis writes is declared, and every declared note is written."""

import ast
from pathlib import Path

import pytest

from analysis.notes import FIT_NOTES, NOTES, PLACED, REMARKS, fit_note, note, remark

MODULES = sorted((Path(__file__).parents[1] / "analysis").rglob("*.py"))


def named_in_calls(function: str) -> set[str]:
    """The first argument of every call of `function` in analysis, where it is a literal."""
    return {
        call.args[0].value
        for module in MODULES
        for call in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == function
        and call.args
        and isinstance(call.args[0], ast.Constant)
    }


def written_by_hand() -> list[str]:
    """Modules with a dict literal that has the key "note" and a literal as its value."""
    return [
        str(module)
        for module in MODULES
        for found in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(found, ast.Dict)
        for key, value in zip(found.keys, found.values, strict=True)
        if isinstance(key, ast.Constant)
        and key.value == "note"
        and isinstance(value, ast.Constant)
        and value.value != ""
    ]


def test_notes_and_remarks_are_those_declared():
    assert named_in_calls("note") | set(PLACED) == set(NOTES)
    assert named_in_calls("fit_note") == set(FIT_NOTES)
    assert set(PLACED) <= set(FIT_NOTES)
    assert named_in_calls("remark") == set(REMARKS)
    assert written_by_hand() == []


def test_a_note_holds_its_id_and_values():
    found = note("people_without_records", n=1, n_people=4)
    assert found == {"note": "people_without_records", "n": 1, "n_people": 4}


def test_unknown_ids_and_wrong_values_are_refused():
    with pytest.raises(ValueError, match="nothing: its values are no such note"):
        note("nothing")
    with pytest.raises(ValueError, match=r"single_indicator: its values are .*, got \('n',\)"):
        note("single_indicator", n=1)
    with pytest.raises(ValueError, match="no_weight_matrix: its values are"):
        fit_note("no_weight_matrix", n=1)
    with pytest.raises(ValueError, match="no remark is called 'nothing'"):
        remark("nothing")

"""Names of files and folders that cannot work are one line before any work."""

import sys

import pytest

from workflow import run
from workflow.path_names import path_problem
from workflow.study import load_study

NAMES = ["a{b}.csv", "a}.csv", "<a>.csv", "a\nb.csv", "员" * 90 + ".csv"]
IDS = ["braces", "a brace", "angles", "a line break", "long"]
WORDS = {"en": "names of files and folders", "zh": "文件和文件夹的名称"}
WORDS_OF_LENGTH = {"en": "the name is too long", "zh": "名称过长"}


@pytest.mark.parametrize("name", NAMES, ids=IDS)
@pytest.mark.parametrize("slot", ["people", "criteria", "responses", "previous"])
@pytest.mark.parametrize("language", ["en", "zh"])
def test_a_data_file_that_no_rule_could_name_is_one_line(
    demo, monkeypatch, name, slot, language
):
    monkeypatch.setenv("PLUMBLINE_LANG", language)
    study = demo.study()
    if slot == "previous":
        study[slot] = f"data/{name}"
    else:
        entry = study[slot] if slot == "people" else study[slot][0]
        entry["file"] = f"data/{name}"
    demo.change(**study)
    with pytest.raises(SystemExit) as stopped:
        load_study(demo.path)
    (line,) = str(stopped.value).splitlines()[1:]
    assert WORDS[language] in line
    assert (WORDS_OF_LENGTH[language] in line) == (len(name) > 90)


@pytest.mark.parametrize("name", ["研究 2026", "a b's & c", "x[1]", "50%", "ü,;$", "a" * 200])
def test_ordinary_names_are_left_alone(name):
    assert path_problem(f"studies/{name}/data/{name}.csv") is None


@pytest.mark.parametrize("name", ["a{b}", "a>b", "员" * 90], ids=["braces", "angle", "long"])
def test_a_folder_that_no_rule_could_name_is_one_line(tmp_path, monkeypatch, capsys, name):
    monkeypatch.setattr(sys, "argv", ["run", str(tmp_path / name)])
    assert run.main() == 2
    head, line = capsys.readouterr().err.splitlines()
    assert "cannot be run" in head
    assert WORDS["en"] in line

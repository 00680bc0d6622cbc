import re
from pathlib import Path

import pytest

from workflow.lint_instruments import main, own_instruments
from workflow.run import remark_on_instruments

ROOT = Path(__file__).parents[2]
SALES_SIX = ROOT / "instruments" / "sales_six.yaml"


def test_our_instruments_pass(capsys: pytest.CaptureFixture[str]):
    assert main(["--errors-only"]) == 0
    assert capsys.readouterr().out == ""


@pytest.mark.parametrize(
    ("language", "reason"), [("zh", "“always”说得太绝对"), ("en", '"always" is absolute')]
)
def test_a_planted_word_is_told_with_its_place_and_reason(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str, reason: str
):
    file = tmp_path / "sales_six.yaml"
    text = SALES_SIX.read_text(encoding="utf-8")
    planted = text.replace("en: I try out new ways", "en: I always try out new ways")
    assert planted != text
    file.write_text(planted, encoding="utf-8")
    assert main([str(file), "--language", language, "--errors-only"]) == 1
    line = capsys.readouterr().out.strip()
    assert line.startswith(f"{file}: error absolute: achievement/ach3 (self, en): ")
    assert reason in line


@pytest.mark.parametrize("text", ["id: [", "id: x\n", ""])
def test_what_is_no_instrument_is_told_in_one_go(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
):
    file = tmp_path / "broken.yaml"
    file.write_text(text, encoding="utf-8")
    assert main([str(file)]) == 2
    said = capsys.readouterr()
    assert said.out == ""
    assert all(line.startswith(str(file)) for line in said.err.strip().splitlines())


def test_a_questionnaire_of_ones_own_is_linted_by_make_check():
    assert SALES_SIX.resolve() in [file.resolve() for file in own_instruments()]
    assert {f.stem for f in own_instruments()} == {
        f.stem for f in (ROOT / "instruments").glob("*.yaml")
    }
    check = re.search(
        r"^check:(.*)", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert check is not None
    assert "lint-instruments" in check[1].split()


def test_a_run_tells_in_a_line_what_the_linter_remarks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
):
    demo = ROOT / "studies" / "demo_sales_2026"
    remark_on_instruments(demo)
    said = capsys.readouterr().out
    main([str(SALES_SIX)])
    n = len(capsys.readouterr().out.splitlines())
    assert n > 0
    assert said.count("\n") == 1
    assert f"instruments/sales_six.yaml: remarks of the linter: {n} " in said


@pytest.mark.parametrize("text", ["a: [", "instruments: x", "instruments: [{id: no}, 3]", ""])
def test_a_study_that_cannot_be_read_is_left_to_the_checks(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], text: str
):
    (tmp_path / "study.yaml").write_text(text, encoding="utf-8")
    remark_on_instruments(tmp_path)
    assert capsys.readouterr().out == ""


def test_a_file_that_is_not_there_is_named(capsys: pytest.CaptureFixture[str]):
    assert main(["nowhere.yaml"]) == 2
    assert "nowhere.yaml" in capsys.readouterr().err

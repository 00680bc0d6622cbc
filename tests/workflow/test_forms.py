"""`make forms` writes every form of a study, the same bytes each time, before it has data."""

import shutil

import pytest
import yaml

from workflow import forms
from workflow.study import ROOT

FILES = {
    "xlsform.xlsx", "limesurvey.txt", "qualtrics.txt", "redcap.csv", "wenjuanxing.txt",
    "paper.html", "paper.docx", "codebook.csv",
}  # fmt: skip


def study(folder, name="demo_sales_2026", **changes):
    raw = yaml.safe_load((ROOT / "studies" / name / "study.yaml").read_text(encoding="utf-8"))
    folder.mkdir()
    (folder / "study.yaml").write_text(yaml.safe_dump(raw | changes), encoding="utf-8")
    return folder


def test_all_forms_of_a_study_without_data(tmp_path):
    folder = study(tmp_path / "new")
    written, refused = forms.write_forms(folder, tmp_path / "out")
    assert refused == []
    assert {str(p.relative_to(tmp_path / "out")) for p in written} == {
        f"{language}/{source}/sales_six_{name}"
        for language in ("zh", "en")
        for source in ("self", "other")
        for name in FILES
    }


def test_same_study_same_bytes_and_another_seed_another_order(tmp_path):
    folder = study(tmp_path / "new")
    out = [forms.write_forms(folder, tmp_path / f"out{i}")[0] for i in (1, 2)]
    assert [p.read_bytes() for p in out[0]] == [p.read_bytes() for p in out[1]]
    shutil.rmtree(folder)
    study(folder, seed=7)
    other, _ = forms.write_forms(folder, tmp_path / "out3")
    assert all(a.read_bytes() != b.read_bytes() for a, b in zip(out[0], other, strict=True))


def test_what_a_tool_does_not_take_is_told_and_the_rest_is_written(tmp_path):
    folder = study(tmp_path / "new", "sapa_bfi")
    written, refused = forms.write_forms(folder, tmp_path / "out")
    assert len(refused) == 1
    assert "REDCap takes no items called" in refused[0]
    assert {p.name.removeprefix("sapa_bfi_") for p in written} == FILES - {"redcap.csv"}


def test_checks_and_pages_follow_the_settings(tmp_path):
    folder = study(tmp_path / "new", forms={"items_per_page": 6, "attention_checks": 2})
    forms.write_forms(folder, tmp_path / "out")
    text = (tmp_path / "out/en/self/sales_six_qualtrics.txt").read_text(encoding="utf-8")
    assert text.count("[[Block:") == 6
    assert text.count("[[ID:attention") == 2


@pytest.mark.parametrize("name", ["none", "broken"])
def test_a_study_that_is_none_is_one_line(tmp_path, capsys, name):
    if name == "broken":
        study(tmp_path / name, instruments=[{"id": "absent", "version": "1.0.0"}])
    assert forms.main([str(tmp_path / name)]) != 0
    assert capsys.readouterr().err.count("\n") == 1

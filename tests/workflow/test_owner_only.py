"""What a run writes is its owner's only; where that cannot be kept, one line says so."""

import os
import stat
from pathlib import Path

import pytest

from workflow import owner_only
from workflow.owner_only import kept_to_owner

ROOT = Path(__file__).resolve().parents[2]


def mode(path: Path) -> int:
    return stat.S_IMODE(path.stat().st_mode)


@pytest.fixture(autouse=True)
def usual_umask():
    before = os.umask(0o022)
    yield
    os.umask(before)


def test_folders_and_files_are_closed_from_creation(tmp_path):
    with kept_to_owner([tmp_path / "results"]):
        (tmp_path / "results" / "main").mkdir(parents=True)
        (tmp_path / "results" / "main" / "zh.html").write_text("a report")
        made = [tmp_path / "results", *(tmp_path / "results").rglob("*")]
        assert [oct(mode(path)) for path in made] == ["0o700", "0o700", "0o600"]
    (tmp_path / "afterwards").mkdir()
    assert mode(tmp_path / "afterwards") == 0o755


def test_what_an_earlier_run_left_open_is_closed_before_anything_is_written(tmp_path, capsys):
    folder = tmp_path / "results"
    folder.mkdir()
    assert mode(folder) == 0o755
    with kept_to_owner([folder, tmp_path / "never made"]):
        assert mode(folder) == 0o700
    assert capsys.readouterr().err == ""
    assert not (tmp_path / "never made").exists()


@pytest.mark.parametrize(
    ("language", "words"), [("zh_CN.UTF-8", "仅本人可读"), ("en_GB.UTF-8", "closed to others")]
)
def test_a_folder_that_stays_open_is_told_in_one_line(
    tmp_path, capsys, monkeypatch, language, words
):
    monkeypatch.setenv("PLUMBLINE_LANG", language)
    monkeypatch.setattr(owner_only, "FOLDER_MODE", 0o755)
    with kept_to_owner([tmp_path]):
        pass
    (line,) = capsys.readouterr().err.splitlines()
    assert words in line
    assert str(tmp_path) in line


def test_a_folder_of_somebody_else_is_told_too(tmp_path, capsys, monkeypatch):
    def refuse(*_):
        raise PermissionError

    monkeypatch.setattr(Path, "chmod", refuse)
    with kept_to_owner([tmp_path]):
        pass
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_rules_that_are_run_without_make_are_closed_too():
    assert "os.umask(OTHERS)" in (ROOT / "workflow/rules/common.smk").read_text()

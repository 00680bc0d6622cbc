"""What `make run` passes on of Snakemake's words, and under which name a study runs."""

import errno
import signal
import subprocess
import sys

import pytest

from workflow import run
from workflow.run import CHATTER, alone, main, name_of, remember

FAILED = """RuleException:
CalledProcessError in file "/x/workflow/rules/intake.smk", line 40:
Command 'set -euo pipefail;  /x/python /x/answers.py' returned non-zero exit status 1.
Shutting down, this might take some time.
Exiting because a job execution failed. Look above for error messages
WorkflowError:
At least one job did not complete successfully."""


def test_a_stopped_run_says_what_is_wrong_and_no_more():
    assert all(CHATTER.match(line) for line in FAILED.splitlines())
    for line in ("answers stopped:", "  self.csv: it is empty", "Traceback (most recent call"):
        assert not CHATTER.match(line)


@pytest.mark.parametrize("line", ["study: mine", 'study: "mine" # new', "study:   'mine'"])
def test_a_run_goes_by_the_name_in_the_study_file(tmp_path, line):
    (tmp_path / "study.yaml").write_text(f"schema_version: 1\n{line}\n", encoding="utf-8")
    assert name_of(tmp_path) == "mine"


@pytest.fixture
def own_root(tmp_path, monkeypatch):
    """A clone in which nothing was run yet."""
    root = tmp_path / "clone"
    root.mkdir()
    monkeypatch.setattr(run, "ROOT", root)
    return root


def study_at(folder, name="mine"):
    folder.mkdir(parents=True)
    (folder / "study.yaml").write_text(f"study: {name}\n", encoding="utf-8")
    return folder


def asked_for(monkeypatch, folder) -> int:
    monkeypatch.setattr(sys, "argv", ["run", str(folder)])
    return main()


@pytest.mark.parametrize("own", [True, False])
def test_a_copied_study_does_not_replace_the_results_of_the_first(
    own_root, tmp_path, monkeypatch, capsys, own
):
    (own_root / "results" / "mine").mkdir(parents=True)
    first = study_at(own_root / "studies" / "mine" if own else tmp_path / "2025" / "mine")
    second = study_at(tmp_path / "2026" / "mine")
    remember(first, "mine")
    assert asked_for(monkeypatch, second) == 2
    said = capsys.readouterr().err
    assert str(first.resolve()) in said
    assert str(second.resolve()) in said
    assert len(said.splitlines()) == 2


def test_a_study_that_was_moved_keeps_its_results(own_root, tmp_path, monkeypatch):
    (own_root / "results" / "mine").mkdir(parents=True)
    first = study_at(tmp_path / "here")
    remember(first, "mine")
    moved = first.rename(tmp_path / "there")
    monkeypatch.setattr(run, "snakemake", lambda *_: 5)
    assert asked_for(monkeypatch, moved) == 5
    assert run.place_of_results("mine") == moved.resolve()


@pytest.mark.parametrize(
    ("error", "code", "said"),
    [
        (KeyboardInterrupt(), 130, "interrupted; finished steps are kept"),
        (OSError(errno.ENOSPC, "full"), 1, "the disk is full"),
    ],
)
def test_what_ends_a_run_from_outside_is_one_line(
    own_root, tmp_path, monkeypatch, capsys, error, code, said
):
    def ended(*_):
        raise error

    monkeypatch.setattr(run, "snakemake", ended)
    assert asked_for(monkeypatch, study_at(tmp_path / "mine")) == code
    lines = capsys.readouterr().err.splitlines()
    assert len(lines) == 1
    assert said in lines[0]


def test_the_lock_stays_with_the_child_of_a_killed_run(own_root):
    with alone("mine") as lock:
        child = subprocess.Popen(
            [sys.executable, "-c", "import time; time.sleep(60)"], pass_fds=[lock]
        )
    try:
        with pytest.raises(SystemExit, match="another run of this study"), alone("mine"):
            pass
    finally:
        child.kill()
        child.wait()
    with alone("mine"):
        pass


def test_an_interrupted_child_is_waited_for(monkeypatch):
    monkeypatch.setattr(run, "PATIENCE", 0.5)
    wait = "print('ready', flush=True); time.sleep(60)"
    heed = "import signal, time; signal.signal(signal.SIGINT, signal.SIG_{}); " + wait
    patient, deaf = heed.format("DFL"), heed.format("IGN")
    for program, sent in ((deaf, signal.SIGTERM), (patient, signal.SIGINT)):
        process = subprocess.Popen(
            [sys.executable, "-c", program], stdout=subprocess.PIPE, text=True,
            stderr=subprocess.DEVNULL,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
        run.end(process)
        assert process.returncode == -sent

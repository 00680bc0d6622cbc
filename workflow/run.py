"""`make run`: run the workflow of one study, then say what was found and where it lies."""

import argparse
import errno
import fcntl
import re
import signal
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from analysis.messages import message, reader_language
from workflow.lint_instruments import n_remarks
from workflow.owner_only import kept_to_owner
from workflow.path_names import path_problem

ROOT = Path(__file__).resolve().parent.parent
CHATTER = re.compile(
    r"Using profile|Assuming unrestricted|Using shell|Provided cores|Rules claiming|Select jobs"
    r"|Execute \d+ jobs|Building DAG|Complete log|Elapsed time|Nothing to be done"
    r"|\[\w{3} \w{3} +\d+ [\d:]+ \d{4}\]|Finished jobid|host: |Storing output|Job stats:"
    r"|job +count|-+ +-+|total +\d+|\w+ +\d+ *$|Resuming incomplete|\s*$"
    r"|RuleException:|CalledProcessError in file|Command 'set -euo pipefail|Shutting down"
    r"|Exiting because a job|WorkflowError:$|At least one job did not"
)
"""Lines of Snakemake that say nothing to a reader; every other line is passed on."""

FINISHED = re.compile(r"Finished jobid: \d+ \(Rule: (\w+)\)")
PROGRESS = re.compile(r"(\d+) of (\d+) steps \((\d+)%\) done")


PATIENCE = 10
"""Seconds that an interrupted run has to end its jobs, before it is asked once more."""

INTERRUPTED = 130
"""The exit code of a program that was interrupted from the keyboard."""


def main() -> int:
    """Run the workflow; the exit code is Snakemake's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", help="a study folder, inside the clone or not")
    parser.add_argument("--cores", default="2")
    arguments = parser.parse_args()
    folder, name = Path(arguments.study), ""
    problem = path_problem(folder) or path_problem(path_for_rules(folder))
    if not problem:
        name = name_of(folder) if (folder / "study.yaml").is_file() else ""
        problem = refusal(folder, name)
    if problem:
        said = message("run.cannot_be_run", folder=str(folder))
        print(f"{said}\n  {problem}", file=sys.stderr)
        return 2
    try:
        return analysed(folder, name, arguments.cores)
    except KeyboardInterrupt:
        print(message("run.interrupted"), file=sys.stderr)
        return INTERRUPTED
    except OSError as error:
        if error.errno != errno.ENOSPC:
            raise
        print(message("run.disk_full"), file=sys.stderr)
        return 1


def analysed(folder: Path, name: str, cores: str) -> int:
    """Run the workflow of the study in `folder`, alone; the exit code."""
    kept = [ROOT / "results" / name, ROOT / "logs" / name, ROOT / ".snakemake"]
    with kept_to_owner(kept), alone(name) as lock:
        remember(folder, name)
        remark_on_instruments(folder)
        code = snakemake(folder, cores, lock)
    if code == 0:
        print_findings(folder)
    return code


def refusal(folder: Path, name: str) -> str:
    """Why the study in `folder` cannot be run under its name; "" where it can."""
    if not name:
        return message("run.no_study", file=f"{folder}/study.yaml")
    other = place_of_results(name)
    if other is not None and other != folder.resolve():
        return message("run.name_taken", name=name, other=str(other), own=str(folder.resolve()))
    return ""


def place_of_results(name: str) -> Path | None:
    """The folder of the study to which results under this `name` belong, if it is there."""
    own, note = ROOT / "studies" / name, note_of_place(name)
    has_results = note.is_file() and (ROOT / "results" / name).is_dir()
    noted = Path(note.read_text(encoding="utf-8")) if has_results else own
    for folder in (own, noted):
        if (folder / "study.yaml").is_file() and name_of(folder) == name:
            return folder.resolve()
    return None


def remember(folder: Path, name: str) -> None:
    """Write down which folder the results under this `name` are of."""
    note = note_of_place(name)
    note.parent.mkdir(parents=True, exist_ok=True)
    note.write_text(str(folder.resolve()), encoding="utf-8")


def note_of_place(name: str) -> Path:
    """The file that says of which folder the results under this `name` are."""
    return ROOT / "logs" / f"{name}.folder"


def name_of(folder: Path) -> str:
    """The name under which results of the study in `folder` are kept, if it can be told."""
    text = (folder / "study.yaml").read_text(encoding="utf-8", errors="replace")
    found = re.search(r"^study: *[\"']?([A-Za-z][A-Za-z0-9_]*)", text, re.MULTILINE)
    return found.group(1) if found else "unnamed"


@contextmanager
def alone(study: str) -> Iterator[int]:
    """Hold the lock of a study, and give its file descriptor.

    The lock goes with the last process that holds the descriptor: Snakemake holds it too, so
    that a run goes on alone where only this process is killed. Snakemake's own lock stays
    behind when a run is killed, so it is not used.
    """
    file = ROOT / "logs" / f"{study}.lock"
    try:
        file.parent.mkdir(exist_ok=True)
        handle = file.open("w")
    except OSError as error:
        problem = message("run.no_lock", file=str(file), reason=str(error.strerror))
        raise SystemExit(problem) from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(message("run.under_way", study=study)) from None
        yield handle.fileno()


def remark_on_instruments(folder: Path) -> None:
    """Print a line for each questionnaire of the study that the linter has remarks on."""
    for instrument in named_instruments(folder):
        name = f"instruments/{instrument}.yaml"
        if (n := n_remarks(ROOT / name)) > 0:
            print(f"  {message('run.linter', file=name, n=n)}")


def named_instruments(folder: Path) -> list[str]:
    """The questionnaires that study.yaml names; none where its shape is wrong."""
    try:
        study = yaml.safe_load((folder / "study.yaml").read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        return []
    uses = study.get("instruments") if isinstance(study, dict) else None
    entries = uses if isinstance(uses, list) else []
    return [str(use["id"]) for use in entries if isinstance(use, dict) and "id" in use]


def snakemake(folder: Path, cores: str, lock: int) -> int:
    """Run the workflow of the study in `folder`, which keeps the `lock`; the exit code."""
    with subprocess.Popen(
        command(folder, cores),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
        pass_fds=[lock],
    ) as process:
        try:
            show_progress(process.stdout or [])
        except KeyboardInterrupt:
            end(process)
            raise
    return process.returncode


def end(process: subprocess.Popen[str]) -> None:
    """Let `process` end in peace: the keyboard interrupts it too; help where it does not."""
    for reminder in (None, signal.SIGINT, signal.SIGTERM, signal.SIGKILL):
        if reminder is not None:
            process.send_signal(reminder)
        try:
            process.communicate(timeout=PATIENCE)
            return
        except subprocess.TimeoutExpired:
            continue


def path_for_rules(folder: Path) -> Path:
    """The path of a study's folder in the rules: from the clone where it lies inside."""
    whole = folder.resolve()
    return whole.relative_to(ROOT) if whole.is_relative_to(ROOT) else whole


def command(folder: Path, cores: str) -> list[str]:
    """The Snakemake call that runs the study in `folder`."""
    return [
        sys.executable,
        "-m",
        "snakemake",
        f"--cores={cores}",
        "--profile=workflow/profiles/local",
        "--config",
        f"study={path_for_rules(folder)}",
    ]


def show_progress(lines: Iterable[str]) -> None:
    """Print one line for every finished step, and whatever is not mere chatter."""
    rule = ""
    for line in lines:
        if finished := FINISHED.search(line):
            rule = finished.group(1)
        elif progress := PROGRESS.match(line):
            done, total, percent = progress.groups()
            print(f"  [{percent:>3}%] {done:>2}/{total} {rule}", flush=True)
        elif not CHATTER.match(line):
            print(line, end="", file=sys.stderr, flush=True)


def print_findings(folder: Path) -> None:
    """Print what the report rule wrote for the end of a run, for every variant."""
    study = yaml.safe_load((folder / "study.yaml").read_text(encoding="utf-8"))
    for variant in ["main", *sorted(study.get("variants") or {})]:
        report = Path("results") / study["study"] / variant / "report"
        languages = study["languages"]
        own = reader_language()
        first = own if own in languages else languages[0]
        summary = ROOT / report / f"summary_{first}.txt"
        if variant != "main":
            print(f"\n{variant}:")
        print(summary.read_text(encoding="utf-8"))
        for language in languages:
            page = str(report / f"{language}.html")
            print(f"  {message('run.report', language=language, page=page)}")


if __name__ == "__main__":
    sys.exit(main())

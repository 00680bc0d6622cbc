"""`make run`: run the workflow of one study, then say what was found and where it lies."""

import argparse
import fcntl
import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

import yaml

from analysis.messages import reader_language
from workflow.lint_instruments import n_remarks

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


def main() -> int:
    """Run the workflow; the exit code is Snakemake's."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("study", help="a study folder, inside the clone or not")
    parser.add_argument("--cores", default="2")
    arguments = parser.parse_args()
    folder = Path(arguments.study)
    if not (folder / "study.yaml").is_file():
        print(f"{folder} cannot be run:\n  {folder}/study.yaml: no such file", file=sys.stderr)
        return 2
    name = name_of(folder)
    own = ROOT / "studies" / name
    if own.is_dir() and own.resolve() != folder.resolve():
        problem = f"study: {name} is the name of {own.relative_to(ROOT)}; choose another"
        print(f"{folder} cannot be run:\n  study.yaml: {problem}", file=sys.stderr)
        return 2
    with alone(name):
        remark_on_instruments(folder)
        code = snakemake(folder, arguments.cores)
    if code == 0:
        print_findings(folder)
    return code


def name_of(folder: Path) -> str:
    """The name under which results of the study in `folder` are kept, if it can be told."""
    text = (folder / "study.yaml").read_text(encoding="utf-8", errors="replace")
    found = re.search(r"^study: *[\"']?([A-Za-z][A-Za-z0-9_]*)", text, re.MULTILINE)
    return found.group(1) if found else "unnamed"


@contextmanager
def alone(study: str) -> Iterator[None]:
    """Hold the lock of a study; it goes with the process, however that ends.

    Snakemake's own lock stays behind when a run is killed, so it is not used.
    """
    file = ROOT / "logs" / f"{study}.lock"
    try:
        file.parent.mkdir(exist_ok=True)
        handle = file.open("w")
    except OSError as error:
        raise SystemExit(f"{file}: cannot be written ({error.strerror})") from None
    with handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            raise SystemExit(f"{study}: another run of this study is under way") from None
        yield


def remark_on_instruments(folder: Path) -> None:
    """Print a line for each questionnaire of the study that the linter has remarks on."""
    for instrument in named_instruments(folder):
        name = f"instruments/{instrument}.yaml"
        if (n := n_remarks(ROOT / name)) > 0:
            print(f"  {name}: remarks of the linter: {n} (make lint-instruments FILES={name})")


def named_instruments(folder: Path) -> list[str]:
    """The questionnaires that study.yaml names; none where its shape is wrong."""
    try:
        study = yaml.safe_load((folder / "study.yaml").read_text(encoding="utf-8"))
    except (yaml.YAMLError, UnicodeDecodeError):
        return []
    uses = study.get("instruments") if isinstance(study, dict) else None
    entries = uses if isinstance(uses, list) else []
    return [str(use["id"]) for use in entries if isinstance(use, dict) and "id" in use]


def snakemake(folder: Path, cores: str) -> int:
    """Run the workflow of the study in `folder`; the exit code."""
    with subprocess.Popen(
        command(folder, cores),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        errors="replace",
    ) as process:
        show_progress(process.stdout or [])
    return process.returncode


def command(folder: Path, cores: str) -> list[str]:
    """The Snakemake call that runs the study in `folder`."""
    inside = folder.resolve().is_relative_to(ROOT)
    study = folder.resolve().relative_to(ROOT) if inside else folder.resolve()
    return [
        sys.executable,
        "-m",
        "snakemake",
        f"--cores={cores}",
        "--profile=workflow/profiles/local",
        "--config",
        f"study={study}",
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
            print(f"  report ({language}): {report / f'{language}.html'}")


if __name__ == "__main__":
    sys.exit(main())

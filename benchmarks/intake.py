"""Intake and screening of a million people by sixty items: seconds and memory of each step.

Run: python benchmarks/intake.py [people]
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from pyarrow import csv

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from analysis.instrument import Instrument
from analysis.intake.answers import Answers, answers
from analysis.intake.assembled import assembled
from analysis.intake.raw_exports import read_export
from analysis.screening.flags import Flags, flags
from analysis.store import read_table, write_result

PEOPLE, DIMENSIONS, EACH = 1_000_000, 6, 10
CARELESS, EMPTY, LOADING = 0.05, 0.01, 0.7
KEY = bytes(range(32))
LABELS = ["Never", "Rarely", "Sometimes", "Often", "Always"]
THRESHOLDS = [-1.2, -0.4, 0.4, 1.2]


def instrument() -> Instrument:
    """Six dimensions of ten items, three of them reversed."""
    options = {k: {"zh": f"第{k}级", "en": label} for k, label in enumerate(LABELS, start=1)}
    text = {"zh": "题", "en": "Item"}
    dimensions = [
        {
            "id": f"d{d}", "title": text, "definition": text, "min_answered": 0.6,
            "items": [
                {"id": f"q{d}_{j}", "self": text, "options": "five", "reversed": j % 4 == 3}
                for j in range(EACH)
            ],
        }
        for d in range(DIMENSIONS)
    ]  # fmt: skip
    return Instrument.model_validate(
        {
            "schema_version": 1, "id": "sixty", "version": "1.0.0", "title": text,
            "source": "drawn", "options": {"five": {"codes": options}},
            "dimensions": dimensions,
        }
    )  # fmt: skip


def write_files(folder: Path, n: int) -> None:
    """The same answers as CSV and as Parquet: codes and labels, one in twenty careless."""
    rng = np.random.default_rng(1)
    columns = {"staff": pa.array([f"E{i:07}" for i in range(n)])}
    columns["duration"] = pa.array(rng.integers(60, 900, n))
    columns["began"] = pa.array(
        [f"2026-01-{i % 28 + 1:02} 09:{i % 60:02}:00" for i in range(n)]
    )
    words = pa.array([*map(str, range(1, 6)), *LABELS])
    careless, general = rng.random(n) < CARELESS, rng.standard_normal(n)
    for d in range(DIMENSIONS):
        factor = 0.6 * general + 0.8 * rng.standard_normal(n)
        for j in range(EACH):
            latent = LOADING * factor + np.sqrt(1 - LOADING**2) * rng.standard_normal(n)
            codes = np.searchsorted(THRESHOLDS, -latent if j % 4 == 3 else latent)
            codes = np.where(careless, rng.integers(0, 5, n), codes) + 5 * (j % 2)
            columns[f"q{d}_{j}"] = words.take(pa.array(codes, mask=rng.random(n) < EMPTY))
    table = pa.table(columns)
    csv.write_csv(table, folder / "answers.csv")
    pq.write_table(table, folder / "answers.parquet")


@contextmanager
def step(name: str) -> Iterator[None]:
    """Print what a step took, and the most memory that its process has used so far."""
    start, busy = time.perf_counter(), time.process_time()
    yield
    seconds, busy = time.perf_counter() - start, time.process_time() - busy
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    print(f"{name:28} {seconds:8.1f} {busy:8.1f} {gigabytes:8.2f}", flush=True)


def files(kind: type, tables: int, folder: Path) -> dict[str, str]:
    """A file for each of the first `tables` fields of a result, as the rules name them."""
    names = [field.name for field in fields(kind)][:tables]
    written = {name: str(folder / f"{name}.parquet") for name in names}
    return written | {"summary": str(folder / "summary.json")}


def take_in(path: Path, folder: Path) -> None:
    """What the rule `answers` does."""
    kind = path.suffix[1:]
    with step(f"read {kind}"):
        raw = read_export(path, "auto")
    columns = {"person": "staff", "seconds": "duration", "started_at": "began"}
    with step(f"type {kind}"):
        export = assembled(
            raw, file=path.name, instrument="sixty", source="self", wave=1, form="A",
            columns=columns, rename={}, items=None, only={}, labels={}, missing={},
        )  # fmt: skip
        del raw
        result = answers([export], None, {"sixty": instrument()}, key=KEY,
                         duplicates="latest_complete", max_invalid_share=0.2,
                         min_matched_share=0.5)  # fmt: skip
    with step(f"write {kind}"):
        write_result(result, files(Answers, 10, folder))


def screen(folder: Path) -> None:
    """What the rule `flags` does."""
    with step("read tables"):
        names = ("answers", "keyed", "missing")
        given, keyed, missing = (read_table(folder / f"{n}.parquet") for n in names)
    with step("screen"):
        result = flags(
            given, keyed, missing, {"sixty": instrument()}, families_needed=2,
            expected_false_positive=0.01, seconds_per_item=2.0, max_missing_share=0.5,
            synonym_correlation=0.6, simulations=2000, rng=np.random.default_rng(1),
        )  # fmt: skip
    with step("write flags"):
        write_result(result, files(Flags, 5, folder))


def run(*arguments: str) -> float:
    """Run a stage in a process of its own, as the pipeline does; its seconds."""
    start = time.perf_counter()
    subprocess.run([sys.executable, __file__, *arguments], check=True)
    return time.perf_counter() - start


def main() -> None:
    """Every stage from both kinds of file, and the sums."""
    if sys.argv[1:2] == ["intake"]:
        take_in(Path(sys.argv[2]), Path(sys.argv[3]))
        return
    if sys.argv[1:2] == ["screening"]:
        screen(Path(sys.argv[2]))
        return
    n = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory() as name:
        folder, results = Path(name), Path(name) / "results"
        results.mkdir()
        write_files(folder, n)
        title = f"{n:,} people, {DIMENSIONS * EACH} items"
        print(f"{title:28} {'s':>8} {'CPU s':>8} {'GB':>8}", flush=True)
        kinds = ("csv", "parquet")
        seconds = [run("intake", str(folder / f"answers.{k}"), str(results)) for k in kinds]
        screening = run("screening", str(results))
    for kind, taken in zip(kinds, seconds, strict=True):
        print(f"{f'all, from {kind}':28} {taken + screening:8.1f}")


if __name__ == "__main__":
    main()

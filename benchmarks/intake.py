"""Intake of a million people by sixty items: seconds and memory, from CSV and Parquet.

Run: python benchmarks/intake.py [people]
"""

import os
import resource
import subprocess
import sys
import tempfile
import time
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
from analysis.intake.answers import answers
from analysis.intake.assembled import assembled
from analysis.intake.raw_exports import read_export

PEOPLE, ITEMS = 1_000_000, 60
KEY = bytes(range(32))
LABELS = ["Never", "Rarely", "Sometimes", "Often", "Always"]


def instrument() -> Instrument:
    options = {k: {"zh": f"第{k}级", "en": label} for k, label in enumerate(LABELS, start=1)}
    text = {"zh": "题", "en": "Item"}
    items = [{"id": f"q{j}", "self": text, "options": "five"} for j in range(ITEMS)]
    dimension = {"id": "all", "title": text, "definition": text, "items": items}
    return Instrument.model_validate(
        {
            "schema_version": 1, "id": "sixty", "version": "1.0.0", "title": text,
            "source": "drawn", "options": {"five": {"codes": options}},
            "dimensions": [dimension],
        }
    )  # fmt: skip


def write_files(folder: Path, n: int) -> None:
    rng = np.random.default_rng(1)
    columns = {"staff": pa.array([f"E{i:07}" for i in range(n)])}
    columns["duration"] = pa.array(rng.integers(60, 900, n))
    words = pa.array([*map(str, range(1, 6)), *LABELS])
    for j in range(ITEMS):
        codes = rng.integers(0, 5, n) + 5 * (j % 2)
        columns[f"q{j}"] = words.take(pa.array(codes, mask=rng.random(n) < 0.01))
    table = pa.table(columns)
    csv.write_csv(table, folder / "answers.csv")
    pq.write_table(table, folder / "answers.parquet")


def take_in(path: Path) -> None:
    start = time.perf_counter()
    raw = read_export(path, "auto")
    read = time.perf_counter() - start
    columns = {"person": "staff", "seconds": "duration"}
    export = assembled(
        raw, file=path.name, instrument="sixty", source="self", wave=1, form="A",
        columns=columns, rename={}, items=None, only={}, labels={}, missing={},
    )  # fmt: skip
    result = answers([export], None, {"sixty": instrument()}, key=KEY,
                     duplicates="latest_complete", max_invalid_share=0.2)  # fmt: skip
    seconds = time.perf_counter() - start
    gigabytes = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024**2
    size = path.stat().st_size / 1024**2
    print(
        f"{path.suffix[1:]:8} {size:8.0f} MB {read:8.1f} s read {seconds:8.1f} s in all "
        f"{gigabytes:6.1f} GB at most, {result.n_kept:,} kept, {len(result.missing):,} empty"
    )


def main() -> None:
    if len(sys.argv) > 2:
        take_in(Path(sys.argv[2]))
        return
    n = int(sys.argv[1]) if len(sys.argv) > 1 else PEOPLE
    with tempfile.TemporaryDirectory() as folder:
        write_files(Path(folder), n)
        for name in ("answers.csv", "answers.parquet"):
            call = [sys.executable, __file__, "-", str(Path(folder) / name)]
            subprocess.run(call, check=True)


if __name__ == "__main__":
    main()

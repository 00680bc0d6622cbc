"""Polychoric correlations: seconds here, and by R lavaan in the same run where it is present.

Run: python benchmarks/polychoric.py
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from analysis.stats.contingency import PairTables, pair_tables
from analysis.stats.parallel_analysis import unrelated_correlations
from analysis.stats.polychoric import polychoric
from analysis.stats.polychoric_influence import correlation_errors, influence

REPEATS = 5
LAVAAN = """
suppressMessages(library(lavaan))
x <- read.csv(commandArgs(TRUE)[1])
seconds <- system.time(r <- lavCor(x, ordered = names(x)))["elapsed"]
cat(seconds, formatC(unclass(r)[lower.tri(r)], digits = 15, format = "g"))
"""


def simulated(n: int, p: int, k: int, seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(n, 1))
    response = 0.6 * common + 0.8 * rng.normal(size=(n, p))
    return np.digitize(response, np.linspace(-1.5, 1.2, k - 1)).astype(np.int8)


def bfi() -> np.ndarray:
    path = ROOT / "tests/reference/data/bfi_complete25.csv"
    table = np.genfromtxt(path, delimiter=",", names=True)
    items = [f"{scale}{number}" for scale in "ACENO" for number in range(1, 6)]
    return np.stack([table[item] for item in items], axis=1).astype(np.int8) - 1


def fastest(work: Callable[[], object]) -> float:
    seconds = []
    for _ in range(REPEATS):
        start = time.perf_counter()
        work()
        seconds.append(time.perf_counter() - start)
    return min(seconds)


def lavaan(codes: np.ndarray) -> tuple[float, np.ndarray] | None:
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        script, data = Path(folder, "lavaan.R"), Path(folder, "codes.csv")
        script.write_text(LAVAAN)
        names = ",".join(f"i{item}" for item in range(codes.shape[1]))
        np.savetxt(data, codes + 1, fmt="%d", delimiter=",", header=names, comments="")
        done = subprocess.run(["Rscript", script, data], capture_output=True, text=True)
    if done.returncode:
        return None
    values = np.array(done.stdout.split(), dtype=float)
    return values[0], values[1:]


def rho(tables: PairTables) -> np.ndarray:
    return polychoric(tables).rho


def compare(label: str, codes: np.ndarray) -> None:
    k = int(codes.max()) + 1
    tables = pair_tables(codes, k)
    fit = polychoric(tables)
    counting = fastest(lambda: pair_tables(codes, k))
    fitting = fastest(lambda: polychoric(tables))
    errors = fastest(lambda: correlation_errors(tables, influence(tables, fit)))
    row = f"{label:<16}{counting:>10.4f}{fitting:>10.4f}{errors:>10.4f}"
    if (reference := lavaan(codes)) is None:
        print(row + f"{'no R lavaan':>12}")
        return
    seconds, theirs = reference
    ratio, apart = seconds / (counting + fitting), np.abs(fit.rho - theirs).max()
    print(row + f"{seconds:>12.2f}{ratio:>10.0f}{apart:>12.1e}")


def main() -> None:
    print(f"{'items x people':<16}{'tables':>10}{'rho':>10}{'errors':>10}", end="")
    print(f"{'lavCor':>12}{'times':>10}{'difference':>12}   (seconds, one thread)")
    compare("25 x 2436", bfi())
    compare("30 x 480", simulated(480, 30, 5, 1))
    compare("60 x 30000", simulated(30_000, 60, 5, 2))
    codes, rng = simulated(480, 30, 5, 3), np.random.default_rng(4)
    for draws in (100, 1000):
        seconds = fastest(
            lambda draws=draws: unrelated_correlations(codes, 5, rho, draws=draws, rng=rng)
        )
        print(f"parallel analysis, 30 x 480, {draws} polychoric matrices: {seconds:.2f} s")


if __name__ == "__main__":
    main()

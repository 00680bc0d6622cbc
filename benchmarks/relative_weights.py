"""10,000 bootstrap draws of 10 relative weights of 3,000 people, ours beside a plain loop.

Run: python benchmarks/relative_weights.py (prints a table; one BLAS thread). The loop takes
people, correlates them and weighs the predictors draw by draw, as R's rwa and boot do. Where
Rscript and the R package boot are present, that is timed too. The slow ones do fewer draws
and are scaled up, which is said in the table.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path
from time import perf_counter

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np

from analysis.stats.bootstrap import resampled_correlations
from analysis.stats.dominance import general_dominance
from analysis.stats.relative_weights import relative_weights

PEOPLE, PREDICTORS, DRAWS, LOOP_DRAWS = 3_000, 10, 10_000, 500

R_CODE = """
library(boot)
d <- as.matrix(read.csv(commandArgs(TRUE)[1], header = FALSE))
johnson <- function(d, rows) {
  R <- cor(d[rows, ])
  p <- ncol(d) - 1
  e <- eigen(R[1:p, 1:p], symmetric = TRUE)
  lambda <- e$vectors %*% diag(sqrt(e$values)) %*% t(e$vectors)
  as.vector(lambda^2 %*% solve(lambda, R[1:p, p + 1])^2)
}
cat(system.time(boot(d, johnson, R = as.integer(commandArgs(TRUE)[2])))[["elapsed"]])
"""


def drawn() -> np.ndarray:
    rng = np.random.default_rng(1)
    scores = rng.normal(size=(PEOPLE, PREDICTORS)) + rng.normal(size=(PEOPLE, 1))
    criterion = scores @ rng.normal(size=PREDICTORS) + 5 * rng.normal(size=PEOPLE)
    return np.column_stack([scores, criterion])


def seconds(action: Callable[[], object]) -> float:
    start = perf_counter()
    action()
    return perf_counter() - start


def plain_loop(data: np.ndarray, draws: int) -> np.ndarray:
    rng = np.random.default_rng(2)
    found = []
    for _ in range(draws):
        picked = data[rng.integers(0, len(data), len(data))]
        found.append(relative_weights(np.corrcoef(picked, rowvar=False)))
    return np.array(found)


def with_boot_in_r(data: np.ndarray, draws: int) -> float | None:
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        table, script = Path(folder, "data.csv"), Path(folder, "boot.R")
        np.savetxt(table, data, delimiter=",")
        script.write_text(R_CODE)
        command = ["Rscript", str(script), str(table), str(draws)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return float(done.stdout) if done.returncode == 0 else None


def main() -> None:
    data = drawn()
    people = np.arange(PEOPLE)

    def batched(draws: int = DRAWS) -> np.ndarray:
        rng = np.random.default_rng(2)
        return resampled_correlations(data, people, draws=draws, rng=rng).correlations

    scale = DRAWS / LOOP_DRAWS
    rows = [
        ("batched, relative weights", DRAWS, seconds(lambda: relative_weights(batched()))),
        ("batched, general dominance", DRAWS, seconds(lambda: general_dominance(batched()))),
        (
            "plain loop in NumPy",
            LOOP_DRAWS,
            scale * seconds(lambda: plain_loop(data, LOOP_DRAWS)),
        ),
    ]
    if (r := with_boot_in_r(data, LOOP_DRAWS)) is not None:
        rows.append(("R: boot, Johnson's formulas", LOOP_DRAWS, scale * r))
    spread = relative_weights(batched()).std(axis=0)
    loop_spread = plain_loop(data, LOOP_DRAWS).std(axis=0)
    print(f"{PEOPLE:,} people, {PREDICTORS} predictors, seconds for {DRAWS:,} draws")
    for name, draws, time in rows:
        note = "" if draws == DRAWS else f"  (from {draws} draws)"
        print(f"{name:<30}{time:>8.2f}{note}")
    print(
        f"largest ratio of standard errors, batched to loop: {(spread / loop_spread).max():.3f}"
    )


if __name__ == "__main__":
    main()

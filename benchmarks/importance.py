"""Every index of importance, 10,000 bootstrap draws, 10 predictors, 3,000 people; beside R.

Run: python benchmarks/importance.py (prints a table; one BLAS thread). Where Rscript and the R
packages boot, rwa or domir are present they are timed too; else the figures measured with them
elsewhere on comparable hardware stand in the table and say so. What is slow does fewer draws,
and the time per draw is compared.
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
import pandas as pd

from analysis.stats.bca import bca_interval
from analysis.stats.bootstrap import deleted_correlations, resampled_correlations
from analysis.stats.dominance import dominance
from analysis.stats.relative_weights import relative_weights
from analysis.weighting.importance import importance

PEOPLE, PREDICTORS, DRAWS, TEAM, LOOP_DRAWS = 3_000, 10, 10_000, 20, 200
RWA_1000 = 29.0  # seconds of rwa 0.1.2 for 1,000 draws with BCa intervals
DOMIR_ONE = 2.1  # seconds of domir 1.2.0 for one dominance analysis of 10 predictors

BOOT = """
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
DOMIR = """
library(domir)
d <- read.csv(commandArgs(TRUE)[1], header = FALSE)
f <- reformulate(names(d)[-ncol(d)], names(d)[ncol(d)])
cat(system.time(domir(f, function(x) summary(lm(x, d))$r.squared))[["elapsed"]])
"""
RWA = """
library(rwa)
d <- read.csv(commandArgs(TRUE)[1], header = FALSE)
cat(system.time(rwa(d, names(d)[ncol(d)], names(d)[-ncol(d)], bootstrap = TRUE,
                    n_bootstrap = as.integer(commandArgs(TRUE)[2])))[["elapsed"]])
"""


def drawn() -> np.ndarray:
    rng = np.random.default_rng(1)
    scores = rng.normal(size=(PEOPLE, PREDICTORS)) + rng.normal(size=(PEOPLE, 1))
    criterion = scores @ rng.normal(size=PREDICTORS) + 5 * rng.normal(size=PEOPLE)
    return np.column_stack([scores, criterion])


def study(data: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    person = np.arange(PEOPLE)
    names = [f"d{j}" for j in range(PREDICTORS)]
    scores = pd.DataFrame(data[:, :-1], columns=names).assign(person=person)
    long = scores.melt("person", var_name="dimension", value_name="score")
    where = {"instrument": "ten", "source": "manager", "wave": 1}
    performance = {"person": person, "criterion": "composite", "value": data[:, -1]}
    people = {"person": person, "manager_id": person // TEAM}
    return long.assign(**where), pd.DataFrame(performance), pd.DataFrame(people)


def seconds(action: Callable[[], object]) -> float:
    start = perf_counter()
    action()
    return perf_counter() - start


def in_r(code: str, data: np.ndarray, draws: int) -> float | None:
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        table, script = Path(folder, "data.csv"), Path(folder, "code.R")
        np.savetxt(table, data, delimiter=",")
        script.write_text(code)
        command = ["Rscript", str(script), str(table), str(draws)]
        done = subprocess.run(command, capture_output=True, text=True, check=False)
    return float(done.stdout.split()[-1]) if done.returncode == 0 and done.stdout else None


def all_indices(data: np.ndarray) -> object:
    return importance(
        *study(data),
        predictors_from=["manager"],
        cluster="manager_id",
        sets={},
        draws=DRAWS,
        confidence=0.95,
        rng=np.random.default_rng(2),
    )


def relative_weights_with_bca(data: np.ndarray) -> object:
    people, rng = np.arange(PEOPLE), np.random.default_rng(2)
    resampled = resampled_correlations(data, people, draws=DRAWS, rng=rng).correlations
    deleted = relative_weights(deleted_correlations(data, people).correlations)
    estimate = relative_weights(np.corrcoef(data, rowvar=False))
    return bca_interval(estimate, relative_weights(resampled), deleted, confidence=0.95)


def line(name: str, draws: int, time: float, remark: str = "") -> None:
    print(f"{name:<44}{draws:>8,}{time:>10.3f}{1000 * time / draws:>12.4f}  {remark}")


def main() -> None:
    data = drawn()
    matrix = np.corrcoef(data, rowvar=False)[None]
    print(f"{PEOPLE:,} people, {PREDICTORS} predictors, managers of {TEAM}")
    print(f"{'':<44}{'draws':>8}{'seconds':>10}{'ms a draw':>12}")
    line(
        "all indices, cluster bootstrap, BCa, noise", DRAWS, seconds(lambda: all_indices(data))
    )
    ours = seconds(lambda: relative_weights_with_bca(data))
    line("relative weights with BCa, people", DRAWS, ours)
    rwa = in_r(RWA, data, 1000)
    line("R: rwa", 1000, rwa or RWA_1000, "" if rwa else "measured elsewhere")
    ratio = (rwa or RWA_1000) / 1000 / (ours / DRAWS)
    print(f"{'':<44}{ratio:>18,.0f} times faster a draw")
    if (boot := in_r(BOOT, data, LOOP_DRAWS)) is not None:
        line("R: boot, Johnson's formulas, no intervals", LOOP_DRAWS, boot)
    one = min(seconds(lambda: dominance(matrix)) for _ in range(5))
    line("one dominance analysis", 1, one)
    domir = in_r(DOMIR, data, 1)
    line("R: domir", 1, domir or DOMIR_ONE, "" if domir else "measured elsewhere")
    print(f"{'':<44}{(domir or DOMIR_ONE) / one:>18,.0f} times faster")


if __name__ == "__main__":
    main()

"""Factor models of continuous answers: seconds here, and by R lavaan in the same run.

Run: python benchmarks/cfa_continuous.py
"""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from analysis.measurement.cfa.continuous import fit_continuous
from analysis.measurement.cfa.fit import CfaFit

ITEMS, FACTORS, PEOPLE = 42, 7, 3000
REPEATS = 3
CASES = {
    "ml": ("ml", "listwise", 0.0),
    "mlm": ("mlm", "listwise", 0.0),
    "mlr": ("mlr", "listwise", 0.0),
    "fiml mlr, 3 in 1000 missing": ("mlr", "fiml", 0.003),
}
LAVAAN = """
suppressMessages(library(lavaan))
args <- commandArgs(TRUE)
x <- read.csv(args[1])
model <- paste(readLines(args[2]), collapse = "\\n")
spent <- system.time(f <- cfa(model, x, estimator = args[3], missing = args[4]))
cat(sum(spent[1:2]), fitMeasures(f, "chisq"))
"""


def simulated(missing: float) -> pd.DataFrame:
    rng = np.random.default_rng(20261121)
    factors = 0.8 * rng.normal(size=(PEOPLE, FACTORS)) + 0.6 * rng.normal(size=(PEOPLE, 1))
    own = np.repeat(np.arange(FACTORS), ITEMS // FACTORS)
    response = 0.7 * factors[:, own] + 0.7 * rng.normal(size=(PEOPLE, ITEMS))
    codes = np.clip(np.round(1.2 * response + 3), 1, 5)
    codes[rng.random(codes.shape) < missing] = np.nan
    return pd.DataFrame(codes, columns=[f"i{item}" for item in range(ITEMS)])


def model() -> str:
    return "\n".join(
        f"f{factor} =~ " + " + ".join(f"i{item}" for item in own)
        for factor, own in enumerate(np.array_split(np.arange(ITEMS), FACTORS))
    )


def fitted(table: pd.DataFrame, estimator: str, missing: str) -> CfaFit:
    return fit_continuous(
        model(), table, estimator=estimator, missing=missing, groups=None, case_weights=None,
        clusters=None, std_lv=False, orthogonal=False, mean_structure=False, group_equal=[],
        group_partial=[], confidence=0.95,
    )  # fmt: skip


def lavaan(table: pd.DataFrame, estimator: str, missing: str) -> tuple[float, float] | None:
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / name for name in ("fit.R", "x.csv", "model.txt")]
        paths[0].write_text(LAVAAN)
        table.to_csv(paths[1], index=False)
        paths[2].write_text(model())
        done = subprocess.run(
            ["Rscript", *paths, estimator.upper(), missing],
            capture_output=True, text=True, check=False,
        )  # fmt: skip
    if done.returncode:
        return None
    seconds, statistic = (float(word) for word in done.stdout.split())
    return seconds, statistic


def main() -> None:
    print(f"{ITEMS} items, {FACTORS} factors, {PEOPLE} people; CPU seconds")
    for label, (estimator, missing, share) in CASES.items():
        table = simulated(share)
        spent = []
        for _ in range(REPEATS):
            begun = time.process_time()
            found = fitted(table, estimator, missing)
            spent.append(time.process_time() - begun)
        statistic = found.tests["standard"].statistic
        print(f"{label:30s} here {min(spent):8.3f}   chi-square {statistic:.4f}", end="")
        other = lavaan(table, estimator, missing)
        if other is None:
            print("   lavaan not here")
        else:
            print(f"   lavaan {other[0]:8.3f}   chi-square {other[1]:.4f}")


if __name__ == "__main__":
    main()

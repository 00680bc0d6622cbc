"""Factor models of ordinal answers: seconds here, and by R lavaan in the same run if present.

Run: python benchmarks/cfa_ordinal.py
"""

import os
import resource
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

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.ordinal import fit_samples
from analysis.measurement.cfa.ordinal_samples import OrdinalSamples, ordinal_samples

REPEATS = 3
LAVAAN = """
suppressMessages(library(lavaan))
args <- commandArgs(TRUE)
x <- read.csv(args[1])
model <- paste(readLines(args[2]), collapse = "\\n")
spent <- system.time(f <- cfa(model, x, ordered = names(x), estimator = "WLSMV"))
e <- parameterEstimates(f)
cat(sum(spent[1:2]), fitMeasures(f, "chisq.scaled"), max(e$se), e$est[e$op == "=~"])
"""


def simulated(n: int, p: int, m: int, seed: int) -> pd.DataFrame:
    """Five categories; `m` correlated factors with as many items each."""
    rng = np.random.default_rng(seed)
    factors = 0.8 * rng.normal(size=(n, m)) + 0.6 * rng.normal(size=(n, 1))
    response = 0.7 * factors[:, np.arange(p) * m // p] + 0.7 * rng.normal(size=(n, p))
    codes = np.digitize(response, [-1.5, -0.6, 0.3, 1.2]) + 1
    return pd.DataFrame(codes, columns=[f"i{item}" for item in range(p)])


def model(p: int, m: int) -> str:
    items = np.array_split(np.arange(p), m)
    return "\n".join(
        f"f{factor} =~ " + " + ".join(f"i{item}" for item in own)
        for factor, own in enumerate(items)
    )


def sampled(table: pd.DataFrame) -> OrdinalSamples:
    return ordinal_samples(
        table, items=list(table), ordinal=list(table), missing="listwise", groups=None,
        case_weights=None, clusters=None,
    )  # fmt: skip


def fitted(syntax: str, samples: OrdinalSamples) -> CfaFit:
    return fit_samples(
        syntax, samples, estimator="wlsmv", std_lv=False, orthogonal=False,
        parameterization="delta", group_equal=[], group_partial=[], confidence=0.95,
    )  # fmt: skip


def lavaan(table: pd.DataFrame, syntax: str) -> np.ndarray | None:
    """Processor seconds, scaled statistic, largest standard error, loadings."""
    if shutil.which("Rscript") is None:
        return None
    with tempfile.TemporaryDirectory() as folder:
        script, data, text = (Path(folder, each) for each in ("lavaan.R", "x.csv", "model"))
        script.write_text(LAVAAN)
        text.write_text(syntax)
        table.to_csv(data, index=False)
        done = subprocess.run(["Rscript", script, data, text], capture_output=True, text=True)
    return None if done.returncode else np.array(done.stdout.split(), dtype=float)


def compare(n: int, p: int, m: int) -> None:
    table, syntax = simulated(n, p, m, 1), model(p, m)
    moments, fits = [], []
    for _ in range(REPEATS):
        start = time.process_time()
        samples = sampled(table)
        middle = time.process_time()
        fit = fitted(syntax, samples)
        moments.append(middle - start)
        fits.append(time.process_time() - middle)
    total = min(moments) + min(fits)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{f'{p} items, {n} people':<24}{min(moments):>9.2f}{min(fits):>9.2f}", end="")
    print(f"{total:>9.2f}{memory:>8.2f}", end="")
    if (reference := lavaan(table, syntax)) is None:
        print(f"{'no R lavaan':>12}")
        return
    loadings = fit.estimates[fit.estimates["operator"] == "=~"]["estimate"]
    apart = np.abs(loadings - reference[3:]).max()
    scaled = abs(fit.tests["scaled_shifted"].statistic / reference[1] - 1)
    print(f"{reference[0]:>9.2f}{reference[0] / total:>7.1f}{apart:>10.0e}{scaled:>10.0e}")


def main() -> None:
    print(f"{'WLSMV':<24}{'moments':>9}{'fit':>9}{'total':>9}{'GB':>8}", end="")
    print(f"{'lavaan':>9}{'times':>7}{'loadings':>10}{'scaled':>10}", end="")
    print("   (processor seconds, one thread; largest and relative difference)")
    compare(480, 30, 6)
    compare(3_000, 42, 7)
    compare(30_000, 60, 10)


if __name__ == "__main__":
    main()

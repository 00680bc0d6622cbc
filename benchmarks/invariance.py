"""The ladder for ordinal answers: seconds here, and by R lavaan + semTools if present.

Run: python benchmarks/invariance.py
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

from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.measurement.invariance.kinds import ordinal_kind
from analysis.measurement.invariance.ladder import Rung, climb

REPEATS, CUTOFF_DRAWS, NEVER = 3, 200, 1e-12
LAVAAN = """
suppressMessages({library(lavaan); library(semTools)})
args <- commandArgs(TRUE)
x <- read.csv(args[1])
items <- setdiff(names(x), "group")
model <- paste(readLines(args[2]), collapse = "\\n")
equal <- c("thresholds", "loadings", "intercepts", "residuals")
few <- x[seq(1, nrow(x), 6), ]
fits <- list()
spent <- system.time({
  for (k in 0:4) {
    syntax <- as.character(measEq.syntax(model, data = few, ordered = items, group = "group",
      parameterization = "theta", ID.fac = "std.lv", ID.cat = "Wu.Estabrook.2016",
      group.equal = if (k) equal[1:k] else ""))
    moments <- if (k) list(slotSampleStats = fits[[1]]@SampleStats, slotData = fits[[1]]@Data)
    fits[[k + 1]] <- do.call("cfa", c(list(syntax, x, ordered = items, group = "group",
      parameterization = "theta", estimator = "WLSMV", se = "none", baseline = FALSE), moments))
  }
  tests <- lavTestLRT(fits[[1]], fits[[2]], fits[[3]], fits[[4]], fits[[5]])
})
cat(sum(spent[1:2]), tests[["Chisq diff"]][-1])
"""
"""Five fits and their scaled difference tests, without what these do not need: sample moments
are estimated once, standard errors and the baseline never, and syntax is written from fewer
rows, as it depends on categories alone. (By `do.call(lavTestLRT, fits)` whole fits become names
of rows, which alone takes longer than fitting them.)"""


def simulated(n: int, p: int, m: int, seed: int) -> tuple[pd.DataFrame, pd.Series]:
    """Five categories, `m` factors correlating .4, two groups of one population."""
    rng = np.random.default_rng(seed)
    factors = rng.multivariate_normal(np.zeros(m), np.full((m, m), 0.4) + 0.6 * np.eye(m), n)
    response = 0.8 * np.repeat(factors, p // m, axis=1) + 0.6 * rng.normal(size=(n, p))
    codes = np.digitize(response, [-1.5, -0.5, 0.5, 1.5])
    member = pd.Series(np.repeat(["a", "b"], [n // 2, n - n // 2]))
    return pd.DataFrame(codes, columns=[f"i{item}" for item in range(p)]), member


def ladder(answers: pd.DataFrame, member: pd.Series, m: int) -> list[Rung]:
    """The whole ladder, from answers to decisions and simulated cutoffs."""
    items = list(answers)
    own = np.array_split(items, m)
    samples = ordinal_samples(
        answers, items=items, ordinal=items, missing="listwise", groups=member,
        case_weights=None, clusters=None,
    )  # fmt: skip
    factors = {f"f{k}": list(each) for k, each in enumerate(own)}
    return climb(
        ordinal_kind(samples, factors, estimator="wlsmv"),
        alpha=NEVER, correction="none", fewest_shared=2, cutoff_draws=CUTOFF_DRAWS,
        rng=np.random.default_rng(1),
    )  # fmt: skip


def lavaan(answers: pd.DataFrame, member: pd.Series, m: int) -> np.ndarray | None:
    """Processor seconds and the four scaled difference statistics."""
    if shutil.which("Rscript") is None:
        return None
    own = np.array_split(list(answers), m)
    with tempfile.TemporaryDirectory() as folder:
        script, data, text = (Path(folder, each) for each in ("lavaan.R", "x.csv", "model"))
        script.write_text(LAVAAN)
        text.write_text("\n".join(f"f{k} =~ " + "+".join(each) for k, each in enumerate(own)))
        answers.assign(group=member).to_csv(data, index=False)
        done = subprocess.run(["Rscript", script, data, text], capture_output=True, text=True)
    return None if done.returncode else np.array(done.stdout.split(), dtype=float)


def compare(n: int, p: int, m: int, *, with_lavaan: bool) -> None:
    answers, member = simulated(n, p, m, 1)
    spent = []
    for _ in range(REPEATS):
        start = time.process_time()
        rungs = ladder(answers, member, m)
        spent.append(time.process_time() - start)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1e6
    print(f"{f'{p} items, {n} people':<24}{min(spent):>9.2f}{memory:>8.2f}", end="", flush=True)
    reference = lavaan(answers, member, m) if with_lavaan else None
    if reference is None:
        print(f"{'–':>9}")
        return
    found = np.array([one.row["statistic"] for one in rungs[1:]])
    apart = np.abs(found / reference[1:] - 1).max()
    print(f"{reference[0]:>9.1f}{reference[0] / min(spent):>7.1f}{apart:>10.0e}")


def main() -> None:
    print(
        f"{'ladder of five steps':<24}{'seconds':>9}{'GB':>8}{'lavaan':>9}{'times':>7}", end=""
    )
    print(f"{'tests':>10}   (processor seconds, one thread; largest relative difference)")
    compare(3_000, 42, 7, with_lavaan=True)
    compare(30_000, 60, 10, with_lavaan=False)


if __name__ == "__main__":
    main()

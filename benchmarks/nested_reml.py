"""Speed of nested REML, side by side with statsmodels and, where R is present, lme4.

Run: python benchmarks/nested_reml.py (prints a table; one BLAS thread). MixedLM has no third
level and is given the smallest study only.
"""

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

os.environ |= dict.fromkeys(("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS"), "1")
sys.path.insert(0, str(Path(__file__).parents[1]))

import numpy as np
import pandas as pd
import statsmodels.api as sm

from analysis.stats.nested_reml import nested_reml

SIZES = [(480, 24, 4), (2_000, 100, 10), (10_000, 500, 10)]
PERIODS = 12
R_CODE = """
library(lme4)
d <- read.csv("{file}")
invisible(lFormula(y ~ x1 + (1|manager), d))
time <- system.time(m <- lmer(y ~ x1 + x2 + x3 + (1|region) + (1|manager) + (1|person), d))
cat(time[["elapsed"]], as.data.frame(VarCorr(m))$vcov)
"""


def study(people: int, managers: int, regions: int) -> pd.DataFrame:
    """Months of people in teams in regions, with variances 1, .3, .2 and 2."""
    rng = np.random.default_rng(people)
    person = np.repeat(np.arange(people), PERIODS)
    manager = person % managers
    region = manager % regions
    x = rng.normal(size=(3, len(person)))
    y = x.T @ [0.5, 0.3, 0.1] + np.sqrt(2) * rng.normal(size=len(person))
    y += rng.normal(size=people)[person]
    y += np.sqrt(0.3) * rng.normal(size=managers)[manager]
    y += np.sqrt(0.2) * rng.normal(size=regions)[region]
    columns = {"x1": x[0], "x2": x[1], "x3": x[2], "y": y}
    return pd.DataFrame({"person": person, "manager": manager, "region": region, **columns})


def ours(frame: pd.DataFrame) -> tuple[float, np.ndarray]:
    """Seconds and variances of our own."""
    design = np.column_stack([np.ones(len(frame)), frame[["x1", "x2", "x3"]]])
    managers = frame.drop_duplicates("person")["manager"].to_numpy()
    regions = frame.drop_duplicates("manager").sort_values("manager")["region"].to_numpy()
    start = time.perf_counter()
    fit = nested_reml(
        design,
        frame["y"].to_numpy(),
        frame["person"].to_numpy(),
        (managers, regions),
        weights=np.ones(len(frame)),
    )
    return time.perf_counter() - start, fit.variances


def lme4(frame: pd.DataFrame) -> tuple[float, np.ndarray] | None:
    """Seconds and variances of lme4, where R has it."""
    if shutil.which("Rscript") is None:
        return None
    with TemporaryDirectory() as folder:
        file = Path(folder) / "study.csv"
        frame.to_csv(file, index=False)
        run = subprocess.run(
            ["Rscript", "-e", R_CODE.format(file=file)],
            capture_output=True,
            text=True,
            check=False,
        )
    if run.returncode:
        return None
    seconds, *variances = map(float, run.stdout.split())
    return seconds, np.array(variances)


def statsmodels(frame: pd.DataFrame) -> tuple[float, np.ndarray]:
    """Seconds and variances of MixedLM of people in teams, regions left out."""
    start = time.perf_counter()
    model = sm.MixedLM.from_formula(
        "y ~ x1 + x2 + x3",
        groups="manager",
        re_formula="1",
        vc_formula={"person": "0 + C(person)"},
        data=frame,
    )
    fit = model.fit()
    found = np.array([fit.vcomp[0], fit.cov_re.iloc[0, 0], np.nan, fit.scale])
    return time.perf_counter() - start, found


def main() -> None:
    """Print one line per size and program."""
    print(
        f"{'people':>7} {'months':>7}  {'program':12} {'seconds':>8}  variances (inner first)"
    )
    for people, managers, regions in SIZES:
        frame = study(people, managers, regions)
        rows = {"plumbline": ours(frame), "lme4": lme4(frame)}
        if people <= SIZES[0][0]:
            rows["statsmodels"] = statsmodels(frame)
        for name, row in rows.items():
            if row is not None:
                shown = " ".join(f"{v:.5f}" for v in row[1])
                print(f"{people:7d} {len(frame):7d}  {name:12} {row[0]:8.3f}  {shown}")


if __name__ == "__main__":
    main()

"""How often does the ladder over two waves of the same people reject what is true?

300 people answer three dimensions of four items of five categories twice: loadings .8, residual
standard deviation .6 of which .4 is the item's own and stays, thresholds -1.5, -.5, .5, 1.5,
dimensions correlating .4, factors .6 over waves; the second wave's mean is .3 higher and its
standard deviation 1.1, which breaks no step. Each dimension has its ladder, every step tested
against the one before without correction. 100 replications: 300 ladders.

Run by `make calibrate`; writes invariance_occasions.csv (appended as it goes: a run that was
stopped goes on where it was) and invariance_occasions_rates.csv beside this file, which are
committed. An argument limits the seconds.
"""

import os
import sys
import time
from pathlib import Path

for name in ("OMP_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"):
    os.environ[name] = "1"

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.ladder import climb
from analysis.measurement.invariance.occasions import (
    ordinal_occasions,
    wide_answers,
    wide_samples,
)
from analysis.measurement.invariance.places import Places
from analysis.seeds import stream

ROWS = Path(__file__).with_suffix(".csv")
RATES = ROWS.with_name("invariance_occasions_rates.csv")
REPLICATIONS, PEOPLE, SEED = 100, 300, 20260101
DIMENSIONS = {f"f{k}": [f"f{k}i{i}" for i in range(4)] for k in range(3)}
CUTS = np.array([-1.5, -0.5, 0.5, 1.5])
LOADING, OWN, NOISE = 0.8, 0.4, np.sqrt(0.6**2 - 0.4**2)
BETWEEN, STABLE, MEAN, SD = 0.4, 0.6, 0.3, 1.1
STEPS = ("thresholds", "loadings", "intercepts", "residuals")
ALPHA, NEVER, RARE, CUTOFF_DRAWS = 0.05, 1e-300, 5, 2


def waves(rng: np.random.Generator) -> list[pd.DataFrame]:
    """Codes of both waves, a column per item."""
    between = np.full((3, 3), BETWEEN) + (1 - BETWEEN) * np.eye(3)
    own = OWN * rng.normal(size=(PEOPLE, 12))
    kept = rng.multivariate_normal(np.zeros(3), STABLE * between, PEOPLE)
    found = []
    for mean, sd in ((0.0, 1.0), (MEAN, SD)):
        new = rng.multivariate_normal(np.zeros(3), (1 - STABLE) * between, PEOPLE)
        factors = mean + sd * (kept + new)
        noise = NOISE * rng.normal(size=(PEOPLE, 12))
        response = LOADING * np.repeat(factors, 4, axis=1) + own + noise
        items = [item for own_items in DIMENSIONS.values() for item in own_items]
        codes = (response[:, :, None] > CUTS).sum(axis=2).astype(float)
        found.append(pd.DataFrame(codes, columns=items))
    return found


def replication(number: int) -> list[dict[str, object]]:
    """The tests of every dimension of one study."""
    rng = stream(SEED, "calibration", "invariance", "occasions", number)
    parts = waves(rng)
    long = pd.concat(parts, ignore_index=True)
    occasion = pd.Series(np.repeat(["1", "2"], PEOPLE))
    rows = []
    for dimension, items in DIMENSIONS.items():
        joined, _ = collapsed(long, items, occasion, fewest=RARE)
        both = [joined.iloc[:PEOPLE], joined.iloc[PEOPLE:]]
        samples = wide_samples(wide_answers(both), missing="listwise", case_weights=None)
        places = Places(("1", "2"), wide=True)
        kind = ordinal_occasions(samples, {dimension: items}, places, estimator="wlsmv")
        rungs = climb(
            kind,
            alpha=NEVER,
            correction="none",
            fewest_shared=2,
            cutoff_draws=CUTOFF_DRAWS,
            rng=rng,
        )
        tests = {f"p_{one.step.name}": one.row.get("p_change", np.nan) for one in rungs[1:]}
        rows.append({"replication": number, "dimension": dimension, **tests})
    return rows


def rates(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares of ladders, with their Monte Carlo errors over replications."""
    columns = [f"p_{step}" for step in STEPS]
    hits = {f"{s} rejected at 5 %": rows[f"p_{s}"] < ALPHA for s in STEPS}
    corrected = 1 - (1 - rows[columns].min(axis=1)) ** len(STEPS)
    hits["any step rejected, Šidák"] = corrected < ALPHA
    found = []
    for what, hit in hits.items():
        of = hit.groupby(rows["replication"]).mean()
        error = float(of.std(ddof=1) / np.sqrt(len(of)))
        found.append({"what": what, "rate": float(of.mean()), "mc_error": error, "n": len(of)})
    return pd.DataFrame(found)


def main() -> None:
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else np.inf
    start = time.monotonic()
    done = set(pd.read_csv(ROWS)["replication"]) if ROWS.exists() else set()
    for number in range(REPLICATIONS):
        if number in done or time.monotonic() - start > limit:
            continue
        columns = ["replication", "dimension", *(f"p_{step}" for step in STEPS)]
        frame = pd.DataFrame(replication(number)).reindex(columns=columns)
        frame.to_csv(ROWS, mode="a", header=not ROWS.exists(), index=False, float_format="%.6f")
    table = rates(pd.read_csv(ROWS))
    print(table.round(4).to_string(index=False))
    table.to_csv(RATES, index=False, float_format="%.6f")


if __name__ == "__main__":
    main()

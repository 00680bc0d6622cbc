"""Is a planted difference between groups found at its step and items, and an absent one not?

Two groups of 600, 30 items of five categories, five factors correlating .4, loadings .8,
residual variances .36, thresholds -1.5, -.5, .5, 1.5; the second group's factors have mean .3
and standard deviation 1.1 (the stated baseline, the same for all). Planted in the second group:

nothing     every step of the ladder is true;
loadings    three of the six loadings of the first factor are .2;
thresholds  the second threshold of three items, one each of three factors, is .5 higher.

200 replications of each. Run by `make calibrate`; writes invariance_detection.csv (one row per
replication, appended as it goes: a run that was stopped goes on where it was) and
invariance_rates.csv beside this file, which are committed. An argument limits the seconds.
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

from analysis.measurement.cfa.ordinal_samples import OrdinalSamples, ordinal_samples
from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.kinds import ordinal_kind
from analysis.measurement.invariance.ladder import Rung, climb
from analysis.seeds import stream

ROWS = Path(__file__).with_suffix(".csv")
RATES = ROWS.with_name("invariance_rates.csv")
REPLICATIONS, PEOPLE, SEED = 200, 600, 20260101
FACTORS = {f"f{k}": [f"f{k}i{i}" for i in range(6)] for k in range(5)}
ITEMS = [item for items in FACTORS.values() for item in items]
LOADINGS = np.full(30, 0.8)
THRESHOLDS = np.tile([-1.5, -0.5, 0.5, 1.5], (30, 1))
BETWEEN, MEAN, SD = 0.4, 0.3, 1.1
STEPS = ("thresholds", "loadings", "intercepts", "residuals")
PLANTED = {"nothing": [], "loadings": [0, 1, 2], "thresholds": [0, 6, 12]}
ALPHA, FEWEST, RARE, CUTOFF_DRAWS = 0.05, 2, 5, 100
CORRECTION = "sidak"


def group(
    rng: np.random.Generator,
    loadings: np.ndarray,
    thresholds: np.ndarray,
    *,
    mean: float,
    sd: float,
) -> np.ndarray:
    """Codes 0 to 4 of `PEOPLE` people."""
    between = np.full((5, 5), BETWEEN) + (1 - BETWEEN) * np.eye(5)
    factors = rng.multivariate_normal(np.full(5, mean), sd**2 * between, PEOPLE)
    noise = rng.normal(0, 0.6, (PEOPLE, 30))
    response = np.repeat(factors, 6, axis=1) * loadings + noise
    return (response[:, :, None] > thresholds).sum(axis=2)


def drawn(planted: str, rng: np.random.Generator) -> OrdinalSamples:
    """Moments of both groups, rare categories joined as the pipeline does."""
    loadings, thresholds, at = LOADINGS.copy(), THRESHOLDS.copy(), PLANTED[planted]
    if planted == "loadings":
        loadings[at] = 0.2
    if planted == "thresholds":
        thresholds[at, 1] += 0.5
    first = group(rng, LOADINGS, THRESHOLDS, mean=0, sd=1)
    second = group(rng, loadings, thresholds, mean=MEAN, sd=SD)
    answers = pd.DataFrame(np.vstack([first, second]).astype(float), columns=ITEMS)
    member = pd.Series(np.repeat(["a", "b"], PEOPLE))
    codes, _ = collapsed(answers, ITEMS, member, fewest=RARE)
    return ordinal_samples(
        codes,
        items=ITEMS,
        ordinal=ITEMS,
        missing="listwise",
        groups=member,
        case_weights=None,
        clusters=None,
    )


def climbed(
    samples: OrdinalSamples, rng: np.random.Generator, correction: str, alpha: float
) -> dict[str, Rung]:
    rungs = climb(
        ordinal_kind(samples, FACTORS, estimator="wlsmv"),
        alpha=alpha,
        correction=correction,
        fewest_shared=FEWEST,
        cutoff_draws=CUTOFF_DRAWS,
        rng=rng,
    )
    return {one.step.name: one for one in rungs}


def replication(planted: str, number: int) -> dict[str, object]:
    """Tests, decisions and released items of one pair of samples."""
    rng = stream(SEED, "calibration", "invariance", planted, number)
    samples = drawn(planted, rng)
    found = climbed(samples, rng, CORRECTION, ALPHA)
    row: dict[str, object] = {"planted": planted, "replication": number}
    row |= {f"p_{step}": found[step].row.get("p_change", np.nan) for step in STEPS}
    decisions = [found[step].decision for step in STEPS]
    if planted == "nothing" and decisions != ["holds"] * 4:
        plain = climbed(samples, rng, "none", 1e-300)
        row |= {f"p_{step}": plain[step].row["p_change"] for step in STEPS}
    row["decisions"] = " ".join(decisions)
    freed = {step: released_at(found[step]) for step in STEPS}
    row["released"] = " ".join(f"{s}:{i}" for s in STEPS for i in sorted(freed[s]))
    if planted != "nothing":
        right = {ITEMS[i] for i in PLANTED[planted]}
        row["right_step"] = found[planted].decision == "partial" and all(
            found[step].decision == "holds" for step in STEPS[: STEPS.index(planted)]
        )
        row["found"] = row["right_step"] and right <= freed[planted]
        row["exact"] = row["right_step"] and right == freed[planted]
    return row


def released_at(rung: Rung) -> set[str]:
    """Items released at a step that was accepted."""
    if rung.accepted is None:
        return set()
    return {item for kind, item in rung.released if kind == rung.step.name} - set(
        item for kind, item in rung.released if kind in STEPS[: STEPS.index(rung.step.name)]
    )


def rates(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares of replications, with their Monte Carlo errors."""
    found = []

    def add(planted: str, what: str, hit: pd.Series) -> None:
        share, n = float(hit.astype(float).mean()), len(hit)
        error = float(np.sqrt(share * (1 - share) / n))
        found.append(
            {"planted": planted, "what": what, "rate": share, "mc_error": error, "n": n}
        )

    for planted, own in rows.groupby("planted", sort=False):
        decisions = own["decisions"].str.split()
        if planted == "nothing":
            for step in STEPS:
                add(planted, f"{step} rejected at 5 %", own[f"p_{step}"] < ALPHA)
            anywhere = own[[f"p_{step}" for step in STEPS]].min(axis=1) < ALPHA
            add(planted, "any step rejected, uncorrected", anywhere)
            called = decisions.map(lambda each: set(each) != {"holds"})
            add(planted, "ladder not called true, corrected", called)
            continue
        add(planted, "right step", own["right_step"].astype(bool))
        add(planted, "right step and items", own["found"].astype(bool))
        add(planted, "and no other item at it", own["exact"].astype(bool))
    return pd.DataFrame(found)


def main() -> None:
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else np.inf
    start = time.monotonic()
    rows = pd.read_csv(ROWS) if ROWS.exists() else pd.DataFrame()
    done = set(zip(rows["planted"], rows["replication"], strict=True)) if len(rows) else set()
    for number in range(REPLICATIONS):
        for planted in PLANTED:
            if (planted, number) in done or time.monotonic() - start > limit:
                continue
            row = replication(planted, number)
            blank = {"right_step": None, "found": None, "exact": None}
            frame = pd.DataFrame([{**blank, **row}])[[*row_columns()]]
            frame.to_csv(
                ROWS, mode="a", header=not ROWS.exists(), index=False, float_format="%.6f"
            )
    rows = pd.read_csv(ROWS)
    table = rates(rows)
    print(table.round(4).to_string(index=False))
    table.to_csv(RATES, index=False, float_format="%.6f")


def row_columns() -> list[str]:
    """Columns of `ROWS` in order."""
    tests = [f"p_{step}" for step in STEPS]
    return [
        "planted", "replication", *tests, "decisions", "released", "right_step", "found",
        "exact",
    ]  # fmt: skip


if __name__ == "__main__":
    main()

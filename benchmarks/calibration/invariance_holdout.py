"""Is an item that really differs found in one half and confirmed in the other, and chance not?

Two groups of 600, six items of five categories, one factor, loadings .8, residual variances
.36, thresholds -1.5, -.5, .5, 1.5; the second group's factor has mean .3 and standard deviation
1.1. Planted in the second group:

nothing     every step of the ladder is true (what a search releases is chance);
loadings    two of the six loadings are .4;
thresholds  the second threshold of two items is .5 higher;
intercepts  all thresholds of two items are .4 higher.

50 replications of each, 600 of nothing, whose ladders rarely release anything. Run by
`make calibrate`; writes invariance_holdout.csv (one row per replication, appended as it goes: a
run that was stopped goes on where it was) and invariance_holdout_rates.csv beside this file,
which are committed. An argument limits the seconds.
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

from analysis.measurement.invariance.choices import Choices
from analysis.measurement.invariance.collapsing import collapsed
from analysis.measurement.invariance.compared_groups import Given, halves_of, kind_of
from analysis.measurement.invariance.familywise import Levels
from analysis.measurement.invariance.holdout import CONFIRMED, confirmations
from analysis.measurement.invariance.ladder import climb
from analysis.seeds import stream

ROWS = Path(__file__).with_suffix(".csv")
RATES = ROWS.with_name("invariance_holdout_rates.csv")
REPLICATIONS = {"nothing": 600, "loadings": 50, "thresholds": 50, "intercepts": 50}
PEOPLE, SEED, PLANTED = 600, 20260101, ("i0", "i1")
ITEMS = [f"i{i}" for i in range(6)]
CUTS = np.tile([-1.5, -0.5, 0.5, 1.5], (6, 1))
CHOICES = Choices(
    estimator="wlsmv",
    missing="listwise",
    continuous_from=7,
    min_group=200,
    min_category=5,
    fewest_shared=2,
    holdout_group=500,
    alpha=0.05,
    correction="sidak",
    share=0.3,
    confidence=0.95,
    cutoff_draws=2,
)


def group(
    rng: np.random.Generator, loadings: np.ndarray, cuts: np.ndarray, mean: float, sd: float
) -> np.ndarray:
    """Codes 0 to 4 of `PEOPLE` people."""
    factor = mean + sd * rng.normal(size=(PEOPLE, 1))
    response = factor * loadings + 0.6 * rng.normal(size=(PEOPLE, 6))
    return (response[:, :, None] > cuts).sum(axis=2)


def drawn(planted: str, rng: np.random.Generator) -> Given:
    """Answers of both groups, rare categories joined as the pipeline does."""
    loadings, cuts = np.full(6, 0.8), CUTS.copy()
    first = group(rng, loadings, cuts, 0, 1)
    if planted == "loadings":
        loadings = np.where(np.arange(6) < 2, 0.4, 0.8)
    if planted == "thresholds":
        cuts[:2, 1] += 0.5
    if planted == "intercepts":
        cuts[:2] += 0.4
    second = group(rng, loadings, cuts, 0.3, 1.1)
    codes = pd.DataFrame(np.vstack([first, second]).astype(float), columns=ITEMS)
    labels = pd.Series(pd.Categorical(np.repeat(["a", "b"], PEOPLE)))
    answers, _ = collapsed(codes, ITEMS, labels, fewest=CHOICES.min_category)
    people = pd.Series([f"p{row}" for row in range(len(codes))])
    return Given(answers, labels, {"f": ITEMS}, None, people)


def replication(planted: str, number: int) -> dict[str, object]:
    """Decisions, and the verdict on every item that the search released or one half found."""
    rng = stream(SEED, "calibration", "invariance", "holdout", planted, number)
    given = drawn(planted, rng)
    rungs = climb(
        kind_of(given, CHOICES, linear=False),
        alpha=CHOICES.alpha,
        correction=CHOICES.correction,
        fewest_shared=CHOICES.fewest_shared,
        cutoff_draws=CHOICES.cutoff_draws,
        rng=rng,
    )
    halves = halves_of(given, CHOICES, rng, linear=False)
    levels = Levels(CHOICES.alpha, CHOICES.correction, len(rungs) - 1)
    found = confirmations(rungs, halves, levels)
    freed = {
        one.step.name: {i for kind, i in one.released if kind == one.step.name} for one in rungs
    }
    said = [
        f"{step}:{item}:{verdict}"
        for step, confirmation in found.items()
        for item, verdict in sorted(confirmation.verdicts.items())
        if item in freed[step]
    ]
    return {
        "planted": planted,
        "replication": number,
        "decisions": " ".join(one.decision for one in rungs[1:]),
        "released": " ".join(said),
    }


def rates(rows: pd.DataFrame) -> pd.DataFrame:
    """Shares of replications and of releases, with their Monte Carlo errors."""
    found = []

    def add(planted: str, what: str, hits: list[bool]) -> None:
        n = len(hits)
        share = float(np.mean(hits)) if n else np.nan
        error = float(np.sqrt(share * (1 - share) / n)) if n else np.nan
        found.append(
            {"planted": planted, "what": what, "rate": share, "mc_error": error, "n": n}
        )

    for planted, own in rows.groupby("planted", sort=False):
        releases = [
            [tuple(one.split(":")) for one in said.split()]
            for said in own["released"].fillna("")
        ]
        step = str(planted)
        add(step, "something released", [bool(one) for one in releases])
        every = [one for each in releases for one in each]
        right = [one for one in every if one[0] == step and one[1] in PLANTED]
        wrong = [one for one in every if one not in right]
        if step in REPLICATIONS and step != "nothing":
            shown = len(own) * len(PLANTED)
            add(
                step,
                "planted items released",
                [True] * len(right) + [False] * (shown - len(right)),
            )
            add(step, "of these found in one half", [one[2] != "not_found" for one in right])
            add(step, "of these confirmed in the other", [one[2] == CONFIRMED for one in right])
        add(
            step,
            "chance releases that are not confirmed",
            [one[2] != CONFIRMED for one in wrong],
        )
    return pd.DataFrame(found)


def main() -> None:
    limit = float(sys.argv[1]) if len(sys.argv) > 1 else np.inf
    start = time.monotonic()
    rows = (
        pd.read_csv(ROWS) if ROWS.exists() else pd.DataFrame(columns=["planted", "replication"])
    )
    done = set(zip(rows["planted"], rows["replication"], strict=True))
    asked = [(planted, number) for planted, n in REPLICATIONS.items() for number in range(n)]
    for planted, number in sorted(asked, key=lambda one: one[1] / REPLICATIONS[one[0]]):
        if (planted, number) in done or time.monotonic() - start > limit:
            continue
        frame = pd.DataFrame([replication(planted, number)])
        frame.to_csv(ROWS, mode="a", header=not ROWS.exists(), index=False)
    table = rates(pd.read_csv(ROWS))
    print(table.round(4).to_string(index=False))
    table.to_csv(RATES, index=False, float_format="%.6f")


if __name__ == "__main__":
    main()

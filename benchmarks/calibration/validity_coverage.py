"""200 simulated studies, mess and all: are true validities covered by their intervals?

Run by `make calibrate`; writes validity_coverage.csv beside this file, which is committed.
"""

import sys
from importlib.metadata import version
from pathlib import Path

import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis.chain.recovery import coverage, simulated_validities
from analysis.chain.refit import Choices
from analysis.instrument import load_instrument
from analysis.kpi import load_kpis
from analysis.seeds import stream
from analysis.simulation.truth import load_truth

STUDY = ROOT / "studies" / "demo_sales_2026"
DRAWS, SEED, SOURCE, CONFIDENCE = 200, 20260101, "manager", 0.95
CHOICES = {
    "exclude": "flagged",
    "families_needed": 2,
    "expected_false_positive": 0.01,
    "seconds_per_item": 2.0,
    "max_missing_share": 0.5,
    "synonym_correlation": 0.6,
    "simulations": 500,
    "adjust_for": {"territory_potential": "log", "tenure_months": "log"},
    "exposure": "months_active",
}


def main() -> None:
    truth = load_truth(STUDY / "truth.yaml")
    instrument = load_instrument(ROOT / "instruments" / f"{truth.instrument}.yaml")
    kpis = load_kpis(ROOT / "instruments" / "kpi")
    choices = Choices(shares=truth.shares, **CHOICES)
    found = [
        simulated_validities(
            truth,
            instrument,
            kpis,
            choices,
            source=SOURCE,
            confidence=CONFIDENCE,
            rng=stream(SEED, "calibration", "validity", number),
        )
        for number in range(DRAWS)
    ]
    true = pd.read_csv(STUDY / "true_validities.csv").query("source == @SOURCE")
    table = coverage(pd.concat(found, ignore_index=True), true)
    print(f"{DRAWS} draws, seed {SEED}, {CONFIDENCE:.0%} intervals, pandas {version('pandas')}")
    print(table.round(4).to_string(index=False))
    print(table.groupby("statistic")["coverage"].mean().round(4).to_string())
    table.to_csv(Path(__file__).with_suffix(".csv"), index=False, float_format="%.6f")


if __name__ == "__main__":
    main()

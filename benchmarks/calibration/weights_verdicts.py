"""500 simulated studies of each kind: are verdicts right, and how often does the scheme change?

Run by `make calibrate`; writes beside this file weights_verdicts.csv (how often each verdict is
reached, what it costs, and the probability that two studies choose different schemes) and
weights_schemes.csv (how often each scheme is chosen, and is the best one beside unit weights).
"""

import sys
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis.chain.simulated_verdicts import Truth, simulate_verdicts
from analysis.seeds import stream
from analysis.weighting.schemes import contenders
from analysis.weighting.verdict import VERDICTS, Demand

SEED, STUDIES, REPEATS, AMONG, P = 20260101, 500, 5, 0.4, 6
KINDS = {
    "equal_n_1000": (np.full(P, 0.25), 50, 20, 0.05),
    "equal_n_480": (np.full(P, 0.25), 24, 20, 0.05),
    "equal_n_300": (np.full(P, 0.25), 60, 5, 0.05),
    "validities_10_to_50_n_1000": (np.linspace(0.1, 0.5, P), 50, 20, 0.05),
    "validities_05_to_25_n_300": (np.linspace(0.05, 0.25, P), 60, 5, 0.05),
    "noise_n_480": (np.zeros(P), 24, 20, 0.05),
}
"""Validities of six scores that correlate .4, clusters, people in each, share in common."""


def studies_of(kind: str, options: dict[str, Any]) -> pd.DataFrame:
    """Verdict, scheme and regret of every study of one kind."""
    validities, clusters, size, icc = KINDS[kind]
    weighting = options["weighting"]
    prior = {"prior": weighting["bayes"]["prior"], "prior_people": weighting["bayes"]["people"]}
    demand = {key: weighting[key] for key in ("minimal_gain", "power")}
    return simulate_verdicts(
        Truth(AMONG + (1 - AMONG) * np.eye(P), validities, clusters, size, icc),
        contenders(weighting["schemes"], fixed={}, **prior),
        Demand(confidence=options["confidence"], **demand),
        studies=STUDIES,
        folds=weighting["folds"],
        repeats=REPEATS,
        rng=stream(SEED, "calibration", "verdicts", kind),
    )


def verdict_row(kind: str, table: pd.DataFrame) -> dict[str, Any]:
    """How often each verdict is reached in studies of one kind, and what it costs."""
    chosen = table[table["verdict"] == "unequal"]
    shares = {name: float((table["verdict"] == name).mean()) for name in VERDICTS}
    better = (chosen["true_validity"] > chosen["true_unit"]).mean()
    return {
        **identity(kind),
        **shares,
        "largest_mc_error": max(mc_error(share) for share in shares.values()),
        "unequal_truly_better": better,
        "mean_true_validity": table["true_validity"].mean(),
        "mean_true_unit": table["true_unit"].mean(),
        "best_possible": table["true_best"].mean(),
        "mean_regret": table["regret"].mean(),
        "regret_mc_error": table["regret"].std(ddof=1) / np.sqrt(len(table)),
        "largest_regret": table["regret"].max(),
        "mean_gain_where_unequal": (chosen["true_validity"] - chosen["true_unit"]).mean(),
        **changes(table["scheme"]),
        "studies": len(table),
    }


def identity(kind: str) -> dict[str, Any]:
    """What the studies of one kind are called, and their size."""
    _, clusters, size, _ = KINDS[kind]
    return {"studies_of": kind, "n": clusters * size, "clusters": clusters}


def changes(chosen: pd.Series) -> dict[str, float]:
    """Probability that two studies choose different schemes, with its delta-method error."""
    p = chosen.value_counts(normalize=True).to_numpy()
    same = float((p**2).sum())
    variance = 4 * (float((p**3).sum()) - same**2) / len(chosen)
    return {"scheme_changes": 1 - same, "scheme_changes_mc_error": max(variance, 0.0) ** 0.5}


def scheme_table(kind: str, table: pd.DataFrame, schemes: list[str]) -> pd.DataFrame:
    """How often each scheme is chosen, and is the best one beside unit weights."""
    rows = []
    for scheme in schemes:
        chosen = float((table["scheme"] == scheme).mean())
        rows.append(
            {
                **identity(kind),
                **{"scheme": scheme, "chosen": chosen, "chosen_mc_error": mc_error(chosen)},
                "best_rival": float((table["best"] == scheme).mean()),
                "studies": len(table),
            }
        )
    return pd.DataFrame(rows)


def mc_error(share: float) -> float:
    """Standard error of a share of the simulated studies."""
    return float(np.sqrt(share * (1 - share) / STUDIES))


def main() -> None:
    options = yaml.safe_load((ROOT / "config" / "defaults.yaml").read_text(encoding="utf-8"))
    found = {kind: studies_of(kind, options) for kind in KINDS}
    names = options["weighting"]["schemes"]
    verdicts = pd.DataFrame([verdict_row(kind, table) for kind, table in found.items()])
    schemes = pd.concat([scheme_table(kind, table, names) for kind, table in found.items()])
    here = Path(__file__)
    verdicts.to_csv(here.with_suffix(".csv"), index=False, float_format="%.6f")
    schemes.to_csv(here.with_name("weights_schemes.csv"), index=False, float_format="%.6f")
    print(verdicts.round(4).T.to_string(header=False))
    print(schemes.round(4).to_string(index=False))


if __name__ == "__main__":
    main()

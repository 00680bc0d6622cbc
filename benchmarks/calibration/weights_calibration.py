"""500 simulated studies: are importances covered, is noise left alone, are verdicts right?

Run by `make calibrate`; writes beside this file weights_calibration.csv (coverage of every
predictor), weights_verdicts.csv (how often each verdict is reached) and
weights_calibration.json (the overall figures).

Importance: six predictors that correlate .4 with one another and .05 to .45 with the criterion,
and a seventh that is independent of everything. Population values come from the population's
correlation matrix. In clusters, 10 % of the variance of every score and of the criterion is
shared by the people of a cluster, so that validities are equally strong within and between.
"""

import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis.chain.simulated_verdicts import Truth, simulate_verdicts
from analysis.seeds import stream
from analysis.stats.bca import bca_interval
from analysis.stats.bootstrap import percentile_interval
from analysis.stats.dominance import general_dominance
from analysis.stats.relative_weights import relative_weights
from analysis.weighting.design import Design
from analysis.weighting.importance import noise_spreads
from analysis.weighting.importance_indices import drawn_samples
from analysis.weighting.schemes import contenders
from analysis.weighting.verdict import Demand

SEED, STUDIES, DRAWS, CONFIDENCE = 20260101, 500, 1000, 0.95
AMONG, VALIDITIES, ICC, IMPORTANT = 0.4, np.linspace(0.05, 0.45, 6), 0.1, 0.01
INDICES = {"general_dominance": general_dominance, "relative_weight": relative_weights}
SAMPLES = {
    "independent_1000": (1000, 1, 0.0),
    "60_clusters_of_16": (60, 16, ICC),
    "24_clusters_of_20": (24, 20, ICC),
}
"""Clusters, people in each, and the share of variance that these have in common."""

VERDICT_STUDIES, REPEATS, P = 500, 5, 6
VERDICTS = {
    "equal_n_1000": (np.full(P, 0.25), 50, 20, 0.05),
    "equal_n_480": (np.full(P, 0.25), 24, 20, 0.05),
    "validities_10_to_50_n_1000": (np.linspace(0.1, 0.5, P), 50, 20, 0.05),
    "validities_05_to_25_n_300": (np.linspace(0.05, 0.25, P), 60, 5, 0.05),
    "noise_n_480": (np.zeros(P), 24, 20, 0.05),
}
"""Validities of six scores that correlate .4, clusters, people in each, share in common."""


def population() -> np.ndarray:
    """Correlations of the predictors, pure noise last but one, and the criterion, last."""
    p = len(VALIDITIES)
    whole = np.eye(p + 2)
    whole[:p, :p] += AMONG * (1 - np.eye(p))
    whole[:p, -1] = whole[-1, :p] = VALIDITIES
    return whole


def drawn(clusters: int, size: int, icc: float, rng: np.random.Generator) -> Design:
    """One study from the population."""
    root = np.linalg.cholesky(population())
    codes = np.repeat(np.arange(clusters), size)
    shared = rng.normal(size=(clusters, len(root)))[codes]
    own = rng.normal(size=(clusters * size, len(root)))
    data = (np.sqrt(icc) * shared + np.sqrt(1 - icc) * own) @ root.T
    return Design(
        criterion="composite",
        source="simulated",
        scores=pd.DataFrame(data[:, :-1], columns=[f"d{j}" for j in range(len(root) - 1)]),
        values=data[:, -1],
        people=np.arange(len(data)),
        clusters=codes,
        notes=[],
        case_weights=None,
        error_variances=np.zeros(len(root) - 1),
    )


def one_study(design: Design, rng: np.random.Generator) -> pd.DataFrame:
    """Intervals of both indices of every predictor, and whether it passes for important."""
    samples, resampled = drawn_samples(design, draws=DRAWS, rng=rng)
    noise = noise_spreads(design, resampled, rng)
    parts = []
    for name, index in INDICES.items():
        estimate, inside = index(samples.sample)[0], index(samples.drawn)
        low, high = percentile_interval(inside, confidence=CONFIDENCE)
        bca = bca_interval(estimate, inside, index(samples.deleted), confidence=CONFIDENCE)
        above, _ = percentile_interval(noise[name].drawn, confidence=CONFIDENCE)
        columns = {"estimate": estimate, "ci_low": low, "ci_high": high, "important": above > 0}
        columns |= dict(zip(("bca_low", "bca_high"), bca, strict=True))
        parts.append(pd.DataFrame(columns).assign(index=name, predictor=design.dimensions))
    return pd.concat(parts)


def importance_table(sample: str) -> pd.DataFrame:
    """Bias, coverage and detection of every predictor and index over the studies."""
    studies = []
    for number in range(STUDIES):
        rng = stream(SEED, "calibration", "weights", sample, number)
        studies.append(one_study(drawn(*SAMPLES[sample], rng), rng))
    found = pd.concat(studies)
    rows = []
    for name, index in INDICES.items():
        for j, true in enumerate(index(population()[None])[0]):
            here = found[(found["index"] == name) & (found["predictor"] == f"d{j}")]
            inside = ((here["ci_low"] <= true) & (true <= here["ci_high"])).mean()
            in_bca = ((here["bca_low"] <= true) & (true <= here["bca_high"])).mean()
            called = here["important"].mean()
            rows.append(
                {
                    **{"sample": sample, "index": name, "predictor": f"d{j}", "true": true},
                    "bias": here["estimate"].mean() - true,
                    "mean_width": (here["ci_high"] - here["ci_low"]).mean(),
                    **{"coverage": inside, "coverage_mc_error": mc_error(inside)},
                    **{"bca_coverage": in_bca, "bca_coverage_mc_error": mc_error(in_bca)},
                    **{"called_important": called, "called_mc_error": mc_error(called)},
                    "studies": len(here),
                }
            )
    return pd.DataFrame(rows)


def mc_error(share: float, n: int = STUDIES) -> float:
    """Standard error of a share of `n` simulated studies."""
    return float(np.sqrt(share * (1 - share) / n))


def coverage_summary(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Mean coverage over predictors that matter, and how often pure noise is called important.

    The error of a mean is an upper bound, as if the predictors of a study were covered or
    missed together.
    """
    rows = []
    for (sample, index), part in table.groupby(["sample", "index"], sort=False):
        matter, noise = part[part["true"] > IMPORTANT], part[part["true"] < 1e-12].iloc[0]
        rows.append(
            {
                **{"sample": sample, "index": index, "predictors": len(matter)},
                "coverage": float(matter["coverage"].mean()),
                "coverage_mc_error": float(matter["coverage_mc_error"].mean()),
                "lowest_coverage": float(matter["coverage"].min()),
                "bca_coverage": float(matter["bca_coverage"].mean()),
                "noise_called_important": float(noise["called_important"]),
                "noise_mc_error": float(noise["called_mc_error"]),
            }
        )
    return rows


def verdict_row(name: str, options: dict[str, Any]) -> dict[str, Any]:
    """How often each verdict is reached in studies of one kind, and what it costs."""
    validities, clusters, size, icc = VERDICTS[name]
    weighting = options["weighting"]
    prior = {"prior": weighting["bayes"]["prior"], "prior_people": weighting["bayes"]["people"]}
    demand = {key: weighting[key] for key in ("minimal_gain", "power")}
    table = simulate_verdicts(
        Truth(AMONG + (1 - AMONG) * np.eye(P), validities, clusters, size, icc),
        contenders(weighting["schemes"], fixed={}, **prior),
        Demand(confidence=options["confidence"], **demand),
        studies=VERDICT_STUDIES,
        folds=weighting["folds"],
        repeats=REPEATS,
        rng=stream(SEED, "calibration", "verdicts", name),
    )
    chosen = table[table["verdict"] == "unequal"]
    kinds = ("unequal", "equal", "too_little_data", "no_validity")
    shares = {kind: float((table["verdict"] == kind).mean()) for kind in kinds}
    better = (chosen["true_validity"] > chosen["true_unit"]).mean()
    return {
        **{"studies_of": name, "n": clusters * size, "clusters": clusters, **shares},
        "largest_mc_error": max(mc_error(share, VERDICT_STUDIES) for share in shares.values()),
        "unequal_truly_better": better,
        "mean_true_validity": table["true_validity"].mean(),
        "mean_true_unit": table["true_unit"].mean(),
        "best_possible": table["true_best"].mean(),
        "mean_regret": table["regret"].mean(),
        "regret_mc_error": table["regret"].std(ddof=1) / np.sqrt(VERDICT_STUDIES),
        "largest_regret": table["regret"].max(),
        "mean_gain_where_unequal": (chosen["true_validity"] - chosen["true_unit"]).mean(),
        "studies": VERDICT_STUDIES,
    }


def main() -> None:
    options = yaml.safe_load((ROOT / "config" / "defaults.yaml").read_text(encoding="utf-8"))
    table = pd.concat([importance_table(sample) for sample in SAMPLES], ignore_index=True)
    verdicts = pd.DataFrame([verdict_row(name, options) for name in VERDICTS])
    overall = {
        **{"studies": STUDIES, "draws": DRAWS, "seed": SEED, "confidence": CONFIDENCE},
        **{"icc": ICC, "verdict_studies": VERDICT_STUDIES, "repeats": REPEATS},
        "importance": coverage_summary(table),
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in ("numpy", "scipy", "pandas")},
    }
    here = Path(__file__)
    table.to_csv(here.with_suffix(".csv"), index=False, float_format="%.6f")
    verdicts.to_csv(here.with_name("weights_verdicts.csv"), index=False, float_format="%.6f")
    here.with_suffix(".json").write_text(json.dumps(overall, indent=2) + "\n", encoding="utf-8")
    print(table.round(4).to_string(index=False))
    print(json.dumps(overall, indent=2))
    print(verdicts.round(4).T.to_string(header=False))


if __name__ == "__main__":
    main()

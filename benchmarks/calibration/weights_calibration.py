"""500 simulated studies: are importances and shares covered, and is noise left alone?

Run by `make calibrate`; writes beside this file weights_calibration.csv (coverage of every
predictor), weights_shares.csv (of its shares) and weights_calibration.json (figures over all).

Importance: six predictors that correlate .4 with one another and .05 to .45 with the criterion,
and a seventh that is independent of everything. Population values come from the population's
correlation matrix. In clusters, 10 % of the variance of every score and of the criterion is
shared by the people of a cluster, so that validities are equally strong within and between.

Shares, unrounded: of importance, an index divided by its sum; of a scheme named beforehand, the
weights that it gives, with 0 where a correlation or slope is negative. How often the choice of
the scheme differs is counted apart, in weights_verdicts.py.
"""

import json
import platform
import sys
from importlib.metadata import version
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis.seeds import stream
from analysis.stats.bca import bca_interval
from analysis.stats.bootstrap import percentile_interval
from analysis.stats.composite_weights import as_weights, composite_weights
from analysis.stats.dominance import general_dominance
from analysis.stats.relative_weights import relative_weights
from analysis.weighting.design import Design
from analysis.weighting.importance import noise_spreads
from analysis.weighting.importance_indices import Samples, Spread, drawn_samples

SEED, STUDIES, DRAWS, CONFIDENCE = 20260101, 500, 1000, 0.95
AMONG, VALIDITIES, ICC, IMPORTANT = 0.4, np.linspace(0.05, 0.45, 6), 0.1, 0.01
INDICES = {"general_dominance": general_dominance, "relative_weight": relative_weights}
LEARNED = ("zero_order", "nnls", "ols", "relative_weight", "general_dominance")
SHARES = [*(("importance", name) for name in INDICES), *(("scheme", name) for name in LEARNED)]
SAMPLES = {
    "independent_1000": (1000, 1, 0.0),
    "60_clusters_of_16": (60, 16, ICC),
    "24_clusters_of_20": (24, 20, ICC),
}
"""Clusters, people in each, and the share of variance that these have in common."""


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


def one_study(design: Design, rng: np.random.Generator) -> tuple[pd.DataFrame, pd.DataFrame]:
    """The importance of every predictor, and its shares."""
    samples, resampled = drawn_samples(design, draws=DRAWS, rng=rng)
    noise = noise_spreads(design, resampled, rng)
    return importance_of(design, samples, noise), shares_of(design, samples)


def importance_of(design: Design, samples: Samples, noise: dict[str, Spread]) -> pd.DataFrame:
    """Intervals of both indices of every predictor, and whether it passes for important."""
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


def shares(kind: str, name: str, correlations: np.ndarray) -> np.ndarray:
    """Shares (b, p) of correlations (b, p + 1, p + 1)."""
    if kind == "importance":
        return as_weights(INDICES[name](correlations))
    return composite_weights(correlations, name)


def shares_of(design: Design, samples: Samples) -> pd.DataFrame:
    """Percentile intervals of every predictor's shares."""
    parts = []
    for kind, name in SHARES:
        estimate, inside = (shares(kind, name, R) for R in (samples.sample, samples.drawn))
        low, high = percentile_interval(inside, confidence=CONFIDENCE)
        columns = {"estimate": estimate[0], "ci_low": low, "ci_high": high}
        named = {"kind": kind, "scheme": name, "predictor": design.dimensions}
        parts.append(pd.DataFrame(columns).assign(**named))
    return pd.concat(parts)


def studies_of(sample: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Importances and shares of every predictor in every study."""
    found = []
    for number in range(STUDIES):
        rng = stream(SEED, "calibration", "weights", sample, number)
        found.append(one_study(drawn(*SAMPLES[sample], rng), rng))
    importances, divided = zip(*found, strict=True)
    return pd.concat(importances), pd.concat(divided)


def importance_table(sample: str, found: pd.DataFrame) -> pd.DataFrame:
    """Bias, coverage and detection of every predictor and index over the studies."""
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


def share_table(sample: str, found: pd.DataFrame) -> pd.DataFrame:
    """Bias and coverage of every predictor's shares over the studies."""
    whole = population()[None]
    matters = general_dominance(whole)[0] > IMPORTANT
    rows = []
    for kind, name in SHARES:
        for j, true in enumerate(shares(kind, name, whole)[0]):
            here = found[(found["kind"] == kind) & (found["scheme"] == name)]
            here = here[here["predictor"] == f"d{j}"]
            inside = ((here["ci_low"] <= true) & (true <= here["ci_high"])).mean()
            rows.append(
                {
                    **{"sample": sample, "kind": kind, "scheme": name, "predictor": f"d{j}"},
                    **{"important": matters[j], "true": true},
                    "bias": here["estimate"].mean() - true,
                    "mean_width": (here["ci_high"] - here["ci_low"]).mean(),
                    **{"coverage": inside, "coverage_mc_error": mc_error(inside)},
                    "studies": len(here),
                }
            )
    return pd.DataFrame(rows)


def share_summary(table: pd.DataFrame) -> list[dict[str, Any]]:
    """Mean coverage over predictors that matter and are given a share."""
    told = table[table["important"] & (table["true"] > 0)]
    return [
        {
            **dict(zip(("sample", "kind", "scheme"), named, strict=True)),
            "predictors": len(part),
            "coverage": float(part["coverage"].mean()),
            "coverage_mc_error": float(part["coverage_mc_error"].mean()),
            "lowest_coverage": float(part["coverage"].min()),
        }
        for named, part in told.groupby(["sample", "kind", "scheme"], sort=False)
    ]


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


def main() -> None:
    found = {sample: studies_of(sample) for sample in SAMPLES}
    table = pd.concat([importance_table(sample, one) for sample, (one, _) in found.items()])
    divided = pd.concat([share_table(sample, one) for sample, (_, one) in found.items()])
    overall = {
        **{"studies": STUDIES, "draws": DRAWS, "seed": SEED, "confidence": CONFIDENCE},
        **{"icc": ICC, "importance": coverage_summary(table), "shares": share_summary(divided)},
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in ("numpy", "scipy", "pandas")},
    }
    here = Path(__file__)
    table.to_csv(here.with_suffix(".csv"), index=False, float_format="%.6f")
    divided.to_csv(here.with_name("weights_shares.csv"), index=False, float_format="%.6f")
    here.with_suffix(".json").write_text(json.dumps(overall, indent=2) + "\n", encoding="utf-8")
    print(table.round(4).to_string(index=False))
    print(divided.round(4).to_string(index=False))
    print(json.dumps(overall, indent=2))


if __name__ == "__main__":
    main()

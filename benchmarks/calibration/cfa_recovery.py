"""500 simulated samples: does WLSMV find the truth, and do its intervals and test hold?

Six correlated dimensions of five items, n = 400, five options, one dimension skewed: the file
cfa_truth.yaml states every loading, correlation and threshold. `make calibrate` writes
cfa_recovery.csv (every parameter) and cfa_recovery.json beside this file.
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

from analysis.measurement.cfa.ordinal import fit_ordinal
from analysis.seeds import stream

TRUTH = ROOT / "benchmarks" / "calibration" / "cfa_truth.yaml"
SAMPLES, PEOPLE, SEED, CONFIDENCE = 500, 400, 20260101, 0.95


def draw(truth: dict[str, Any], rng: np.random.Generator) -> pd.DataFrame:
    """Answers 0 to 4 of `PEOPLE` people to every item."""
    correlations = np.array(truth["correlations"])
    factors = rng.multivariate_normal(
        np.zeros(len(correlations)), correlations, PEOPLE, method="cholesky"
    )
    answers = {}
    for j, items in enumerate(truth["items"].values()):
        for item, stated in items.items():
            noise = np.sqrt(1 - stated["loading"] ** 2) * rng.standard_normal(PEOPLE)
            latent = stated["loading"] * factors[:, j] + noise
            answers[item] = np.searchsorted(stated["thresholds"], latent)
    return pd.DataFrame(answers)


def true_values(truth: dict[str, Any]) -> dict[tuple[str, str, str], float]:
    """The stated value of every free parameter, by left side, operator and right side."""
    values = {}
    for dimension, items in truth["items"].items():
        for item, stated in items.items():
            values[dimension, "=~", item] = stated["loading"]
            for k, cut in enumerate(stated["thresholds"], 1):
                values[item, "|", f"t{k}"] = cut
    for i, a in enumerate(truth["dimensions"]):
        for j, b in enumerate(truth["dimensions"][i + 1 :], i + 1):
            values[a, "~~", b] = truth["correlations"][i][j]
    return values


def one_sample(number: int, truth: dict[str, Any]) -> tuple[pd.DataFrame, dict[str, Any]]:
    """Estimates and intervals of every free parameter of one sample, and its test."""
    answers = draw(truth, stream(SEED, "calibration", "cfa", number))
    fit = fit_ordinal(
        "\n".join(f"{d} =~ {' + '.join(items)}" for d, items in truth["items"].items()),
        answers,
        ordinal=list(answers),
        estimator="wlsmv",
        missing="listwise",
        groups=None,
        case_weights=None,
        clusters=None,
        std_lv=True,
        orthogonal=False,
        parameterization="delta",
        group_equal=[],
        group_partial=[],
        confidence=CONFIDENCE,
    )
    test = fit.tests["scaled_shifted"]
    found = {
        "sample": number,
        "converged": fit.converged,
        "p_value": test.p_value,
        "df": test.df,
    }
    return fit.estimates.assign(sample=number), found | {"n_notes": len(fit.notes)}


def summary(estimates: pd.DataFrame, true: dict[tuple[str, str, str], float]) -> pd.DataFrame:
    """Bias, coverage and precision of every parameter over the samples."""
    rows = []
    for (left, operator, right), value in true.items():
        here = (estimates["left"] == left) & (estimates["operator"] == operator)
        part = estimates[here & (estimates["right"] == right)]
        covered = (part["ci_low"] <= value) & (value <= part["ci_high"])
        share, n = covered.mean(), len(part)
        rows.append(
            {
                "left": left,
                "operator": operator,
                "right": right,
                "true": value,
                "mean_estimate": part["estimate"].mean(),
                "bias": part["estimate"].mean() - value,
                "empirical_sd": part["estimate"].std(ddof=1),
                "mean_std_error": part["std_error"].mean(),
                "coverage": share,
                "coverage_mc_error": np.sqrt(share * (1 - share) / n),
                "samples": n,
            }
        )
    return pd.DataFrame(rows)


def main() -> None:
    truth = yaml.safe_load(TRUTH.read_text(encoding="utf-8"))
    fits = [one_sample(number, truth) for number in range(SAMPLES)]
    tests = pd.DataFrame([found for _, found in fits])
    proper = tests.loc[tests["converged"], "sample"]
    estimates = pd.concat([e for e, _ in fits], ignore_index=True)
    table = summary(estimates[estimates["sample"].isin(proper)], true_values(truth))
    rejected = float((tests["p_value"] < 0.05).mean())
    loadings = table[table["operator"] == "=~"]
    overall = {
        "samples": SAMPLES,
        "people": PEOPLE,
        "seed": SEED,
        "converged": int(tests["converged"].sum()),
        "largest_loading_bias": float(loadings["bias"].abs().max()),
        "mean_loading_bias": float(loadings["bias"].mean()),
        "mean_coverage": float(table["coverage"].mean()),
        "lowest_coverage": float(table["coverage"].min()),
        "highest_coverage": float(table["coverage"].max()),
        "rejected_at_05": rejected,
        "rejected_mc_error": float(np.sqrt(rejected * (1 - rejected) / SAMPLES)),
        "versions": {"python": platform.python_version()}
        | {name: version(name) for name in ("numpy", "scipy", "pandas")},
    }
    print(json.dumps(overall, indent=2))
    means = table.groupby("operator", sort=False)[["bias", "coverage"]].mean()
    print(means.round(4).to_string())
    here = Path(__file__)
    table.to_csv(here.with_suffix(".csv"), index=False, float_format="%.6f")
    here.with_suffix(".json").write_text(json.dumps(overall, indent=2) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main()

"""Made-up results of the confirmatory analysis; every number is invented."""

from collections.abc import Mapping
from itertools import combinations

import numpy as np
import pandas as pd

from analysis.instrument import Instrument

MODELS = {
    "correlated": (390, 0.991, 0.018, 0.041, 400.0),
    "one_factor": (405, 0.61, 0.121, 0.131, 3200.0),
    "second_order": (399, 0.986, 0.021, 0.046, 421.0),
    "bifactor": (375, 0.993, 0.016, 0.039, 389.0),
}
MISFIT = [
    ("inf3", "~~", "inf4", 0.31),
    ("inf1", "~~", "inf2", -0.28),
    ("ach1", "~~", "cus2", 0.27),
    ("ach2", "~~", "cus3", -0.26),
    ("influence", "=~", "int5", 0.24),
    ("influence", "=~", "int4", -0.22),
]
NOTES = [
    {"note": "empty_cells", "instrument": "sales_six", "source": "self", "wave": 1}
    | {"model": "", "n_pairs": 12, "n_cells": 30}
]
OMEGAS = ("omega_total", "omega_hierarchical")
OWN_OMEGAS = ("omega_subscale", "omega_hierarchical_subscale")
HOW = {"n": 470, "estimator": "wlsmv", "missing": "pairwise"}


def around(value: float, width: float) -> dict[str, float]:
    low, high = value - width, value + width
    return {"estimate": value, "std_error": width / 2, "ci_low": low, "ci_high": high}


def for_sources(rows: dict[str, list[dict]], instrument: Instrument) -> pd.DataFrame:
    return pd.DataFrame(
        [
            {"instrument": instrument.id, "source": source, "wave": 1, **row, **HOW}
            for source, own in rows.items()
            for row in own
        ]
    )


def confirmatory(instrument: Instrument) -> dict:
    """Results in which the intended model fits both sets of answers."""
    dimensions = list(instrument.scored)
    both: dict[str, list[dict]] = {
        "models": [model_row(name) for name in MODELS],
        "fit": [row for name in MODELS for row in fit_rows(name)],
        "parameters": parameter_rows(instrument),
        "comparisons": comparison_rows(),
        "cutoffs": cutoff_rows(),
        "reliability": [row for i, d in enumerate(dimensions) for row in score_rows(d, i)],
        "discriminant": [
            {
                "model": "correlated",
                "dimension_a": a,
                "dimension_b": b,
                **around(0.35, 0.09),
                "htmt": 0.34,
                "htmt2": 0.33,
                "fornell_larcker": True,
            }
            for a, b in combinations(dimensions, 2)
        ],
        "residuals": [
            {"model": "correlated", "item_a": "inf3", "item_b": "inf4", "residual": 0.12}
            | {"std_error": 0.03, "statistic": 4.0, "p_value": 0.0001, "p_adjusted": 0.03}
            | {"n_tests": 435}
        ],
    }
    tables = {
        name: for_sources({"self": rows, "manager": rows}, instrument)
        for name, rows in both.items()
    }
    for name, make in (("general_factor", general_rows), ("determinacy", determinacy_rows)):
        rows = {s: make(instrument, general=g) for s, g in (("self", 0.5), ("manager", 0.9))}
        tables[name] = for_sources(rows, instrument)
    clear = [misfit_row(*row, p=0.001) for row in MISFIT]
    unclear = [misfit_row(*row, p=0.4) for row in MISFIT]
    found = for_sources({"self": clear, "manager": unclear}, instrument)
    return {**tables, "modification": found, "summary": {"notes": NOTES, "cutoff_draws": 30}}


def model_row(name: str) -> dict:
    df, cfi, rmsea, srmr, chi_square = MODELS[name]
    return {
        "model": name,
        "role": "hypothesised" if name == "correlated" else "rival",
        "chi_square": chi_square,
        "df": df,
        "p_value": 0.0001 if name == "one_factor" else 0.34,
        "cfi": cfi,
        "rmsea": rmsea,
        "rmsea_ci_low": rmsea - 0.01,
        "rmsea_ci_high": rmsea + 0.01,
        "srmr": srmr,
        "variant": "scaled",
        "n_parameters": 160,
        "converged": True,
        "proper": True,
        "solution": "free",
        "note": "",
    }


def fit_rows(name: str) -> list[dict]:
    df, cfi, rmsea, srmr, chi_square = MODELS[name]
    nothing = {"ci_low": np.nan, "ci_high": np.nan, "df": np.nan, "p_value": np.nan}
    rows = []
    for variant in ("standard", "scaled", "robust"):
        interval = {"ci_low": rmsea - 0.01, "ci_high": rmsea + 0.01, "p_value": 0.99}
        rows += [
            {"index": "cfi", "estimate": cfi, **nothing, "variant": variant},
            {"index": "tli", "estimate": cfi - 0.002, **nothing, "variant": variant},
            {"index": "rmsea", "estimate": rmsea, **nothing, **interval, "variant": variant},
        ]
    chi = {"index": "chi_square", "estimate": chi_square, **nothing, "df": df, "p_value": 0.34}
    rows += [{**chi, "variant": variant} for variant in ("standard", "scaled")]
    rows.append({"index": "srmr", "estimate": srmr, **nothing, "variant": "standard"})
    return [{"model": name, **row} for row in rows]


def parameter_rows(instrument: Instrument) -> list[dict]:
    dimensions = list(instrument.scored)
    entries = [(d, "=~", item, 0.71) for item, d in instrument.dimension_of.items()]
    entries += [(a, "~~", b, 0.35) for a, b in combinations(dimensions, 2)]
    entries += [(item, "r2", item, 0.5) for item in instrument.dimension_of]
    return [
        {
            "model": "correlated",
            "left": left,
            "operator": operator,
            "right": right,
            "free": operator != "r2",
            **around(value, 0.06),
            "statistic": 12.0,
            "p_value": 0.0,
            **{
                "standardised" + (f"_{k}" if k != "estimate" else ""): v
                for k, v in around(value, 0.06).items()
            },
        }
        for left, operator, right, value in entries
    ]


def comparison_rows() -> list[dict]:
    tests = [
        ("one_factor", "correlated", "nested", 900.0, 15, 0.0),
        ("second_order", "correlated", "nested", 9.4, 9, 0.41),
        ("correlated", "bifactor", "not_nested", np.nan, 15, np.nan),
    ]
    return [
        {"model": a, "nested_in": b, "relation": r, "statistic": s, "df": df, "p_value": p}
        | {"method": "scaled_shifted_difference" if r == "nested" else "none"}
        for a, b, r, s, df, p in tests
    ]


def cutoff_rows() -> list[dict]:
    values = {
        "cfi": (0.989, 0.978, 0.955),
        "rmsea": (0.019, 0.031, 0.048),
        "srmr": (0.045, 0.051, np.nan),
    }
    return [
        {
            "model": "correlated",
            "index": index,
            "variant": "standard" if index == "srmr" else "scaled",
            "level": level,
            "cutoff": cutoff,
            "sensitivity": 0.95,
            "magnitude": 0.5 * (level > 0),
            "draws": 50,
            "n_failed": 0,
            "observed": 0.5,
        }
        for index, cutoffs in values.items()
        for level, cutoff in enumerate(cutoffs)
    ]


def score_rows(dimension: str, i: int) -> list[dict]:
    nothing = dict.fromkeys(("std_error", "ci_low", "ci_high"), np.nan)
    plain = {"ave": 0.5, "prmse_subscore": 0.8, "prmse_total": 0.4 + 0.1 * i}
    rows = [{"coefficient": "omega_categorical", **around(0.8, 0.03)}]
    rows += [{"coefficient": c, "estimate": v, **nothing} for c, v in plain.items()]
    return [{"model": "correlated", "dimension": dimension, **row} for row in rows]


def general_rows(instrument: Instrument, *, general: float) -> list[dict]:
    nothing = dict.fromkeys(("std_error", "ci_low", "ci_high"), np.nan)
    whole = [{"coefficient": c, **around(general, 0.04)} for c in OMEGAS]
    whole += [{"coefficient": c, "estimate": general, **nothing} for c in ("ecv", "puc", "h")]
    rows = [{"dimension": "", "item": "", **row} for row in whole]
    for dimension in instrument.scored:
        own = [{"coefficient": c, **around(0.4, 0.05)} for c in OWN_OMEGAS]
        own += [{"coefficient": c, "estimate": 0.3, **nothing} for c in ("ecv_specific", "h")]
        rows += [{"dimension": dimension, "item": "", **row} for row in own]
    rows += [
        {"dimension": d, "item": item, "coefficient": "iecv", "estimate": 0.6, **nothing}
        for item, d in instrument.dimension_of.items()
    ]
    return [{"model": "bifactor", **row} for row in rows]


def determinacy_rows(instrument: Instrument, *, general: float) -> list[dict]:
    return [
        {"model": "correlated", "dimension": dimension, "estimate": general + 0.05}
        | {"with_mean": 0.97, "method": "ebm", "n_scored": 470}
        for dimension in instrument.scored
    ]


def misfit_row(left: str, operator: str, right: str, change: float, *, p: float) -> dict:
    return {
        "model": "correlated",
        "left": left,
        "operator": operator,
        "right": right,
        "index": 22.5,
        "statistic": 20.1,
        "p_value": p / 585,
        "p_adjusted": p,
        "n_tests": 585,
        "change": change / 2,
        "standardised_change": change,
    }


def poorer(results: Mapping) -> dict:
    """The same where the first set of answers fits so-so and the second not at all."""
    models, distinct = results["models"], results["discriminant"]
    main = models["role"] == "hypothesised"
    own = models["source"] == "self"
    models = models.assign(
        cfi=models["cfi"].mask(main & own, 0.97).mask(main & ~own),
        converged=models["converged"].mask(main & ~own, other=False),
    )
    kept = {
        name: table[(table["source"] == "self") | (table["model"] != "correlated")]
        for name, table in results.items()
        if name not in ("summary", "models")
    }
    near = distinct.assign(estimate=0.96, htmt2=0.95, fornell_larcker=False)
    return {**results, **kept, "models": models, "discriminant": near}


def misspecified(results: Mapping) -> dict:
    """The same where the first set of answers is misfitted, and the second has no cutoffs."""
    models, cutoffs = results["models"], results["cutoffs"]
    bad = (models["role"] == "hypothesised") & (models["source"] == "self")
    models = models.assign(
        cfi=models["cfi"].mask(bad, 0.9),
        rmsea=models["rmsea"].mask(bad, 0.07),
        srmr=models["srmr"].mask(bad, 0.09),
    )
    return {**results, "models": models, "cutoffs": cutoffs[cutoffs["source"] == "self"]}


def without_estimates(results: Mapping) -> dict:
    """No model found estimates; every other table is empty."""
    models = results["models"]
    numbers = ["chi_square", "p_value", "cfi", "rmsea", "rmsea_ci_low", "rmsea_ci_high", "srmr"]
    nothing = {"converged": False, "proper": False, "solution": "none"}
    models = models.assign(**nothing, **dict.fromkeys(numbers, np.nan))
    tables = {k: t.head(0) for k, t in results.items() if k not in ("summary", "models")}
    return {**results, **tables, "models": models}

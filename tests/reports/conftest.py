"""A made-up study with results in the shapes of the pipeline; every number is invented."""

from collections.abc import Mapping
from dataclasses import replace
from itertools import combinations
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.instrument import Element, Instrument, load_instrument
from analysis.kpi import load_kpis
from analysis.notes import note
from reports.inputs import ReportInput, RunInfo, StudyInfo
from reports.reading import Reading
from reports.words import Words
from tests.reports import confirmatory, importance, invariance, irt, robustness, validity

ROOT = Path(__file__).resolve().parents[2]
INSTRUMENT = load_instrument(ROOT / "instruments" / "sales_six.yaml")
KPIS = load_kpis(ROOT / "instruments" / "kpi")
SOURCES = ("self", "manager")
STATES = ["received", "readable", "matched", "kept"]
INDICATORS = ["attainment", "win_rate", "collection_rate"]
SCHEMES = ["unit", "nnls", "general_dominance", "relative_weight"]
UNREAD = note("columns_not_declared", file="self.csv", columns=["phone"])


def around(value: float, width: float) -> dict[str, float]:
    """Estimate, standard error and interval around `value`."""
    return {
        "estimate": value,
        "std_error": width / 2,
        "ci_low": value - width,
        "ci_high": value + width,
    }


def basis(n: int, estimator: str, missing: str = "listwise") -> dict[str, object]:
    return {"n": n, "estimator": estimator, "missing": missing}


def each_block(rows: list[dict]) -> pd.DataFrame:
    """`rows` for both sets of answers."""
    return pd.DataFrame(
        [
            {"instrument": INSTRUMENT.id, "source": s, "wave": 1, **row}
            for s in SOURCES
            for row in rows
        ]
    )


def missing_data() -> pd.DataFrame:
    test = {"statistic": 812.4, "df": 790.0, "p_value": 0.281, "note": ""}
    none = {"statistic": float("nan"), "df": float("nan"), "p_value": float("nan"), "note": ""}
    amount = {"n_complete": 400, "n_patterns": 41, "missing_share": 0.021}
    rows = [{"group": "", "level": "", "n": 488, **amount, **test}]
    for level, n in (("female", 240), ("male", 237), ("other", 3)):
        rows.append({"group": "gender", "level": level, "n": n, **amount, **none})
    return each_block(rows)


def intake() -> dict:
    flow_steps = [("received", 500), ("readable", 500), ("unknown_person", 3)]
    flow_steps += [("matched", 497), ("duplicate", 9), ("kept", 488)]
    flow = pd.concat(
        [
            each_block([{"step": step, "n": n} for step, n in flow_steps]).assign(
                file=lambda t: t["source"] + ".csv"
            ),
            pd.DataFrame(
                {"instrument": "", "source": "people", "wave": pd.NA, "file": "people.csv"}
                | {"step": ["received", "kept"], "n": [480, 480]}
            ),
        ]
    )
    people = pd.DataFrame(
        {
            "person": range(480),
            "gender": ["female"] * 240 + ["male"] * 237 + ["other"] * 3,
            "region": ["north", "south", "east", "west"] * 120,
        }
    )
    mapping = [("self.csv", "inf1", "inf1", "name", 470, 18, 1)]
    mapping += [("manager.csv", "inf1", "Q1", "rename", 0, 488, 0)]
    mapping += [("manager.csv", "inf2", "2、推荐产品时", "text", 0, 488, 0)]
    records_flow = [("sales.csv", "received", 5760), ("sales.csv", "unknown_person", 24)]
    records_flow += [("sales.csv", "kept", 5736)]
    return {
        "intake/answers": {
            "people": people,
            "flow": flow,
            "mapping": pd.DataFrame(
                mapping,
                columns=[
                    "file",
                    "item",
                    "column",
                    "found_by",
                    "n_codes",
                    "n_labels",
                    "n_invalid",
                ],
            ),
            "unmapped": pd.DataFrame(
                [("manager.xlsx", "总 是", 4, 2, "5 = 总是"), ("manager.xlsx", "", 2, 1, "")],
                columns=["file", "label", "n", "n_items", "suggestion"],
            ),
            "missing_data": missing_data(),
            "summary": {"n_received": 1000, "n_kept": 976, "notes": [UNREAD]},
        },
        "intake/records": {
            "flow": pd.DataFrame(records_flow, columns=["file", "step", "n"]).assign(
                source="records"
            ),
            "summary": {"n_received": 5760, "n_kept": 5736, "n_people_without_records": 6},
        },
    }


def screening() -> dict:
    indices = [
        ("response_time", "time", "below", "seconds_per_item", 4),
        ("longstring", "pattern", "above", "simulated_attentive", 21),
        ("even_odd", "consistency", "below", "simulated_attentive", 15),
        ("mahalanobis", "fit", "above", "simulated_attentive", 12),
    ]
    cutoffs = [
        {
            "index": index,
            "family": family,
            "direction": direction,
            "cutoff": 2.5,
            "basis": rule,
            "n": 488,
            "n_beyond": n,
        }
        for index, family, direction, rule, n in indices
    ]
    flags = each_block([{"person": i, "n_families": 3 * (i < 18)} for i in range(488)])
    flags = flags.assign(response=range(976), flagged=flags["n_families"] >= 2)
    reasons = np.where(flags["flagged"], "response_time;longstring;even_odd", "")
    flags = flags.assign(reasons=reasons, undecided=flags["person"] == 20)
    effect = [
        {
            "dimension": d,
            "statistic": s,
            "kept": k,
            "estimate": 0.8 + 0.01 * i,
            "n": 488 - 18 * i,
        }
        for d in INSTRUMENT.scored
        for s in ("alpha", "mean", "sd")
        for i, k in enumerate(("all", "kept"))
    ]
    missingness = [
        {"item": item, "reason": reason, "n": n, "share": n / 488}
        for item in INSTRUMENT.dimension_of
        for reason, n in (("skipped", 11), ("cannot_judge", 3))
    ]
    ratings = {"instrument": INSTRUMENT.id, "source": "manager", "wave": 1}
    names = ("same_profile", "severity", "range", "halo_correlation", "halo_spread")
    spread = {"lower_quartile": 0.2, "median": 0.4, "upper_quartile": 0.5}
    distribution = [
        {**ratings, "index": name, "n_raters": 24, "n_beyond": 1, **spread} for name in names
    ]
    raters = {"n_raters": 24, "n_beyond": 1, "n": 480}
    variances = [{**ratings, "between": 0.1, "within": 0.3, "icc": 0.25, **raters}]
    return {
        "screening/raters": {
            "distribution": pd.DataFrame(distribution),
            "variances": pd.DataFrame(variances),
            "summary": {"n_raters": 24, "n_tested": 24, "notes": []},
        },
        "screening/flags": {
            "flags": flags,
            "cutoffs": each_block(cutoffs),
            "effect": each_block(effect),
            "missingness": each_block(missingness),
            "summary": {
                "n_flagged": 36,
                "notes": [
                    note(
                        "index_not_computed",
                        instrument=INSTRUMENT.id,
                        source="self",
                        wave=1,
                        index="attention",
                        reason="no_attention_items",
                    ),
                    *(
                        note(
                            "collinear_dimensions",
                            criterion=k,
                            source="self",
                            dimensions=["influence"],
                        )
                        for k in ("composite", "win_rate")
                    ),
                ],
            },
        },
    }


def measurement(rng: np.random.Generator) -> dict:
    items = list(INSTRUMENT.dimension_of)
    of = INSTRUMENT.dimension_of
    dimensions = list(INSTRUMENT.scored)
    statistics = [
        {
            "dimension": of[item],
            "item": item,
            "reversed": INSTRUMENT.all_items[item].reversed,
            "n": 470,
            "missing_share": 0.03,
            **around(float(rng.uniform(3, 4)), 0.1),
            "sd": 0.9,
            "skewness": -0.4,
            "kurtosis": 0.2,
            "floor_share": 0.02,
            "ceiling_share": 0.21,
            "estimator": "mean",
            "missing": "pairwise",
        }
        for item in items
    ]
    categories = [
        {"item": item, "code": code, "n": n, "share": n / 470}
        for item in items
        for code, n in zip(range(1, 6), (4, 46, 140, 180, 100), strict=True)
    ]
    pairs = [
        {
            "item_a": a,
            "item_b": b,
            "coefficient": "polychoric",
            **around((0.5 if of[a] == of[b] else 0.2) + float(rng.uniform(-0.1, 0.1)), 0.08),
            **basis(470, "polychoric_two_step", "pairwise"),
            "note": "",
        }
        for a, b in combinations(items, 2)
    ]
    matrix = {"coefficient": "polychoric", "smallest_eigenvalue": 0.213, "smoothed": False}
    matrix |= {"n_empty_cells": 4, "note": ""}
    reliability = [
        {
            "dimension": d,
            "coefficient": c,
            **around(0.76 + 0.02 * i, 0.03),
            "n": 450,
            "n_items": len(INSTRUMENT.scored[d]),
            "estimator": "one_factor_minres",
            "missing": "listwise",
        }
        for i, d in enumerate(dimensions)
        for c in ("alpha", "omega_total")
    ]
    item_reliability = [
        {"dimension": of[i], "item": i, "statistic": s, **around(v, 0.05)}
        | basis(450, "pearson")
        for i in items
        for s, v in (("corrected_item_total", 0.55), ("alpha_if_dropped", 0.77))
    ]
    eigenvalues = [
        {
            "position": k + 1,
            "observed": float(6 / (k + 1) ** 1.1),
            "reference_mean": 1.3 - 0.03 * k,
            "reference_percentile": 1.4 - 0.03 * k,
            "retained": k < len(dimensions),
            **basis(450, "polychoric_two_step", "pairwise"),
        }
        for k in range(len(items))
    ]
    decision = {
        "criterion": "parallel_analysis_pca",
        "n_factors": 5,
        "n_intended": len(dimensions),
    }
    decision |= {**basis(450, "parallel_analysis", "pairwise"), "note": ""}
    return {
        "measurement/item_statistics": {
            "item_statistics": each_block(statistics),
            "categories": each_block(categories),
            "summary": {},
        },
        "measurement/correlations": {
            "correlations": each_block(pairs),
            "matrices": each_block([matrix]),
            "summary": {},
        },
        "measurement/reliability": {
            "dimensions": each_block(reliability),
            "by_item": each_block(item_reliability),
            "summary": {},
        },
        "measurement/retention": {
            "eigenvalues": each_block(eigenvalues),
            "decisions": each_block([decision]),
            "summary": {},
        },
        "measurement/efa": efa(rng),
        "measurement/cfa": confirmatory.confirmatory(INSTRUMENT),
        "measurement/invariance": invariance.invariance(INSTRUMENT),
        "measurement/irt": irt.irt(INSTRUMENT),
        "measurement/dif": irt.dif(INSTRUMENT),
    }


def efa(rng: np.random.Generator) -> dict:
    of, dimensions = INSTRUMENT.dimension_of, list(INSTRUMENT.scored)
    how = basis(450, "minres_oblimin", "pairwise")
    loadings = [
        {
            "item": item,
            "dimension": own,
            "factor": f"F{k + 1}",
            "matched": d,
            **around((0.65 if d == own else 0.0) + float(rng.uniform(-0.12, 0.12)), 0.1),
            **how,
        }
        for item, own in of.items()
        for k, d in enumerate(dimensions)
    ]
    structure = [
        {
            "item": item,
            "intended": own,
            "found": own,
            "primary": 0.65,
            "cross": 0.34 if i == 3 else 0.1,
            "verdict": "cross_loading" if i == 3 else "as_intended",
            **how,
        }
        for i, (item, own) in enumerate(of.items())
    ]
    nothing = {"df": np.nan, "p_value": np.nan}
    factorability = [
        {"statistic": "kmo", "item": "", "estimate": 0.91, **nothing, **how},
        {"statistic": "kmo_item", "item": "inf1", "estimate": 0.9, **nothing, **how},
        {"statistic": "bartlett", "item": "", "estimate": 5123.4, "df": 435.0, "p_value": 0.0}
        | how,
    ]
    congruence = [
        {"dimension": d, **around(0.97, 0.02), "corrected": 0.98, **how} for d in dimensions
    ]
    factors = [
        {"factor_a": a, "factor_b": b, **around(0.41, 0.08), **how}
        for a, b in combinations(dimensions, 2)
    ]
    return {
        "factorability": each_block(factorability),
        "loadings": each_block(loadings),
        "factor_correlations": each_block(factors),
        "structure": each_block(structure),
        "congruence": each_block(congruence),
        "summary": {},
    }


def scoring(rng: np.random.Generator) -> dict:
    dimensions = list(INSTRUMENT.scored)
    scores = [
        {"person": p, "dimension": d, "n_items": 5}
        | {"score": round(float(rng.normal(3.5, 0.6)) * 5) / 5}
        for p in range(60)
        for d in dimensions
    ]
    norms = [
        {"dimension": d, "score": s, "percentile": round(100 * (s - 1) / 4, 6), "n": 470}
        for d in dimensions
        for s in np.arange(1, 5.01, 0.2)
    ]
    scales = [
        {
            "dimension": d,
            "n": 470,
            "mean": 3.5,
            "sd": 0.6,
            "reliability": 0.8 + 0.01 * i,
            "coefficient": "omega_total",
            "standard_error_of_measurement": 0.27 - 0.01 * i,
        }
        for i, d in enumerate(dimensions)
    ]
    return {
        "scoring/scores": {
            "scores": each_block(scores),
            "norms": each_block(norms),
            "scales": each_block(scales),
            "summary": {},
        }
    }


def criterion() -> dict:
    composition = [
        {
            "kpi": kpi,
            "share": 1 / 3,
            "better": "higher",
            "transform": "none",
            "aggregate": "ratio_of_sums",
            "n": 470,
            "mean": 1.02,
            "sd": 0.2,
            "r2_adjustment": 0.05 * i,
            "reliability": np.nan,
        }
        for i, kpi in enumerate(INDICATORS, start=1)
    ]
    test = {"statistic": 2.1, "df": 17.3, "p_value": 0.0421}
    adjustment = [
        {
            "kpi": kpi,
            "term": term,
            "level": "",
            "transform": "log" if "_" in term else "none",
            **around(0.12, 0.05),
            **test,
            **basis(470, "ols"),
        }
        for kpi in INDICATORS
        for term in ("intercept", "tenure_months", "territory_potential")
    ]
    pairs = [
        {"kpi_a": a, "kpi_b": b, **around(0.3, 0.08), **basis(470, "pearson", "pairwise")}
        for a, b in combinations(INDICATORS, 2)
    ]
    return {
        "criterion/performance": {
            "adjustment": pd.DataFrame(adjustment),
            "composition": pd.DataFrame(composition),
            "intercorrelations": pd.DataFrame(pairs),
            "summary": {},
        },
        "criterion/generalisability": generalisability(),
    }


def generalisability() -> dict:
    criteria = [*INDICATORS, "composite"]
    levels = {"person": 0.4, "manager_id": 0.05, "region": 0.0, "residual": 0.55}
    components = [
        {"criterion": c, "level": level, "counted": level not in ("region", "residual")}
        | (around(share, 0.02) if share else around(np.nan, np.nan) | {"estimate": 0.0})
        | {"sd_estimate": 0.6, "sd_ci_low": 0.5, "sd_ci_high": 0.7}
        | {"share": share, "n_groups": 470, "note": "" if share else "variance_at_zero"}
        | basis(470, "reml")
        for c in criteria
        for level, share in levels.items()
    ]
    reliability = [
        {"criterion": c, **around(0.8 + 0.03 * i, 0.02), "single_period": 0.3}
        | {"n_periods": 11.3, "autocorrelation": 0.02, **basis(470, "reml")}
        for i, c in enumerate(criteria)
    ]
    alike = {"estimate": 0.97, "rank_estimate": 0.96, "top_kept": 0.9, "n": 470}
    shares = [{"composition": "equal_shares", "kpi": "", **alike}]
    shares += [{"composition": "without", "kpi": k, **alike} for k in INDICATORS]
    methods = [
        {"criterion": c, "adjustment": a, **alike} for c in criteria for a in ("none", "mixed")
    ]
    scales = ("raw", "transformed", "adjusted")
    shapes = [
        {"kpi": k, "scale": s, "skewness": 0.8, "kurtosis": 1.2, "zero_share": 0.0, "n": 470}
        for k in INDICATORS
        for s in scales
    ]
    quantiles = [
        {"kpi": k, "scale": s, "probability": 0.5, "normal": z, "value": 0.9 * z}
        for k in INDICATORS
        for s in scales
        for z in (-1.5, 0.0, 1.5)
    ]
    tables = {
        "components": components,
        "reliability": reliability,
        "shares": shares,
        "methods": methods,
        "shapes": shapes,
        "quantiles": quantiles,
    }
    return {name: pd.DataFrame(rows) for name, rows in tables.items()} | {"summary": {}}


def weighting() -> dict:
    dimensions = list(INSTRUMENT.scored)
    criteria = ["composite", *INDICATORS]
    test = {"statistic": 2.4, "df": 18.2, "p_value": 0.0004, "n_clusters": 24}
    whose = {"source": "manager"}
    fits = ("gaussian", "log", "quasi_poisson")
    outcomes = [
        {"criterion": INDICATORS[-1], **whose, "model": m, "part": "", "dimension": d}
        | {**around(0.1, 0.02), **test, **basis(470, "ols_cluster")}
        for m in fits
        for d in dimensions
    ]
    outcome_fits = [
        {"criterion": INDICATORS[-1], **whose, "model": m, "part": "", "agreement": 0.99}
        | {"order_agreement": 0.94, "zero_share": 0.12, "capped_share": 0.0}
        | basis(470, "ols_cluster")
        for m in fits
    ]
    return {
        "weighting/outcome_models": {
            "coefficients": pd.DataFrame(outcomes),
            "models": pd.DataFrame(outcome_fits),
            "summary": {},
        },
        "weighting/validity": validity.validity(INSTRUMENT, criteria),
        "weighting/importance": importance.importance(INSTRUMENT, criteria),
        "weighting/latent_validity": latent_validity(),
        "weighting/tournament": schemes(0.01, 0.03),
        "weighting/recommendation": weights("unit", "too_little_data"),
        "weighting/fairness": fairness(),
        "weighting/specifications": robustness.specifications(INSTRUMENT),
        "weighting/sensitivity": robustness.sensitivity(INSTRUMENT),
    }


def latent_validity() -> dict:
    rows = [
        {**WHOLE, "dimension": d, "method": m, **around(0.3 - 0.03 * i, 0.1)}
        | {"share": 0.16 if m == "general_dominance" else np.nan, "draws": 1000}
        | {"n_left_out": 0, **basis(465, "wlsmv"), "missing": "pairwise"}
        for m in ("zero_order", "beta", "general_dominance")
        for i, d in enumerate(INSTRUMENT.scored)
    ]
    return {"relations": pd.DataFrame(rows), "summary": {}}


WHOLE = {"criterion": "composite", "source": "manager"}


def schemes(gain: float, width: float) -> dict:
    rows = [
        {
            "criterion": criterion,
            "source": "manager",
            "scheme": scheme,
            **around(0.36 + (gain if i else 0.0), 0.1),
            "gain": gain if i else 0.0,
            "gain_std_error": width / 2,
            "gain_ci_low": gain - width if i else 0.0,
            "gain_ci_high": gain + width if i else 0.0,
            "lag": 0.0 if i else gain,
            "lag_std_error": 0.01,
            "folds": 8,
            "repeats": 5,
            **basis(470, "cross_validated"),
        }
        for criterion in ("composite", "attainment")
        for i, scheme in enumerate(SCHEMES)
    ]
    composites = [
        {"criterion": "composite", "source": "manager", "scheme": s}
        | {"r_with_unit": 1 - 0.01 * i, "r_between_folds": 0.99, "reliability": 0.9}
        | basis(470, "pearson")
        for i, s in enumerate(SCHEMES)
    ]
    left_out = [
        {
            **WHOLE,
            "column": "region",
            "group": group,
            "scheme": s,
            **around(0.3 + 0.01 * i, 0.1),
        }
        | {"gain": 0.01 * i, "n_train": 350, "note": "", **basis(120, "leave_one_out_r")}
        for group in ("east", "north")
        for i, s in enumerate(SCHEMES)
    ]
    means = [
        {**WHOLE, "column": "region", "scheme": s, "estimate": 0.3 + 0.01 * i, "gain": 0.01 * i}
        | {"n_groups": 2, "n_better": min(i, 2), **basis(240, "leave_one_out_r")}
        for i, s in enumerate(SCHEMES)
    ]
    return {
        "schemes": pd.DataFrame(rows),
        "left_out": pd.DataFrame(left_out),
        "left_out_means": pd.DataFrame(means),
        "composites": pd.DataFrame(composites),
        "stability": pd.DataFrame(
            [
                {"criterion": "composite", "source": "manager", "scheme": s, "dimension": d}
                | {"estimate": 0.2, "sd": 0.03, "minimum": 0.1, "maximum": 0.3}
                | {"zero_share": 0.0, "n_folds": 40}
                for s in SCHEMES
                for d in INSTRUMENT.scored
            ]
        ),
        "summary": {},
    }


def proposed(frame: pd.DataFrame, scheme: str) -> pd.DataFrame:
    """The weights that a scheme would set."""
    limits = {"ci_low": frame["weight"] - 0.05, "ci_high": frame["weight"] + 0.05}
    return frame.assign(scheme=scheme, **({} if scheme == "unit" else limits))


def weights(scheme: str, verdict: str) -> dict:
    dimensions = list(INSTRUMENT.scored)
    points = [17, 17, 17, 17, 16, 16] if scheme == "unit" else [30, 25, 15, 12, 10, 8]
    rows = [
        {
            "source": "manager",
            "dimension": d,
            "scheme": scheme,
            "weight": p / 100,
            "std_error": 0.0 if scheme == "unit" else 0.04,
            "ci_low": p / 100 if scheme == "unit" else p / 100 - 0.08,
            "ci_high": p / 100 if scheme == "unit" else p / 100 + 0.08,
            "points": p,
            "at_bound": "" if scheme == "unit" else "cap" if p == 30 else "",
            "n": 470,
            "n_clusters": 24,
            "draws": 10000,
            "estimator": f"weights_{scheme}",
            "missing": "listwise",
        }
        for d, p in zip(dimensions, points, strict=True)
    ]
    frame = pd.DataFrame(rows)
    return {
        "weights": frame,
        "alternatives": pd.concat([proposed(frame, s) for s in SCHEMES], ignore_index=True),
        "rank_changes": pd.DataFrame(
            [
                {"source": "manager", "against": "unit", "scheme": s, "correlation": 0.9}
                | {"mean_change": 8.2, "median_change": 7.0, "ninetieth_change": 20.1}
                | {"largest_change": 40.0, "large_share": 0.3, "replaced_20": 0.25}
                | {"n": 470, "missing": "listwise"}
                for s in SCHEMES
                if s != "unit"
            ]
        ),
        "ranks": pd.DataFrame(
            {
                **{"source": "manager", "scheme": "general_dominance"},
                **{"person": range(40), "place": 50.0, "place_unit": 50.0},
                "change": np.linspace(-30, 30, 40),
            }
        ),
        "judges": pd.DataFrame(
            [
                {"judge": judge, "dimension": d, "weight": 1 / 6}
                | {"consistency_ratio": 0.04, "largest_eigenvalue": 6.2}
                for judge in ("HR", "joint")
                for d in dimensions
            ]
        ),
        "summary": {
            "scheme": scheme,
            "verdict": verdict,
            "evidence": {
                **{"scheme": "general_dominance", "minimal_gain": 0.05, "power": 0.8},
                **{"n": 470, "n_needed": 1931.2},
            },
        },
    }


def fairness() -> dict:
    who = {"group": "gender", "focal": "female", "reference": "male", "source": "manager"}
    size = {"n_focal": 210, "n_reference": 230}
    whole = {"note": "", "missing": "listwise"}
    inference = {"statistic": 0.9, "df": 22.1, "p_value": 0.37}
    small = who | {"focal": "other", "n_focal": 3, "n_reference": 230}
    small |= {"note": "group_too_small", "missing": "listwise"}
    named = [("dimension", d) for d in INSTRUMENT.scored] + [("scheme", s) for s in SCHEMES]
    differences = [
        {**who, **size, "kind": kind, "name": name, **around(-0.1, 0.2), **inference}
        | {**whole, "estimator": "cohen_d_cr2"}
        for kind, name in named
    ] + [{**small, "kind": "scheme", "name": "unit", "estimator": "cohen_d_cr2"}]
    impact = [
        {**who, **size, "scheme": s, "cut": cut, "rate_reference": 0.2, "rate_focal": 0.14}
        | {"ratio": 0.7, "ratio_ci_low": 0.5, "ratio_ci_high": 1.1, "below_four_fifths": True}
        | {"flips": False, "fisher": 0.09, "mid_p": 0.08, **whole, "estimator": "four_fifths"}
        for s in SCHEMES
        for cut in (0.1, 0.2)
    ] + [{**small, "scheme": "unit", "cut": 0.1, "estimator": "four_fifths"}]
    mods = {
        f"{name}{end}": value
        for name in ("signed", "unsigned", "over", "under")
        for end, value in (("", 0.1), ("_ci_low", -0.1), ("_ci_high", 0.3))
    }
    prediction = [
        {**who, **size, "scheme": s, "intercept": -0.1, "intercept_p": 0.4, "slope": 0.05}
        | {"slope_p": 0.5, "slope_std_error": 0.07, "detectable": 0.2, **mods, **whole}
        | {"estimator": "cleary_cr2"}
        for s in SCHEMES
    ]
    trade_off = [
        {**who, **size, "share": share, "validity": 0.3, "difference": 0.1}
        | {"cross_validity": 0.25, "cross_difference": 0.12, "weights": "0.5;0.5"}
        for share in (0.0, 0.5, 1.0)
    ]
    return {
        "differences": pd.DataFrame(differences),
        "impact": pd.DataFrame(impact),
        "prediction": pd.DataFrame(prediction),
        "trade_off": pd.DataFrame(trade_off),
        "summary": {"trade_off_reason": ""},
    }


def without_groups(tables: dict) -> dict:
    """The fairness of a study that names no protected group."""
    empty = {k: t.head(0) for k, t in tables.items() if isinstance(t, pd.DataFrame)}
    return {**empty, "summary": {"trade_off_reason": "no_protected_groups"}}


@pytest.fixture(scope="session")
def given() -> ReportInput:
    """A simulated study in draft precision whose recommendation is equal weights."""
    rng = np.random.default_rng(5)
    results = (
        intake() | screening() | measurement(rng) | scoring(rng) | criterion() | weighting()
    )
    return ReportInput(
        results=results,
        instruments={INSTRUMENT.id: INSTRUMENT},
        kpis=KPIS,
        study=StudyInfo(
            "made_up",
            None,
            2026,
            "development",
            True,
            ("zh", "en"),
            ("gender", "region"),
            ("manager",),
        ),
        run=RunInfo(
            "draft",
            1,
            0.95,
            {"confidence": 0.95, "screening": {"families_needed": 2}, "previous": None},
            {"python": "3.11", "plumbline": "0.1.0"},
            {"self.csv": "ab" * 32},
        ),
        min_cell=5,
    )


def changed(given: ReportInput, rule: str, **tables: object) -> ReportInput:
    """`given` with some tables of one rule replaced."""
    results: Mapping = {**given.results, rule: {**given.results[rule], **tables}}
    return replace(given, results=results)


@pytest.fixture(scope="session")
def unlike(given: ReportInput) -> ReportInput:
    """A collected study, final, where everything that can come out otherwise does."""
    decisions = given.table("measurement/retention", "decisions").assign(n_factors=6)
    structure = given.table("measurement/efa", "structure").assign(verdict="as_intended")
    other = changed(given, "measurement/retention", decisions=decisions)
    other = changed(other, "measurement/efa", structure=structure)
    cfa = confirmatory.poorer(given.results["measurement/cfa"])
    other = changed(other, "measurement/cfa", **cfa)
    other = changed(other, "measurement/invariance", **invariance.failed(INSTRUMENT))
    summary = given.summary("intake/answers")
    summary = {**summary, "notes": [*summary["notes"], note("ids_of_several_people", n=2)]}
    other = changed(other, "intake/answers", summary=summary)
    both = given.table("weighting/validity", "common_source")
    other = changed(other, "weighting/validity", common_source=both[both["judges"] == "same"])
    other = changed(other, "weighting/tournament", **schemes(0.06, 0.02))
    other = changed(
        other, "weighting/recommendation", **weights("general_dominance", "unequal")
    )
    other = changed(other, "weighting/fairness", **without_groups(fairness()))
    same = robustness.unchanged(given.results["weighting/sensitivity"])
    other = changed(other, "weighting/sensitivity", **same)
    parts = given.table("weighting/importance", "importance").assign(important=0.0)
    other = changed(other, "weighting/importance", importance=parts)
    flow = given.table("intake/answers", "flow")
    other = changed(other, "intake/answers", flow=flow[flow["step"].isin(STATES)])
    sold = given.table("intake/records", "flow")
    other = changed(other, "intake/records", flow=sold[sold["step"].isin(STATES)])
    adjustment = given.table("criterion/performance", "adjustment").head(0)
    composition = given.table("criterion/performance", "composition").assign(reliability=0.87)
    predicted = {"adjustment": adjustment, "composition": composition}
    other = changed(other, "criterion/performance", **predicted)
    judged = given.results["criterion/generalisability"]
    alone = {"reliability": judged["reliability"].head(0)}
    alone["shares"] = judged["shares"].head(1).assign(estimate=0.8)
    other = changed(other, "criterion/generalisability", **alone)
    return replace(
        other,
        study=replace(given.study, simulated=False, groups=(), clusters=()),
        run=replace(
            given.run,
            precision="final",
            settings={**given.run.settings, "people": {"case_weight": "weight"}},
        ),
    )


@pytest.fixture(scope="session")
def several(given: ReportInput) -> ReportInput:
    """Two sources are weighed, answers come from two occasions, a dimension has an element."""
    doubled = {
        (rule, name): pd.concat([t, t.assign(source="self")], ignore_index=True)
        for rule, name in (
            ("weighting/validity", "correlations"),
            ("weighting/validity", "regression"),
            ("weighting/validity", "intervals"),
            ("weighting/validity", "levels"),
            ("weighting/validity", "residuals"),
            ("weighting/importance", "importance"),
            ("weighting/importance", "differences"),
            ("weighting/importance", "dominance"),
            ("weighting/importance", "conditional"),
            ("weighting/importance", "commonality"),
            ("weighting/tournament", "schemes"),
            ("weighting/recommendation", "weights"),
        )
        for t in [given.table(rule, name)]
    }
    for (rule, name), table in doubled.items():
        given = changed(given, rule, **{name: table})
    none = robustness.without_weights(given.results["weighting/specifications"])
    given = changed(given, "weighting/specifications", **none)
    conclusions = given.table("weighting/sensitivity", "conclusions").head(0)
    given = changed(given, "weighting/sensitivity", conclusions=conclusions)
    cfa = confirmatory.misspecified(given.results["measurement/cfa"])
    given = changed(given, "measurement/cfa", **cfa)
    given = changed(given, "measurement/invariance", **invariance.untested(INSTRUMENT))
    reliability = given.table("criterion/generalisability", "reliability").head(1)
    given = changed(given, "criterion/generalisability", reliability=reliability)
    people = given.table("intake/answers", "people")
    people = people.assign(region=people["region"].where(people["person"] > 9))
    given = changed(given, "intake/answers", people=people)
    statistics = given.table("measurement/item_statistics", "item_statistics")
    waves = pd.concat([statistics, statistics.assign(wave=2)], ignore_index=True)
    given = changed(given, "measurement/item_statistics", item_statistics=waves)
    return replace(
        given, instruments={i.id: with_element(i) for i in given.instruments.values()}
    )


def with_element(instrument: Instrument) -> Instrument:
    """The instrument with an element in its first dimension."""
    first, *others = instrument.dimensions
    part = Element(id="part", title=first.title, definition=first.definition)
    changed_first = first.model_copy(update={"elements": [part]})
    return instrument.model_copy(update={"dimensions": [changed_first, *others]})


@pytest.fixture(scope="session")
def plain(given: ReportInput) -> ReportInput:
    """Self-ratings only, people in no clusters, an indicator that is adjusted for nothing."""
    results: dict[str, dict] = {}
    for rule, tables in given.results.items():
        results[rule] = {
            name: t[t["source"] != "manager"].reset_index(drop=True)
            if isinstance(t, pd.DataFrame)
            and "source" in t
            and not rule.startswith("weighting")
            else t
            for name, t in tables.items()
        }
    criterion = given.results["criterion/performance"]
    results["criterion/performance"] = {
        "adjustment": criterion["adjustment"].head(0),
        "composition": criterion["composition"].head(1).assign(r2_adjustment=np.nan),
        "intercorrelations": criterion["intercorrelations"].head(0),
        "summary": {},
    }
    criterion = given.results["criterion/generalisability"]
    empty = {k: v.head(0) for k, v in criterion.items() if k in ("components", "reliability")}
    empty |= {k: criterion[k].head(0) for k in ("shares", "methods")}
    results["criterion/generalisability"] = criterion | empty
    return replace(given, results=results, study=replace(given.study, clusters=()))


@pytest.fixture(scope="session", params=["zh", "en"])
def reading(given: ReportInput, request: pytest.FixtureRequest) -> Reading:
    """The made-up study in each language."""
    return Reading(given, Words(request.param))


@pytest.fixture(scope="session")
def english(given: ReportInput) -> Reading:
    return Reading(given, Words("en"))


@pytest.fixture(scope="session")
def instrument() -> Instrument:
    return INSTRUMENT

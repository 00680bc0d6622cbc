"""Made-up results of validity in the shapes of the pipeline."""

from itertools import combinations

import numpy as np
import pandas as pd

from analysis.instrument import Instrument

TEST = {"statistic": 2.4, "df": 18.2, "p_value": 0.0004}
BASIS = {"n": 470, "n_clusters": 24, "missing": "listwise"}
WHOSE = {"source": "manager"}


def around(value: float, width: float = 0.09) -> dict[str, float]:
    """An estimate with its error and interval."""
    limits = {"ci_low": value - width, "ci_high": value + width}
    return {"estimate": value, "std_error": width / 2, **limits}


def validity(instrument: Instrument, criteria: list[str]) -> dict[str, object]:
    """Every table of the rule, and its summary."""
    dimensions = list(instrument.scored)
    slopes = [
        {"criterion": c, **WHOSE, "dimension": d, **around(0.3 - 0.05 * i), **TEST, **BASIS}
        | {"estimator": "ols_cr2"}
        for c in criteria
        for i, d in enumerate(dimensions)
    ]
    regression = pd.DataFrame(slopes).rename(columns={"dimension": "term"})
    rows = {
        "models": [
            {"criterion": c, **WHOSE, "r_squared": 0.18, "std_error": 0.03, "ci_low": 0.12}
            | {"ci_high": 0.24, "r_squared_ezekiel": 0.17, "r_squared_olkin_pratt": 0.171}
            | {"cross_validity_browne": 0.16, **BASIS, "estimator": "ols"}
            for c in criteria
        ],
        "intercorrelations": [
            {**WHOSE, "dimension_a": a, "dimension_b": b, **around(0.4, 0.07), **BASIS}
            | {"estimator": "pearson", "missing": "pairwise"}
            for a, b in combinations(dimensions, 2)
        ],
        "intervals": [
            {"criterion": c, **WHOSE, "term": t, "method": m, **around(0.3), **BASIS}
            | {"draws": 0 if m == "fisher" else 10000}
            for c in criteria
            for m in ("fisher", "bootstrap", "cluster_bootstrap")
            for t in [*dimensions, "multiple_r"]
        ],
        "levels": [
            {**row, "level": level, "estimator": "random_intercept_reml"}
            for row in slopes
            for level in ("within", "between", "difference")
        ],
        "common_source": [
            {**row, "judged_by": "manager", "judges": judges, "source": source}
            | {"estimator": "pearson_cluster_jackknife"}
            for row in slopes
            for judges, source in (("same", "manager"), ("other", "self"))
            if row["criterion"] == "composite"
        ],
        "likeness": [
            {"source": s, "criterion": c, "dimension": d, **BASIS, "estimator": "icc_anova"}
            | {"estimate": 0.08, "cluster_size": 19.6, "design_effect": 2.49}
            for s, c, d in [
                *(("", c, "") for c in criteria),
                *(("manager", "", d) for d in dimensions),
            ]
        ],
        "incremental": [
            {"criterion": c, **WHOSE, "controls": "age+tenure_months", **around(0.15), **TEST}
            | {"r_squared_controls": 0.03, "r_squared": 0.18, "bca_low": 0.08, "bca_high": 0.21}
            | {"draws": 10000, **BASIS, "estimator": "ols_cr2"}
            for c in criteria
        ],
        "diagnostics": [
            {"criterion": "composite", **WHOSE, "check": check, "term": term, **around(value)}
            | {**TEST, **BASIS, "estimator": "ols_cr2"}
            for check, term, value in [
                ("vif", dimensions[0], 1.4),
                ("leverage_max", "", 0.06),
                ("leverage_high", "", 4.0),
                ("cook_max", "", 0.03),
                ("residuals_far", "", 1.0),
                ("reset", "", 0.6),
                ("curvature", dimensions[0], -0.04),
                ("interaction", f"{dimensions[0]}*tenure_months", 0.02),
            ]
        ],
        "residuals": [
            {"criterion": "composite", **WHOSE, "part": k, "predicted": 0.1 * k - 0.6}
            | {"residual": 0.02 * (-1) ** k, "spread": 0.9, "n": 39}
            for k in range(1, 13)
        ],
        "corrections": [
            {"criterion": "composite", **WHOSE, "dimension": d, "correction": c, **around(0.4)}
            | {"uncorrected": 0.3, "uncorrected_ci_low": 0.2, "uncorrected_ci_high": 0.4}
            | {"reliability_y": 0.7, "reliability_x": 0.8, "u_x": u, "u_y": 1.2}
            | {"documented": "manual 2024", **BASIS, "estimator": "pearson", "note": note}
            for d in dimensions[:2]
            for c, u, note in [
                ("criterion_unreliability", np.nan, ""),
                ("case_2", 1.3, "corrected_beyond_one"),
            ]
        ],
    }
    return {
        "correlations": pd.DataFrame(slopes),
        "regression": regression.assign(hc3_std_error=0.05, hc3_p_value=0.003),
        "mixed": regression.assign(between=0.02, within=0.8, estimator="random_intercept_reml"),
        **{name: pd.DataFrame(table) for name, table in rows.items()},
        "summary": {},
    }

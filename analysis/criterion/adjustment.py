"""What the controls explain of an indicator, with standard errors (statsmodels)."""

import numpy as np
import pandas as pd
import statsmodels.api as sm

from analysis.columns import BASIS, ESTIMATE, TEST
from analysis.criterion.controls import control_matrix
from analysis.criterion.criterion_key import CriterionKey
from analysis.notes import remark

ADJUSTMENT = ["kpi", "term", "transform", *ESTIMATE, *TEST, *BASIS, "note"]
INTERCEPT = "intercept"
FULL_LEVERAGE = 1 - 1e-8
"""From here on a person's residual is zero whatever was sold, and HC3 divides by zero."""


def adjustment_table(
    key: CriterionKey, kpis: pd.DataFrame, people: pd.DataFrame, *, confidence: float
) -> pd.DataFrame:
    """One row per indicator and term: kpi, term, transform, ESTIMATE, TEST, BASIS, note.

    Parameters
    ----------
    kpis
        Table of `apply_criterion` for the people that `key` was fitted to.

    References
    ----------
    HC3: MacKinnon & White (1985), Journal of Econometrics 29, 305,
    https://doi.org/10.1016/0304-4076(85)90158-7; for its use in small samples Long & Ervin
    (2000), The American Statistician 54, 217, https://doi.org/10.1080/00031305.2000.10474549
    """
    if not key.adjust_for:
        kinds = dict.fromkeys(ADJUSTMENT, "str") | dict.fromkeys([*ESTIMATE, *TEST], float)
        return pd.DataFrame(columns=ADJUSTMENT).astype({**kinds, "n": int})
    tables = []
    for fitted in key.kpis:
        rows = kpis.take(np.flatnonzero(kpis["kpi"] == fitted.kpi.id))
        values = rows["transformed"].to_numpy(dtype=float)
        controls = control_matrix(people, rows["person"].to_numpy(), key.adjust_for)
        complete = ~np.isnan(values) & ~np.isnan(controls).any(axis=1)
        table = hc3_table(controls[complete], values[complete], confidence)
        terms = {INTERCEPT: "none", **key.adjust_for}
        table = table.assign(
            kpi=fitted.kpi.id, term=list(terms), transform=list(terms.values())
        )
        tables.append(table)
    return pd.DataFrame(pd.concat(tables, ignore_index=True), columns=ADJUSTMENT)


def hc3_table(controls: np.ndarray, values: np.ndarray, confidence: float) -> pd.DataFrame:
    """Least squares with HC3 standard errors and t on n - q - 1 degrees of freedom."""
    design = np.column_stack([np.ones(len(values)), controls])
    orthogonal = np.linalg.qr(design / np.linalg.norm(design, axis=0))[0]
    model = sm.OLS(values, design)
    columns: dict[str, object] = {
        "n": len(values),
        "estimator": "ols_hc3",
        "missing": "listwise",
    }
    if (orthogonal**2).sum(axis=1).max() >= FULL_LEVERAGE:
        said = remark("no_errors_full_leverage")
        return pd.DataFrame({"estimate": model.fit().params, **columns, "note": said})
    fit = model.fit(cov_type="HC3", use_t=True)
    low, high = fit.conf_int(alpha=1 - confidence).T
    estimates = {
        "estimate": fit.params,
        "std_error": fit.bse,
        "ci_low": low,
        "ci_high": high,
        "statistic": fit.tvalues,
        "df": float(fit.df_resid),
        "p_value": fit.pvalues,
    }
    return pd.DataFrame({**estimates, **columns, "note": ""})

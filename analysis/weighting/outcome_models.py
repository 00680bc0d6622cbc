"""Do relations to an indicator hold when its numbers are taken as what they are?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import ESTIMATE, TEST
from analysis.kpi import Kpi
from analysis.notes import Note, note
from analysis.weighting.design import designs, unweighted_notes
from analysis.weighting.imputation import Imputation, control_values
from analysis.weighting.one_design import Design
from analysis.weighting.outcome_fits import (
    Outcome,
    OutcomeFit,
    needs_own_model,
    outcome_fits,
    zero_share,
)
from analysis.weighting.pooled_rows import pooled_or_only

ESTIMATORS = {
    "gaussian": "ols_cluster",
    "log": "ols_log_cluster",
    "occurs": "logistic_cluster",
    "amount": "ols_log_cluster",
    "tobit": "tobit_cluster",
    "quasi_poisson": "quasi_poisson_cluster",
}
COEFFICIENTS = [
    *("criterion", "source", "model", "part", "dimension", *ESTIMATE, *TEST),
    *("n", "n_clusters", "estimator", "missing"),
]
MODELS = [
    *("criterion", "source", "model", "part", "agreement", "order_agreement", "zero_share"),
    *("capped_share", "n", "estimator", "missing"),
]
WORDS = {"criterion", "source", "model", "part", "dimension", "estimator", "missing"}


@dataclass(frozen=True, slots=True)
class OutcomeModels:
    """Counted, capped and often-zero indicators by several models, side by side.

    Attributes
    ----------
    coefficients
        criterion, source, model, part, dimension, estimate (of a standard deviation of the
        score, on the scale of the model), std_error, ci_low, ci_high, statistic, df, p_value,
        n, n_clusters, estimator, missing.
    models
        criterion, source, model, part, agreement (correlation of what the dimensions predict
        with what the Gaussian model's do), order_agreement (rank correlation of the
        dimensions' statistics with the Gaussian's), zero_share, capped_share, n, estimator,
        missing.
    confidence
        Level of the intervals.
    notes
        What could not be fitted.
    """

    coefficients: pd.DataFrame
    models: pd.DataFrame
    confidence: float
    notes: list[Note]


def outcome_models(
    person_scores: pd.DataFrame,
    kpi_values: pd.DataFrame,
    people: pd.DataFrame,
    kpis: list[Kpi],
    *,
    adjust_for: Mapping[str, str],
    predictors_from: Sequence[str],
    cluster: str | None,
    confidence: float,
    imputation: Imputation | None = None,
) -> OutcomeModels:
    """Regressions of every indicator that is counted, capped or often zero.

    Parameters
    ----------
    person_scores, people, predictors_from, cluster, imputation
        See `analysis.weighting.design.designs`.
    kpi_values
        person, kpi, raw, exposure: what is recorded, not adjusted.
    kpis
        The indicators.
    adjust_for
        Columns of `people` that are held constant, and their transforms.
    confidence
        Level of the intervals.

    Raises
    ------
    DataError
        One line for everything that stands in the way.
    """
    raw = kpi_values.dropna(subset="raw").rename(columns={"kpi": "criterion", "raw": "value"})
    table = pd.DataFrame(raw, columns=["person", "criterion", "value"])
    given = {"predictors_from": predictors_from, "cluster": cluster, "imputation": imputation}
    defined = {kpi.id: kpi for kpi in kpis}
    coefficients: list[dict[str, Any]] = []
    models: list[dict[str, Any]] = []
    notes: list[Note] = []
    found = designs(person_scores, table, people, **given)
    for design in found:
        parts = [
            of_design(copy, defined[design.criterion], raw, people, adjust_for, confidence)
            for copy in design.filled
        ]
        coefficients += pooled_or_only([part[0] for part in parts], confidence)
        models += pooled_or_only([part[1] for part in parts], confidence)
        notes += parts[0][2]
    return OutcomeModels(
        coefficients=typed(coefficients, COEFFICIENTS),
        models=typed(models, MODELS),
        confidence=confidence,
        notes=notes + unweighted_notes(found, "outcome_models"),
    )


Part = tuple[list[dict[str, Any]], list[dict[str, Any]], list[Note]]
"""Rows of coefficients and of models, and what could not be fitted."""


def of_design(
    design: Design,
    kpi: Kpi,
    raw: pd.DataFrame,
    people: pd.DataFrame,
    adjust_for: Mapping[str, str],
    confidence: float,
) -> Part:
    """The models of one indicator; nothing where a Gaussian one will do."""
    outcome = outcome_of(design, kpi, raw, people, adjust_for)
    if not needs_own_model(outcome):
        return [], [], []
    who = {"criterion": design.criterion, "source": design.source}
    fits = list(outcome_fits(outcome))
    return (
        [row for fit in fits for row in coefficient_rows(design, fit, confidence)],
        [model_row(design, outcome, fit, fits[0]) for fit in fits],
        [
            note("outcome_model_not_fitted", **who, outcome=fit.part or fit.model)
            for fit in fits
            if not fit.converged
        ],
    )


def outcome_of(
    design: Design,
    kpi: Kpi,
    raw: pd.DataFrame,
    people: pd.DataFrame,
    adjust_for: Mapping[str, str],
) -> Outcome:
    """The people of `design` whose circumstances are known."""
    scores = design.scores.to_numpy(dtype=float)
    z = (scores - scores.mean(axis=0)) / scores.std(axis=0, ddof=1)
    known = control_values(pd.Index(design.people), people, adjust_for)
    controls: list[np.ndarray] = [np.empty((len(z), 0))]
    for name in adjust_for:
        values = known[name].to_numpy(dtype=float)
        if design.controls is not None and name in design.controls:
            values = design.controls[name].to_numpy(dtype=float)
        controls.append((values - np.nanmean(values))[:, None])
    columns = np.column_stack([np.ones(len(z)), z, *controls])
    own = raw.take(np.flatnonzero(raw["criterion"] == kpi.id)).set_index("person")
    exposure = own["exposure"].reindex(design.people).to_numpy(dtype=float)
    per_exposure = kpi.aggregate == "per_exposure"
    known = ~np.isnan(columns).any(axis=1) & (~np.isnan(exposure) if per_exposure else True)
    return Outcome(
        values=design.values[known],
        exposure=exposure[known] if per_exposure else np.ones(int(known.sum())),
        design=columns[known],
        clusters=design.clusters[known],
        is_count=kpi.kind == "count" and bool((design.values >= 0).all()),
        cap=np.inf if kpi.cap is None else kpi.cap,
    )


def coefficient_rows(
    design: Design, fit: OutcomeFit, confidence: float
) -> list[dict[str, Any]]:
    """One row for each dimension."""
    inference = fit.inference(confidence)
    return [
        {
            **{"criterion": design.criterion, "source": design.source},
            **{"model": fit.model, "part": fit.part, "dimension": dimension},
            "estimate": float(fit.coefficients[j]),
            **{
                name: float(getattr(inference, name)[j])
                for name in ("std_error", "ci_low", "ci_high", *TEST)
            },
            **{"n": fit.n, "n_clusters": fit.df + 1},
            **{"estimator": ESTIMATORS[fit.part or fit.model], "missing": design.missing},
        }
        for j, dimension in enumerate(design.dimensions, start=1)
    ]


def model_row(
    design: Design, outcome: Outcome, fit: OutcomeFit, gaussian: OutcomeFit
) -> dict[str, Any]:
    """How far a model agrees with the Gaussian one on who and what is predicted."""
    dimensions = slice(1, 1 + len(design.dimensions))
    z = outcome.design[:, dimensions]
    mine, theirs = (z @ f.coefficients[dimensions] for f in (fit, gaussian))
    statistics = [(f.coefficients / f.std_errors)[dimensions] for f in (fit, gaussian)]
    a, b = (np.argsort(np.argsort(s)).astype(float) for s in statistics)
    compared = fit.converged and gaussian.converged
    several = compared and len(design.dimensions) > 1
    return {
        **{"criterion": design.criterion, "source": design.source},
        **{"model": fit.model, "part": fit.part},
        "agreement": float(np.corrcoef(mine, theirs)[0, 1]) if compared else np.nan,
        "order_agreement": float(np.corrcoef(a, b)[0, 1]) if several else np.nan,
        "zero_share": zero_share(outcome),
        "capped_share": float((outcome.values >= outcome.cap).mean()),
        **{
            "n": fit.n,
            "estimator": ESTIMATORS[fit.part or fit.model],
            "missing": design.missing,
        },
    }


def typed(rows: list[dict[str, Any]], columns: list[str]) -> pd.DataFrame:
    """`rows` as a table whose column types do not depend on how many there are."""
    kinds = {
        c: "str" if c in WORDS else int if c in ("n", "n_clusters") else float for c in columns
    }
    return pd.DataFrame(rows, columns=columns).astype(kinds)

"""Every table on the factor models of one block of answers."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import BASIS
from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.cfa.cfa_notes import block_notes, resample_notes
from analysis.measurement.cfa.comparison import comparison_rows
from analysis.measurement.cfa.cutoffs import cutoff_table, populations_of
from analysis.measurement.cfa.dimension_tables import (
    DETERMINACY,
    DISCRIMINANT,
    GENERAL_FACTOR,
    RELIABILITY,
    SCORES,
    dimension_tables,
    score_tables,
)
from analysis.measurement.cfa.fit import CfaFit, found, proper
from analysis.measurement.cfa.indices import fit_rows, scaled_test
from analysis.measurement.cfa.misfit import modifications, residual_correlations
from analysis.measurement.cfa.models import FactorModel
from analysis.measurement.cfa.ordinal import fit_samples
from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.measurement.cfa.resampled import resampled_answers
from analysis.measurement.cfa.solution import solution
from analysis.measurement.cfa.tables import table
from analysis.notes import Note, note, remark
from analysis.stats.sem.admissible_search import Ended

LARGEST = 10
"""How many residual correlations and modification indices are kept."""

LEFT = {
    Ended.INSIDE: remark("admissible_local_minimum"),
    Ended.BOUNDARY: remark("minimum_at_boundary"),
}
"""What a second search among admissible values led to."""

FIT = ["model", "index", "variant", "estimate", "ci_low", "ci_high", "df", "p_value"]
PARAMETERS = [
    "model", "left", "operator", "right", "free", "estimate", "std_error", "ci_low", "ci_high",
    "statistic", "p_value", "standardised", "standardised_std_error", "standardised_ci_low",
    "standardised_ci_high",
]  # fmt: skip
COMPARISONS = ["model", "nested_in", "relation", "statistic", "df", "p_value", "method"]
RESIDUALS = ["model", "item_a", "item_b", "residual", "std_error", "statistic", "p_value"]
MODIFICATION = ["model", "left", "operator", "right", "index", "statistic", "p_value"]
MODIFICATION += ["p_adjusted", "n_tests", "change", "standardised_change"]
CUTOFFS = ["model", "index", "variant", "level", "cutoff", "sensitivity", "magnitude", "draws"]
CUTOFFS += ["n_failed", "observed"]
MODELS = ["model", "role", "chi_square", "df", "p_value", "cfi", "rmsea", "rmsea_ci_low"]
MODELS += [
    "rmsea_ci_high",
    "srmr",
    "variant",
    "n_parameters",
    "converged",
    "proper",
    "solution",
]
MODELS += ["note"]

COLUMNS = {
    "fit": FIT,
    "parameters": PARAMETERS,
    "models": MODELS,
    "comparisons": COMPARISONS,
    "residuals": [*RESIDUALS, "p_adjusted", "n_tests"],
    "modification": MODIFICATION,
    "reliability": RELIABILITY,
    "general_factor": GENERAL_FACTOR,
    "discriminant": DISCRIMINANT,
    "cutoffs": CUTOFFS,
    "scores": SCORES,
    "determinacy": DETERMINACY,
}
"""The columns of every table, between those of the block and what they rest on."""


@dataclass(frozen=True, slots=True)
class BlockTables:
    """The tables of `Cfa` for one block, without its columns; and its notes."""

    fit: pd.DataFrame
    parameters: pd.DataFrame
    models: pd.DataFrame
    comparisons: pd.DataFrame
    residuals: pd.DataFrame
    modification: pd.DataFrame
    reliability: pd.DataFrame
    general_factor: pd.DataFrame
    discriminant: pd.DataFrame
    cutoffs: pd.DataFrame
    scores: pd.DataFrame
    determinacy: pd.DataFrame
    notes: list[Note]


def block_tables(
    block: AnswerBlock,
    models: list[FactorModel],
    clusters: pd.Series | None,
    *,
    estimator: str,
    missing: str,
    confidence: float,
    cutoff_draws: int,
    omega_draws: int,
    rng: np.random.Generator,
) -> BlockTables:
    """All models of a block fitted to the same moments, and everything said of them."""
    items, weights = block.items, block.case_weights
    case_weights = None if weights is None else pd.Series(weights, index=block.rows.index)
    samples = ordinal_samples(
        block.rows,
        items=items,
        ordinal=items,
        missing=missing,
        groups=None,
        case_weights=case_weights,
        clusters=clusters,
    )
    fits = {
        model.name: fit_samples(
            model.syntax,
            samples,
            estimator=estimator,
            std_lv=model.std_lv,
            orthogonal=model.orthogonal,
            parameterization="delta",
            group_equal=[],
            group_partial=[],
            confidence=confidence,
        )
        for model in models
    }
    (hypothesised,) = (model for model in models if model.hypothesised)
    main = hypothesised.name
    basis = dict(zip(BASIS, (samples.samples[0].people, estimator, missing), strict=True))
    usable = {name: fit for name, fit in fits.items() if found(fit)}
    fit_table = table(
        [
            {"model": name, **row}
            for name, fit in usable.items()
            for row in fit_rows(fit, confidence=confidence)
        ],
        FIT,
    )
    cutoffs, why_not = cutoffs_of(
        hypothesised, fits[main], fit_table, draws=cutoff_draws, rng=rng
    )
    resampled = resampled_answers(
        block.rows, samples, clusters, weights, draws=omega_draws, rng=rng
    )
    sound = {name: fit for name, fit in usable.items() if proper(fit)}
    scores, why_no_scores = score_tables(block, main, sound)
    notes = [*block_notes(block, fits), *resample_notes(block.id, resampled)]
    if why_not:
        notes.append(note("no_dynamic_cutoffs", **block.ids, reason=why_not))
    if why_no_scores:
        notes.append(note("no_factor_scores", **block.ids, reason=why_no_scores))
    tables = {
        "fit": fit_table,
        "parameters": all_parameters(usable, confidence=confidence),
        "models": model_rows(fits, main, fit_table),
        "comparisons": table(comparison_rows(usable), COMPARISONS),
        "residuals": largest_residuals(main, sound),
        "modification": largest_modifications(main, sound),
        **dimension_tables(block, main, sound, resampled, confidence=confidence),
        "cutoffs": cutoffs,
        **scores,
    }
    return BlockTables(
        **{name: one.assign(**basis) for name, one in tables.items()},
        notes=notes,
    )


def all_parameters(fits: dict[str, CfaFit], *, confidence: float) -> pd.DataFrame:
    """The parameters of all models, one below the other."""
    parts = [
        solution(fit, confidence=confidence).assign(model=name) for name, fit in fits.items()
    ]
    if not parts:
        return table([], PARAMETERS)
    return pd.concat(parts, ignore_index=True).reindex(columns=PARAMETERS)


def solution_kind(fit: CfaFit) -> str:
    """How the estimates came about, and what they are worth."""
    if proper(fit):
        return "inside" if fit.ended == Ended.INSIDE else "free"
    if fit.ended == Ended.BOUNDARY:
        return "boundary"
    return "improper" if found(fit) else "none"


def model_rows(fits: dict[str, CfaFit], main: str, fit_table: pd.DataFrame) -> pd.DataFrame:
    """One row per model, its scaled indices side by side."""
    rows = []
    for name, fit in fits.items():
        variant = "standard" if scaled_test(fit.tests) is None else "scaled"
        scaled = values_of(fit_table, name, variant)
        plain = values_of(fit_table, name, "standard")
        nothing = dict.fromkeys(("estimate", "ci_low", "ci_high", "p_value"), np.nan)
        error = scaled.get("rmsea", nothing)
        remarks = [] if found(fit) else [remark("model_without_estimates")]
        if found(fit) and not proper(fit):
            remarks.append(remark("improper_solution"))
        remarks += [LEFT[fit.ended]] if fit.ended in LEFT else []
        rows.append({
            "model": name,
            "role": "hypothesised" if name == main else "rival",
            "chi_square": scaled.get("chi_square", nothing)["estimate"],
            "df": fit.tests["standard"].df,
            "p_value": scaled.get("chi_square", nothing)["p_value"],
            "cfi": scaled.get("cfi", nothing)["estimate"],
            "rmsea": error["estimate"],
            "rmsea_ci_low": error["ci_low"],
            "rmsea_ci_high": error["ci_high"],
            "srmr": plain.get("srmr", nothing)["estimate"],
            "variant": variant,
            "n_parameters": len(fit.parameters),
            "converged": fit.converged,
            "proper": proper(fit),
            "solution": solution_kind(fit),
            "note": ";".join(remarks),
        })  # fmt: skip
    return pd.DataFrame(rows)


def values_of(fit_table: pd.DataFrame, model: str, variant: str) -> dict[str, dict]:
    """The rows of a model and variant, by index."""
    return {
        row["index"]: row
        for row in fit_table.to_dict("records")
        if (row["model"], row["variant"]) == (model, variant)
    }


def largest_residuals(main: str, fits: dict[str, CfaFit]) -> pd.DataFrame:
    """The pairs of items whose correlation the model misses most."""
    if main not in fits:
        return table([], [*RESIDUALS, "p_adjusted", "n_tests"])
    rows = residual_correlations(fits[main])
    rows = adjusted(rows).assign(model=main, size=rows["residual"].abs())
    rows = rows.sort_values(["size", "item_a", "item_b"], ascending=[False, True, True])
    return rows.head(LARGEST).reindex(columns=[*RESIDUALS, "p_adjusted", "n_tests"])


def largest_modifications(main: str, fits: dict[str, CfaFit]) -> pd.DataFrame:
    """The parameters whose absence costs most fit."""
    if main not in fits:
        return table([], MODIFICATION)
    rows = adjusted(modifications(fits[main])).assign(model=main)
    return rows.head(LARGEST).reindex(columns=MODIFICATION)


def adjusted(rows: pd.DataFrame) -> pd.DataFrame:
    """P values adjusted for as many tests as there are rows (Bonferroni)."""
    n = len(rows)
    return rows.assign(p_adjusted=np.minimum(1.0, n * rows["p_value"]), n_tests=n)


def cutoffs_of(
    model: FactorModel,
    fit: CfaFit,
    fit_table: pd.DataFrame,
    *,
    draws: int,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, str]:
    """Dynamic cutoffs of the hypothesised model beside its indices; or why there are none."""
    nothing = table([], CUTOFFS)
    if not proper(fit):
        return nothing, remark("improper_solution")
    try:
        populations = populations_of(fit)
    except ValueError:
        return nothing, remark("no_item_free_to_be_misspecified")
    cutoffs = cutoff_table(fit, model, populations, draws=draws, rng=rng)
    observed = [
        values_of(fit_table, model.name, variant)[index]["estimate"]
        for index, variant in zip(cutoffs["index"], cutoffs["variant"], strict=True)
    ]
    cutoffs = cutoffs.assign(model=model.name, observed=observed)
    return cutoffs.reindex(columns=CUTOFFS), ""

"""Do the answers bear out the structure that the instrument intends?"""

from dataclasses import dataclass, fields

import numpy as np
import pandas as pd

from analysis.blocks import Block
from analysis.columns import BASIS, BLOCK
from analysis.errors import raise_all
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import AnswerBlock, structured_blocks, weight_notes
from analysis.measurement.cfa.block_tables import COLUMNS, BlockTables, block_tables
from analysis.measurement.cfa.cfa_notes import clusters_of, shared_raters
from analysis.measurement.cfa.models import models_of
from analysis.notes import Note

ESTIMATORS = ("wlsmv", "wlsm", "ulsmv")
MISSING = ("pairwise", "listwise")


@dataclass(frozen=True, slots=True)
class Cfa:
    """The factor models of every block: estimates, fit, and what the fit is worth.

    All tables begin with the block and end with n, estimator, missing.

    Attributes
    ----------
    fit
        One row per model, index and variant: model, index (chi_square, cfi, tli, rmsea, srmr,
        crmr), variant (standard, scaled, robust), estimate, ci_low, ci_high, df, p_value.
    parameters
        Every parameter of every model: model, left, operator, right, free, estimate, std_error,
        ci_low, ci_high, statistic, p_value, and the standardised solution (standardised,
        standardised_std_error, standardised_ci_low, standardised_ci_high). Operator "r2" is a
        share of variance explained.
    models
        One row per model: model, role (hypothesised, rival), chi_square, df, p_value, cfi,
        rmsea, rmsea_ci_low, rmsea_ci_high, srmr, variant (of all but srmr), n_parameters,
        converged, proper, solution (free, inside: a second search among admissible values found
        it where the free one left them; boundary: that search went to their boundary; improper;
        none), note.
    comparisons
        Pairs of models: model, nested_in, relation, statistic, df, p_value, method.
    residuals
        Largest residual correlations of the hypothesised model: item_a, item_b, residual,
        std_error, statistic, p_value, p_adjusted (Bonferroni over n_tests).
    modification
        Largest modification indices of the hypothesised model: left, operator, right, index,
        statistic (generalised score test), p_value, p_adjusted, n_tests, change,
        standardised_change.
    reliability
        Of the hypothesised model: model, dimension, coefficient (omega_categorical with
        bootstrap interval, ave, prmse_subscore, prmse_total, prmse_augmented), estimate ...
    general_factor
        Of the bifactor model and the second-order one: model, dimension ("" is all items),
        item ("" but for iecv), coefficient (of all items omega_total, omega_hierarchical, ecv,
        puc, h of the general factor; of a dimension omega_subscale,
        omega_hierarchical_subscale, ecv_specific, h; of an item iecv), estimate ...; omegas
        have bootstrap intervals.
    discriminant
        Pairs of dimensions: dimension_a, dimension_b, latent correlation (estimate ...), htmt,
        htmt2, fornell_larcker.
    cutoffs
        Dynamic cutoffs of the hypothesised model: model, index, variant, level, cutoff,
        sensitivity, magnitude, draws, n_failed, observed.
    scores
        Factor scores of the hypothesised model, one row per response and factor: response,
        person, model, dimension, estimate (variance one), std_error, method (eap, ebm).
    determinacy
        One row per factor: model, dimension, estimate (correlation of score and factor),
        with_mean (of score and mean of its items), method, n_scored.
    estimator, missing, confidence, cutoff_draws, omega_draws
        How it was done.
    converged
        Whether every model found its estimates.
    notes
        What a reader has to know.
    """

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
    estimator: str
    missing: str
    confidence: float
    cutoff_draws: int
    omega_draws: int
    converged: bool
    notes: list[Note]


def cfa(
    keyed: pd.DataFrame,
    people: pd.DataFrame | None,
    instruments: dict[str, Instrument],
    *,
    estimator: str,
    missing: str,
    cluster: str | None,
    confidence: float,
    cutoff_draws: int,
    omega_draws: int,
    rng: np.random.Generator,
) -> Cfa:
    """The hypothesised model of every instrument and its rivals, in every block of answers.

    Parameters
    ----------
    keyed
        Answers after reversal, one row per response.
    people
        One row per person, with the column `cluster`; None if there is none.
    instruments
        The instruments by id; `structure` says which models are fitted.
    estimator
        "wlsmv", "wlsm" or "ulsmv": thresholds and polychoric correlations.
    missing
        "pairwise": all answers of everybody; "listwise": of people who answered everything.
    cluster
        Column of `people` whose members may be alike, or None.
    confidence
        Level of every interval, 0 to 1.
    cutoff_draws
        Simulated samples per level of misfit behind dynamic cutoffs.
    omega_draws
        Resamples of people, or of clusters, behind the intervals of omega.
    rng
        Source of these samples.

    Raises
    ------
    AnalysisError
        If a model of an instrument is wrong.
    DataError
        If an item does not vary.
    """
    raise_all(choices_wrong(estimator, missing))
    blocks = structured_blocks(keyed, instruments)
    found = [
        (
            block,
            block_tables(
                block,
                models_of(block.instrument),
                clusters_of(block, people, cluster),
                estimator=estimator,
                missing=missing,
                confidence=confidence,
                cutoff_draws=cutoff_draws,
                omega_draws=omega_draws,
                rng=rng,
            ),
        )
        for block in blocks
    ]
    tables = {f.name: joined(found, f.name) for f in fields(BlockTables) if f.name != "notes"}
    notes = [
        said for block, one in found for said in [*shared_raters(block, cluster), *one.notes]
    ]
    return Cfa(
        **tables,
        estimator=estimator,
        missing=missing,
        confidence=confidence,
        cutoff_draws=cutoff_draws,
        omega_draws=omega_draws,
        converged=bool(tables["models"]["converged"].to_numpy(dtype=bool).all()),
        notes=notes + weight_notes(blocks, "dynamic_cutoffs", "determinacy"),
    )


def choices_wrong(estimator: str, missing: str) -> list[str]:
    """Choices that this rule does not know, one line each."""
    found = []
    if estimator not in ESTIMATORS:
        found.append(f"estimator {estimator!r}: expected one of {', '.join(ESTIMATORS)}")
    if missing not in MISSING:
        found.append(f"missing {missing!r}: expected one of {', '.join(MISSING)}")
    return found


def joined(found: list[tuple[AnswerBlock, BlockTables]], name: str) -> pd.DataFrame:
    """A table of all blocks, the block's columns first."""
    parts = [with_block(getattr(one, name), block.id) for block, one in found]
    if not parts:
        return pd.DataFrame(columns=pd.Index([*BLOCK, *COLUMNS[name], *BASIS]))
    filled = [part for part in parts if len(part)]
    return pd.concat(filled or parts[:1], ignore_index=True)


def with_block(table: pd.DataFrame, block: Block) -> pd.DataFrame:
    """The table with the block's columns before its own."""
    return table.assign(**block.columns).reindex(columns=[*BLOCK, *table.columns])

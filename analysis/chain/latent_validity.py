"""Which dimensions go with performance once their items' errors are modelled away?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import COMPOSITE
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import AnswerBlock, structured_blocks
from analysis.measurement.cfa.cfa_notes import clusters_of
from analysis.measurement.cfa.fit import CfaFit, proper
from analysis.measurement.cfa.models import correlated
from analysis.measurement.cfa.ordinal import fit_samples
from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.notes import Note, note
from analysis.stats.bootstrap import percentile_interval
from analysis.stats.dominance import general_dominance
from analysis.stats.sem.implied import factor_effects, implied
from analysis.stats.sem.model import elements
from analysis.stats.sem.residuals import as_correlation
from analysis.weighting.design import rows_with

CRITERION = "criterion_of_the_study"
PERFORMANCE = "performance_factor"
"""Names in the model that no item and no dimension has."""

ABLE = 1e-8
"""A matrix with a smaller eigenvalue is none of correlations."""

COLUMNS = [
    *("criterion", "source", "dimension", "method", "estimate", "std_error", "ci_low"),
    *("ci_high", "share", "n", "draws", "n_left_out", "estimator", "missing"),
]


@dataclass(frozen=True, slots=True)
class LatentValidity:
    """Relations of the factors behind the items with the composite criterion.

    Attributes
    ----------
    relations
        criterion, source, dimension, method (zero_order | beta | general_dominance), estimate,
        std_error, ci_low, ci_high, share (of R²; of general_dominance), n, draws, n_left_out
        (draws that are no correlations), estimator, missing.
    confidence
        Level of the intervals.
    notes
        What could not be fitted, and what to be careful about.
    """

    relations: pd.DataFrame
    confidence: float
    notes: list[Note]


def latent_validity(
    keyed: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    instruments: dict[str, Instrument],
    *,
    predictors_from: Sequence[str],
    estimator: str,
    missing: str,
    cluster: str | None,
    clustered: bool,
    draws: int,
    confidence: float,
    rng: np.random.Generator,
) -> LatentValidity:
    """One structural model for every source: correlated factors, and the composite criterion.

    Parameters
    ----------
    keyed
        Answers after reversal, flagged responses left out.
    performance, people
        person, criterion, value; one row per person.
    predictors_from
        Sources whose factors are related to the criterion; the first wave of each.
    estimator, missing, cluster
        See `analysis.measurement.cfa.cfa.cfa`.
    clustered
        Whether people share clusters, which intervals ignore without `cluster`.
    draws
        Of the parameters, from their asymptotic distribution.
    confidence
        Level of the intervals.
    rng
        Source of the draws.

    Raises
    ------
    DataError
        If an item does not vary.

    Notes
    -----
    The criterion is one more variable of the factor model, without error, as free to
    correlate with every factor as a regression on all factors leaves it: the correlations,
    standardised slopes and dominance are those of that regression. Where items of one
    dimension hold more error than those of another, it does not pass for less importance.

    References
    ----------
    Bollen, K. A. (1989). Structural equations with latent variables, chapter 8 *(not
    re-read)*. https://doi.org/10.1002/9781118619179
    """
    rows: list[dict[str, Any]] = []
    notes: list[Note] = []
    blocks = [
        b for b in structured_blocks(keyed, instruments) if b.id.source in set(predictors_from)
    ]
    first = {source: min(b.id.wave for b in blocks if b.id.source == source) for source in
             dict.fromkeys(b.id.source for b in blocks)}  # fmt: skip
    whole = rows_with(performance, criterion=COMPOSITE)
    values = pd.Series(whole["value"].to_numpy(dtype=float), index=whole["person"].to_numpy())
    for block in blocks:
        if block.id.wave != first[block.id.source]:
            continue
        fit, n = structural_fit(
            block, values, people, estimator=estimator, missing=missing,
            cluster=cluster, confidence=confidence,
        )  # fmt: skip
        if not proper(fit):
            notes.append(note("no_latent_validity", **block.id.columns))
            continue
        if clustered and cluster is None:
            notes.append(note("latent_validity_of_independent_people", **block.id.columns))
        basis = {"n": n, "estimator": estimator, "missing": missing}
        rows += relation_rows(block, fit, basis, draws, confidence, rng)
    return LatentValidity(pd.DataFrame(rows, columns=COLUMNS), confidence, notes)


def structural_fit(
    block: AnswerBlock,
    values: pd.Series,
    people: pd.DataFrame,
    *,
    estimator: str,
    missing: str,
    cluster: str | None,
    confidence: float,
) -> tuple[CfaFit, int]:
    """The correlated factors of a block with the criterion, and how many answers it rests on.

    Several answers about one person are a cluster of their own where the study names none.
    """
    known = np.flatnonzero(values.reindex(block.rows["person"]).notna().to_numpy())
    here = block.rows.take(known)
    here = here.assign(**{CRITERION: values.reindex(here["person"]).to_numpy(dtype=float)})
    weights, clusters = block.case_weights, clusters_of(block, people, cluster)
    if clusters is None and here["person"].duplicated().any():
        clusters = block.rows["person"]
    samples = ordinal_samples(
        here,
        items=[*block.items, CRITERION],
        ordinal=block.items,
        missing=missing,
        groups=None,
        case_weights=None if weights is None else pd.Series(weights[known], index=here.index),
        clusters=None if clusters is None else clusters.loc[here.index],
    )
    fit = fit_samples(
        f"{correlated(block.instrument)}\n{PERFORMANCE} =~ {CRITERION}\n"
        f"{CRITERION} ~~ 0*{CRITERION}",
        samples,
        estimator=estimator,
        std_lv=True,
        orthogonal=False,
        parameterization="delta",
        group_equal=[],
        group_partial=[],
        confidence=confidence,
    )
    return fit, samples.samples[0].people


def latent_matrices(fit: CfaFit, parameters: np.ndarray) -> np.ndarray:
    """Correlations of the factors and, last, the criterion; parameters (b, q) → (b, m, m)."""
    found = []
    for one in parameters:
        given = implied(fit.model, 0, elements(fit.model, one)).matrices
        effects = factor_effects(given)
        found.append(as_correlation(effects @ given.psi @ effects.T))
    return np.array(found)


def indices_of(matrices: np.ndarray) -> Mapping[str, np.ndarray]:
    """Every index of correlation matrices (b, m, m), criterion last, each (b, m - 1)."""
    among, own = matrices[:, :-1, :-1], matrices[:, :-1, -1]
    return {
        "zero_order": own,
        "beta": np.linalg.solve(among, own[..., None])[..., 0],
        "general_dominance": general_dominance(matrices),
    }


def relation_rows(
    block: AnswerBlock,
    fit: CfaFit,
    basis: Mapping[str, Any],
    draws: int,
    confidence: float,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    """One row per method and dimension."""
    sample = latent_matrices(fit, fit.parameters[None])
    drawn = latent_matrices(
        fit, rng.multivariate_normal(fit.parameters, fit.covariance, size=draws, method="eigh")
    )
    possible = np.linalg.eigvalsh(drawn)[:, 0] > ABLE
    estimates, spreads = indices_of(sample), indices_of(drawn[possible])
    basis = {**basis, "draws": draws, "n_left_out": int((~possible).sum())}
    rows = []
    for method, spread in spreads.items():
        low, high = percentile_interval(spread, confidence=confidence)
        estimate, error = estimates[method][0], spread.std(axis=0, ddof=1)
        whole = estimate.sum() if method == "general_dominance" else np.nan
        rows += [
            {
                **{"criterion": COMPOSITE, "source": block.id.source, "dimension": dimension},
                **{"method": method, "estimate": estimate[j], "std_error": error[j]},
                **{"ci_low": low[j], "ci_high": high[j], "share": estimate[j] / whole, **basis},
            }
            for j, dimension in enumerate(fit.table.factors[:-1])
        ]
    return rows

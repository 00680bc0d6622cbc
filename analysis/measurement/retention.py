"""How many factors the items hold: parallel analysis on polychoric correlations."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import BASIS, BLOCK
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import stacked, structured_blocks
from analysis.measurement.ordinal_blocks import OrdinalBlock, ordinal_blocks
from analysis.notes import Note, note, remark
from analysis.stats.contingency import PairTables
from analysis.stats.parallel_analysis import (
    ParallelAnalysis,
    component_eigenvalues,
    parallel_analysis,
    reduced_eigenvalues,
    unrelated_correlations,
)
from analysis.stats.polychoric import correlation_matrix, polychoric
from analysis.stats.smoothing import SINGULAR

EIGENVALUES = ["position", "observed", "reference_mean", "reference_percentile", "retained"]
DECISIONS = ["criterion", "n_factors", "n_intended"]

SPECTRA = {
    "parallel_analysis_pca": component_eigenvalues,
    "parallel_analysis_smc": reduced_eigenvalues,
}
"""The criteria, and the eigenvalues that each compares."""


@dataclass(frozen=True, slots=True)
class Retention:
    """Eigenvalues against chance, and the number of factors that follows.

    Attributes
    ----------
    eigenvalues
        Of the polychoric correlation matrix with ones on the diagonal (principal
        components), beside those of the same answers shuffled among people.
    decisions
        One row per block and criterion. `parallel_analysis_pca` counts the leading
        eigenvalues of that matrix above the percentile; `parallel_analysis_smc` does so with
        squared multiple correlations on the diagonal (common factors), which tends to
        retain more in large samples. The latter has no number, and the note `no_inverse`, where
        the matrix has no inverse: its squared multiple correlations would all be near one.
    draws
        Number of shuffled samples per block.
    percentile
        Of the reference eigenvalues, 0 to 100.
    notes
        Blocks whose factors could not be counted: pairs of items have no correlation.
    """

    eigenvalues: pd.DataFrame
    decisions: pd.DataFrame
    draws: int
    percentile: float
    notes: list[Note]


def retention(
    keyed: pd.DataFrame,
    instruments: dict[str, Instrument],
    *,
    draws: int,
    percentile: float,
    rng: np.random.Generator,
) -> Retention:
    """Number of factors of the scored items of every block.

    Parameters
    ----------
    keyed
        Answers with reversed items turned, flagged responses left out.
    instruments
        By id.
    draws
        Shuffled samples.
    percentile
        Of their eigenvalues that an observed one must exceed, such as 95.
    rng
        Source of the shuffles; every block gets its own child.

    Raises
    ------
    DataError
        As `ordinal_blocks`.

    Notes
    -----
    A block in which a pair of items has no correlation, in the answers or in a shuffle of them,
    has no eigenvalues; its criteria have no number, and a note says so.
    """
    if not 1 < percentile < 100:
        raise ValueError(f"percentile lies between 1 and 100 (such as 95), got {percentile}")
    blocks = ordinal_blocks(structured_blocks(keyed, instruments))
    eigenvalues, decisions, notes = [], [], []
    for block, own in zip(blocks, rng.spawn(len(blocks)), strict=True):
        found = _criteria(block, draws, percentile, own)
        if found is None:
            decisions.append(_undecided_rows(block))
            notes.append(note("factors_not_counted", **block.answers.ids))
            continue
        eigenvalues.append(_eigenvalue_rows(block, found["parallel_analysis_pca"]))
        decisions.append(_decision_rows(block, found))
    return Retention(
        eigenvalues=stacked(eigenvalues, [*BLOCK, *EIGENVALUES, *BASIS]),
        decisions=stacked(decisions, [*BLOCK, *DECISIONS, *BASIS, "note"]),
        draws=draws,
        percentile=percentile,
        notes=notes,
    )


def _polychoric(tables: PairTables) -> np.ndarray:
    return polychoric(tables).rho


def _criteria(
    block: OrdinalBlock, draws: int, percentile: float, rng: np.random.Generator
) -> dict[str, ParallelAnalysis] | None:
    """Every criterion of `SPECTRA` on the same draws; None if a pair has no correlation."""
    p, k = len(block.items), block.tables.n_categories
    if block.rare.any():
        return None
    observed = correlation_matrix(_polychoric(block.tables), p)
    unrelated = unrelated_correlations(
        block.codes, k, _polychoric, draws=draws, rng=rng, case_weights=block.case_weights
    )
    if np.isnan(observed).any() or np.isnan(unrelated).any():
        return None
    return {
        criterion: parallel_analysis(observed, unrelated, spectrum, percentile=percentile)
        for criterion, spectrum in SPECTRA.items()
    }


def _eigenvalue_rows(block: OrdinalBlock, found: ParallelAnalysis) -> pd.DataFrame:
    rows = pd.DataFrame(
        {
            "position": np.arange(1, len(found.observed) + 1),
            "observed": found.observed,
            "reference_mean": found.reference_mean,
            "reference_percentile": found.reference_percentile,
            "retained": found.retained,
        }
    )
    return _with_basis(block, rows)


def _decision_rows(block: OrdinalBlock, found: dict[str, ParallelAnalysis]) -> pd.DataFrame:
    intended = [items for items in block.answers.instrument.scored.values() if items]
    indefinite = found["parallel_analysis_pca"].observed[-1] < SINGULAR
    rows = pd.DataFrame(
        {
            "criterion": list(found),
            "n_factors": [result.n_factors for result in found.values()],
            "n_intended": len(intended),
        }
    )
    unusable = (rows["criterion"] == "parallel_analysis_smc") & indefinite
    rows["n_factors"] = rows["n_factors"].astype("Int64").mask(unusable)
    said = np.where(unusable, remark("no_inverse"), "")
    return _with_basis(block, rows).assign(note=said)


def _undecided_rows(block: OrdinalBlock) -> pd.DataFrame:
    """The criteria of a block that has no eigenvalues."""
    intended = [items for items in block.answers.instrument.scored.values() if items]
    rows = pd.DataFrame({"criterion": list(SPECTRA), "n_intended": len(intended)})
    rows = rows.assign(n_factors=pd.array([pd.NA] * len(rows), dtype="Int64"))
    rows = rows.reindex(columns=DECISIONS)
    return _with_basis(block, rows).assign(note=remark("pair_without_estimate"))


def _with_basis(block: OrdinalBlock, rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` between the columns of the block and what they rest on."""
    basis = {
        "n": int(block.tables.people),
        "estimator": "polychoric_two_step",
        "missing": "pairwise",
    }
    columns = [*BLOCK, *rows.columns, *BASIS]
    return rows.assign(**block.answers.ids, **basis).reindex(columns=columns)

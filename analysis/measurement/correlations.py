"""Correlations between items: Pearson, and polychoric for what they are, ordered categories."""

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from scipy.special import ndtri

from analysis.columns import BASIS, BLOCK, ESTIMATE
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import rated_blocks, stacked, weight_notes
from analysis.measurement.ordinal_blocks import OrdinalBlock, ordinal_blocks
from analysis.notes import Note, note, remark
from analysis.stats.contingency import item_pairs
from analysis.stats.fisher_interval import fisher_interval_by_delta
from analysis.stats.pearson_interval import pearson_precision
from analysis.stats.polychoric import Polychoric, correlation_matrix, polychoric
from analysis.stats.polychoric_influence import correlation_errors, influence
from analysis.stats.product_moment import product_moment
from analysis.stats.smoothing import smoothed_correlations
from analysis.stats.thresholds import thresholds_with_errors

CORRELATIONS = ["item_a", "item_b", "coefficient", *ESTIMATE, *BASIS, "note"]
THRESHOLDS = ["item", "threshold", *ESTIMATE, *BASIS, "note"]
MATRICES = ["coefficient", "smallest_eigenvalue", "smoothed", "n_empty_cells", "note"]

MISSING = "pairwise"
"""A correlation rests on everyone who answered both items, a threshold on all who answered."""


@dataclass(frozen=True, slots=True)
class Correlations:
    """How the items of each block go together.

    Attributes
    ----------
    correlations
        One row per pair of items and coefficient, the first item before the second in the
        order of the instrument. Notes: `at_bound` (the likelihood rises to the end of the
        range), `not_converged`, `empty_cell_filled` (2 x 2 tables), `empty_cells`,
        `constant_within_pair`, `fewer_than_two_together` (a pair without an estimate).
    thresholds
        One row per item and border between two categories, 1 being the lowest. Note:
        `category_not_used` where nobody chose the category on one side of it.
    matrices
        One row per block and coefficient. `smoothed` says that the estimates form no
        positive definite matrix, so that what needs one must smooth it first;
        `correlations` holds the estimates as they are.
    notes
        What a reader must know.
    """

    correlations: pd.DataFrame
    thresholds: pd.DataFrame
    matrices: pd.DataFrame
    notes: list[Note]


def correlations(
    keyed: pd.DataFrame, instruments: dict[str, Instrument], *, confidence: float
) -> Correlations:
    """Pearson and polychoric correlations of the scored items of every block.

    Parameters
    ----------
    keyed
        Answers with reversed items turned, flagged responses left out.
    instruments
        By id.
    confidence
        Level of the intervals, such as 0.95. Those of correlations are symmetric in
        Fisher's z, those of thresholds in the normal variable.

    Raises
    ------
    DataError
        Where a block has an item without variation.
    """
    tables: dict[str, list[pd.DataFrame]] = {
        "correlations": [],
        "thresholds": [],
        "matrices": [],
    }
    notes: list[Note] = []
    blocks = ordinal_blocks(rated_blocks(keyed, instruments))
    for block in blocks:
        fit = estimable(block, polychoric(block.tables))
        pearson = product_moment(block.tables)
        tables["correlations"] += [
            _pearson_rows(block, pearson, confidence),
            _polychoric_rows(block, fit, confidence),
        ]
        tables["thresholds"].append(_threshold_rows(block, confidence))
        matrices = _matrix_rows(block, pearson, fit)
        tables["matrices"].append(matrices)
        notes += _notes(block, fit, matrices)
    notes += weight_notes([block.answers for block in blocks])
    return Correlations(
        correlations=stacked(tables["correlations"], [*BLOCK, *CORRELATIONS]),
        thresholds=stacked(tables["thresholds"], [*BLOCK, *THRESHOLDS]),
        matrices=stacked(tables["matrices"], [*BLOCK, *MATRICES]),
        notes=notes,
    )


def estimable(block: OrdinalBlock, fit: Polychoric) -> Polychoric:
    """The estimates without those of pairs that fewer than two people answered."""
    return replace(
        fit,
        rho=np.where(block.rare, np.nan, fit.rho),
        converged=fit.converged | block.rare,
        at_bound=fit.at_bound & ~block.rare,
        filled=fit.filled & ~block.rare,
        n_empty_cells=np.where(block.rare, 0, fit.n_empty_cells),
    )


def _pearson_rows(block: OrdinalBlock, r: np.ndarray, confidence: float) -> pd.DataFrame:
    precision = pearson_precision(r, block.n_effective, confidence=confidence)
    rows = pd.DataFrame(
        {
            "coefficient": "pearson",
            "estimate": r,
            "std_error": precision.std_error,
            "ci_low": precision.ci_low,
            "ci_high": precision.ci_high,
            "n": block.n_pairs,
            "estimator": "pearson",
            "note": np.where(
                block.rare,
                remark("fewer_than_two_together"),
                np.where(np.isnan(r), remark("constant_within_pair"), ""),
            ),
        }
    )
    return _pair_rows(block, rows)


def _polychoric_rows(block: OrdinalBlock, fit: Polychoric, confidence: float) -> pd.DataFrame:
    std_error = correlation_errors(block.tables, influence(block.tables, fit), block.squared)
    low, high = fisher_interval_by_delta(fit.rho, std_error, confidence=confidence)
    rows = pd.DataFrame(
        {
            "coefficient": "polychoric",
            "estimate": fit.rho,
            "std_error": std_error,
            "ci_low": low,
            "ci_high": high,
            "n": block.n_pairs,
            "estimator": "polychoric_two_step",
            "note": _pair_notes(block, fit),
        }
    )
    return _pair_rows(block, rows)


def _pair_notes(block: OrdinalBlock, fit: Polychoric) -> list[str]:
    """What is unusual about each estimate, ";" between several."""
    signs = {
        remark("fewer_than_two_together"): block.rare,
        remark("at_bound"): fit.at_bound,
        remark("not_converged"): ~fit.converged,
        remark("empty_cell_filled"): fit.filled,
        remark("empty_cells"): (fit.n_empty_cells > 0) & ~fit.filled,
    }
    rows = zip(*signs.values(), strict=True)
    return [";".join(s for s, holds in zip(signs, row, strict=True) if holds) for row in rows]


def _pair_rows(block: OrdinalBlock, rows: pd.DataFrame) -> pd.DataFrame:
    names = np.array(block.items, dtype=object)
    first, second = item_pairs(len(names))
    rows = rows.assign(item_a=names[first], item_b=names[second], missing=MISSING)
    return _with_block(block, rows.reindex(columns=CORRELATIONS))


def _threshold_rows(block: OrdinalBlock, confidence: float) -> pd.DataFrame:
    cut = thresholds_with_errors(block.tables, block.squared)
    borders = np.arange(block.tables.n_categories - 1)
    item, border = np.nonzero(borders < block.n_categories[:, None] - 1)
    estimate, std_error = cut.estimate[item, border], cut.std_error[item, border]
    estimate = np.where(np.isfinite(estimate), estimate, np.nan)
    half = ndtri((1 + confidence) / 2) * std_error
    used = block.tables.marginal > 0
    unused = ~(used[item, border] & used[item, border + 1])
    rows = pd.DataFrame(
        {
            "item": np.array(block.items, dtype=object)[item],
            "threshold": border + 1,
            "estimate": estimate,
            "std_error": std_error,
            "ci_low": estimate - half,
            "ci_high": estimate + half,
            "n": (block.codes >= 0).sum(axis=0)[item],
            "estimator": "normal_quantile",
            "missing": MISSING,
            "note": np.where(unused, remark("category_not_used"), ""),
        }
    )
    return _with_block(block, rows)


def _matrix_rows(block: OrdinalBlock, pearson: np.ndarray, fit: Polychoric) -> pd.DataFrame:
    p = len(block.items)
    rows = []
    for coefficient, values, n_empty in (
        ("pearson", pearson, None),
        ("polychoric", fit.rho, int(fit.n_empty_cells.sum())),
    ):
        smallest, smoothed, said = _definiteness(correlation_matrix(values, p))
        rows.append([coefficient, smallest, smoothed, n_empty, said])
    table = pd.DataFrame(rows, columns=pd.Index(MATRICES))
    return _with_block(block, table.astype({"n_empty_cells": "Int64", "smoothed": bool}))


def _definiteness(matrix: np.ndarray) -> tuple[float, bool, str]:
    """Smallest eigenvalue, whether smoothing is needed, and the note that says why."""
    if np.isnan(matrix).any():
        return np.nan, False, remark("pair_without_estimate")
    result = smoothed_correlations(matrix)
    said = remark("not_positive_definite") if result.smoothed else ""
    return float(result.smallest_eigenvalue), bool(result.smoothed), said


def _notes(block: OrdinalBlock, fit: Polychoric, matrices: pd.DataFrame) -> list[Note]:
    where, pairs = block.answers.ids, len(fit.rho)
    found = [
        note(
            "correlations_not_estimable", **where, n=int(np.isnan(fit.rho).sum()), n_pairs=pairs
        ),
        note("correlations_at_bound", **where, n=int(fit.at_bound.sum()), n_pairs=pairs),
        note(
            "correlations_not_converged", **where, n=int((~fit.converged).sum()), n_pairs=pairs
        ),
        note("empty_cells_filled", **where, n=int(fit.filled.sum()), n_pairs=pairs),
    ]
    return [said for said in found if said["n"]] + [
        note("matrix_not_positive_definite", **where, coefficient=coefficient)
        for coefficient in matrices.loc[matrices["smoothed"], "coefficient"]
    ]


def _with_block(block: OrdinalBlock, rows: pd.DataFrame) -> pd.DataFrame:
    """`rows` with the columns of the block in front."""
    return rows.assign(**block.answers.ids).reindex(columns=[*BLOCK, *rows.columns])

"""Sample moments of ordinal and continuous items: thresholds, means, variances, covariances."""

from dataclasses import dataclass

import numpy as np

from analysis.stats.contingency import PairTables, item_pairs, pair_tables
from analysis.stats.polychoric import Polychoric, polychoric
from analysis.stats.sem.coded_answers import CodedAnswers, joint_cells
from analysis.stats.sem.polyserial import polyserial
from analysis.stats.sem.two_step_pearson import two_step_pearson


@dataclass(frozen=True, slots=True)
class OrdinalMoments:
    """Sample moments of one group.

    Attributes
    ----------
    n
        People with an answer to at least one item (the sum of their case weights).
    mean, covariance
        Means (0 for ordinal items), shape (p,), and covariances of responses, those of ordinal
        items being standard normal, shape (p, p).
    thresholds
        Of the ordinal items, one item after the other, shape (t,).
    observed
        All moments: for each item its thresholds or its mean, then the variances of continuous
        items, then all covariances in the order of `contingency.item_pairs`; shape (s,).
    ordinal
        Which items are ordinal, shape (p,).
    n_thresholds
        Thresholds of each item, 0 for continuous ones, shape (p,).
    n_pair
        People who answered both items of a pair (sum of case weights), shape (pairs,).
    n_empty_cells
        Of the two-way table of each pair of ordinal items, otherwise 0; shape (pairs,).
    converged, at_bound
        Of each correlation, shape (pairs,); see `polychoric.Polychoric`.
    filled
        2 x 2 table to whose empty cell half an answer was added, shape (pairs,).
    """

    n: float
    mean: np.ndarray
    covariance: np.ndarray
    thresholds: np.ndarray
    observed: np.ndarray
    ordinal: np.ndarray
    n_thresholds: np.ndarray
    n_pair: np.ndarray
    n_empty_cells: np.ndarray
    converged: np.ndarray
    at_bound: np.ndarray
    filled: np.ndarray


@dataclass(frozen=True, slots=True)
class MomentEstimates:
    """Moments together with what their influence functions need.

    Attributes
    ----------
    moments
        The moments themselves.
    coded
        The answers they came from.
    tables, fit
        Two-way tables of the ordinal items and their polychoric correlations.
    rho
        All correlations in the order of `contingency.item_pairs`, shape (pairs,).
    """

    moments: OrdinalMoments
    coded: CodedAnswers
    tables: PairTables
    fit: Polychoric
    rho: np.ndarray


def ordinal_moments(coded: CodedAnswers) -> MomentEstimates:
    """Thresholds, polychoric, polyserial and Pearson correlations, each item's margin first.

    Parameters
    ----------
    coded
        Answers of one group, see `coded_answers`. With listwise deletion the caller has
        dropped the incomplete ones; otherwise every moment uses all answers it can (lavaan
        `missing = "pairwise"`).

    References
    ----------
    Muthén, B. (1984). A general structural equation model with dichotomous, ordered
    categorical, and continuous latent variable indicators. Psychometrika, 49(1), 115-132,
    stages 1 and 2. https://doi.org/10.1007/BF02294210
    """
    ordinal = coded.ordinal
    tables = pair_tables(
        coded.codes[:, ordinal], int(max(2, coded.n_categories.max())), coded.case_weights
    )
    fit = polychoric(tables)
    pairs = _PairStatistics.empty(len(ordinal))
    _place_polychoric(pairs, ordinal, tables, fit)
    _place_polyserial(pairs, coded, fit)
    _place_pearson(pairs, coded)
    first, second = item_pairs(len(ordinal))
    sd = np.sqrt(coded.variance)
    covariance = np.diag(coded.variance)
    covariance[first, second] = covariance[second, first] = pairs.rho * sd[first] * sd[second]
    cuts = _cuts(coded, fit)
    margins = [cuts[i] if ordinal[i] else coded.mean[i : i + 1] for i in range(len(ordinal))]
    moments = OrdinalMoments(
        n=float(coded.weights.sum()),
        mean=coded.mean,
        covariance=covariance,
        thresholds=np.concatenate([np.empty(0), *(cuts[i] for i in np.flatnonzero(ordinal))]),
        observed=np.concatenate(
            [*margins, coded.variance[~ordinal], covariance[first, second]]
        ),
        ordinal=ordinal,
        n_thresholds=np.array([len(cut) for cut in cuts]),
        n_pair=pairs.n,
        n_empty_cells=pairs.n_empty_cells,
        converged=pairs.converged,
        at_bound=pairs.at_bound,
        filled=pairs.filled,
    )
    return MomentEstimates(moments, coded, tables, fit, pairs.rho)


@dataclass(frozen=True, slots=True)
class _PairStatistics:
    """What is known about each pair of items, arrays of shape (pairs,) to be filled."""

    rho: np.ndarray
    n: np.ndarray
    n_empty_cells: np.ndarray
    converged: np.ndarray
    at_bound: np.ndarray
    filled: np.ndarray

    @classmethod
    def empty(cls, p: int) -> "_PairStatistics":
        pairs = p * (p - 1) // 2
        return cls(
            np.full(pairs, np.nan),
            np.zeros(pairs),
            np.zeros(pairs, int),
            np.zeros(pairs, bool),
            np.zeros(pairs, bool),
            np.zeros(pairs, bool),
        )


def _place_polychoric(
    pairs: _PairStatistics, ordinal: np.ndarray, tables: PairTables, fit: Polychoric
) -> None:
    first, second = item_pairs(len(ordinal))
    here = ordinal[first] & ordinal[second]
    pairs.rho[here], pairs.n[here] = fit.rho, fit.n
    pairs.n_empty_cells[here] = fit.n_empty_cells
    pairs.converged[here], pairs.at_bound[here] = fit.converged, fit.at_bound
    pairs.filled[here] = fit.filled


def _place_polyserial(pairs: _PairStatistics, coded: CodedAnswers, fit: Polychoric) -> None:
    cuts = _cuts(coded, fit)
    for number, (i, j) in enumerate(zip(*item_pairs(len(coded.ordinal)), strict=True)):
        if coded.ordinal[i] == coded.ordinal[j]:
            continue
        ordered, other = (i, j) if coded.ordinal[i] else (j, i)
        z, code, count = joint_cells(coded, other, ordered)
        found = polyserial(z, code, count, cuts[ordered])
        pairs.rho[number], pairs.n[number] = found.rho, count.sum()
        pairs.converged[number], pairs.at_bound[number] = found.converged, found.at_bound


def _place_pearson(pairs: _PairStatistics, coded: CodedAnswers) -> None:
    first, second = item_pairs(len(coded.ordinal))
    here = ~coded.ordinal[first] & ~coded.ordinal[second]
    if not here.any():
        return
    missing = np.isnan(coded.z)
    z = np.where(missing, 0.0, coded.z)
    answered = np.where(missing, 0.0, coded.weights[:, None])
    product = (z * coded.weights[:, None]).T @ z
    squares = (z * z * answered).T @ (~missing).astype(float)
    n = answered.T @ (~missing).astype(float)
    with np.errstate(invalid="ignore", divide="ignore"):
        both = ((squares + squares.T) / n)[first, second][here]
        cross = (product / n)[first, second][here]
    rho = two_step_pearson(both, cross)
    pairs.rho[here], pairs.n[here] = rho, n[first, second][here]
    pairs.converged[here] = np.isfinite(rho)
    pairs.at_bound[here] = np.abs(rho) >= 1


def _cuts(coded: CodedAnswers, fit: Polychoric) -> list[np.ndarray]:
    """Thresholds of every item; none for continuous ones."""
    rank = np.cumsum(coded.ordinal) - 1
    return [
        fit.thresholds[rank[item], : max(0, coded.n_categories[item] - 1)]
        if coded.ordinal[item]
        else np.empty(0)
        for item in range(len(coded.ordinal))
    ]

"""One fold: weights learned from some people, composites tried on the others."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np
import pandas as pd

from analysis.chain.imputed_fold import filled_fold
from analysis.weighting.design import rows_with
from analysis.weighting.evidence import SMALLEST_TEST, evidence, stacked, streams
from analysis.weighting.imputation import Imputation, control_values
from analysis.weighting.penalties import Split, held_out_correlation, split, usable
from analysis.weighting.schemes import Contenders, Evidence, or_equal, scheme_weights

FOLDS = ["criterion", "source", "repeat", "fold", "scheme", "estimate", "n_train", "n_test"]
"""The columns of `fold_rows`."""


@dataclass(frozen=True, slots=True)
class Fold:
    """One criterion and source in one fold: moments, no people.

    Attributes
    ----------
    criterion
        What is predicted.
    dimensions
        The predictors.
    where
        source, repeat, fold, n_train, n_test.
    evidence, tried
        What weights are learned from (of each completed copy where scores are filled), and
        what they are tried on; None where there are too few people for either, or no
        differences between them.
    """

    criterion: str
    dimensions: list[str]
    where: dict[str, Any]
    evidence: Evidence | None
    tried: Split | None


def folds_of(
    wide: pd.DataFrame,
    performance: pd.DataFrame,
    clusters: pd.Series,
    held_out: np.ndarray,
    where: dict[str, Any],
    compared: Contenders,
    *,
    rng: np.random.Generator,
    case_weights: pd.Series | None = None,
    imputation: Imputation | None = None,
    people: pd.DataFrame | None = None,
) -> list[Fold]:
    """One fold per criterion from the scores (people by dimension) of one source.

    Parameters
    ----------
    clusters
        Cluster label by person.
    held_out
        Persons on whom weights are tried.
    case_weights
        Weight by person, NaN where there is none; None where people are not weighted.
    imputation, people
        How empty scores are filled, and the table with the controls; None: people with an
        empty score are left out.
    """
    if imputation is not None and people is not None:
        return imputed_folds(
            *(wide, performance, clusters, held_out, where, compared, imputation, people),
            rng=rng,
        )
    found = []
    test = np.isin(wide.index, held_out)
    labels = clusters.reindex(wide.index).to_numpy()
    weights = None if case_weights is None else case_weights.reindex(wide.index).to_numpy()
    for criterion in performance["criterion"].drop_duplicates().astype(str):
        values = rows_with(performance, criterion=criterion).set_index("person")["value"]
        data = np.column_stack([wide, values.reindex(wide.index)])
        complete = ~np.isnan(data).any(axis=1)
        if weights is not None:
            complete &= weights > 0
        learn, own = complete & ~test, complete & test
        sample, tried = fold_moments(
            data[learn],
            data[own],
            labels[learn],
            compared,
            rng=rng,
            train_weights=None if weights is None else weights[learn],
            test_weights=None if weights is None else weights[own],
        )
        counts = {"n_train": int(learn.sum()), "n_test": int(own.sum())}
        found.append(Fold(criterion, list(wide.columns), where | counts, sample, tried))
    return found


def imputed_folds(
    wide: pd.DataFrame,
    performance: pd.DataFrame,
    clusters: pd.Series,
    held_out: np.ndarray,
    where: dict[str, Any],
    compared: Contenders,
    imputation: Imputation,
    people: pd.DataFrame,
    *,
    rng: np.random.Generator,
) -> list[Fold]:
    """`folds_of` people whose empty scores are filled within the fold."""
    found = []
    labels = clusters.reindex(wide.index).to_numpy()
    controls = control_values(wide.index, people, imputation.controls)
    for criterion in performance["criterion"].drop_duplicates().astype(str):
        values = rows_with(performance, criterion=criterion).set_index("person")["value"]
        place = (str(where["source"]), *map(str, where.values()))
        filled = filled_fold(
            wide.to_numpy(dtype=float),
            values.reindex(wide.index).to_numpy(dtype=float),
            controls,
            labels,
            np.isin(wide.index, held_out),
            count=imputation.count,
            rng=imputation.rng(criterion, *place),
        )
        sample, tried_on, counts = None, None, {"n_train": 0, "n_test": 0}
        if filled is not None:
            counts = {"n_train": len(filled.train_rows), "n_test": len(filled.test_rows)}
            sample, tried_on = copies_moments(
                filled.train, filled.test, labels[filled.train_rows], compared, rng=rng
            )
        found.append(Fold(criterion, list(wide.columns), where | counts, sample, tried_on))
    return found


def copies_moments(
    train: np.ndarray,
    test: np.ndarray,
    clusters: np.ndarray,
    compared: Contenders,
    *,
    rng: np.random.Generator,
) -> tuple[Evidence | None, Split | None]:
    """What is learned from copies (m, n, p + 1) of people and tried on others (k, p + 1)."""
    found = [
        fold_moments(copy, test, clusters, compared, rng=stream)
        for copy, stream in zip(train, streams(rng, len(train)), strict=True)
    ]
    samples = [sample for sample, _ in found if sample is not None]
    splits = [part for _, part in found if part is not None]
    if len(splits) < len(train):
        return None, None
    sds = np.mean([part.sds for part in splits], axis=0)
    return stacked(samples), replace(splits[0], sds=sds)


def fold_moments(
    train: np.ndarray,
    test: np.ndarray,
    clusters: np.ndarray,
    compared: Contenders,
    *,
    rng: np.random.Generator,
    train_weights: np.ndarray | None = None,
    test_weights: np.ndarray | None = None,
) -> tuple[Evidence | None, Split | None]:
    """What is learned from `train` and tried on `test`, shapes (n, p + 1), criterion last."""
    if not usable(train, test, SMALLEST_TEST):
        return None, None
    return (
        evidence(train, clusters, compared, rng=rng, case_weights=train_weights),
        split(train, test, train_weights, test_weights),
    )


@dataclass(frozen=True, slots=True)
class Tried:
    """What each scheme did in the folds of one criterion and source.

    Attributes
    ----------
    estimates
        Held-out correlation of each scheme, shape (j, s); NaN where a fold has none.
    weights
        Weights by scheme, each of shape (j, p); NaN likewise.
    """

    estimates: np.ndarray
    weights: dict[str, np.ndarray]


def tried(folds: Sequence[Fold], compared: Contenders) -> Tried:
    """All schemes in all folds at once."""
    usable_folds = [
        (i, f.evidence, f.tried)
        for i, f in enumerate(folds)
        if f.evidence is not None and f.tried is not None
    ]
    dimensions = folds[0].dimensions
    estimates = np.full((len(folds), len(compared.schemes)), np.nan)
    weights = {s: np.full((len(folds), len(dimensions)), np.nan) for s in compared.schemes}
    if not usable_folds:
        return Tried(estimates, weights)
    places, samples, splits = zip(*usable_folds, strict=True)
    together = stacked(samples)
    copies = np.array([len(sample.n) for sample in samples])
    starts = np.cumsum(copies) - copies
    for column, scheme in enumerate(compared.schemes):
        found = or_equal(scheme_weights(together, dimensions, compared, scheme))
        found = np.add.reduceat(found, starts, axis=0) / copies[:, None]
        weights[scheme][list(places)] = found
        estimates[list(places), column] = held_out_correlation(splits, found)
    return Tried(estimates, weights)


def fold_rows(
    folds: Sequence[Fold], found: Tried, compared: Contenders
) -> list[dict[str, Any]]:
    """One row per fold and scheme, with the columns `FOLDS`."""
    return [
        {
            **{"criterion": fold.criterion, **fold.where, "scheme": scheme},
            "estimate": found.estimates[i, j],
        }
        for i, fold in enumerate(folds)
        for j, scheme in enumerate(compared.schemes)
    ]


def results_of(
    by_fold: Sequence[Fold], criterion: str, source: str, compared: Contenders
) -> tuple[list[dict[str, Any]], Tried]:
    """Rows and results of one criterion and source."""
    here = [f for f in by_fold if (f.criterion, f.where["source"]) == (criterion, source)]
    found = tried(here, compared)
    return fold_rows(here, found, compared), found

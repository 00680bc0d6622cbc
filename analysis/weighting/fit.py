"""Weights learned from some people, and composites of others made with them."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.weighting.design import moments_of
from analysis.weighting.evidence import evidence
from analysis.weighting.schemes import Contenders, or_equal, scheme_weights


@dataclass(frozen=True, slots=True)
class Weights:
    """How a composite is made; `dataclasses.asdict` makes plain values of it.

    Attributes
    ----------
    scheme
        How the weights were found.
    dimensions
        The predictors.
    means, sds
        Mean and standard deviation (n - 1) of each score where the weights were fitted.
    weights
        Weight of each standardised score; they sum to 1.
    equal_because
        "no_positive_validity" where a scheme had nothing to weigh and equal weights took its
        place, else "".
    """

    scheme: str
    dimensions: list[str]
    means: list[float]
    sds: list[float]
    weights: list[float]
    equal_because: str


def fit_weights(
    scores: pd.DataFrame,
    criterion: pd.Series | np.ndarray,
    clusters: np.ndarray,
    compared: Contenders,
    scheme: str,
    *,
    rng: np.random.Generator,
    case_weights: np.ndarray | None = None,
) -> Weights:
    """Weights of the columns of `scores` for predicting `criterion`; complete people only.

    Raises
    ------
    DataError
        If a dimension or the criterion does not vary, one line each.
    """
    data = np.column_stack([scores, criterion]).astype(float)
    names = [*map(str, scores.columns), "the criterion"]
    raise_all(
        [
            f"weights: {name} is the same for all {len(data)} people"
            for name, width in zip(names, np.ptp(data, axis=0), strict=True)
            if not width > 0
        ]
    )
    found = evidence(data, clusters, compared, rng=rng, case_weights=case_weights)
    weights = scheme_weights(found, names[:-1], compared, scheme)[0]
    return weights_as(data[:, :-1], names[:-1], scheme, weights, case_weights)


def weights_as(
    scores: np.ndarray,
    dimensions: list[str],
    scheme: str,
    weights: np.ndarray,
    case_weights: np.ndarray | None = None,
) -> Weights:
    """`weights` (p,) with the means and SDs of the `scores` (n, p); equal ones for NaN."""
    means, sds = moments_of(scores, case_weights)
    return Weights(
        scheme=scheme,
        dimensions=dimensions,
        means=means.tolist(),
        sds=sds.tolist(),
        weights=or_equal(weights).tolist(),
        equal_because="no_positive_validity" if np.isnan(weights).any() else "",
    )


def apply_weights(weights: Weights, new: pd.DataFrame) -> pd.Series:
    """The composite of each person of `new`, NaN where a score is missing.

    Raises
    ------
    DataError
        If a dimension is missing, one line each.
    """
    raise_all(
        [f"weights: no scores of {d}" for d in weights.dimensions if d not in new.columns]
    )
    z = (new[weights.dimensions].to_numpy(dtype=float) - weights.means) / weights.sds
    return pd.Series(z @ weights.weights, index=new.index, name="composite")

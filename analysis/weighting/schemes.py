"""The weighting schemes, from the simplest to the most complex, and the weights they give."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from analysis.errors import raise_all
from analysis.stats.bayes_weights import bayes_weights
from analysis.stats.composite_weights import RAW, as_weights
from analysis.stats.ridge import ridge_path
from analysis.weighting.elastic_net import elastic_net_slopes

UNIT = "unit"
FIXED = ("previous", "expert")
BLIND = ("entropy", "critic")
"""Schemes that look at the scores but never at performance."""

SCHEMES = (
    UNIT,
    *FIXED,
    *BLIND,
    "zero_order",
    "bayes",
    "ridge",
    "elastic_net",
    "nnls",
    "ols",
    "relative_weight",
    "general_dominance",
)
"""Every scheme, in the order of complexity: nothing learned; weights set beforehand; learned
from scores alone; from each correlation by itself; from all at once and pulled together; from
all at once; from all subsets. Of schemes that predict equally well the first one is used."""


@dataclass(frozen=True, slots=True)
class Contenders:
    """The schemes that are compared, and what they need besides data.

    Attributes
    ----------
    schemes
        In the order of `SCHEMES`, unit weights first.
    fixed
        Weights by dimension of "expert" and "previous", where these are among the schemes.
    prior
        Of the scheme "bayes": "unit", "expert" or "previous".
    prior_people
        How many people that prior counts as.
    """

    schemes: tuple[str, ...]
    fixed: Mapping[str, Mapping[str, float]]
    prior: str
    prior_people: float

    def fixed_weights(self, name: str, dimensions: Sequence[str]) -> np.ndarray:
        """Weights with sum 1 that "unit" or a fixed scheme gives to these dimensions."""
        given = self.fixed.get(name, dict.fromkeys(dimensions, 1.0))
        weights = np.array([given[d] for d in dimensions], dtype=float)
        return weights / weights.sum()


@dataclass(frozen=True, slots=True)
class Evidence:
    """What weights are learned from, for b samples (folds, resamples, or everyone).

    Attributes
    ----------
    correlations
        Of p scores and, last, the criterion; shape (b, p + 1, p + 1).
    n
        People behind each, shape (b,).
    blind
        Weights of the schemes in `BLIND` that are compared, each of shape (b, p).
    ridge_penalty
        Shape (b,); None where ridge is not compared.
    elastic_net_penalty
        Penalty and share of it that is absolute, shape (b, 2); None likewise.
    """

    correlations: np.ndarray
    n: np.ndarray
    blind: Mapping[str, np.ndarray]
    ridge_penalty: np.ndarray | None
    elastic_net_penalty: np.ndarray | None


def contenders(
    schemes: Sequence[str],
    *,
    fixed: Mapping[str, Mapping[str, float]],
    prior: str,
    prior_people: float,
) -> Contenders:
    """The named `schemes` and every fixed one whose weights are given, in order.

    Raises
    ------
    DataError
        If a scheme is unknown, or needs weights that are not given; one line each.
    """
    wanted = {UNIT, *schemes, *fixed}
    needed = [*(wanted & set(FIXED)), *([prior] if "bayes" in wanted and prior != UNIT else [])]
    raise_all(
        [
            *(f"schemes: there is no {name!r}" for name in sorted(wanted - set(SCHEMES))),
            *(
                f"schemes: {name} needs weights, and the study gives none"
                for name in sorted({*needed} - {*fixed})
            ),
        ]
    )
    return Contenders(tuple(s for s in SCHEMES if s in wanted), fixed, prior, prior_people)


def raw_weights(
    evidence: Evidence, dimensions: Sequence[str], compared: Contenders, scheme: str
) -> np.ndarray:
    """What `scheme` weighs by, before negative numbers are set to 0, shape (b, p)."""
    found = evidence.correlations
    if scheme in RAW:
        return RAW[scheme](found)
    if scheme in BLIND:
        return evidence.blind[scheme]
    if scheme == "ridge" and evidence.ridge_penalty is not None:
        return ridge_path(found, evidence.ridge_penalty[:, None, None])[:, 0]
    if scheme == "elastic_net" and evidence.elastic_net_penalty is not None:
        return elastic_net_slopes(found, evidence.elastic_net_penalty)
    if scheme == "bayes":
        prior = compared.fixed_weights(compared.prior, dimensions)
        return bayes_weights(
            found, n=evidence.n, prior_weights=prior, prior_people=compared.prior_people
        )
    return np.tile(compared.fixed_weights(scheme, dimensions), (len(found), 1))


def scheme_weights(
    evidence: Evidence, dimensions: Sequence[str], compared: Contenders, scheme: str
) -> np.ndarray:
    """Weights (b, p), not negative and with sum 1; NaN where there is nothing to weigh by."""
    return as_weights(raw_weights(evidence, dimensions, compared, scheme))


def or_equal(weights: np.ndarray) -> np.ndarray:
    """`weights` (..., p), with equal ones in the place of NaN."""
    return np.where(np.isnan(weights), 1 / weights.shape[-1], weights)

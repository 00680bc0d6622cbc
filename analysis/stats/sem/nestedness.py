"""Is one model nested in another? Established by fitting, not assumed."""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from typing import TypeVar

ImpliedMoments = TypeVar("ImpliedMoments")

NEGLIGIBLE = 1e-6
"""Largest discrepancy, per person, of a fit that counts as perfect."""


class Relation(StrEnum):
    """How a restricted model stands to a general one."""

    NESTED = "nested"
    EQUIVALENT = "equivalent"
    NOT_NESTED = "not_nested"
    UNDECIDED = "undecided"


@dataclass(frozen=True, slots=True)
class PerfectFit:
    """Outcome of fitting the general model to the restricted model's implied moments.

    Attributes
    ----------
    discrepancy
        Minimum of the fit function per person (statistic over n).
    converged
        Whether the search ended.
    """

    discrepancy: float
    converged: bool


@dataclass(frozen=True, slots=True)
class Nestedness:
    """What the procedure found.

    Attributes
    ----------
    relation
        Of the restricted to the general model.
    discrepancy
        Of the general model fitted to the restricted model's implied moments; NaN if df forbid
        nesting.
    """

    relation: Relation
    discrepancy: float


def nestedness(
    restricted: ImpliedMoments,
    *,
    restricted_df: float,
    general_df: float,
    fit_general: Callable[[ImpliedMoments], PerfectFit],
    negligible: float = NEGLIGIBLE,
) -> Nestedness:
    """Whether the restricted model is nested in the general one (NET procedure).

    Parameters
    ----------
    restricted
        Moments the restricted model implies at its estimates, in whatever form `fit_general`
        takes them: a model nested in another can be reproduced by it perfectly.
    fit_general
        Fits the general model to these moments as if they were a sample's.

    Notes
    -----
    The estimates must be those of real data: at special values (zero correlations) models
    that are not nested may coincide. A search that does not end, or that ends at a local
    minimum, can hide nestedness; a failure is reported as undecided.

    References
    ----------
    Bentler, P. M., & Satorra, A. (2010). Testing model nesting and equivalence. Psychological
    Methods, 15(2), 111-123. https://doi.org/10.1037/a0019625
    """
    if restricted_df < general_df:
        return Nestedness(Relation.NOT_NESTED, float("nan"))
    fit = fit_general(restricted)
    if fit.discrepancy < negligible:
        same = restricted_df == general_df
        return Nestedness(Relation.EQUIVALENT if same else Relation.NESTED, fit.discrepancy)
    relation = Relation.NOT_NESTED if fit.converged else Relation.UNDECIDED
    return Nestedness(relation, fit.discrepancy)

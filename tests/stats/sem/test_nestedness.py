"""Anchors: models whose nesting is known, fitted to each other's implied moments."""

from collections.abc import Callable

import numpy as np
import pytest

from analysis.stats.sem.implied import implied
from analysis.stats.sem.likelihood import Pattern
from analysis.stats.sem.maximum_likelihood import maximum_likelihood
from analysis.stats.sem.model import elements
from analysis.stats.sem.nestedness import PerfectFit, Relation, nestedness
from analysis.stats.sem.normal_discrepancy import normal_discrepancy
from analysis.stats.sem.residuals import Moments
from analysis.stats.sem.saturated import SaturatedMoments
from tests.stats.sem.frozen_models import FROZEN, frozen_model, implied_moments

N = 301
NOTHING = np.empty(0)


def fit_of(name: str) -> Callable[[Moments], PerfectFit]:
    model = frozen_model(name).model

    def fit(moments: Moments) -> PerfectFit:
        pattern = Pattern(np.arange(9), N, np.zeros(9), moments.covariance)
        sample = SaturatedMoments(np.zeros(9), moments.covariance, True)
        found = maximum_likelihood(model, [[pattern]], [sample])
        given = implied(model, 0, elements(model, found.parameters))
        gap = normal_discrepancy(moments, Moments(given.covariance, NOTHING))
        return PerfectFit(gap, found.converged)

    return fit


@pytest.mark.parametrize(
    ("restricted", "general", "relation"),
    [
        ("hs.one_factor", "hs.ml", Relation.NESTED),
        ("hs.orthogonal", "hs.ml", Relation.NESTED),
        ("hs.equal_loadings_tau", "hs.ml", Relation.NESTED),
        ("hs.one_factor", "hs.second_order", Relation.NESTED),
        ("hs.second_order", "hs.ml", Relation.EQUIVALENT),
        ("hs.one_factor", "hs.orthogonal", Relation.NOT_NESTED),
        ("hs.equal_loadings_tau", "hs.orthogonal", Relation.NOT_NESTED),
        ("hs.ml", "hs.orthogonal", Relation.NOT_NESTED),
        ("hs.second_order", "hs.bifactor_orth", Relation.NESTED),
        ("hs.ml", "hs.bifactor_orth", Relation.NESTED),
    ],
)
def test_relations_that_are_known(restricted, general, relation):
    """With three indicators each, second order, correlated and bifactor models coincide."""
    found = nestedness(
        implied_moments(restricted)[0],
        restricted_df=FROZEN[restricted]["value"]["fit"]["df"],
        general_df=FROZEN[general]["value"]["fit"]["df"],
        fit_general=fit_of(general),
    )
    assert found.relation == relation


def test_one_factor_cannot_follow_unrelated_factors():
    """It ends in an improper solution, by whichever way: never a perfect fit."""
    found = nestedness(
        implied_moments("hs.orthogonal")[0],
        restricted_df=27,
        general_df=27,
        fit_general=fit_of("hs.one_factor"),
    )
    assert found.relation in (Relation.NOT_NESTED, Relation.UNDECIDED)
    assert found.discrepancy > 0.01


def test_a_search_that_fails_decides_nothing():
    found = nestedness(
        None,
        restricted_df=5,
        general_df=3,
        fit_general=lambda _: PerfectFit(0.3, converged=False),
    )
    assert found.relation == Relation.UNDECIDED


def test_fewer_df_need_no_fit():
    found = nestedness(
        None, restricted_df=3, general_df=5, fit_general=lambda _: PerfectFit(0.0, True)
    )
    assert found.relation == Relation.NOT_NESTED
    assert np.isnan(found.discrepancy)

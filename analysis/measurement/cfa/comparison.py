"""Competing models of the same answers: which is nested in which, and how they differ."""

from itertools import combinations

import numpy as np

from analysis.measurement.cfa.fit import CfaFit, proper
from analysis.stats.sem.comparative_fit import ChiSquare
from analysis.stats.sem.difference_tests import (
    DifferenceTest,
    GeneralModel,
    restriction,
    satorra_2000,
    scaled_shifted_difference,
)
from analysis.stats.sem.implied import jacobian, moments
from analysis.stats.sem.least_squares import (
    WeightedMoments,
    least_squares,
    statistics,
    weighted,
)
from analysis.stats.sem.model import elements, parameters_of
from analysis.stats.sem.moment_order import moment_positions
from analysis.stats.sem.nestedness import Nestedness, PerfectFit, Relation, nestedness
from analysis.stats.sem.starts import start_elements

Row = dict[str, str | float]


def comparison_rows(fits: dict[str, CfaFit]) -> list[Row]:
    """Every pair of models of the same items: how they stand, and the test where nested.

    Columns model (the one of more degrees of freedom), nested_in, relation, statistic, df,
    p_value, method. No test where one of them has no admissible solution.
    """
    rows = []
    for one, other in combinations(fits, 2):
        names = sorted((one, other), key=lambda name: -fits[name].tests["standard"].df)
        restricted, general = (fits[name] for name in names)
        if set(restricted.table.items) != set(general.table.items):
            continue
        relation = relation_of(restricted, general)
        row: Row = {
            "model": names[0],
            "nested_in": names[1],
            "relation": str(relation),
            "statistic": np.nan,
            "df": restricted.tests["standard"].df - general.tests["standard"].df,
            "p_value": np.nan,
            "method": "none",
        }
        if relation == Relation.NESTED and proper(restricted) and proper(general):
            test, method = difference(restricted, general)
            row |= {"statistic": test.statistic, "p_value": test.p_value, "method": method}
        rows.append(row)
    return rows


def relation_of(restricted: CfaFit, general: CfaFit) -> Relation:
    """Whether the general model can follow what the restricted one implies (one group)."""
    if not (restricted.converged and general.converged):
        return Relation.UNDECIDED
    assert general.weight is not None
    weight, n = general.weight[0], general.sample[0].n
    given = restricted.implied[0]
    order = [restricted.table.items.index(item) for item in general.table.items]
    wanted = moments(restricted.model, 0, given)[positions(restricted, order)]
    start = start_elements(
        general.model,
        [np.zeros(len(order))],
        [given.covariance[np.ix_(order, order)]],
        [general.sample[0].thresholds],
    )

    def fit_general(observed: np.ndarray) -> PerfectFit:
        sample = WeightedMoments(observed, weight, n)
        best = np.inf
        converged = False
        for first in (parameters_of(general.model, start), general.parameters):
            found = least_squares(general.model, [sample], start=first)
            if np.isfinite(found.objective):
                value = statistics(general.model, [sample], found.parameters).sum() / n
                best, converged = min(best, float(value)), converged or found.converged
        return PerfectFit(best, converged)

    found: Nestedness = nestedness(
        wanted,
        restricted_df=restricted.tests["standard"].df,
        general_df=general.tests["standard"].df,
        fit_general=fit_general,
    )
    return found.relation


def positions(fit: CfaFit, order: list[int]) -> np.ndarray:
    """Where the moments of reordered items stand in the model's own order."""
    structure = fit.model.groups[0]
    counts = np.bincount(structure.threshold_item, minlength=len(order))
    return moment_positions(counts, structure.ordinal, np.array(order, dtype=np.intp))


def difference(restricted: CfaFit, general: CfaFit) -> tuple[DifferenceTest, str]:
    """The test of the restrictions, scaled as the estimator's own test is (one group)."""
    assert general.weight is not None
    assert general.gamma is not None
    order = [restricted.table.items.index(item) for item in general.table.items]
    slopes = [
        jacobian(fit.model, 0, elements(fit.model, fit.parameters)) @ fit.model.basis
        for fit in (general, restricted)
    ]
    weight = general.weight[0]
    information = slopes[0].T @ weighted(weight, slopes[0])
    model = GeneralModel(slopes[0], weight, general.gamma[0], information)
    own, other = (
        ChiSquare(fit.tests["standard"].statistic, fit.tests["standard"].df)
        for fit in (restricted, general)
    )
    bounds = restriction(slopes[0], slopes[1][positions(restricted, order)])
    if "scaled_shifted" in general.tests:
        test = scaled_shifted_difference(own, other, model, bounds)
        return test, "scaled_shifted_difference"
    return satorra_2000(own, other, model, bounds), "satorra_2000"

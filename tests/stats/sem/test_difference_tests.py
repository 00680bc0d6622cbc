"""Anchors: lavaan's lavTestLRT, the plain difference, and known restrictions."""

import numpy as np
import pytest

from analysis.stats.sem.comparative_fit import ChiSquare
from analysis.stats.sem.difference_tests import (
    DifferenceTest,
    GeneralModel,
    chi_square_difference,
    difference_traces,
    restriction,
    satorra_2000,
    satorra_bentler_2001,
    satorra_bentler_2010,
    scaled_shifted_difference,
)
from analysis.stats.sem.likelihood import observed_information
from analysis.stats.sem.normal_theory import moment_gamma, normal_weight
from analysis.stats.sem.saturated_model import saturated_model
from analysis.stats.sem.scores import first_order_information
from tests.stats.sem.frozen_models import (
    FROZEN,
    ORDINAL,
    all_patterns,
    frozen_model,
    group_sizes,
    ordinal_groups,
    people,
)

RTOL = 1e-3  # the entries' own, for scaled statistics
PLAIN_ATOL = 1e-4


def chi_square(name: str) -> ChiSquare:
    fit = FROZEN[name]["value"]["fit"]
    return ChiSquare(fit["chisq"], fit["df"], fit.get("chisq.scaling.factor", 1.0))


def assert_as_frozen(found: DifferenceTest, entry: str) -> None:
    expected = FROZEN[f"diff.{entry}"]["value"]
    assert found.statistic == pytest.approx(expected["statistic"], rel=RTOL)
    assert found.df == pytest.approx(expected["df"], abs=1e-9)
    assert found.p_value == pytest.approx(expected["p_value"], rel=10 * RTOL, abs=1e-12)


def general_model(name: str) -> GeneralModel:
    frozen, sizes = frozen_model(name), group_sizes(name)
    weights, gammas = [], []
    shares = sizes / sizes.sum()
    if name in ORDINAL:
        for (_, gamma), share in zip(ordinal_groups(name), shares, strict=True):
            weights.append(share / np.diag(gamma))
            gammas.append(gamma / share)
        weight = np.diag(np.concatenate(weights))
    else:
        means = frozen.model.mean_structure
        parts = zip(frozen.given, people(name), all_patterns(name), shares, strict=True)
        for given, answered, seen, share in parts:
            weights.append(share * normal_weight(given.covariance, mean_structure=means))
            gammas.append(moment_gamma(answered, seen[0], mean_structure=means) / share)
        weight = blocks(weights)
    slopes = np.vstack(frozen.jacobians)
    basis = frozen.model.basis
    information = (
        slopes.T @ weight @ slopes
        if name in ORDINAL
        else basis.T
        @ observed_information(frozen.model, all_patterns(name), frozen.values)
        @ basis
    )
    return GeneralModel(slopes, weight, blocks(gammas), information)


def blocks(parts: list[np.ndarray]) -> np.ndarray:
    size = sum(len(part) for part in parts)
    whole, at = np.zeros((size, size)), 0
    for part in parts:
        whole[at : at + len(part), at : at + len(part)] = part
        at += len(part)
    return whole


def restrictions(general: str, restricted: str) -> np.ndarray:
    return restriction(
        np.vstack(frozen_model(general).jacobians),
        np.vstack(frozen_model(restricted).jacobians),
    )


def test_plain_difference_is_that_of_lavaan():
    found = chi_square_difference(chi_square("hs.orthogonal"), chi_square("hs.ml"))
    expected = FROZEN["diff.hs.orthogonal"]["value"]
    assert found.statistic == pytest.approx(expected["statistic"], abs=PLAIN_ATOL)
    assert found.p_value == pytest.approx(expected["p_value"], rel=1e-3)


@pytest.mark.parametrize(
    ("entry", "general", "restricted"),
    [
        ("hs.orthogonal_sb2001", "hs.mlr", "hs.orthogonal_mlr"),
        ("hs.metric_sb2001", "hs.configural_mlr", "hs.metric_mlr"),
    ],
)
def test_scaled_difference_of_2001_is_that_of_lavaan(entry, general, restricted):
    found = satorra_bentler_2001(chi_square(restricted), chi_square(general))
    assert_as_frozen(found, entry)


def test_scaled_difference_of_2010_is_that_of_lavaan():
    """The general model at the restricted estimates: same moments, wider Jacobian."""
    general, restricted = frozen_model("hs.mlr"), frozen_model("hs.orthogonal_mlr")
    values = np.zeros(len(general.values))
    known = dict(zip(keys(restricted), restricted.values, strict=True))
    for position, key in enumerate(keys(general)):
        values[position] = known.get(key, 0.0)
    seen, answered = all_patterns("hs.mlr"), people("hs.mlr")
    hybrid = mplus_scaling(general.model, values, seen, answered)
    found = satorra_bentler_2010(
        chi_square("hs.orthogonal_mlr"),
        chi_square("hs.mlr"),
        hybrid_scaling=hybrid,
    )
    assert_as_frozen(found, "hs.orthogonal_sb2010")


def keys(frozen) -> list[tuple]:
    structure = frozen.model.groups[0]
    where = zip(structure.matrix, structure.row, structure.column, strict=True)
    order = np.argsort(structure.element)
    listed = [tuple(int(part) for part in entry) for entry in where]
    return [listed[i] for i in order]


def mplus_scaling(model, values, seen, answered) -> float:
    """Yuan-Bentler-Mplus: trace of the saturated model less that of the model, over df."""
    p = len(seen[0][0].mean)
    free = saturated_model(p, 1, mean_structure=False)
    moments = seen[0][0].covariance[np.triu_indices(p)]
    mean = [seen[0][0].mean]
    traces = []
    for one, at in ((free, moments), (model, values)):
        middle = first_order_information(one, answered, at, mean)
        bread = observed_information(one, seen, at)
        traces.append(np.trace(np.linalg.solve(bread, middle)))
    df = len(moments) - len(values)
    return float((traces[0] - traces[1]) / df)


def test_mean_scaled_difference_of_one_df_is_that_of_lavaan():
    """lavaan has Satterthwaite's in place of it: the same where df is one."""
    general, restricted = "bfi.AE_wlsmv", "bfi.AE_one_wlsmv"
    found = satorra_2000(
        chi_square(restricted),
        chi_square(general),
        general_model(general),
        restrictions(general, restricted),
    )
    assert_as_frozen(found, "bfi.AE_one_mean")


@pytest.mark.parametrize(
    ("entry", "general", "restricted"),
    [
        ("hs.orthogonal_s2000", "hs.mlr", "hs.orthogonal_mlr"),
        ("hs.metric_s2000", "hs.configural_mlr", "hs.metric_mlr"),
        ("bfi.AE_one", "bfi.AE_wlsmv", "bfi.AE_one_wlsmv"),
        ("bfi.second_order", "bfi.wlsmv", "bfi.second_order_wlsmv"),
        ("bfi.ACE_orthogonal", "bfi.ACE_wlsmv", "bfi.ACE_orthogonal_wlsmv"),
        ("bfi.AE_gender", "bfi.AE_gender_wlsmv", "bfi.AE_gender_loadings_wlsmv"),
    ],
)
def test_scaled_shifted_difference_is_that_of_lavaan(entry, general, restricted):
    found = scaled_shifted_difference(
        chi_square(restricted),
        chi_square(general),
        general_model(general),
        restrictions(general, restricted),
    )
    assert_as_frozen(found, entry)


def test_restrictions_of_a_submodel_are_the_elements_it_fixes():
    rng = np.random.default_rng(1)
    slopes = rng.normal(size=(12, 5))
    found = restriction(slopes, slopes[:, [0, 2, 4]])
    assert found.shape == (2, 5)
    np.testing.assert_allclose(found[:, [0, 2, 4]], 0, atol=1e-12)


def test_difference_from_the_saturated_model_is_the_test_of_fit():
    """With everything free, the restriction to a model gives its own traces."""
    name = "hs.mlm"
    frozen = frozen_model(name)
    (given,), (answered,), ((seen,),) = frozen.given, people(name), all_patterns(name)
    means = frozen.model.mean_structure
    weight = normal_weight(given.covariance, mean_structure=means)
    gamma = moment_gamma(answered, seen, mean_structure=means)
    saturated = GeneralModel(np.eye(len(weight)), weight, gamma, weight)
    found = difference_traces(saturated, restriction(np.eye(len(weight)), frozen.jacobians[0]))
    slopes = frozen.jacobians[0]
    fitted = weight @ slopes @ np.linalg.solve(slopes.T @ weight @ slopes, slopes.T @ weight)
    product = (weight - fitted) @ gamma
    assert found[0] == pytest.approx(np.trace(product), rel=1e-9)
    assert found[1] == pytest.approx(np.trace(product @ product), rel=1e-9)


def test_negative_scaling_and_equal_df_have_no_test():
    found = satorra_bentler_2001(ChiSquare(30, 10, 1.0), ChiSquare(20, 9, 1.5))
    assert np.isnan(found.statistic)
    assert found.scaling < 0
    same = chi_square_difference(ChiSquare(30, 10), ChiSquare(20, 10))
    assert np.isnan(same.p_value)

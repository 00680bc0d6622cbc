"""Anchors: populations worked out by hand from the rules of McNeish and Wolf."""

import numpy as np
import pytest

from analysis.stats.sem.population_misfit import (
    StandardisedModel,
    coefficient_h,
    cross_loading,
    cross_loadings,
    misfit_levels,
    model_correlation,
)
from tests.stats.sem.frozen_models import factor_moments, frozen_model
from tests.stats.sem.test_omega import turned

EXACT = 1e-12


def one_factor(loadings: list[float]) -> StandardisedModel:
    p = len(loadings)
    return StandardisedModel(np.array(loadings)[:, None], np.eye(1), np.zeros((p, p)))


def three_factors() -> StandardisedModel:
    loadings = np.zeros((9, 3))
    loadings[:3, 0], loadings[3:6, 1], loadings[6:, 2] = (
        [0.8, 0.7, 0.6],
        [0.9, 0.85, 0.5],
        [0.7, 0.65, 0.75],
    )
    phi = np.array([[1, 0.3, 0.2], [0.3, 1, 0.4], [0.2, 0.4, 1]])
    return StandardisedModel(loadings, phi, np.zeros((9, 9)))


def test_first_population_is_the_model():
    model = three_factors()
    first = misfit_levels(model)[0]
    expected = model.loadings @ model.factor_correlation @ model.loadings.T
    np.fill_diagonal(expected, 1)
    np.testing.assert_allclose(first.correlation, expected, atol=EXACT)
    assert (first.level, first.magnitude) == (0, 0)


def test_one_factor_pairs_items_from_the_weakest_up():
    model = one_factor([0.8, 0.5, 0.6, 0.9, 0.7, 0.4])
    levels = misfit_levels(model)
    true = levels[0].correlation
    pairs = [(5, 1), (2, 4), (0, 3)]  # weakest first: .4 .5 | .6 .7 | .8 .9
    for level, population in enumerate(levels[1:], start=1):
        expected = true.copy()
        for a, b in pairs[:level]:
            size = 0.3 * np.sqrt(
                (1 - model.loadings[a, 0] ** 2) * (1 - model.loadings[b, 0] ** 2)
            )
            expected[a, b] += size
            expected[b, a] += size
        np.testing.assert_allclose(population.correlation, expected, atol=EXACT)
    assert len(levels) == 4


@pytest.mark.parametrize(("p", "levels", "most"), [(4, 1, 1), (5, 2, 2), (6, 3, 3), (12, 3, 6)])
def test_number_of_pairs_follows_the_number_of_items(p, levels, most):
    populations = misfit_levels(one_factor(list(np.linspace(0.4, 0.8, p))))
    assert len(populations) == levels + 1
    changed = populations[-1].correlation - populations[0].correlation
    assert np.count_nonzero(np.triu(changed)) == most


def test_cross_loadings_go_to_the_most_reliable_factor_not_yet_used():
    model = three_factors()
    strong = np.argsort(-coefficient_h(model.loadings))
    assert strong[0] == 1
    found = cross_loadings(model)
    # weakest item of every factor: 5 (.5), 2 (.6), 7 (.65); of the three the first two
    assert [(item, factor) for item, factor, _ in found] == [(5, 0), (2, 2)]
    assert [size for *_, size in found] == pytest.approx([0.5, 0.6])
    levels = misfit_levels(model)
    assert [population.level for population in levels] == [0, 1, 2]
    loadings = model.loadings.copy()
    loadings[5, 0] = 0.5
    changed = StandardisedModel(loadings, model.factor_correlation, np.zeros((9, 9)))
    np.testing.assert_allclose(levels[1].correlation, model_correlation(changed), atol=EXACT)


def standardised_model(name: str) -> tuple[StandardisedModel, list[str], list[str]]:
    frozen = frozen_model(name)
    given = frozen.given[0]
    covariance, _ = factor_moments(given)
    sizes = np.sqrt(np.diag(covariance))
    loadings = given.matrices.lambda_ * sizes / np.sqrt(np.diag(given.covariance))[:, None]
    loadings = loadings * turned(frozen.items)[:, None]
    p = len(frozen.items)
    model = StandardisedModel(loadings, covariance / np.outer(sizes, sizes), np.zeros((p, p)))
    return model, frozen.items, frozen.factors


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("hs.ml", [("textual", "x2", 0.4236), ("textual", "x7", 0.5695)]),
        (
            "bfi.ml",
            [
                ("N", "O4", 0.2326),
                ("N", "A1", 0.3441),
                ("E", "N5", 0.5027),
                ("N", "C3", 0.5460),
            ],
        ),
    ],
)
def test_cross_loadings_are_those_of_the_authors_package(name, expected):
    """`multi_add_HB` of the R package dynamic (github.com/melissagwolf/dynamic, 559d116)."""
    model, items, factors = standardised_model(name)
    found = [
        (factors[factor], items[item], size) for item, factor, size in cross_loadings(model)
    ]
    assert [entry[:2] for entry in found] == [entry[:2] for entry in expected]
    sizes = [entry[2] for entry in found]
    assert sizes == pytest.approx([entry[2] for entry in expected], abs=5e-5)


def test_pairs_are_those_of_the_authors_package():
    """`DGM_one` of the R package dynamic (github.com/melissagwolf/dynamic, 559d116)."""
    model, items, _ = standardised_model("hs.one_factor")
    true, *levels = misfit_levels(model)
    expected = [("x7", "x8"), ("x2", "x3"), ("x1", "x9"), ("x5", "x6")]
    for count, population in zip((1, 2, 4), levels, strict=True):
        rows, columns = np.nonzero(np.triu(population.correlation - true.correlation))
        found = {(items[a], items[b]) for a, b in zip(rows, columns, strict=True)}
        assert found == set(expected[:count])


def test_a_cross_loading_leaves_a_residual_variance():
    loadings = np.array([[0.9, 0], [0.95, 0], [0, 0.8], [0, 0.9]])
    model = StandardisedModel(loadings, np.array([[1, 0.6], [0.6, 1]]), np.zeros((4, 4)))
    size = cross_loading(model, 0, 0, 1)
    assert size == pytest.approx(0.95 * (np.sqrt(0.81 * 0.36 + 0.19) - 0.54))
    assert 0.9**2 + size**2 + 2 * 0.9 * size * 0.6 < 1


def test_too_few_free_items_are_refused():
    with pytest.raises(ValueError, match="four items"):
        misfit_levels(one_factor([0.7, 0.8, 0.6]))
    crossed = StandardisedModel(np.full((6, 2), 0.4), np.eye(2), np.zeros((6, 6)))
    with pytest.raises(ValueError, match="free item"):
        misfit_levels(crossed)


def test_reliability_of_one_strong_item():
    assert coefficient_h(np.array([[0.8]]))[0] == pytest.approx(0.64, abs=EXACT)


def bifactor() -> StandardisedModel:
    loadings = np.zeros((9, 4))
    loadings[:, 0] = [0.6, 0.5, 0.55, 0.65, 0.6, 0.5, 0.7, 0.6, 0.55]
    loadings[:3, 1], loadings[3:6, 2], loadings[6:, 3] = (
        [0.5, 0.4, 0.45],
        [0.35, 0.3, 0.4],
        [0.6, 0.55, 0.5],
    )
    return StandardisedModel(loadings, np.eye(4), np.zeros((9, 9)))


def test_items_under_a_general_factor_cross_between_the_specific_ones():
    """Weakest items 4 (.30) and 1 (.40); the last factor is the most reliable for both."""
    model = bifactor()
    assert cross_loadings(model) == [(4, 3, 0.3), (1, 3, 0.4)]
    levels = misfit_levels(model)
    assert [population.level for population in levels] == [0, 1, 2]
    loadings = model.loadings.copy()
    for population, (item, size) in zip(levels[1:], ((4, 0.3), (1, 0.4)), strict=True):
        loadings[item, 3] = size
        expected = loadings @ loadings.T
        np.fill_diagonal(expected, 1)
        np.testing.assert_allclose(population.correlation, expected, atol=EXACT)
        assert np.linalg.eigvalsh(population.correlation)[0] > 0


def test_a_cross_loading_leaves_room_beside_the_general_loading():
    model = bifactor()
    model.loadings[4, [0, 2]] = [0.9, 0.4]
    left = 1 - 0.9**2 - 0.4**2
    assert cross_loading(model, 4, 2, 3) == pytest.approx(0.95 * np.sqrt(left), abs=EXACT)

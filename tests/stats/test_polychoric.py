"""Anchors: closed form, brute force, lavaan and psych frozen, recovery, invariances."""

import json
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import minimize_scalar
from scipy.stats import multivariate_normal, norm

from analysis.stats.bivariate_normal import TAIL
from analysis.stats.contingency import PairTables, pair_tables
from analysis.stats.polychoric import Polychoric, correlation_matrix, polychoric
from analysis.stats.polychoric_cells import CORRELATED, IMPOSSIBLE, cells
from analysis.stats.polychoric_influence import correlation_errors, influence
from analysis.stats.polychoric_search import BOUND
from tests.stats.bfi import bfi_codes

CLOSED_FORM = 1e-10  # the last Newton step is below 1e-9, its error about the square
BRUTE_FORCE = 1e-6  # scipy's search stops near the square root of the rounding error
INVARIANT = 1e-10

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "polychoric/expected.json").read_text())["values"]


ITEMS = [f"{scale}{number}" for scale in "ACENO" for number in range(1, 6)]
COMPLETE = bfi_codes("bfi_complete25.csv", ITEMS)
SPARSE = bfi_codes("bfi_sparse5.csv", ITEMS[:5])
SAMPLES = {
    "bfi25": (COMPLETE, 6),
    "sparse5": (SPARSE, 6),
    "sparse5_collapsed4": (np.clip(SPARSE, 1, 4) - 1, 4),
    "bfi_N_dichotomised": ((COMPLETE[:, 15:20] > 2).astype(np.int8), 2),
}


def fitted(codes: np.ndarray, k: int) -> Polychoric:
    return polychoric(pair_tables(codes, k))


def agrees(found: np.ndarray, entry: str) -> None:
    reference = EXPECTED[entry]
    expected = np.array(reference["value"])
    np.testing.assert_allclose(found.ravel(), expected, rtol=0, atol=reference["tol"])


@pytest.mark.parametrize(
    ("sample", "entry"),
    [
        ("bfi25", "lavCor"),
        ("bfi25", "psych_correct0.rho"),
        ("sparse5", "lavCor"),
        ("sparse5", "psych_correct0.rho"),
        ("sparse5_collapsed4", "lavCor"),
        ("sparse5_collapsed4", "psych_correct0.rho"),
        ("bfi_N_dichotomised", "lavCor"),
        ("bfi_N_dichotomised", "tetrachoric"),
    ],
)
def test_correlations_agree_with_lavaan_and_psych(sample, entry):
    agrees(fitted(*SAMPLES[sample]).rho, f"{sample}.{entry}")


@pytest.mark.parametrize(
    ("sample", "entry"),
    [
        ("bfi25", "lavCor_th"),
        ("bfi25", "psych_correct0.tau"),
        ("sparse5", "lavCor_th"),
        ("sparse5_collapsed4", "lavCor_th"),
    ],
)
def test_thresholds_agree_with_lavaan_and_psych(sample, entry):
    agrees(fitted(*SAMPLES[sample]).thresholds, f"{sample}.{entry}")


def test_single_pairs_agree_with_polycor():
    agrees(fitted(COMPLETE[:, :2], 6).rho, "bfi.A1_A2.polychor_2step.rho")


def test_where_polycor_stops_early_our_likelihood_is_higher():
    tables = pair_tables(SPARSE[:, 1:3], 6)
    fit = polychoric(tables)
    given = tables.joint[0], fit.thresholds[0], fit.thresholds[1]
    theirs = EXPECTED["sparse5.A2_A3.polychor_2step.rho"]["value"][0]
    assert likelihood_by_ours(fit.rho[0], *given) > likelihood_by_ours(theirs, *given)
    assert fit.rho[0] == pytest.approx(theirs, abs=2e-5)


@pytest.mark.parametrize("same", [1, 20, 25, 40, 49])
def test_median_splits_follow_the_sine(same):
    joint = np.array([[same, 50 - same], [50 - same, same]], dtype=float)
    tables = PairTables(joint[None], np.full((2, 2), 50.0), np.array(100))
    fit = polychoric(tables)
    expected = np.sin(np.pi / 2 * (4 * same / 100 - 1))
    assert fit.rho[0] == pytest.approx(expected, abs=CLOSED_FORM)
    assert fit.converged[0]


def likelihood(rho: float, joint: np.ndarray, row: np.ndarray, column: np.ndarray) -> float:
    """Minus the log likelihood, from scipy's own distribution function."""
    normal = multivariate_normal([0, 0], [[1, rho], [rho, 1]])
    rows, columns = (np.concatenate([[-9], cut, [9]]) for cut in (row, column))
    below = normal.cdf(np.stack(np.meshgrid(rows, columns, indexing="ij"), axis=-1))
    inside = np.diff(np.diff(below, axis=0), axis=1)
    return -(joint * np.log(np.maximum(inside, 1e-12))).sum()


@pytest.mark.parametrize("pair", range(0, 10, 3))
def test_the_likelihood_is_highest_there_by_brute_force(pair):
    tables = pair_tables(SPARSE, 6)
    fit = polychoric(tables)
    a, b = (index[pair] for index in np.triu_indices(5, 1))
    found = minimize_scalar(
        likelihood,
        bounds=(-0.99, 0.99),
        args=(tables.joint[pair], fit.thresholds[a], fit.thresholds[b]),
        method="bounded",
        options={"xatol": 1e-9},
    )
    assert fit.rho[pair] == pytest.approx(found.x, abs=BRUTE_FORCE)


def ordinal(rho: float, n: int, seed: int, cuts: tuple[list[float], list[float]]) -> np.ndarray:
    normal = np.random.default_rng(seed).multivariate_normal([0, 0], [[1, rho], [rho, 1]], n)
    return np.stack([np.digitize(normal[:, i], cuts[i]) for i in (0, 1)], axis=1).astype(
        np.int8
    )


@pytest.mark.parametrize("rho", [-0.99, -0.95, -0.7, 0.0, 0.3, 0.9, 0.97])
def test_a_known_correlation_is_recovered_from_unequal_numbers_of_categories(rho):
    codes = ordinal(rho, 200_000, 5, ([-1.0, 0.2, 0.9], [-0.5, 0.0, 0.4, 0.8, 1.5]))
    tables = pair_tables(codes, 6)
    fit = polychoric(tables)
    std_error = correlation_errors(tables, influence(tables, fit))[0]
    assert fit.rho[0] == pytest.approx(rho, abs=4 * std_error)


def rare(cut: np.ndarray, rho: float) -> float:
    """P(X below the first and Y above the last cut), by scipy's quadrature of a tail."""
    spread = np.sqrt(1 - rho**2)
    inside, _ = quad(
        lambda x: norm.pdf(x) * norm.sf((cut[-1] - rho * x) / spread),
        cut[0] - 4 * spread,
        cut[0],
        epsabs=0,
        epsrel=1e-10,
    )
    return inside


@pytest.mark.parametrize("sign", [1, -1])
def test_a_lone_answer_where_nobody_is_expected_is_weighed_by_how_rare_it_is(sign):
    cuts = [-1.3, -0.5, 0.4, 1.2]
    codes = ordinal(0.97, 5000, 6, (cuts, cuts))
    codes = np.concatenate([codes, [[0, 4]]]).astype(np.int8)
    codes[:, 1] = codes[:, 1] if sign > 0 else 4 - codes[:, 1]
    tables = pair_tables(codes, 5)
    fit = polychoric(tables)
    assert fit.converged[0]
    assert not fit.at_bound[0]
    rho = float(fit.rho[0])
    row, column = fit.thresholds[:1], fit.thresholds[1:]
    implied = cells(row, column, fit.rho)
    lone = implied.probability[0, 0, 4 if sign > 0 else 0]
    turned = column[0] if sign > 0 else -column[0, ::-1]
    expected = rare(np.array([row[0, 0], turned[-1]]), abs(rho))
    assert expected < IMPOSSIBLE
    assert lone == pytest.approx(expected, rel=1e-8)
    score = implied.slope / implied.probability
    information = (tables.joint * score**2).sum()
    assert abs((tables.joint * score).sum()) < CLOSED_FORM * information


def test_cell_probabilities_meet_where_they_are_worked_out_another_way():
    cut = np.array([[-1.2, -0.4, 0.3, 1.1]])
    for change in (CORRELATED, TAIL):
        for sign in (1, -1):
            found = [
                cells(cut, cut + 0.1, np.array([sign * rho])).probability
                for rho in (change - 1e-13, change + 1e-13)
            ]
            np.testing.assert_allclose(*found, rtol=0, atol=1e-12)
            assert found[1].sum() == pytest.approx(1, abs=1e-13)


def small(seed: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    common = rng.normal(size=(60, 1))
    response = common * rng.uniform(-0.9, 0.9, 4) + rng.normal(size=(60, 4)) * 0.6
    codes = np.digitize(response, [-0.8, 0, 0.8]).astype(np.int8)
    codes[rng.random(codes.shape) < 0.05] = -1
    return codes


@given(st.integers(0, 2**32 - 1))
def test_invariances(seed):
    codes, order = small(seed), np.random.default_rng(seed)
    expected = correlation_matrix(fitted(codes, 4).rho, 4)
    people = fitted(order.permutation(codes), 4).rho
    np.testing.assert_allclose(correlation_matrix(people, 4), expected, atol=INVARIANT)
    items = order.permutation(4)
    moved = correlation_matrix(fitted(codes[:, items], 4).rho, 4)
    np.testing.assert_allclose(moved, expected[np.ix_(items, items)], atol=INVARIANT)
    turned = codes.copy()
    turned[:, 0] = np.where(codes[:, 0] >= 0, 3 - codes[:, 0], -1)
    sign = np.outer([-1, 1, 1, 1], [-1, 1, 1, 1])
    reversed_first = correlation_matrix(fitted(turned, 4).rho, 4)
    np.testing.assert_allclose(reversed_first * sign, expected, atol=INVARIANT)
    stretched = np.where(codes >= 0, codes * 2 + 1, -1)
    relabelled = correlation_matrix(fitted(stretched, 9).rho, 4)
    np.testing.assert_allclose(relabelled, expected, atol=INVARIANT)


def test_a_batch_is_each_sample():
    batch = np.stack([small(seed) for seed in range(5)])
    together = fitted(batch, 4)
    for index in range(5):
        alone = fitted(batch[index], 4)
        np.testing.assert_allclose(together.rho[index], alone.rho, atol=INVARIANT)


def two_by_two(counts: list[list[int]]) -> Polychoric:
    joint = np.array(counts, dtype=float)
    marginal = np.stack([joint.sum(axis=1), joint.sum(axis=0)])
    return polychoric(PairTables(joint[None], marginal, joint.sum()))


def test_an_empty_diagonal_is_a_perfect_correlation_and_named():
    for counts, expected in (([[10, 0], [0, 7]], 1.0), ([[0, 10], [7, 0]], -1.0)):
        fit = two_by_two(counts)
        assert fit.rho[0] == expected
        assert fit.at_bound[0]
        assert fit.n_empty_cells[0] == 2


def test_one_empty_cell_of_a_2x2_table_is_filled_by_half_an_answer():
    fit, half = two_by_two([[12, 0], [9, 14]]), two_by_two([[115, 5], [95, 135]])
    assert fit.filled[0]
    assert not half.filled[0]
    assert fit.rho[0] == pytest.approx(half.rho[0], abs=CLOSED_FORM)
    assert not fit.at_bound[0]


def test_a_perfectly_monotone_table_ends_on_the_bound():
    codes = np.repeat(np.arange(4, dtype=np.int8), 10)[:, None].repeat(2, axis=1)
    fit = fitted(codes, 4)
    assert fit.rho[0] == BOUND
    assert fit.at_bound[0]
    assert fit.converged[0]


def test_what_cannot_be_estimated_is_nan():
    codes = np.array(
        [[0, 1, -1], [1, 1, -1], [0, 1, -1], [-1, 1, 0], [-1, 0, 1]], dtype=np.int8
    )
    codes[:, 1] = 0
    fit = fitted(codes, 2)
    assert np.isnan(fit.rho).all()
    assert not fit.converged.any()


def is_highest(tables: PairTables, fit: Polychoric) -> None:
    grid = np.linspace(-BOUND, BOUND, 201)
    first, second = np.triu_indices(tables.p, 1)
    for pair in np.flatnonzero(np.isfinite(fit.rho) & ~fit.filled & (np.abs(fit.rho) < 1)):
        row, column = fit.thresholds[first[pair]], fit.thresholds[second[pair]]
        values = [likelihood_by_ours(x, tables.joint[pair], row, column) for x in grid]
        best = likelihood_by_ours(fit.rho[pair], tables.joint[pair], row, column)
        assert max(values) <= best + 1e-6


def likelihood_by_ours(
    rho: float, joint: np.ndarray, row: np.ndarray, column: np.ndarray
) -> float:
    implied = cells(row[None], column[None], np.array([rho])).probability[0]
    return float((joint * np.log(implied)).sum())


@pytest.mark.parametrize("seed", range(20))
def test_hard_small_samples_reach_the_highest_point(seed):
    rng = np.random.default_rng(seed)
    n, k = int(rng.choice([5, 10, 20])), int(rng.choice([2, 3, 5]))
    response = rng.normal(size=(n, 1)) * 0.97 + rng.normal(size=(n, 4)) * 0.25
    codes = np.digitize(response, np.sort(rng.normal(size=k - 1))).astype(np.int8)
    codes[rng.random(codes.shape) < 0.2] = -1
    tables = pair_tables(codes, k)
    fit = polychoric(tables)
    assert (fit.converged | np.isnan(fit.rho)).all()
    is_highest(tables, fit)


def test_marginal_thresholds_are_normal_quantiles():
    share = np.cumsum(np.bincount(SPARSE[:, 0], minlength=6))[:-1] / len(SPARSE)
    np.testing.assert_allclose(fitted(SPARSE, 6).thresholds[0], norm.ppf(share), atol=1e-12)

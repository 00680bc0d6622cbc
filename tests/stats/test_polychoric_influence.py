"""Anchors: lavaan frozen (complete, pairwise missing, weighted), jackknife, coverage."""

import json
from pathlib import Path

import numpy as np
import pytest

from analysis.stats.contingency import item_pairs, pair_tables
from analysis.stats.fisher_interval import fisher_interval_by_delta
from analysis.stats.polychoric import polychoric
from analysis.stats.polychoric_influence import (
    correlation_errors,
    influence,
)
from analysis.stats.thresholds import thresholds_with_errors
from tests.stats.bfi import bfi_codes

FIRST_ORDER = 0.03  # information is estimated from products of scores, as good as 1/sqrt(n)

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "polychoric/expected.json").read_text())["values"]


def holes() -> np.ndarray:
    """The answers that generate.R made incomplete."""
    codes = bfi_codes("bfi.csv", [f"N{i}" for i in range(1, 6)])
    for item in range(5):
        codes[item :: 4 + item, item] = -1
    return codes


COMPLETE_N = bfi_codes("bfi_complete25.csv", ["N1", "N2", "N3"])
SAMPLES = {
    "bfi.A1_A2": (bfi_codes("bfi_complete25.csv", ["A1", "A2"]), None),
    "sparse5.A2_A3": (bfi_codes("bfi_sparse5.csv", ["A2", "A3"]), None),
    "holes": (holes(), None),
    "weighted": (COMPLETE_N, np.resize([0.5, 1, 2, 1.5], len(COMPLETE_N))),
}


def agrees(found: np.ndarray, entry: str) -> None:
    """Standard errors are compared relative to their size."""
    reference = EXPECTED[entry]
    expected = np.array(reference["value"])
    relative = reference["tol"] if ".se_" in entry else 0
    absolute = 0 if ".se_" in entry else reference["tol"]
    np.testing.assert_allclose(found.ravel(), expected, rtol=relative, atol=absolute)


@pytest.mark.parametrize("sample", SAMPLES)
def test_standard_errors_agree_with_lavaan(sample):
    codes, weights = SAMPLES[sample]
    tables = pair_tables(codes, 6, weights)
    squared = None if weights is None else pair_tables(codes, 6, weights**2)
    moved = influence(tables, polychoric(tables))
    agrees(correlation_errors(tables, moved, squared), f"{sample}.se_rho")
    agrees(thresholds_with_errors(tables, squared).std_error, f"{sample}.se_th")


@pytest.mark.parametrize("sample", ["holes", "weighted"])
def test_estimates_from_incomplete_or_weighted_answers_agree_with_lavaan(sample):
    codes, weights = SAMPLES[sample]
    fit = polychoric(pair_tables(codes, 6, weights))
    agrees(fit.rho, f"{sample}.rho")
    agrees(fit.thresholds, f"{sample}.th")


def drawn(seed: int, n: int) -> np.ndarray:
    rng = np.random.default_rng(seed)
    response = 0.7 * rng.normal(size=(n, 1)) + 0.7 * rng.normal(size=(n, 3))
    codes = np.digitize(response, [-0.7, 0.1, 0.8]).astype(np.int8)
    codes[rng.random(codes.shape) < 0.1] = -1
    return codes


def test_influence_is_what_a_little_more_weight_does():
    n, step = 50_000, 1.0
    codes = drawn(3, n)
    tables = pair_tables(codes, 4)
    fit = polychoric(tables)
    moved = influence(tables, fit)
    first, second = item_pairs(3)
    for person in range(8):
        weights = np.ones(n)
        weights[person] += step
        again = polychoric(pair_tables(codes, 4, weights))
        row, column = codes[person, first], codes[person, second]
        expected = np.where(row >= 0, moved.row[[0, 1, 2], row], 0)
        expected = expected + np.where(column >= 0, moved.column[[0, 1, 2], column], 0)
        both = (row >= 0) & (column >= 0)
        expected = expected + np.where(both, moved.joint[[0, 1, 2], row, column], 0)
        found = (again.rho - fit.rho) / step
        size = np.abs(moved.joint).max()
        np.testing.assert_allclose(found, expected, atol=FIRST_ORDER * size)


def test_contributions_of_all_people_cancel():
    tables = pair_tables(drawn(4, 300), 4)
    moved = influence(tables, polychoric(tables))
    total = (tables.joint * moved.joint).sum(axis=(1, 2))
    np.testing.assert_allclose(total, 0, atol=1e-9)
    through = np.einsum("pic,pc->pi", moved.threshold, tables.marginal)
    np.testing.assert_allclose(through, 0, atol=1e-12)


def test_on_the_bound_there_is_no_standard_error():
    codes = np.repeat(np.arange(3, dtype=np.int8), 20)[:, None].repeat(2, axis=1)
    tables = pair_tables(codes, 3)
    fit = polychoric(tables)
    std_error = correlation_errors(tables, influence(tables, fit))
    assert np.isnan(std_error).all()
    assert np.isnan(fisher_interval_by_delta(fit.rho, std_error, confidence=0.95)).all()


@pytest.mark.slow
def test_intervals_cover_the_truth():
    rng = np.random.default_rng(6)
    draws, n, truth = 2000, 300, 0.5
    common = rng.normal(size=(draws, n, 1)) * np.sqrt(truth)
    response = common + rng.normal(size=(draws, n, 2)) * np.sqrt(1 - truth)
    codes = np.digitize(response, [-0.7, 0.3, 1.2]).astype(np.int8)
    tables = pair_tables(codes, 4)
    fit = polychoric(tables)
    std_error = correlation_errors(tables, influence(tables, fit))
    low, high = fisher_interval_by_delta(fit.rho, std_error, confidence=0.95)
    covered = ((low < truth) & (truth < high)).mean()
    assert abs(fit.rho.mean() - truth) < 0.005
    assert 0.935 < covered < 0.965  # 3 Monte-Carlo standard errors of .0049
    assert std_error.mean() == pytest.approx(fit.rho.std(), rel=0.05)

"""Anchors: indices counted by hand, and Schmid-Leiman with equal loadings."""

import numpy as np
import pytest

from analysis.stats.sem.bifactor_strength import bifactor_strength

EXACT = 1e-12


def test_counts_by_hand():
    loadings = np.zeros((6, 3))
    loadings[:, 0] = 0.6
    loadings[:3, 1] = 0.3
    loadings[3:5, 2] = 0.4
    found = bifactor_strength(loadings, general=0)
    general, special = 6 * 0.36, 3 * 0.09 + 2 * 0.16
    assert found.explained_common_variance == pytest.approx(general / (general + special))
    np.testing.assert_allclose(found.of_item[[0, 3, 5]], [0.36 / 0.45, 0.36 / 0.52, 1])
    np.testing.assert_allclose(found.of_factor, [np.nan, 0.09 / 0.45, 0.16 / 0.52])
    # 15 pairs: three share the first special factor, one the second
    assert found.uncontaminated_pairs == pytest.approx(11 / 15)


def test_pairs_of_equal_groups_follow_the_formula():
    """Rodriguez et al. (2016): 1 - m s (s - 1) / (p (p - 1)) for m groups of s items."""
    m, s = 6, 5
    loadings = np.zeros((m * s, m + 1))
    loadings[:, 0] = 0.5
    loadings[np.arange(m * s), 1 + np.arange(m * s) // s] = 0.4
    found = bifactor_strength(loadings, general=0)
    expected = 1 - m * s * (s - 1) / (m * s * (m * s - 1))
    assert found.uncontaminated_pairs == pytest.approx(expected, abs=EXACT)


def test_no_special_factor_leaves_everything_general():
    found = bifactor_strength(np.column_stack([np.full(4, 0.7), np.zeros(4)]), general=0)
    assert found.explained_common_variance == 1
    assert found.uncontaminated_pairs == 1
    assert np.isnan(found.of_factor).all()

import numpy as np
import pytest

from analysis.stats.disattenuation import latent_correlations

CLOSED_FORM = 1e-12


def test_correlations_are_divided_by_the_roots_of_the_reliabilities():
    """Spearman (1904); the criterion keeps its errors."""
    seen = np.array([[1, 0.4, 0.3], [0.4, 1, 0.2], [0.3, 0.2, 1]])
    found, possible = latent_correlations(seen[None], np.ones((1, 3)), np.array([0.8, 0.5]))
    assert possible.all()
    assert found[0, 0, 1] == pytest.approx(0.4 / np.sqrt(0.4), abs=CLOSED_FORM)
    assert found[0, 0, 2] == pytest.approx(0.3 / np.sqrt(0.8), abs=CLOSED_FORM)
    assert found[0, 1, 2] == pytest.approx(0.2 / np.sqrt(0.5), abs=CLOSED_FORM)
    np.testing.assert_array_equal(np.diag(found[0]), 1)


def test_errors_stay_where_people_vary_more():
    """Twice the variance with the same errors: reliability .5 becomes .75."""
    seen = np.array([[[1, 0.3], [0.3, 1]]])
    found, _ = latent_correlations(seen, np.array([[np.sqrt(2), 1.0]]), np.array([0.5]))
    assert found[0, 0, 1] == pytest.approx(0.3 / np.sqrt(0.75), abs=CLOSED_FORM)


def test_what_cannot_exist_together_is_told():
    close = np.array([[[1, 0.7, 0.1], [0.7, 1, 0.1], [0.1, 0.1, 1]]])
    _, possible = latent_correlations(close, np.ones((1, 3)), np.array([0.6, 0.6]))
    assert not possible.any()
    _, possible = latent_correlations(close, np.array([[0.5, 1, 1]]), np.array([0.6, 0.9]))
    assert not possible.any()

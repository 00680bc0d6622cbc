"""Anchors: hand-computed indices, and lavaan's for every frozen model."""

import numpy as np
import pytest

from analysis.stats.sem.comparative_fit import ChiSquare, comparative_fit, tucker_lewis
from tests.stats.sem.frozen_models import FROZEN, MODELS

ATOL = 1e-10


def chi_squares(fit: dict, ending: str = "") -> tuple[ChiSquare, ChiSquare]:
    return (
        ChiSquare(fit[f"chisq{ending}"], fit[f"df{ending}"]),
        ChiSquare(fit[f"baseline.chisq{ending}"], fit[f"baseline.df{ending}"]),
    )


@pytest.mark.parametrize("name", MODELS)
def test_plain_and_scaled_indices_are_those_of_lavaan(name):
    fit = FROZEN[name]["value"]["fit"]
    for ending in ("", ".scaled") if "cfi.scaled" in fit else ("",):
        model, baseline = chi_squares(fit, ending)
        assert comparative_fit(model, baseline) == pytest.approx(fit[f"cfi{ending}"], abs=ATOL)
        assert tucker_lewis(model, baseline) == pytest.approx(fit[f"tli{ending}"], abs=ATOL)


def test_published_indices_of_holzinger_and_swineford():
    model, baseline = ChiSquare(85.306, 24), ChiSquare(918.852, 36)
    assert round(comparative_fit(model, baseline), 3) == 0.931
    assert round(tucker_lewis(model, baseline), 3) == 0.896


def test_no_misfit_is_perfect_and_a_useless_baseline_harmless():
    assert comparative_fit(ChiSquare(3, 5), ChiSquare(100, 10)) == 1
    assert comparative_fit(ChiSquare(3, 5), ChiSquare(8, 10)) == 1
    assert comparative_fit(ChiSquare(30, 5), ChiSquare(20, 10)) == 0
    assert tucker_lewis(ChiSquare(0, 0), ChiSquare(100, 10)) == 1
    assert np.isnan(comparative_fit(ChiSquare(np.nan, 5), ChiSquare(20, 10)))


def test_robust_index_does_not_change_with_the_scale_of_the_statistics():
    plain = comparative_fit(ChiSquare(50, 20), ChiSquare(400, 30))
    inflated = comparative_fit(ChiSquare(100, 20, 2.0), ChiSquare(800, 30, 2.0))
    assert inflated == pytest.approx(plain, abs=ATOL)

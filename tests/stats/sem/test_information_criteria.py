"""Anchors: lavaan's criteria for every frozen model with a likelihood."""

import pytest

from analysis.stats.sem.information_criteria import information_criteria
from tests.stats.sem.frozen_models import FROZEN, MODELS

RTOL = 1e-12


@pytest.mark.parametrize("name", [n for n in MODELS if "logl" in FROZEN[n]["value"]["fit"]])
def test_criteria_are_those_of_lavaan(name):
    fit = FROZEN[name]["value"]["fit"]
    found = information_criteria(fit["logl"], q=int(fit["npar"]), n=fit["ntotal"])
    assert found.aic == pytest.approx(fit["aic"], rel=RTOL)
    assert found.bic == pytest.approx(fit["bic"], rel=RTOL)
    assert found.sabic == pytest.approx(fit["bic2"], rel=RTOL)

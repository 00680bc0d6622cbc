"""Anchors: lavaan's std.lv and std.all and their errors; numeric derivatives; invariance."""

import numpy as np
import pytest

from analysis.stats.sem.model import Matrix
from analysis.stats.sem.standardised import delta_method, explained, standardised
from tests.stats.sem.frozen_models import FROZEN, MODELS, frozen_model

ATOL = 1e-10
SE_RTOL = 1e-4  # the entries' own: lavaan differentiates numerically
DERIVATIVE_ATOL = 1e-6

WITH_ERRORS = [name for name in MODELS if "std_all_se" in FROZEN[name]["value"]]


def column(name: str, key: str) -> np.ndarray:
    return np.array(frozen_model(name).table[key], dtype=float)


@pytest.mark.parametrize("name", MODELS)
def test_values_are_those_of_lavaan(name):
    frozen = frozen_model(name)
    for group, (places, rows) in enumerate(zip(frozen.places, frozen.rows, strict=True)):
        found = standardised(frozen.model, group, frozen.values, places)
        for values, key in ((found.latent, "std.lv"), (found.complete, "std.all")):
            np.testing.assert_allclose(values, column(name, key)[rows], rtol=0, atol=ATOL)


@pytest.mark.parametrize("name", WITH_ERRORS)
def test_standard_errors_are_those_of_lavaan(name):
    frozen, entry = frozen_model(name), FROZEN[name]["value"]
    covariance = parameter_covariance(name)
    for group, (places, rows) in enumerate(zip(frozen.places, frozen.rows, strict=True)):
        found = standardised(frozen.model, group, frozen.values, places)
        for jacobian, key in (
            (found.latent_jacobian, "std_lv_se"),
            (found.complete_jacobian, "std_all_se"),
        ):
            expected = np.array(entry[key], dtype=float)[rows]
            errors = delta_method(jacobian, np.eye(len(frozen.values)), covariance)
            np.testing.assert_allclose(errors, expected, rtol=SE_RTOL, atol=1e-7)


def parameter_covariance(name: str) -> np.ndarray:
    """Covariance of the elements: lavaan's, whose rows repeat for equated elements."""
    return np.array(FROZEN[name]["value"]["vcov"], dtype=float)


@pytest.mark.parametrize("name", MODELS)
def test_explained_variance_is_that_of_lavaan(name):
    frozen = frozen_model(name)
    groups = len(frozen.model.groups)
    r2 = FROZEN[name]["value"]["r2"]
    for group, expected in enumerate(r2.values() if groups > 1 else [r2]):
        found = explained(frozen.model, group, frozen.values)
        mine = dict(zip(frozen.items, found.items, strict=True))
        mine |= dict(zip(frozen.factors, found.factors, strict=True))
        for variable, value in expected.items():
            wanted = np.nan if value in (None, "NA") else value
            assert mine[variable] == pytest.approx(wanted, abs=ATOL, nan_ok=True)


@pytest.mark.parametrize(
    "name", ["hs.second_order", "hs.resid_cov", "bfi.AE_theta", "bfi.AE_gender_loadings_wlsmv"]
)
def test_derivatives_are_slopes(name):
    frozen = frozen_model(name)
    group = len(frozen.model.groups) - 1
    places = frozen.places[group]
    found = standardised(frozen.model, group, frozen.values, places)
    step = 1e-6
    for element in range(len(frozen.values)):
        ends = []
        for sign in (1, -1):
            moved = frozen.values.copy()
            moved[element] += sign * step
            ends.append(standardised(frozen.model, group, moved, places))
        for jacobian, key in (
            (found.latent_jacobian, "latent"),
            (found.complete_jacobian, "complete"),
        ):
            slope = (getattr(ends[0], key) - getattr(ends[1], key)) / (2 * step)
            np.testing.assert_allclose(
                jacobian[:, element], slope, rtol=1e-5, atol=DERIVATIVE_ATOL
            )


def test_scaling_of_the_factor_does_not_change_the_complete_solution():
    marker, unit = frozen_model("hs.ml"), frozen_model("hs.ml_stdlv_mean")
    one = standardised(marker.model, 0, marker.values, marker.places[0])
    other = standardised(unit.model, 0, unit.values, unit.places[0])
    keep = unit.places[0].matrix < Matrix.NU
    np.testing.assert_allclose(one.complete, other.complete[keep], atol=1e-5)

"""A known bifactor population: omegas by parallel forms, strength by hand, for both models."""

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.cfa import Cfa, cfa
from tests.measurement.ordinal_study import instrument, keyed

DIMENSIONS = {d: [f"{d}{i}" for i in range(1, 5)] for d in "abc"}
ITEMS = [item for items in DIMENSIONS.values() for item in items]
ABOVE = np.repeat([0.8, 0.7, 0.6], 4)
"""Of the dimensions on the general factor: proportional loadings, so both models hold."""

LOADINGS = np.tile([0.8, 0.7, 0.75, 0.65], 3)
GENERAL, OWN = LOADINGS * ABOVE, LOADINGS * np.sqrt(1 - ABOVE**2)
CUTS = np.array([-1.5, -0.5, 0.5, 1.5])
N = 3000
DRAWS = 100
SAMPLING = 0.06  # four standard errors of the omegas and shares (up to .015) at this n
SPECIFIC = 0.13  # four standard errors of a specific factor's share (up to .032)
CHANCE = 0.004  # four standard errors of a correlation of 400,000 sums (.001)


def sums(n: int, rng: np.random.Generator) -> dict[str, float]:
    """The omegas as covariances of parallel forms that share some factors only."""
    general, own = rng.normal(size=n), rng.normal(size=(3, n))
    forms = {}
    for name in ("first", "all", "general", "own"):
        g = general if name != "own" else rng.normal(size=n)
        s = own if name != "general" else rng.normal(size=(3, n))
        latent = [
            GENERAL[i] * g
            + OWN[i] * s[i // 4]
            + np.sqrt(1 - LOADINGS[i] ** 2) * rng.normal(size=n)
            for i in range(12)
        ]
        forms[name] = np.array([np.digitize(x, CUTS) for x in latent])
    whole = {name: form.sum(axis=0) for name, form in forms.items()}
    part = {name: form[:4].sum(axis=0) for name, form in forms.items()}
    return {
        "omega_total": float(np.corrcoef(whole["first"], whole["all"])[0, 1]),
        "omega_hierarchical": float(np.corrcoef(whole["first"], whole["general"])[0, 1]),
        "omega_subscale": float(np.corrcoef(part["first"], part["all"])[0, 1]),
        "omega_hierarchical_subscale": float(np.corrcoef(part["first"], part["own"])[0, 1]),
    }


@pytest.fixture(scope="module")
def found() -> Cfa:
    rng = np.random.default_rng(12)
    general, own = rng.normal(size=(N, 1)), rng.normal(size=(N, 3))
    noise = rng.normal(size=(N, 12)) * np.sqrt(1 - LOADINGS**2)
    latent = general * GENERAL + np.repeat(own, 4, axis=1) * OWN + noise
    answers = keyed({item: 1 + np.digitize(latent[:, i], CUTS) for i, item in enumerate(ITEMS)})
    return cfa(
        answers,
        None,
        {"small": instrument(DIMENSIONS)},
        estimator="wlsmv",
        missing="pairwise",
        cluster=None,
        confidence=0.95,
        cutoff_draws=1,
        omega_draws=DRAWS,
        rng=np.random.default_rng(1),
    )


@pytest.fixture(scope="module")
def truth() -> dict[str, float]:
    return sums(400_000, np.random.default_rng(5))


def row_of(found: Cfa, model: str, coefficient: str, dimension: str = "") -> pd.Series:
    rows = found.general_factor.query("model == @model and item == ''")
    rows = rows.query("coefficient == @coefficient and dimension == @dimension")
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize("model", ["bifactor", "second_order"])
@pytest.mark.parametrize(
    ("coefficient", "dimension"),
    [
        ("omega_total", ""),
        ("omega_hierarchical", ""),
        ("omega_subscale", "a"),
        ("omega_hierarchical_subscale", "a"),
    ],
)
def test_omegas_are_the_correlations_of_parallel_forms(
    found, truth, model, coefficient, dimension
):
    row = row_of(found, model, coefficient, dimension)
    assert row["estimate"] == pytest.approx(truth[coefficient], abs=SPECIFIC)
    assert row["ci_low"] - CHANCE < row["estimate"] < row["ci_high"] + CHANCE
    assert abs(row["estimate"] - truth[coefficient]) < 4 * row["std_error"] + CHANCE


@pytest.mark.parametrize("model", ["bifactor", "second_order"])
def test_strength_is_that_of_the_population(found, model):
    square, own = GENERAL**2, OWN**2
    assert row_of(found, model, "ecv")["estimate"] == pytest.approx(
        square.sum() / (square + own).sum(), abs=SAMPLING
    )
    assert row_of(found, model, "puc")["estimate"] == pytest.approx(1 - 18 / 66)
    ratio = (square / (1 - square)).sum()
    assert row_of(found, model, "h")["estimate"] == pytest.approx(
        ratio / (1 + ratio), abs=SAMPLING
    )
    first = own[:4].sum() / (own[:4] + square[:4]).sum()
    assert row_of(found, model, "ecv_specific", "a")["estimate"] == pytest.approx(
        first, abs=SPECIFIC
    )
    items = found.general_factor.query("model == @model and coefficient == 'iecv'")
    assert items["item"].tolist() == ITEMS
    assert items["dimension"].tolist() == [d for d in "abc" for _ in range(4)]
    np.testing.assert_allclose(items["estimate"], ABOVE**2, atol=SPECIFIC)


def test_a_proportional_bifactor_is_its_second_order_model(found):
    """Both are right here, so their omegas differ by less than either knows."""
    for coefficient in ("omega_total", "omega_hierarchical"):
        one, other = (row_of(found, m, coefficient) for m in ("bifactor", "second_order"))
        assert one["estimate"] == pytest.approx(other["estimate"], abs=2 * one["std_error"])

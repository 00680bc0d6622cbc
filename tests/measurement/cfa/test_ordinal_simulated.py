"""Anchor: recovery where people come in clusters, count differently, or leave answers out."""

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.ordinal import fit_ordinal

pytestmark = pytest.mark.slow

ITEMS = [f"x{i}" for i in range(6)]
LOADINGS = np.array([0.8, 0.7, 0.6, 0.5, 0.7, 0.6])
CUTS = [-1.0, 0.0, 1.2]
SYNTAX = "f =~ NA*x0 + x1 + x2 + x3 + x4 + x5\nf ~~ 1*f"
DRAWS = 400
REJECTED = (0.02, 0.085)  # .05 with three Monte-Carlo standard errors of .011
BIAS = 0.015
SPREAD = 0.10  # relative: a standard deviation from 400 draws is known to 3.5 %


def clustered(rng: np.random.Generator, clusters: int, size: int, share: float) -> pd.DataFrame:
    """One factor holds for people; `share` of its and of the residual variance lies between."""
    cluster = np.repeat(np.arange(clusters), size)
    between, within = np.sqrt(share), np.sqrt(1 - share)
    n, p = len(cluster), len(ITEMS)
    factor = between * rng.normal(size=clusters)[cluster] + within * rng.normal(size=n)
    rest = between * rng.normal(size=(clusters, p))[cluster] + within * rng.normal(size=(n, p))
    response = LOADINGS * factor[:, None] + np.sqrt(1 - LOADINGS**2) * rest
    table = pd.DataFrame(np.digitize(response, CUTS), columns=ITEMS).astype(float)
    return table.assign(cluster=cluster)


def fitted(table: pd.DataFrame, **other) -> CfaFit:
    settings = {
        "estimator": "wlsmv", "missing": "listwise", "groups": None, "case_weights": None,
        "clusters": None, "std_lv": False, "orthogonal": False, "parameterization": "delta",
        "group_equal": [], "group_partial": [], "confidence": 0.95,
    }  # fmt: skip
    return fit_ordinal(SYNTAX, table, ordinal=ITEMS, **(settings | other))


def simulated(draw, fit) -> dict[str, np.ndarray]:
    """Loadings, standard errors, cover and rejection over `DRAWS` samples."""
    found = {"loadings": [], "errors": [], "rejected": []}
    for seed in range(DRAWS):
        one = fit(draw(np.random.default_rng(seed)))
        assert one.converged
        loadings = one.estimates[one.estimates["operator"] == "=~"]
        sign = np.sign(loadings["estimate"].iloc[0])
        found["loadings"].append(sign * loadings["estimate"])
        found["errors"].append(loadings["std_error"])
        found["rejected"].append(one.tests["scaled_shifted"].p_value < 0.05)
    return {name: np.array(values) for name, values in found.items()}


def holds(found: dict[str, np.ndarray]) -> None:
    assert REJECTED[0] < found["rejected"].mean() < REJECTED[1]
    assert np.abs(found["loadings"].mean(axis=0) - LOADINGS).max() < BIAS
    ratio = found["errors"].mean(axis=0) / found["loadings"].std(axis=0)
    assert abs(ratio.mean() - 1) < SPREAD / 2
    assert np.abs(ratio - 1).max() < SPREAD
    covered = np.abs(found["loadings"] - LOADINGS) < 1.96 * found["errors"]
    assert 0.93 < covered.mean() < 0.965


def test_clusters():
    def draw(rng):
        return clustered(rng, 120, 8, 0.3)

    found = simulated(draw, lambda table: fitted(table, clusters=table["cluster"]))
    holds(found)
    ignored = simulated(draw, fitted)
    assert ignored["errors"].mean() < 0.9 * ignored["loadings"].std(axis=0).mean()


def test_case_weights():
    def draw(rng):
        """People high on the last item are half as likely to be drawn, and count twice."""
        table = clustered(rng, 2400, 1, 0.0)
        high = table["x5"] >= 2
        kept = ~high | (rng.random(len(table)) < 0.5)
        return table.assign(weight=np.where(high, 2.0, 1.0))[kept]

    holds(simulated(draw, lambda table: fitted(table, case_weights=table["weight"])))


def test_answers_missing():
    def draw(rng):
        table = clustered(rng, 800, 1, 0.0)
        return table.mask(rng.random(table.shape) < 0.15)

    holds(simulated(draw, lambda table: fitted(table[ITEMS], missing="pairwise")))

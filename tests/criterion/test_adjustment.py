import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.criterion.adjustment import hc3_table
from analysis.criterion.performance import performance
from analysis.kpi import Kpi

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED = json.loads((REFERENCE / "criterion/expected.json").read_text("utf-8"))["values"]


def test_hc3_agrees_with_r() -> None:
    data = pd.read_csv(REFERENCE / "data/HolzingerSwineford1939.csv")
    controls = data[[f"x{k}" for k in range(1, 7)]].to_numpy()
    found = hc3_table(controls, data["x9"].to_numpy(), 0.95)
    entry = EXPECTED["HC3"]
    for column, name in (("std_error", "se"), ("statistic", "t"), ("p_value", "p")):
        expected = list(entry["value"][name].values())
        np.testing.assert_allclose(found[column], expected, atol=entry["tol"])
    coefficients = list(EXPECTED["lm"]["value"]["coef"].values())
    np.testing.assert_allclose(found["estimate"], coefficients, atol=EXPECTED["lm"]["tol"])
    assert set(found["df"]) == {294}
    assert set(found["n"]) == {301}


def test_slopes_are_those_that_the_key_uses(
    records: pd.DataFrame, people: pd.DataFrame, kpis: list[Kpi]
) -> None:
    found = performance(
        records,
        people,
        kpis,
        adjust_for={"potential": "log", "tenure": "none"},
        shares={},
        exposure=None,
        plan=None,
        consequences=[],
        confidence=0.9,
    )
    table = found.adjustment
    assert table["term"].tolist() == ["intercept", "potential", "tenure"] * 3
    assert table["transform"].tolist() == ["none", "log", "none"] * 3
    assert (table["ci_low"] < table["estimate"]).all()
    controls = people.set_index("person")
    for name, rows in found.kpis.groupby("kpi"):
        slopes = table[table["kpi"] == name].set_index("term")["estimate"]
        mine = controls.loc[rows["person"]]
        part = (
            np.log(mine["potential"]) * slopes["potential"] + mine["tenure"] * slopes["tenure"]
        )
        expected = rows["transformed"].to_numpy() - (part - part.mean()).to_numpy()
        np.testing.assert_allclose(rows["adjusted"], expected, atol=1e-10)


@pytest.mark.parametrize("far", [1.0, 1e6])
def test_a_person_set_apart_by_a_control(far: float, make_kpi: Callable[..., Kpi]) -> None:
    rng = np.random.default_rng(2)
    alone = np.zeros((20, 1))
    alone[3] = far
    found = hc3_table(alone, rng.normal(size=20), 0.95)
    assert found["estimate"].notna().all()
    assert "std_error" not in found
    assert (found["note"] == "no_errors_full_leverage").all()

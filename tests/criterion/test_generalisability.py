"""Reliability over periods and what choices do, on a drawn study of known variances."""

import numpy as np
import pandas as pd
import pytest

from analysis.criterion.generalisability import CriterionReliability, generalisability
from analysis.criterion.period_plan import PeriodPlan
from analysis.errors import DataError
from analysis.kpi import Kpi

PLAN = PeriodPlan(["manager"], [], {}, season=False)
VARIANCES = {"person": 1.0, "manager": 0.5, "residual": 3.0}
PEOPLE, MANAGERS, MONTHS = 600, 60, 12


@pytest.fixture(scope="module")
def study() -> tuple[pd.DataFrame, pd.DataFrame]:
    rng = np.random.default_rng(31)
    manager = np.arange(PEOPLE) % MANAGERS
    people = pd.DataFrame({"person": np.arange(PEOPLE), "manager": manager.astype(str)})
    person = np.repeat(np.arange(PEOPLE), MONTHS)
    columns = {}
    for name in ("a", "b"):
        own = rng.normal(size=PEOPLE) + np.sqrt(0.5) * rng.normal(size=MANAGERS)[manager]
        columns[name] = 50 + own[person] + np.sqrt(3) * rng.normal(size=len(person))
    columns["a"] = np.round(columns["a"], 6)
    months = np.tile([f"2025-{m:02}" for m in range(1, 13)], PEOPLE)
    frame = {"person": person, "file": "f", "source": "records", "period": months, **columns}
    return pd.DataFrame(frame), people.assign(region="one", length=rng.normal(size=PEOPLE))


def judged(study, kpis, *, plan=None, shares=None, controls=None) -> CriterionReliability:
    records, people = study
    return generalisability(
        records, people, kpis, adjust_for=controls or {}, shares=shares or {}, exposure=None,
        plan=plan, periods=PLAN, confidence=0.95,
    )  # fmt: skip


@pytest.fixture(scope="module")
def found(study) -> CriterionReliability:
    return judged(study, two_kpis())


def two_kpis():
    def made(name: str) -> Kpi:
        words = {"zh": name, "en": name}
        return Kpi.model_validate(
            {"id": name, "title": words, "definition": words, "unit": words,
             "better": "higher", "numerator": name, "aggregate": "mean"}
        )  # fmt: skip

    return [made("a"), made("b")]


def test_variances_are_recovered(found) -> None:
    for name in ("a", "b"):
        rows = found.components[found.components["criterion"] == name].set_index("level")
        for level, truth in VARIANCES.items():
            assert rows.loc[level, "ci_low"] < truth < rows.loc[level, "ci_high"]
        assert rows["share"].sum() == pytest.approx(1)
    assert found.components["n_groups"].tolist()[:3] == [PEOPLE, MANAGERS, PEOPLE * MONTHS]


def test_reliability_is_that_of_the_design(found) -> None:
    table = found.reliability.set_index("criterion")
    truth = 1.5 / (1.5 + 3 / 12)
    for name in ("a", "b"):
        assert table.loc[name, "ci_low"] < truth < table.loc[name, "ci_high"]
        assert table.loc[name, "n_periods"] == pytest.approx(12)
        assert abs(table.loc[name, "autocorrelation"]) < 0.05
    assert table.loc["composite", "estimate"] == pytest.approx(truth, abs=0.03)


def test_halves_of_the_year_correlate_as_the_coefficient_says(study, found) -> None:
    """Spearman-Brown: means of six months agree with those of the other six."""
    records, _ = study
    early = records["period"] <= "2025-06"
    halves = [records[k].groupby("person")["a"].mean() for k in (early, ~early)]
    r = halves[0].corr(halves[1])
    expected = found.reliability.set_index("criterion").loc["a", "estimate"]
    assert 2 * r / (1 + r) == pytest.approx(expected, abs=0.02)


def test_shares_are_judged_by_correlations_by_hand(study) -> None:
    found = judged(study, two_kpis(), shares={"a": 0.8, "b": 0.2}).shares
    records, _ = study
    means = records.groupby("person")[["a", "b"]].mean()
    z = (means - means.mean()) / means.std()
    declared = 0.8 * z["a"] + 0.2 * z["b"]
    expected = {("equal_shares", ""): z.sum(axis=1), ("without", "a"): z["b"],
                ("without", "b"): z["a"]}  # fmt: skip
    assert list(zip(found["composition"], found["kpi"], strict=True)) == list(expected)
    for row, other in zip(found.to_dict("records"), expected.values(), strict=True):
        assert row["estimate"] == pytest.approx(declared.corr(other))
        assert row["rank_estimate"] == pytest.approx(declared.corr(other, method="spearman"))
        best = [set(x.nlargest(PEOPLE // 5).index) for x in (declared, other)]
        assert row["top_kept"] == pytest.approx(len(best[0] & best[1]) / (PEOPLE // 5))


def test_other_adjustments_stand_beside_the_one_in_force(study) -> None:
    controls = {"length": "none"}
    least_squares = judged(study, two_kpis(), controls=controls)
    assert least_squares.adjustment == "ols"
    assert least_squares.methods["adjustment"].tolist() == ["none", "mixed"] * 3
    mixed = judged(study, two_kpis(), controls=controls, plan=PLAN)
    assert mixed.adjustment == "mixed"
    assert mixed.methods["adjustment"].tolist() == ["none", "ols"] * 3
    assert least_squares.methods["estimate"].between(0.9, 1).all()


def test_without_repetition_nothing_is_claimed(study) -> None:
    records, people = study
    found = judged((records.drop_duplicates("person"), people), two_kpis())
    assert found.components.empty
    assert found.reliability.empty
    assert [n["kpi"] for n in found.notes] == ["a", "b", "composite"]
    assert {n["note"] for n in found.notes} == {"no_repeated_periods"}
    assert not found.shares.empty


def test_the_same_in_all_periods_is_no_repetition(study) -> None:
    records, people = study
    first = records.groupby("person")["a"].transform("first")
    found = judged((records.assign(a=first, b=first + records["b"]), people), two_kpis())
    assert {n["kpi"]: n["note"] for n in found.notes} == {"a": "periods_all_alike"}
    assert set(found.reliability["criterion"]) == {"b", "composite"}
    with pytest.raises(DataError, match="a: nobody's periods differ"):
        judged((records.assign(a=first), people), two_kpis(), plan=PLAN)


def test_without_stable_differences_nothing_is_claimed(study) -> None:
    records, people = study
    rng = np.random.default_rng(8)
    noise = rng.normal(size=(PEOPLE, MONTHS))
    noise -= 0.9 * noise.mean(axis=1, keepdims=True)
    found = judged((records.assign(a=noise.ravel()), people), two_kpis())
    assert {n["kpi"]: n["note"] for n in found.notes}["a"] == "no_stable_differences"


def test_periods_that_are_alike_are_told(study) -> None:
    records, people = study
    rng = np.random.default_rng(1)
    drift = np.cumsum(rng.normal(size=(PEOPLE, MONTHS)), axis=1).ravel()
    found = judged((records.assign(a=records["a"] + 2 * drift), people), two_kpis())
    assert "a" in [n["kpi"] for n in found.notes if n["note"] == "periods_alike"]


def test_shapes_show_a_skew_and_its_cure(study) -> None:
    records, people = study
    kpi = two_kpis()[0].model_copy(update={"transform": "log"})
    found = judged((records.assign(a=np.exp(records["a"] / 4)), people), [kpi])
    shapes = found.shapes.set_index("scale")
    assert shapes.loc["raw", "skewness"] > 0.5
    assert abs(shapes.loc["transformed", "skewness"]) < 0.4
    quantiles = found.quantiles[found.quantiles["scale"] == "transformed"]
    np.testing.assert_allclose(quantiles["value"], quantiles["normal"], atol=0.35)
    assert quantiles["probability"].between(0.019, 0.981).all()

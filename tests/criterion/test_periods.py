"""A mixed model of periods as the adjustment of a criterion."""

import dataclasses
import json
from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.criterion.apply_criterion import apply_criterion
from analysis.criterion.criterion_key import read_criterion_key
from analysis.criterion.fit_criterion import fit_criterion
from analysis.criterion.nesting import nesting, separable_clusters
from analysis.criterion.performance import performance
from analysis.criterion.period_plan import PeriodPlan, period_plan
from analysis.criterion.period_values import period_values, season_of
from analysis.errors import DataError
from analysis.kpi import Kpi
from analysis.stats.nested_prediction import nested_prediction
from analysis.stats.nested_reml import nested_reml

CLOSED_FORM = 1e-9  # chains of a dozen operations
SAME_MODEL = 1e-6  # one model by two designs, each searched for by itself
CONTROLS = {"potential": "log"}
PLAN = PeriodPlan(["manager", "region"], [], {}, season=True)


@pytest.fixture
def people() -> pd.DataFrame:
    rng = np.random.default_rng(21)
    n = 80
    manager = np.arange(n) % 16
    return pd.DataFrame(
        {
            "person": np.arange(n, dtype=np.int32),
            "manager": [f"m{m}" for m in manager],
            "region": [f"r{m % 4}" for m in manager],
            "potential": rng.lognormal(3, 0.5, n),
        }
    )


@pytest.fixture
def records(people: pd.DataFrame) -> pd.DataFrame:
    """Twelve months; sales rise with potential, in spring, and with a share of a product."""
    rng = np.random.default_rng(22)
    n, months = len(people), 12
    person = np.repeat(people["person"].to_numpy(), months)
    month = np.tile(np.arange(1, months + 1), n)
    own = rng.normal(0, 0.4, n) + rng.normal(0, 0.2, 16)[np.arange(n) % 16]
    mix = rng.random(len(person))
    level = own + 0.5 * np.log(people["potential"].to_numpy())
    level = level[person] + 0.3 * (month < 4) + 0.6 * mix
    frame = pd.DataFrame(
        {
            "person": person,
            "file": "sales.csv",
            "source": "records",
            "period": [f"2025-{m:02}" for m in month],
            "sales": np.exp(level + rng.normal(0, 0.5, len(person))),
            "quota": rng.uniform(10, 30, len(person)),
            "mix": mix,
        }
    )
    return frame[rng.random(len(frame)) < 0.9].reset_index(drop=True)


@pytest.fixture
def sales(make_kpi: Callable[..., Kpi]) -> Kpi:
    return make_kpi("sales", "sum", transform="log")


def fitted(records, people, kpis, plan=PLAN, controls=CONTROLS):
    chosen = {"adjust_for": controls, "shares": {}, "exposure": None}
    return fit_criterion(records, people, kpis, plan=plan, **chosen)


def test_periods_of_a_ratio_average_to_the_aggregate(records, make_kpi) -> None:
    kpi = make_kpi("attainment", "ratio_of_sums", numerator="sales", denominator="quota")
    twice = pd.concat([records, records.head(7)], ignore_index=True)
    frame = period_values(twice, kpi, None, [])
    assert not frame.duplicated(["person", "period"]).any()
    assert frame["weight"].mean() == pytest.approx(1)
    sums = twice.groupby("person")[["sales", "quota"]].sum()
    found = frame.assign(part=frame["raw"] * frame["weight"]).groupby("person")
    found = found["part"].sum() / found["weight"].sum()
    np.testing.assert_allclose(found, sums["sales"] / sums["quota"], rtol=CLOSED_FORM)


def test_records_without_a_period_stand_alone(make_kpi) -> None:
    table = pd.DataFrame(
        {"person": [1, 1, 2], "period": pd.array([None, None, None], dtype="str"),
         "sales": [1.0, 2.0, 3.0]}
    )  # fmt: skip
    frame = period_values(table, make_kpi("sales"), None, [])
    assert frame["person"].tolist() == [1, 1, 2]
    assert frame["raw"].tolist() == [1, 2, 3]


def test_seasons_are_months_and_quarters_of_the_year() -> None:
    periods = np.array(["2025-03", "2024-03", "2025-Q2", "2025", "", "2025-03-07"])
    assert season_of(periods).tolist() == ["03", "03", "Q2", "", "", "03"]


def test_people_lie_in_their_clusters() -> None:
    people = pd.DataFrame(
        {"person": [4, 7, 9, 11], "team": ["a", "a", None, None], "land": ["x", "y", "x", "x"]}
    )
    found = nesting(np.array([9, 4, 7, 11, 4]), people, ["team", "land"])
    assert found.persons.tolist() == [4, 7, 9, 11]
    assert found.codes.tolist() == [2, 0, 1, 3, 0]
    team, land = found.parents
    assert len(set(team)) == 4  # team a of land x is not that of land y; unknown stand alone
    assert [land[t] for t in team] == [0, 1, 0, 0]


def test_clusters_that_say_nothing_are_left_out() -> None:
    people = pd.DataFrame(
        {"person": range(4), "own": list("abcd"), "team": list("aabb"), "all": ["x"] * 4}
    )
    persons = people["person"].to_numpy()
    assert separable_clusters(people, persons, ["own", "team", "all"]) == ["team"]


def test_adjusted_values_are_predictions_of_the_model(records, people, sales) -> None:
    """The same by a design of our own: all twelve months, indicators of everybody."""
    key = fitted(records, people, [sales])
    model = key.kpis[0].periods
    assert model is not None
    assert model.clusters == ["manager", "region"]
    rows = records.sort_values(["person", "period"], kind="stable").reset_index(drop=True)
    of = people.set_index("person").loc[rows["person"]]
    months = pd.get_dummies(rows["period"]).to_numpy(dtype=float)
    design = np.column_stack([months, np.log(of["potential"])])
    manager = np.unique(people["manager"], return_inverse=True)[1]
    region = np.zeros(16, dtype=int)
    region[manager] = np.unique(people["region"], return_inverse=True)[1]
    _, codes = np.unique(rows["person"], return_inverse=True)
    data = (design, np.log(rows["sales"].to_numpy()), codes, (manager, region))
    weights = np.ones(len(rows))
    fit = nested_reml(*data, weights=weights)
    np.testing.assert_allclose(model.variances, fit.variances, rtol=SAME_MODEL, atol=1e-9)
    assert key.kpis[0].coefficients["potential"] == pytest.approx(
        fit.coefficients[-1], abs=SAME_MODEL
    )
    expected = nested_prediction(
        *data, weights=weights, coefficients=fit.coefficients, covariance=fit.covariance,
        variances=fit.variances, kept=np.array([True] * 3),
    )  # fmt: skip
    found = apply_criterion(key, records, people).kpis
    effect = found["adjusted"] - key.kpis[0].intercept_at_means
    np.testing.assert_allclose(effect, expected.effect, atol=SAME_MODEL)
    np.testing.assert_allclose(found["reliability"], expected.reliability, atol=SAME_MODEL)
    assert model.reliability == pytest.approx(found["reliability"].mean(), abs=SAME_MODEL)


def test_taken_out_clusters_are_no_performance(records, people, sales) -> None:
    rich = records.assign(
        sales=records["sales"]
        * np.where(people["region"].to_numpy()[records["person"]] == "r1", 9.0, 1.0)
    )
    kept = apply_criterion(fitted(rich, people, [sales]), rich, people).performance
    plan = dataclasses.replace(PLAN, taken_out=["region"])
    out = apply_criterion(fitted(rich, people, [sales], plan), rich, people).performance
    lucky = (people["region"] == "r1").to_numpy()
    gap = [t["value"][lucky].mean() - t["value"][~lucky].mean() for t in (kept, out)]
    assert gap[0] > 1.5
    assert abs(gap[1]) < 0.4


def test_what_a_period_brings_is_taken_out(records, people, sales) -> None:
    plan = dataclasses.replace(PLAN, by_period={"mix": "none"})
    model = fitted(records, people, [sales], plan).kpis[0].periods
    assert model is not None
    place = [t["name"] for t in model.terms].index("mix") + 1
    error = np.sqrt(model.covariance[place][place])
    assert abs(model.coefficients[place] - 0.6) < 3 * error
    assert error < 0.1
    terms = [t["level"] for t in model.terms if t["name"] == "season"]
    assert terms == [f"{m:02}" for m in range(2, 13)]


def test_a_key_is_plain_values_and_scores_the_same_after_reading(records, people, sales):
    key = fitted(records, people, [sales])
    again = read_criterion_key(json.loads(json.dumps(dataclasses.asdict(key), allow_nan=False)))
    assert again == key
    one, two = (apply_criterion(k, records, people).performance for k in (key, again))
    pd.testing.assert_frame_equal(one, two)


def test_a_frozen_key_scores_new_people(records, people, sales) -> None:
    """Whole regions that nothing was learned from are scored, alone or among others."""
    train = people["region"].isin(["r0", "r1", "r2"]).to_numpy()
    learned = records[train[records["person"]]]
    key = fitted(learned, people[train], [sales])
    together = apply_criterion(key, records, people).performance
    alone = apply_criterion(key, records[~train[records["person"]]], people).performance
    merged = alone.merge(together, on="person", suffixes=("", "_together"))
    assert len(merged) == (~train).sum()
    np.testing.assert_allclose(merged["value"], merged["value_together"], atol=CLOSED_FORM)


def test_people_with_fewer_months_are_shrunk_more(records, people, sales) -> None:
    few = records[(records["person"] != 3) | (records["period"] <= "2025-02")]
    found = apply_criterion(fitted(few, people, [sales]), few, people).kpis
    reliability = found.set_index("person")["reliability"]
    assert reliability[3] == reliability.min()
    assert reliability[3] < reliability.median() - 0.1


def test_the_table_and_notes_of_a_mixed_adjustment(records, people, sales) -> None:
    found = performance(
        records, people.assign(calls=np.log(people["potential"])), [sales],
        adjust_for={"calls": "none"}, shares={}, exposure=None, plan=PLAN,
        consequences=["call"], confidence=0.95,
    )  # fmt: skip
    table = found.adjustment
    assert table["term"].tolist() == ["intercept", "calls", *["season"] * 11]
    assert set(table["estimator"]) == {"reml_satterthwaite"}
    assert (table["ci_low"] < table["estimate"]).all()
    assert (table["df"] > 2).all()
    assert found.composition["reliability"].between(0.5, 1).all()
    notes = [n["note"] for n in found.notes]
    assert "adjusted_for_consequence" in notes
    assert [n["column"] for n in found.notes if n["note"] == "adjusted_for_consequence"] == [
        "calls"
    ]


def test_ordinary_controls_are_no_consequence(records, people, sales) -> None:
    found = performance(
        records, people, [sales], adjust_for=CONTROLS, shares={}, exposure=None, plan=PLAN,
        consequences=["call"], confidence=0.95,
    )  # fmt: skip
    assert "adjusted_for_consequence" not in [n["note"] for n in found.notes]


def test_one_period_is_no_repetition(records, people, sales) -> None:
    once = records.drop_duplicates("person")
    with pytest.raises(DataError, match="two of them with several periods"):
        fitted(once, people, [sales])


def test_controls_that_follow_from_one_another_are_refused(records, people, sales) -> None:
    twins = people.assign(again=people["potential"])
    with pytest.raises(DataError, match="again: an adjustment needs controls"):
        fitted(records, twins, [sales], controls={"potential": "none", "again": "none"})


def test_everything_wrong_with_a_plan_is_told_at_once(records, people, sales) -> None:
    plan = PeriodPlan(["team"], ["land"], {"mixture": "none", "mix": "root"}, season=False)
    with pytest.raises(DataError) as error:
        fitted(records, people, [sales], plan)
    told = str(error.value).splitlines()
    assert len(told) == 4
    for part in ("no column team", "taken_out: land", "no column mixture", "'root'"):
        assert any(part in line for line in told)


def test_least_squares_has_no_plan() -> None:
    given = {"clusters": ["a"], "taken_out": [], "by_period": {}, "season": True}
    assert period_plan("ols", **given) is None
    assert period_plan("mixed", **given) == PeriodPlan(["a"], [], {}, True)

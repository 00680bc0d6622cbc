import dataclasses
import json
from collections.abc import Callable
from typing import Any

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from scipy.stats import norm, pearsonr, rankdata

from analysis.criterion.apply_criterion import apply_criterion
from analysis.criterion.criterion_key import CriterionKey, read_criterion_key
from analysis.criterion.fit_criterion import fit_criterion
from analysis.criterion.performance import Performance, performance
from analysis.errors import DataError
from analysis.kpi import Kpi
from analysis.notes import note

CLOSED_FORM = 1e-9  # relative: chains of a dozen operations, least squares by another route
CONTROLS = {"potential": "log", "tenure": "none"}
fixtures = settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture],  # no test changes a fixture
    max_examples=10,
    deadline=None,
)


def performed(
    records: pd.DataFrame,
    people: pd.DataFrame,
    kpis: list[Kpi],
    *,
    adjust_for: dict[str, str] = CONTROLS,
    shares: dict[str, float] | None = None,
    exposure: str | None = "days",
) -> Performance:
    return performance(
        records,
        people,
        kpis,
        adjust_for=adjust_for,
        shares=shares or {},
        exposure=exposure,
        plan=None,
        consequences=[],
        confidence=0.95,
    )


def fitted(records: pd.DataFrame, people: pd.DataFrame, kpis: list[Kpi]) -> CriterionKey:
    return fit_criterion(
        records, people, kpis, adjust_for=CONTROLS, shares={}, exposure="days", plan=None
    )


def values(found: Any, criterion: str) -> np.ndarray:
    table = found.performance
    return table.loc[table["criterion"] == criterion, "value"].to_numpy()


def steps(found: Any, kpi: str) -> pd.DataFrame:
    return found.kpis[found.kpis["kpi"] == kpi].reset_index(drop=True)


def test_one_indicator_by_hand(make_kpi: Callable[..., Kpi]) -> None:
    table = pd.DataFrame(
        {"person": [1, 2, 3], "file": "f", "period": None, "education": [1.0, 2, 6]}
    )
    people = pd.DataFrame({"person": [1, 2, 3, 4]})
    found = performed(
        table, people, [make_kpi("education", "mean")], adjust_for={}, exposure=None
    )
    assert found.performance["criterion"].tolist() == ["composite"] * 3
    np.testing.assert_allclose(
        found.performance["value"], np.array([-2, -1, 3]) / np.sqrt(7), rtol=CLOSED_FORM
    )
    assert found.intercorrelations.empty
    assert found.adjustment.empty
    assert found.composition.loc[0, ["share", "n", "mean", "r2_adjustment"]].tolist() == [
        1,
        3,
        3,
        0,
    ]
    assert (found.n_people, found.n_with_records, found.n_composite) == (4, 3, 3)
    assert note("single_indicator", kpi="education") in found.notes
    assert note("people_without_records", n=1, n_people=4) in found.notes


def test_two_indicators_by_hand(make_kpi: Callable[..., Kpi]) -> None:
    table = pd.DataFrame(
        {
            "person": [1, 2, 3, 4],
            "file": "f",
            "period": None,
            "a": [1.0, 2, 3, 4],
            "b": [4.0, 2, 6, 8],
        }
    )
    people = pd.DataFrame({"person": [1, 2, 3, 4]})
    kpis = [make_kpi("a"), make_kpi("b", better="lower")]
    shares = {"a": 30.0, "b": 10.0}
    found = performed(table, people, kpis, adjust_for={}, shares=shares, exposure=None)
    a = (np.arange(1, 5) - 2.5) / np.std([1, 2, 3, 4], ddof=1)
    b = -(np.array([4, 2, 6, 8]) - 5) / np.std([4, 2, 6, 8], ddof=1)
    together = 0.75 * a + 0.25 * b
    np.testing.assert_allclose(values(found, "a"), a, rtol=CLOSED_FORM)
    np.testing.assert_allclose(values(found, "b"), b, rtol=CLOSED_FORM)
    np.testing.assert_allclose(
        values(found, "composite"),
        together / together.std(ddof=1),
        rtol=CLOSED_FORM,
        atol=1e-12,
    )
    assert found.composition["share"].tolist() == [0.75, 0.25]


def test_every_step_agrees_with_plain_code(
    records: pd.DataFrame, people: pd.DataFrame, kpis: list[Kpi]
) -> None:
    found = performed(records, people, kpis)
    attainment, volume, complaints = (steps(found, kpi.id) for kpi in kpis)
    np.testing.assert_allclose(attainment["transformed"], attainment["raw"])
    np.testing.assert_allclose(volume["transformed"], np.log(volume["raw"]))
    np.testing.assert_allclose(complaints["oriented"], -complaints["raw"])
    raw = complaints["raw"]
    blom = norm.ppf((rankdata(-raw) - 0.375) / (len(raw) + 0.25))
    np.testing.assert_allclose(complaints["transformed"], blom, atol=1e-12)
    controls = people.set_index("person").loc[attainment["person"]]
    logged = controls.assign(potential=np.log(controls["potential"]))
    design = sm.add_constant(logged[["potential", "tenure"]].to_numpy())
    for kpi, table in zip(kpis, (attainment, volume, complaints), strict=True):
        y = table["transformed"].to_numpy()
        other = sm.OLS(y, design).fit()
        expected = other.resid + y.mean()
        np.testing.assert_allclose(table["adjusted"], expected, rtol=CLOSED_FORM, atol=1e-10)
        z = (expected - expected.mean()) / expected.std(ddof=1)
        np.testing.assert_allclose(values(found, kpi.id), z, rtol=CLOSED_FORM, atol=1e-10)
        row = found.composition.set_index("kpi").loc[kpi.id]
        assert row["r2_adjustment"] == pytest.approx(other.rsquared, rel=CLOSED_FORM)


def test_standardised_and_unrelated_to_the_controls(
    records: pd.DataFrame, people: pd.DataFrame, kpis: list[Kpi]
) -> None:
    found = performed(records, people, kpis)
    controls = people.set_index("person").loc[np.unique(records["person"])]
    for criterion in ("attainment", "volume", "complaints", "composite"):
        value = values(found, criterion)
        assert value.mean() == pytest.approx(0, abs=1e-12)
        assert value.std(ddof=1) == pytest.approx(1, abs=1e-12)
        assert pearsonr(value, np.log(controls["potential"]))[0] == pytest.approx(0, abs=1e-10)
        assert pearsonr(value, controls["tenure"])[0] == pytest.approx(0, abs=1e-10)


def test_intercorrelations_agree_with_scipy(
    records: pd.DataFrame, people: pd.DataFrame, kpis: list[Kpi]
) -> None:
    records = records.copy()
    records.loc[records["person"] == 4, "quota"] = np.nan
    found = performed(records, people, kpis)
    assert found.intercorrelations[["kpi_a", "kpi_b"]].to_numpy().tolist() == [
        ["attainment", "volume"],
        ["attainment", "complaints"],
        ["volume", "complaints"],
    ]
    for _, row in found.intercorrelations.iterrows():
        a, b = values(found, row["kpi_a"]), values(found, row["kpi_b"])
        both = ~np.isnan(a) & ~np.isnan(b)
        other = pearsonr(a[both], b[both])
        low, high = other.confidence_interval(0.95)
        np.testing.assert_allclose(
            [row["estimate"], row["ci_low"], row["ci_high"]],
            [other.statistic, low, high],
            rtol=CLOSED_FORM,
        )
        assert row["n"] == both.sum()


def test_the_key_survives_json_and_scores_the_same(
    records: pd.DataFrame, people: pd.DataFrame, kpis: list[Kpi]
) -> None:
    key = fitted(records, people, kpis)
    again = read_criterion_key(json.loads(json.dumps(dataclasses.asdict(key), sort_keys=True)))
    assert again == key
    applied, found = apply_criterion(again, records, people), performed(records, people, kpis)
    pd.testing.assert_frame_equal(applied.kpis, found.kpis, check_exact=True)
    pd.testing.assert_frame_equal(applied.performance, found.performance, check_exact=True)


def test_people_are_judged_alone_as_in_company(
    records: pd.DataFrame, people: pd.DataFrame, kpis: list[Kpi]
) -> None:
    train = records[records["person"] < 30]
    key = fitted(train, people, kpis)
    new = apply_criterion(key, records[records["person"] >= 30], people).performance
    together = apply_criterion(key, records, people).performance
    mine = together[together["person"] >= 30].reset_index(drop=True)
    pd.testing.assert_frame_equal(new, mine, rtol=CLOSED_FORM)
    assert new["value"].notna().all()


@fixtures
@given(seed=st.integers(0, 2**31 - 1))
def test_row_order_changes_no_bit(
    records: pd.DataFrame, people: pd.DataFrame, kpis: list[Kpi], seed: int
) -> None:
    first = performed(records, people, kpis)
    second = performed(
        records.sample(frac=1, random_state=seed),
        people.sample(frac=1, random_state=seed),
        kpis,
    )
    for field in dataclasses.fields(first):
        one, two = getattr(first, field.name), getattr(second, field.name)
        if isinstance(one, pd.DataFrame):
            pd.testing.assert_frame_equal(one, two, check_exact=True)
        else:
            assert one == two


@fixtures
@given(factor=st.floats(1e-3, 1e3), shift=st.floats(-100, 100))
def test_units_do_not_matter(
    records: pd.DataFrame,
    people: pd.DataFrame,
    make_kpi: Callable[..., Kpi],
    factor: float,
    shift: float,
) -> None:
    kpis = [make_kpi("sales", "mean"), make_kpi("complaints", "mean", better="lower")]
    rescaled = records.assign(sales=records["sales"] * factor + shift)
    for criterion in ("sales", "composite"):
        np.testing.assert_allclose(
            values(performed(rescaled, people, kpis), criterion),
            values(performed(records, people, kpis), criterion),
            atol=1e-6,
        )


@pytest.mark.parametrize("transform", ["none", "log", "rank_normal"])
def test_lower_is_better_flips_the_sign(
    records: pd.DataFrame, people: pd.DataFrame, make_kpi: Callable[..., Kpi], transform: str
) -> None:
    kpi = make_kpi("quota", "mean", transform=transform)
    higher = performed(records, people, [kpi])
    lower = performed(records, people, [kpi.model_copy(update={"better": "lower"})])
    np.testing.assert_allclose(
        values(lower, "composite"), -values(higher, "composite"), rtol=CLOSED_FORM, atol=1e-12
    )


def test_an_indicator_without_share_is_not_needed_for_the_composite(
    records: pd.DataFrame, people: pd.DataFrame, kpis: list[Kpi]
) -> None:
    records = records.copy()
    records.loc[records["person"] == 7, "quota"] = np.nan
    listwise = performed(records, people, kpis)
    assert np.isnan(values(listwise, "composite")).sum() == 1
    assert listwise.n_composite == listwise.n_with_records - 1
    assert listwise.missing == "listwise"
    assert note("people_without_composite", n=1, n_people=40) in listwise.notes
    assert note("kpi_without_record", kpi="attainment", n=1, n_people=40) in listwise.notes
    without = performed(
        records, people, kpis, shares={"attainment": 0, "volume": 1, "complaints": 1}
    )
    assert not np.isnan(values(without, "composite")).any()


def test_what_has_no_logarithm_is_counted(
    records: pd.DataFrame, people: pd.DataFrame, kpis: list[Kpi]
) -> None:
    records, people = records.copy(), people.copy()
    records.loc[records["person"].isin([1, 2]), "sales"] = 0.0
    people.loc[people["person"] == 3, "potential"] = 0.0
    people.loc[people["person"] == 5, "tenure"] = np.nan
    people = people[people["person"] != 6]
    found = performed(records, people, kpis)
    assert note("kpi_without_logarithm", kpi="volume", n=2, n_people=40) in found.notes
    assert note("kpi_without_control", kpi="complaints", n=3, n_people=40) in found.notes
    volume = steps(found, "volume").set_index("person")
    assert volume["transformed"].isna().sum() == 2
    assert volume.index[volume["adjusted"].isna()].tolist() == [1, 2, 3, 5, 6]
    assert found.composition.set_index("kpi").loc["volume", "n"] == 35


def test_large_adjustments_and_unlike_sums_are_noted(
    records: pd.DataFrame, people: pd.DataFrame, make_kpi: Callable[..., Kpi]
) -> None:
    level = np.log(people.set_index("person")["potential"]).loc[records["person"]].to_numpy()
    records = records.assign(given=10 * level + records["complaints"])
    found = performed(records, people, [make_kpi("given", "mean"), make_kpi("complaints")])
    told = {said["note"]: said for said in found.notes}
    assert told["large_adjustment"]["kpi"] == "given"
    assert told["large_adjustment"]["r_squared"] > 0.9
    assert told["kpi_sum_of_fewer_periods"]["n_periods"] == 6
    twice = pd.concat([records, records.iloc[[0]]])
    again = performed(twice, people.assign(case_weight=1.0), [make_kpi("complaints")])
    assert note("repeated_periods", n=1) in again.notes
    assert note("criterion_without_case_weights") in again.notes


def test_all_problems_at_once(
    records: pd.DataFrame, people: pd.DataFrame, make_kpi: Callable[..., Kpi]
) -> None:
    kpis = [make_kpi("profit"), make_kpi("sales", "per_exposure"), make_kpi("sales")]
    with pytest.raises(DataError) as caught:
        performed(
            records.assign(quota="much"),
            people.assign(region="north"),
            [*kpis, make_kpi("quota")],
            adjust_for={"region": "none", "height": "log", "tenure": "square"},
            shares={"sales": -1, "other": 1, "profit": 1},
            exposure=None,
        )
    assert str(caught.value).splitlines() == [
        "sales is listed twice",
        "sales is per exposure, but the criterion names no exposure column",
        "shares: other is not an indicator here",
        "shares: quota has none (0 omits it)",
        "shares: sales has to be 0 or more",
        "adjust_for: tenure: 'square' is none of none, log",
        "adjust_for: region is not a number",
        "adjust_for: the people table has no column height",
        "the records have no column profit",
        "records: quota is not a number",
    ]


def test_what_cannot_be_a_criterion(
    records: pd.DataFrame, people: pd.DataFrame, make_kpi: Callable[..., Kpi]
) -> None:
    records = records.assign(
        same=1.0,
        bought=people.set_index("person")["tenure"].loc[records["person"]].to_numpy(),
        rare=np.where(records["person"] < 3, records["days"], np.nan),
    )
    kpis = [make_kpi(name, "mean") for name in ("same", "bought", "rare", "sales")]
    with pytest.raises(DataError) as caught:
        performed(records, people, kpis)
    assert str(caught.value).splitlines() == [
        "same: every person has the same value, so it cannot be a criterion",
        "bought: the adjustment leaves no differences between people",
        "rare: 5 people with a value and all controls are needed; got 3",
    ]


def test_controls_that_cannot_be_told_apart(
    records: pd.DataFrame, people: pd.DataFrame, make_kpi: Callable[..., Kpi]
) -> None:
    people = people.assign(months=people["tenure"] * 12)
    with pytest.raises(DataError, match="do not follow from one another"):
        performed(
            records,
            people,
            [make_kpi("sales")],
            adjust_for={"tenure": "none", "months": "none"},
        )


def test_refused_as_a_whole(
    records: pd.DataFrame, people: pd.DataFrame, make_kpi: Callable[..., Kpi]
) -> None:
    with pytest.raises(DataError, match="at least one indicator"):
        performed(records, people, [])
    with pytest.raises(DataError, match="there are no records"):
        performed(records.iloc[:0], people, [make_kpi("sales")])
    with pytest.raises(DataError, match="a person has more than one row"):
        performed(records, pd.concat([people, people]), [make_kpi("sales")])
    with pytest.raises(DataError, match="one has to be more than 0"):
        performed(records, people, [make_kpi("sales")], shares={"sales": 0})
    opposite = [make_kpi("sales"), make_kpi("lost", numerator="sales", better="lower")]
    with pytest.raises(DataError, match="the composite has no variance"):
        performed(records, people, opposite)

"""Anchors: psych::alpha and psych::omega of real answers, every cell; and invariances."""

import numpy as np
import pandas as pd
import pytest

from analysis.instrument import Instrument
from analysis.measurement.reliability import Reliability, reliability
from tests.measurement.bfi_study import LETTERS, bfi, frozen, keyed

ATOL = 1e-10  # closed forms: the frozen entries' own tolerance
FACTOR_ATOL = 1e-4  # omega and loadings: the frozen entries' own tolerance
CONFIDENCE = 0.95
DRAWS = 50


def analysed(
    answers: pd.DataFrame, instruments: dict[str, Instrument] | None = None
) -> Reliability:
    rng = np.random.default_rng(7)
    return reliability(
        answers, instruments or bfi(), confidence=CONFIDENCE, draws=DRAWS, rng=rng
    )


def with_items(items: dict[str, list[str]]) -> dict[str, Instrument]:
    """The questionnaire with only these items of these dimensions, in this order."""
    whole = bfi()["sapa_bfi"]
    dimensions = [
        {
            **whole.dimension(name).model_dump(),
            "items": [whole.all_items[item].model_dump() for item in members],
        }
        for name, members in items.items()
    ]
    return {
        "sapa_bfi": Instrument.model_validate({**whole.model_dump(), "dimensions": dimensions})
    }


@pytest.fixture(scope="module")
def complete() -> Reliability:
    return analysed(keyed())


@pytest.mark.parametrize("dimension", LETTERS)
def test_alpha_and_omega_are_those_of_psych(complete, dimension):
    values = frozen("reliability")
    letter = LETTERS[dimension]
    alpha = values[f"complete.{letter}.alpha"]["value"]
    omega = values[f"complete.{letter}.omega1"]["value"]
    found = complete.dimensions.set_index(["dimension", "coefficient"])
    row = found.loc[(dimension, "alpha")]
    assert row["estimate"] == pytest.approx(alpha["alpha"][0], abs=ATOL)
    assert row["std_error"] == pytest.approx(alpha["std_error"][0], abs=ATOL)
    assert row["ci_low"] == pytest.approx(alpha["ci_low"][0], abs=ATOL)
    assert row["ci_high"] == pytest.approx(alpha["ci_high"][0], abs=ATOL)
    row = found.loc[(dimension, "omega_total")]
    assert row["estimate"] == pytest.approx(omega["omega_total"][0], abs=FACTOR_ATOL)
    assert row["ci_low"] < row["estimate"] < row["ci_high"]


@pytest.mark.parametrize("dimension", LETTERS)
def test_item_statistics_are_those_of_psych(complete, dimension):
    values = frozen("reliability")
    letter = LETTERS[dimension]
    alpha = values[f"complete.{letter}.alpha"]["value"]
    omega = values[f"complete.{letter}.omega1"]["value"]
    own = complete.by_item[complete.by_item["dimension"] == dimension]
    found = {name: rows["estimate"].to_numpy() for name, rows in own.groupby("statistic")}
    for statistic in ("corrected_item_total", "alpha_if_dropped"):
        np.testing.assert_allclose(found[statistic], alpha[statistic], rtol=0, atol=ATOL)
    np.testing.assert_allclose(found["loading"], omega["loadings"], rtol=0, atol=FACTOR_ATOL)


def test_incomplete_answers_are_left_out_dimension_by_dimension():
    answers = keyed().head(200)
    answers.loc[:9, "A1"] = pd.NA
    answers.loc[5:24, "C3"] = pd.NA
    found = analysed(answers).dimensions.groupby("dimension")["n"].first()
    assert found["agreeableness"] == 190
    assert found["conscientiousness"] == 180
    assert found["openness"] == 200


def test_bootstrap_error_of_omega_is_that_of_theory_for_parallel_items():
    """For parallel items omega is alpha, whose large-sample standard error is known."""
    rng = np.random.default_rng(3)
    trait = rng.normal(size=(400, 1))
    codes = np.clip(np.rint(3.5 + trait + rng.normal(size=(400, 5))), 1, 6)
    answers = keyed().head(400).copy()
    answers[["A1", "A2", "A3", "A4", "A5"]] = codes.astype(np.int8)
    rng = np.random.default_rng(4)
    result = reliability(answers, bfi(), confidence=CONFIDENCE, draws=1000, rng=rng)
    found = result.dimensions.query("dimension == 'agreeableness'").set_index("coefficient")
    ratio = found.loc["omega_total", "std_error"] / found.loc["alpha", "std_error"]
    assert ratio == pytest.approx(1, abs=0.15)  # 1,000 draws: 2 %; the rest is not normality


def test_rows_in_another_order_give_the_same_tables():
    answers = keyed().head(150)
    shuffled = answers.sample(frac=1, random_state=2)
    a, b = analysed(answers), analysed(shuffled)
    pd.testing.assert_frame_equal(a.dimensions, b.dimensions)
    pd.testing.assert_frame_equal(a.by_item, b.by_item)


def test_items_in_another_order_give_the_same_numbers():
    answers = keyed().head(150)
    order = ["A4", "A1", "A5", "A3", "A2"]
    a = analysed(answers, with_items({"agreeableness": sorted(order)}))
    b = analysed(answers, with_items({"agreeableness": order}))
    keys = ["item", "statistic"]
    pd.testing.assert_frame_equal(
        a.by_item.sort_values(keys, ignore_index=True),
        b.by_item.sort_values(keys, ignore_index=True),
        atol=1e-7,  # sweeps visit the items in another order
    )
    pd.testing.assert_frame_equal(a.dimensions, b.dimensions, atol=1e-7)


def test_answers_about_one_person_are_drawn_together():
    """Everyone twice: the interval must be as wide as with everyone once."""
    answers = keyed().head(200)
    twice = pd.concat([answers, answers], ignore_index=True)
    twice["response"] = np.arange(len(twice))
    once, doubled = (
        analysed(table).dimensions.query("coefficient == 'omega_total'")
        for table in (answers, twice)
    )
    np.testing.assert_allclose(doubled["ci_low"], once["ci_low"], atol=1e-7)
    np.testing.assert_allclose(doubled["std_error"], once["std_error"], atol=1e-7)


def test_dimensions_with_few_items_have_a_reason_instead_of_a_number():
    instruments = with_items({"agreeableness": ["A1"], "openness": ["O1", "O3"]})
    result = analysed(keyed().head(100), instruments)
    found = result.dimensions.set_index(["dimension", "coefficient"])
    assert np.isnan(found.loc[("agreeableness", "alpha"), "estimate"])
    assert found.loc[("agreeableness", "alpha"), "note"] == "needs_two_items"
    assert found.loc[("openness", "alpha"), "note"] == ""
    assert found.loc[("openness", "omega_total"), "note"] == "needs_three_items"
    assert result.by_item["estimate"].isna().tolist() == [True] * 3 + [False, True, True] * 2
    assert (result.by_item["estimate"].isna() == (result.by_item["note"] != "")).all()


def test_an_improper_solution_is_named():
    rng = np.random.default_rng(0)
    trait = rng.normal(size=300)
    codes = np.column_stack([trait, trait + rng.normal(size=300), trait - rng.normal(size=300)])
    codes = np.clip(np.rint(3.5 + 1.3 * codes), 1, 6).astype(np.int8)
    answers = keyed().head(300).copy()
    answers[["A1", "A2", "A3"]] = codes
    answers["A1"] = np.clip(np.rint(3.5 + 1.5 * trait), 1, 6).astype(np.int8)
    answers["A3"] = np.clip(7 - answers["A2"] + (answers["A1"] - 3) * 2, 1, 6).astype("Int8")
    result = analysed(answers, with_items({"agreeableness": ["A1", "A2", "A3"]}))
    assert ("heywood_case", "A1") in [(said["note"], said.get("item")) for said in result.notes]


def test_dimensions_that_cannot_be_analysed_have_no_number_and_a_note():
    answers = keyed().head(30)
    answers["A1"] = pd.array([3] * 30, dtype="Int8")
    answers.loc[:25, "C1"] = pd.NA
    found = analysed(answers)
    reasons = {
        "agreeableness": "item_without_variation",
        "conscientiousness": "too_few_complete_answers",
    }
    said = [n for n in found.notes if n["note"] == "reliability_not_computed"]
    assert {n["dimension"]: n["reason"] for n in said} == reasons
    for table in (found.dimensions, found.by_item):
        lost = table["dimension"].isin(reasons)
        assert (
            table.loc[lost, ["estimate", "std_error", "ci_low", "ci_high"]].isna().all().all()
        )
        assert set(table.loc[lost, "note"]) == set(reasons.values())
        assert table.loc[~lost, "estimate"].notna().all()

"""Tables: the frame of text before it is set, in both languages."""

import importlib
import inspect

import pandas as pd
import pytest

from reports.inputs import ReportInput
from reports.parts import MODULES, groups_of, without_constant_basis
from reports.tables import (
    intake,
    measurement,
    missing,
    scoring,
    screening,
    tournament,
    weighting,
)
from tests.reports.imputed import imputed_validity

TABLES = [
    pytest.param(function, id=f"{chapter}.{name}")
    for chapter, (module, _) in MODULES.items()
    for name, function in inspect.getmembers(module, inspect.isfunction)
    if name.startswith("table_")
]


@pytest.mark.parametrize("table", TABLES)
def test_every_table_is_text_with_translated_headers(reading, table):
    frame = table(reading)
    assert len(frame)
    assert all(isinstance(cell, str) for row in frame.values for cell in row)
    headers = {k for k in reading.words.entries if k.startswith("columns.")}
    assert set(frame.columns) <= {reading.words.text(k) for k in headers}
    assert frame.columns.is_unique
    assert not frame.isin(["nan", "NaN", "None", "<NA>"]).any().any()


@pytest.mark.parametrize("table", TABLES)
def test_every_table_bears_two_sources_and_two_occasions(several, table):
    words = importlib.import_module("reports.words").Words("en")
    assert len(table(importlib.import_module("reports.reading").Reading(several, words)))


def test_reliability_table(english):
    row = measurement.table_reliability(english).iloc[0]
    assert row.to_dict() == {
        "Answers": "Self-ratings",
        "Dimension": "Impact and influence",
        "Items": "5",
        "Coefficient": "Cronbach's alpha",
        "Estimate": ".76 [.73, .79]",
        "n": "450",
        "Estimator": "one_factor_minres",
        "Missing answers": "listwise",
    }


def test_items_show_their_wording_as_the_rater_reads_it(english, instrument):
    table = measurement.table_items(english).set_index("Answers")["Wording"]
    item = instrument.all_items["inf1"]
    assert table["Self-ratings"].iloc[0] == item.self.en
    assert table["Manager ratings"].iloc[0] == item.other.en


def test_structure_carries_loading_and_verdict(english):
    table = measurement.table_structure(english)
    assert table["Verdict"].tolist()[:5] == ["as intended"] * 3 + [
        "cross-loading",
        "as intended",
    ]
    assert table["Largest other"].iloc[3] == ".34"
    assert "[" in table["Loading"].iloc[0]


def test_small_groups_are_hidden(english):
    table = intake.table_sample(english).set_index("Level")["People"]
    assert table[["female", "male", "other", "north"]].tolist() == ["≥36", "237", "<5", "120"]


def test_norms_give_the_lowest_score_that_reaches_a_rank(english):
    row = scoring.table_norms(english).iloc[0]
    assert row[["P5", "P50", "P95"]].tolist() == ["1.20", "3.00", "4.80"]


def test_effect_of_screening_stands_side_by_side(english):
    row = screening.table_effect(english).iloc[0]
    assert row["Alpha"] == ".80 → .81"
    assert row["Mean"] == "0.80 → 0.81"
    assert (row["n (all)"], row["n (without)"]) == ("488", "470")


def test_equal_weights_have_no_gain_over_themselves(english):
    table = tournament.table_schemes(english).set_index("Scheme")
    assert table.loc["equal weights", "Gain over equal"] == "–"
    assert table.loc["relative weights", "Gain over equal"] == ".01 [−.02, .04]"


def test_constant_basis_moves_into_the_note(english):
    frame = pd.DataFrame({"Dimension": ["a", "b"], "n": ["9", "9"], "Estimator": ["x", "y"]})
    left, note = without_constant_basis(english.words, frame)
    assert list(left) == ["Dimension", "Estimator"]
    assert note == "n: 9"


def test_rows_stand_under_their_answers_without_repeated_labels(english):
    frame = pd.DataFrame(
        {"Answers": ["s", "s", "m"], "Dimension": ["a", "a", "a"], "r": [".1", ".2", ".3"]}
    )
    assert groups_of(english.words, frame) == [
        ("s", [["a", ".1"], ["", ".2"]]),
        ("m", [["a", ".3"]]),
    ]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_one_table_tells_what_every_step_does_with_a_gap(given, language):
    words = importlib.import_module("reports.words").Words(language)
    reading = importlib.import_module("reports.reading").Reading(given, words)
    steps = missing.table_policy(reading).iloc[:, 0].tolist()
    assert steps == [words.text(f"missing_steps.{s}") for s in missing.STEPS if has(given, s)]
    assert missing.policy_of(reading) == "available"


def has(given: ReportInput, step: str) -> bool:
    return len(given.table(*missing.STEPS[step])) > 0


def test_imputed_regressions_name_missing_information_and_who_is_left_out(given):
    words = importlib.import_module("reports.words").Words("en")
    reading = importlib.import_module("reports.reading").Reading(imputed_validity(given), words)
    shown = missing.table_policy(reading).set_index("Step")
    regressions = shown.loc[words.text("missing_steps.validity")]
    assert regressions["Left out"] == "10 of 100 people"
    assert "Rubin" in regressions["With an empty value"]
    assert shown.loc[words.text("missing_steps.places"), "Left out"] == "40 of 100 people"
    table = weighting.table_regression(reading)
    assert set(table["Missing information"]) == {".12"}
    assert set(table["Imputations"]) == {"20"}
    assert missing.policy_of(reading) == "imputed"

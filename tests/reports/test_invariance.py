"""Measurement invariance in words and tables: what may be compared, and what to fix."""

from dataclasses import replace

import pytest

from reports.build import build_report
from reports.reading import Reading
from reports.sentences.invariance import invariance_findings, limits_overcome
from reports.tables.invariance import (
    table_fit,
    table_groups,
    table_impact,
    table_items,
    table_steps,
)
from reports.tables.occasions import table_impact as impact_on_occasions
from reports.words import Words
from tests.reports.conftest import changed

TEXTS = ("invariance", "invariance_steps", "occasions", "dif", "dif_none")
TABLES = {
    "invariance": ("steps", "fit", "items", "impact", "means", "groups"),
    "occasions": ("comparisons", "items", "impact", "means", "steps"),
    "dif": ("comparisons", "items"),
}
BOUNDS = ("", ", simulated bound")


def told(study) -> list[str]:
    return invariance_findings(Reading(study, Words("en")))


def test_partial_invariance_names_items_and_their_cost(given):
    partial, untested, safe, again = told(given)
    assert "move the gap of a dimension by up to 0.08 SD" in partial
    assert "by up to 3.5 percentage points. Revise or leave out: inf1; ach2." in partial
    assert partial.startswith("Self-ratings, groups by Gender: ")
    assert safe.startswith("Manager ratings, groups by Gender: ")
    assert safe.endswith("is safe.")
    assert "groups by Region: measurement invariance could not be tested" in untested
    assert "groups by Region: measurement invariance could not be tested" in again


def test_groups_are_told_alike_where_no_item_was_tested(given):
    rule = given.results["measurement/invariance"]
    steps = rule["steps"].assign(decision="holds")
    empty = {**rule, "steps": steps, "item_tests": rule["item_tests"].head(0)}
    results = {**given.results, "measurement/invariance": empty}
    found = told(replace(given, results=results))
    assert [sentence.endswith("is safe.") for sentence in found] == [True, False, True, False]


def test_a_failure_says_what_may_still_be_compared(unlike):
    relations, _, structure, _ = told(unlike)
    assert "Correlations may be compared, means and selection rates may not." in relations
    assert relations.endswith("Items to look at first: inf1; ach2.")
    assert "only the structure is alike" in structure
    assert structure.endswith("Items to look at first: no single item stands out.")


@pytest.mark.parametrize("language", ["en", "zh"])
def test_where_no_step_names_an_item_those_of_single_tests_are_named(unlike, language):
    tests = unlike.table("measurement/dif", "tests").copy()
    tests.loc[tests["item"].isin(["per1", "per2"]), "decision"] = "differs"
    words = Words(language)
    reading = Reading(changed(unlike, "measurement/dif", tests=tests), words)
    relations, _, structure, _ = invariance_findings(reading)
    assert words.text("findings.measurement.invariance_no_item") not in structure.split("，可")
    assert words.listing(["per1", "per2"]) in structure
    assert "per1" not in relations


def test_consequences_are_shown_only_where_items_were_released(english, given):
    own = english.words.term("source", "self")
    shown = table_impact(english)
    assert len(shown) == len(given.table("measurement/invariance", "impact")) / 2
    assert shown.iloc[:, 0].nunique() == 1
    assert shown.iloc[0, 0].startswith(own[:4])
    tests = given.table("measurement/invariance", "item_tests")
    for none in (tests.assign(released=False), tests.assign(step="residuals")):
        nothing = changed(given, "measurement/invariance", item_tests=none)
        assert table_impact(Reading(nothing, english.words)).empty


def test_consequences_for_the_same_people_are_shown_only_after_releases(english, given):
    assert len(impact_on_occasions(english)) == 1
    items = given.table("measurement/invariance", "occasion_items").assign(released=False)
    nothing = changed(given, "measurement/invariance", occasion_items=items)
    assert impact_on_occasions(Reading(nothing, english.words)).empty


def test_a_step_that_could_not_be_estimated_is_not_called_false(unlike):
    steps = unlike.table("measurement/invariance", "steps")
    stopped = steps.assign(decision=steps["decision"].replace("fails", "not_fitted"))
    first, *_ = told(changed(unlike, "measurement/invariance", steps=stopped))
    assert "the step “intercepts” could not be estimated" in first
    assert "do not compare their means" in first


@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_name_of_a_setting_stands_in_the_prose(language):
    words = Words(language)
    texts = [words.text(f"chapters.measurement.texts.{name}") for name in TEXTS]
    texts += [
        words.text(f"tables.{chapter}.{name}.note")
        for chapter, names in TABLES.items()
        for name in names
    ]
    assert not [text for text in texts if "measurement." in text or "_" in text]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_limitation_is_stated_only_where_nothing_was_tested(given, several, language):
    words = Words(language)
    for study, tested in ((given, True), (several, False)):
        assert ("invariance" in limits_overcome(Reading(study, words))) is tested
        page = build_report(study, language=language)
        assert (words.text("limits.invariance") in page) is not tested
        assert words.text("limits.years") in page


def test_years_of_different_people_that_were_compared_are_no_limitation(given, english):
    steps = given.table("measurement/invariance", "steps")
    by_year = changed(given, "measurement/invariance", steps=steps.assign(grouping="wave"))
    assert limits_overcome(Reading(by_year, english.words)) == {"invariance", "years"}
    assert limits_overcome(english) == {"invariance"}


def test_steps_show_the_change_of_fit_beside_both_bounds(english):
    table = table_fit(english)
    first, third = table.iloc[0], table.iloc[2]
    assert (first["ΔCFI"], first["ΔCFI, usual bound"]) == ("–", "–")
    shown = third[["ΔCFI", "ΔCFI, simulated bound", "ΔCFI, usual bound"]].tolist()
    assert shown == ["−.002", "−.004", "−.010"]
    names = [f"Δ{index}{bound}" for index in ("RMSEA", "SRMR") for bound in BOUNDS]
    assert third[names].tolist() == [".001", ".003", ".002", ".005"]


def test_steps_show_the_corrected_p_beside_the_plain_one(english):
    first, _, third = table_steps(english).iloc[:3].to_dict("records")
    assert (first["Decision"], first["p (Δχ²)"], first["Corrected p"]) == ("holds", "–", "–")
    assert third["Decision"] == "holds in part"
    shown = [third[name] for name in ("p (Δχ²)", "Corrected p", "p after release")]
    assert shown == [".600", ".970", ".400"]


def test_steps_that_were_not_reached_have_no_fit(unlike):
    reading = Reading(unlike, Words("en"))
    assert len(table_fit(reading)) < len(table_steps(reading))


def test_items_that_differ_have_size_and_direction(english):
    rows = table_items(english).set_index("Item")
    assert list(rows.index) == ["inf1", "ach2"]
    assert rows.loc["inf1", "Signed difference"] == "−0.18"
    assert rows.loc["inf1", "At the same standing"] == "answers lower than the reference"
    assert rows.loc["ach2", "At the same standing"] == "answers higher than the reference"


def test_grouping_and_group_stand_side_by_side(reading):
    for table in (table_items(reading), table_impact(reading), table_groups(reading)):
        titles = [reading.words.text(f"columns.{name}") for name in ("grouping", "group_name")]
        assert table[titles[0]].iloc[0] == reading.words.term("group", "gender")
        levels = [reading.words.term("level", name) for name in ("female", "male")]
        assert table[titles[1]].iloc[0] in levels


def test_consequences_and_groups(english):
    row = table_impact(english).iloc[0]
    assert row[["Gap as scored", "Change (points)"]].tolist() == ["−0.20", "−3.5"]
    groups = table_groups(english).set_index("Group").iloc[:5]
    assert groups["Responses"].tolist() == ["233", "≥36", "120", "<5", "<5"]
    assert groups.loc["south", "Note"] == "not testable, group too small"

"""Controls that performance was adjusted for are said to explain nothing for that reason."""

import pytest

from reports.build import build_report
from reports.reading import Reading
from reports.sentences.controls import taken_out_text
from reports.words import Words
from tests.reports.conftest import changed
from tests.reports.scores_of_tests import adjusted_for_controls


@pytest.mark.parametrize("language", ["zh", "en"])
def test_controls_that_were_taken_out_are_named_where_they_explain_nothing(given, language):
    words = Words(language)
    study = adjusted_for_controls(given)
    said = taken_out_text(Reading(study, words))
    assert words.term("term", "tenure_months") in said
    assert words.term("term", "age") not in said
    assert said in build_report(study, language=language)


def test_controls_that_explain_something_need_no_word(given, english):
    assert taken_out_text(english) == ""


def test_controls_of_which_the_criterion_is_free_need_no_word(given, english):
    study = adjusted_for_controls(given)
    frame = study.table("criterion/performance", "adjustment")
    others = changed(study, "criterion/performance", adjustment=frame.assign(term="region"))
    assert taken_out_text(Reading(others, english.words)) == ""
    one = study.table("weighting/validity", "incremental").query("criterion != 'composite'")
    kpi = one["criterion"].iloc[0]
    other = frame.assign(term=frame["term"].where(frame["kpi"] != kpi, "region"))
    assert "tenure_months" in set(other["term"])
    only = changed(study, "weighting/validity", incremental=one.head(1))
    only = changed(only, "criterion/performance", adjustment=other)
    assert taken_out_text(Reading(only, english.words)) == ""

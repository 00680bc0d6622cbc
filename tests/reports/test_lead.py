"""What the first page tells somebody who reads nothing else, and what it must not tell."""

from dataclasses import replace

import pytest

from analysis.weighting.verdict import VERDICTS
from reports.build import build_report
from reports.findings import findings_of, summary_of, terminal_summary
from reports.reading import Reading, reading_of
from reports.sentences.lead import lead_findings
from tests.reports import judgements
from tests.reports.scores_of_tests import only_scores, with_unlikely_values

ACTIONS = {
    "unequal": "weigh the dimensions as shown below",
    "equal": "give every dimension the same weight.",
    "too_little_data": "same weight for now. 470 people are too few",
    "no_validity": "do not use these dimensions",
}


def english_of(study) -> Reading:
    return reading_of(study, "en")


def said_by(study, chapter: str = "weighting") -> str:
    return " ".join(findings_of(english_of(study), chapter))


def led_by(study) -> str:
    return " ".join(lead_findings(english_of(study)))


@pytest.mark.parametrize(
    ("language", "said"),
    [
        ("en", "Some values are up to 1,203 times off (sales_amount; Quota attainment)"),
        ("zh", "有的数值与其余相差达 1,203 倍（sales_amount、指标达成率）"),
    ],
)
def test_a_slip_of_the_unit_comes_before_what_to_do(given, language, said):
    found = with_unlikely_values(given)
    first = lead_findings(reading_of(found, language))[0]
    assert said in first
    assert first in terminal_summary(found, language=language)
    assert first in findings_of(reading_of(found, language), "criterion")
    assert first not in lead_findings(reading_of(given, language))


@pytest.mark.parametrize("verdict", VERDICTS)
def test_the_lead_begins_with_what_to_do(given, verdict):
    first = lead_findings(english_of(judgements.with_verdict(given, verdict)))[0]
    assert ACTIONS[verdict] in first


@pytest.mark.parametrize("language", ["zh", "en"])
def test_where_nothing_is_valid_no_weights_are_recommended(given, language):
    study = judgements.without_validity(given)
    reading = reading_of(study, language)
    page = build_report(study, language=language)
    before, after = page.split('id="intake"', 1)
    assert 'id="recommendation-weights"' not in before
    assert reading.words.text("chapters.summary.texts.no_weights") in before
    assert 'id="recommendation-alternatives"' in after
    assert reading.words.text("terminal.weights") not in terminal_summary(
        study, language=language
    )


def test_where_nothing_is_valid_nothing_is_put_in_order(given):
    said = said_by(judgements.without_validity(given))
    assert "Points of 100" not in said
    assert "percentile points on average" not in said
    assert "not to be interpreted" in said
    assert "carries the largest weight" not in said
    assert "recommended weights" not in said


def test_one_rival_is_spoken_of(given):
    said = said_by(given)
    assert "best rival, general dominance, reaches" in said
    assert "on average and general dominance" in said


def test_a_better_scheme_that_is_not_preferred_is_named(given):
    said = said_by(judgements.with_a_simpler_winner(given))
    assert "predicted better by non-negative regression weights" in said
    assert "The highest correlation out of sample is that of general dominance" in said


def test_equal_points_that_differ_are_explained(given):
    assert "they differ only because whole points have to add up to 100" in said_by(given)


def test_what_is_not_compared_is_not_said_to_hold(given):
    said = said_by(judgements.nothing_flagged(given))
    assert "there is nothing to compare" in said
    assert "makes no difference at all" in said


def test_a_lost_model_is_called_lost(given):
    said = " ".join(findings_of(english_of(judgements.lost_fit(given)), "sensitivity"))
    assert "cannot be estimated" in said


def test_too_close_a_relation_is_doubted(given):
    study = judgements.doubtful_regression(given)
    assert "more than half of the variance" in said_by(study)
    assert "so close a relation is rare" in led_by(study)
    assert "more than half of the variance" not in said_by(given)


def test_checks_of_the_regression_are_summed_up(given):
    doubts = said_by(judgements.doubtful_regression(given))
    assert "RESET F = 41.90, p < .001" in doubts
    assert "overlaps strongly with the others (VIF 12.00)" in doubts
    assert "Cook's distance 1.40" in doubts
    sound = judgements.sound_regression(given)
    assert "no check of the regression stands out" in said_by(sound)


def test_significance_stands_beside_the_four_fifths_rule(given):
    assert "significantly so (mid-p < .05) at 0" in said_by(given)
    assert "significantly so (mid-p < .05) at 2" in said_by(judgements.unfair(given))
    assert "is four fifths or more at all 2 cuts" in said_by(judgements.fair(given))


def test_slopes_differ_only_where_they_are_shown_to(given):
    assert "have not been shown to differ" in said_by(given)
    assert "one regression line does not hold for both" in said_by(judgements.fair(given))


def test_groups_never_compared_are_named_as_such(given):
    study = judgements.unfair(given)
    assert "whether the items measure alike in these groups has not been tested" in said_by(
        study
    )
    assert "significantly fewer people of one group" in led_by(study)


def test_weak_items_are_not_called_indistinct_dimensions(given):
    said = said_by(judgements.weak_items(given), "measurement")
    assert "by these two they can be told apart" in said
    assert "hardly be told apart" not in said


def test_measurement_is_summed_up(given):
    assert "the items behave as intended" in led_by(judgements.sound(given))
    assert "all but 1 of" in led_by(judgements.sound(given, astray=1))
    doubts = led_by(judgements.unsound(given))
    for doubt in ("items do not behave", "another number", "does not fit", "is only .50"):
        assert doubt in doubts
    assert "could not be tested here" in led_by(only_scores(given))


@pytest.mark.parametrize(
    ("purpose", "said"), [("development", "feedback and development"), ("pay", "reviewed by")]
)
def test_the_lead_says_what_the_weights_are_for(given, purpose, said):
    assert said in led_by(replace(given, study=replace(given.study, purpose=purpose)))


def test_only_a_draft_is_called_a_draft(given, unlike):
    assert "this is a draft" in led_by(given)
    assert "this is a draft" not in led_by(unlike)


def test_one_indicator_is_no_composite(given):
    said = " ".join(dict(summary_of(english_of(judgements.one_indicator(given))))["criterion"])
    assert "The criterion is one indicator: " in said
    assert "(100%)" not in said


def test_limits_to_what_a_study_has_no_part_of_are_left_out(given, plain):
    rated = build_report(given, language="en")
    alone = build_report(plain, language="en")
    assert "Agreement among raters has not been tested" in rated
    assert "Agreement among raters has not been tested" not in alone
    assert "the study names no clusters. Where several" in alone
    assert "the study names no clusters. Where several" not in rated


def test_a_study_names_its_groups(given):
    titles = {"title": {"zh": "性别身份", "en": "Gender identity"}}
    titles |= {"levels": {"female": {"zh": "女性", "en": "women"}}}
    settings = {**given.run.settings, "people": {"groups": {"gender": titles}}}
    study = replace(given, run=replace(given.run, settings=settings))
    assert "Gender identity (women vs male)" in said_by(study)
    assert reading_of(study, "zh").words.term("level", "female") == "女性"
    assert reading_of(given, "zh").words.term("level", "female") == "女"

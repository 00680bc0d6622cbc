"""The plain sentences: the right one for the result, with the right numbers."""

from dataclasses import replace

import pytest

from analysis.weighting.verdict import VERDICTS
from reports.findings import (
    fairness_findings,
    findings_of,
    recommendation,
    retention_findings,
    structure_findings,
    summary_of,
    terminal_summary,
    tournament_findings,
    verdict_findings,
)
from reports.reading import Reading
from reports.sentences.criterion import reliability_findings, share_findings
from reports.words import Words


def english_of(study) -> Reading:
    return Reading(study, Words("en"))


def test_equal_weights_are_recommended_for_want_of_proof(given):
    verdict, points, ranks = recommendation(english_of(given))
    assert verdict.startswith("Verdict: too little data to justify unequal weights.")
    assert "takes at least about 1,940 people" in verdict
    assert "Impact and influence 17" in points
    assert "8 percentile points on average and 30% of them by ten or more" in ranks


def test_differential_weights_are_recommended_when_proven(unlike):
    verdict = recommendation(english_of(unlike))[0]
    assert verdict.startswith("Verdict: the evidence supports unequal weights.")
    assert "predicted better by general dominance than by equal weights" in verdict
    said = tournament_findings(english_of(unlike))[0]
    assert "predicted better by general dominance than by equal weights" in said


def test_unproven_gain_is_called_unproven(given):
    sentence = tournament_findings(english_of(given))[0]
    assert ".010 [−.020, .040] does not exclude zero" in sentence


def test_number_of_factors_is_compared_with_the_intended(given, unlike):
    assert (
        "suggested: parallel analysis of components 5; intended: 6."
        in retention_findings(english_of(given))[0]
    )
    assert "as many as intended (6)" in retention_findings(english_of(unlike))[0]


def test_items_astray_are_named(given, unlike):
    sentence = structure_findings(english_of(given))[0]
    assert "items that behave as intended: 29 of 30" in sentence
    assert "inf4 (cross-loading)" in sentence
    assert "all 30 items" in structure_findings(english_of(unlike))[0]


@pytest.mark.parametrize(
    "chapter", ["intake", "screening", "measurement", "scoring", "criterion", "weighting"]
)
def test_every_chapter_begins_with_findings(reading, chapter):
    assert findings_of(reading, chapter)


def test_summary_has_every_part(reading):
    assert all(sentences for _, sentences in summary_of(reading))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_terminal_summary_fits_one_screen(given, unlike, language):
    for study in (given, unlike):
        text = terminal_summary(study, language=language)
        assert len(text.splitlines()) <= 30
        assert study.study.name in text


def test_terminal_summary_gives_weights_with_intervals(unlike):
    text = terminal_summary(unlike)
    assert "Impact and influence    30  [22, 38]" in text
    assert "Final precision" in text
    assert "Simulated" not in text


def test_equal_weights_stand_beside_what_the_best_rival_would_set(given):
    line = "Impact and influence    17  (general dominance would be 17 [12, 22])"
    assert line in terminal_summary(given)


def test_terminal_summary_says_simulated(given):
    assert "Simulated data; Draft precision" in terminal_summary(given)


def test_one_set_of_answers_is_named_by_its_raters(given):
    assert english_of(replace(given)).block("sales_six", "self", 1) == "Self-ratings"


def test_several_occasions_are_told_apart(several):
    assert english_of(several).block("sales_six", "self", 2) == "Self-ratings · occasion 2"


def test_reliability_of_the_criterion_is_told(given, plain):
    told = " ".join(reliability_findings(english_of(given)))
    assert "reliable to 0.89" in told or "reliable to .89" in told
    assert "11 periods" in told
    unknown = " ".join(reliability_findings(english_of(plain)))
    assert "unknown, not perfect" in unknown


def test_shares_that_matter_are_said_to_matter(given):
    robust = share_findings(english_of(given))
    assert "Shares matter little" in robust[0]
    table = given.table("criterion/generalisability", "shares").copy()
    table.loc[table["kpi"] == "win_rate", "estimate"] = 0.8
    rule = given.results["criterion/generalisability"] | {"shares": table}
    results = {**given.results, "criterion/generalisability": rule}
    sensitive = share_findings(english_of(replace(given, results=results)))
    assert "Shares matter:" in sensitive[0]
    assert "without Win rate" in sensitive[0]


@pytest.mark.parametrize("verdict", VERDICTS)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_verdict_has_its_sentence(given, verdict, language):
    rule = "weighting/recommendation"
    summary = {**given.summary(rule), "verdict": verdict}
    results = {**given.results, rule: {**given.results[rule], "summary": summary}}
    (sentence,) = verdict_findings(Reading(replace(given, results=results), Words(language)))
    assert sentence.startswith({"zh": "结论：", "en": "Verdict: "}[language])


def test_fairness_is_told_for_each_group_or_why_not(given, unlike):
    impact, prediction = fairness_findings(english_of(given))
    assert "below four fifths at 2 of 2 cuts" in impact
    assert "have not been shown to differ (0.05" in prediction
    assert "no protected group" in fairness_findings(english_of(unlike))[0]

"""The report on ready scores of tests says what cannot be tested, and shows nothing empty."""

import pytest

from reports.build import build_report
from reports.findings import findings_of, terminal_summary
from reports.reading import Reading
from reports.words import Words
from tests.reports.scores_of_tests import only_scores, rare_findings

SAID = {
    "en": ("cannot be tested (ready scores of tests", "nothing in them tells careless from"),
    "zh": ("只有现成的测验得分", "没有可据以判断作答是否认真的信息"),
}
SILENT = ["measurement-scree", "confirmatory-fit", "measurement-reliability"]
SILENT += ["screening-indices", "measurement-loadings", "invariance-steps"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_what_cannot_be_tested_is_said_and_its_tables_are_not_shown(given, language):
    scores = only_scores(given)
    page = build_report(scores, language=language)
    for said in SAID[language]:
        assert said in page
        assert said in terminal_summary(scores, language=language)
    assert not [name for name in SILENT if f'"{name}"' in page or f'"figure-{name}"' in page]
    questions = Words(language).names("methods")
    shown = [Words(language).text(f"methods.{q}.question") in page for q in questions]
    used = dict(zip(questions, shown, strict=True))
    assert not any(used[name] for name in ("polychoric", "efa", "cfa", "retention"))
    assert used["importance"]
    assert Words(language).text("chapters.screening.texts.approach") not in page


def test_a_chapter_without_findings_has_no_box(given):
    scores = only_scores(given)
    reading = Reading(scores, Words("en"))
    empty = [c for c in ("scoring",) if not findings_of(reading, c)]
    page = build_report(scores, language="en")
    boxes = page.count('<div class="findings')
    chapters = ("intake", "screening", "measurement", "scoring", "criterion", "weighting")
    assert boxes == 2 + len(chapters) - len(empty)


def test_small_effects_true_bounds_and_failed_ladders_have_sentences_of_their_own(given):
    said = list(rare_findings(given))
    assert "Leaving them out moves no alpha by as much as .01." in said
    assert any("these answers cannot tell how badly" in s for s in said)
    assert any("could not tell mild misfit from that" in s for s in said)
    assert any("no single item stands out" in s for s in said)

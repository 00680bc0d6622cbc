"""Every file for a survey tool follows the documentation; the checkers find planted defects."""

import pytest

from reports.forms.limesurvey import limesurvey
from reports.forms.qualtrics import qualtrics
from reports.forms.redcap import redcap
from reports.forms.wenjuanxing import wenjuanxing
from tests.reports.forms.answered import form_of
from tests.reports.forms.documented import limesurvey as limesurvey_format
from tests.reports.forms.documented import qualtrics as qualtrics_format
from tests.reports.forms.documented import redcap as redcap_format
from tests.reports.forms.documented import wenjuanxing as wenjuanxing_format
from tests.reports.forms.test_writers import languages, ours, sources

TOOLS = {
    "limesurvey": (limesurvey, limesurvey_format.problems),
    "qualtrics": (qualtrics, qualtrics_format.problems),
    "redcap": (redcap, redcap_format.problems),
    "wenjuanxing": (wenjuanxing, wenjuanxing_format.problems),
}
DEFECTS = [
    ("limesurvey", "relevance\ttext", "weight\ttext", "unknown column 'weight'"),
    ("limesurvey", "\tdatestamp\t", "\tdate_stamp\t", "unknown setting"),
    ("limesurvey", "\tformat\t\tG", "\tformat\t\tX", "none of S, G, A"),
    ("limesurvey", "Q\tL\tinf1\t", "Q\tZ\tinf1\t", "unknown type 'Z'"),
    ("limesurvey", "Q\tL\tinf1\t", "Q\tS\tinf1\t", "inf1: type S with 6 answers"),
    ("limesurvey", "Q\tL\tinf1\t", "Q\tL\tinf_1\t", "other characters"),
    ("limesurvey", "Q\tL\tinf1\t", "Q\tL\t" + "x" * 21 + "\t", "too long"),
    ("limesurvey", "Q\tL\tinf1\t", "Q\tL\tinf2\t", "question code inf2 twice"),
    ("limesurvey", "Q\tL\tinf1\t", "Q\tL\t1inf\t", "begins with a digit"),
    ("limesurvey", "A\t0\t2\t", "A\t0\t1\t", "an answer code twice"),
    ("limesurvey", "A\t0\t2\t", "A\t0\tsecond\t", "too long"),
    ("limesurvey", "\ten\t\tY\t", "\tde\t\tY\t", r"languages \['en', 'de'\]"),
    ("limesurvey", "surveyls_title", "surveyls_description", "en: no title"),
    ("limesurvey", "Never", "{Never}", "taken for an expression"),
    ("limesurvey", "\nG\t", "\nX\t", "unknown class"),
    ("qualtrics", "[[AdvancedFormat]]", "[[SimpleFormat]]", "first line"),
    ("qualtrics", "[[Block:", "[[Page:", "unknown tag"),
    ("qualtrics", "[[Question:TE:SingleLine]]", "[[Question:TE:OneLine]]", "unknown type"),
    ("qualtrics", "[[AdvancedChoices]]\n", "", "Choice after text"),
    ("qualtrics", "[[Choice:2]]", "[[Choice:1]]", "each once"),
    ("qualtrics", "[[Choice:2]]\nRarely\n", "[[Choice:2]]\n", "Choice after Choice"),
    ("qualtrics", "[[ID:inf1]]", "[[ID:inf2]]", "ID inf2 twice"),
    ("qualtrics", "[[ID:inf1]]", "[[ID:inf 1]]", "not one ID"),
    ("qualtrics", "[[ID:inf1]]\n", "", "not one ID"),
    ("qualtrics", "Never", "Never [[PageBreak]]", "a tag within a line"),
    ("redcap", "Field Note", "Note", "eighteen"),
    ("redcap", "\r\ninf1,", "\r\ninf2,", "field inf2 twice"),
    ("redcap", "\r\ninf1,", "\r\nInf1,", "no name of a field"),
    ("redcap", "\r\ninf1,", "\r\n" + "x" * 27 + ",", "no name of a field"),
    ("redcap", "\r\ninf1,", "\r\nsales_six_complete,", "REDCap's own"),
    ("redcap", ",radio,", ",buttons,", "Field Type is 'buttons'"),
    ("redcap", "2, Rarely", "1, Rarely", "a code twice"),
    ("redcap", "2, Rarely", "Rarely", "a choice is no code, label"),
    ("redcap", ",LV,", ",left,", "Custom Alignment"),
    ("wenjuanxing", "[分页栏]", "=====分页=====", "not one known tag"),
    ("wenjuanxing", "[单选题]", "[选择题]", "not one known tag"),
    ("wenjuanxing", "2. ", "3. ", "not question 2"),
    ("wenjuanxing", "〔inf1〕", "〔inf2〕", "inf2 twice"),
    ("wenjuanxing", "〔inf1〕", "", "with a name"),
    ("wenjuanxing", "Cannot\u00a0judge", "Cannot judge", "would be divided"),
    ("wenjuanxing", "\nRarely", "\nB. Rarely", "would be divided"),
    ("wenjuanxing", "\nRarely", "\nNever", "an answer twice"),
]


@ours
@languages
@sources
@pytest.mark.parametrize("tool", TOOLS)
def test_every_file_is_as_documented(tool, instrument, language, source):
    write, problems = TOOLS[tool]
    assert list(problems(write(form_of(instrument, language, source, checks=1)))) == []


@pytest.mark.parametrize(("tool", "right", "wrong", "found"), DEFECTS)
def test_each_planted_defect_is_found(tool, right, wrong, found):
    write, problems = TOOLS[tool]
    text = write(form_of(language="en", checks=1))
    assert right in text
    with pytest.raises(AssertionError, match=found):
        assert "; ".join(problems(text.replace(right, wrong, 1))) == ""

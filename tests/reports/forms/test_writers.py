"""Every form says what the instrument says, in the format its tool documents."""

import csv
import io
import re
import warnings

import pytest
from python_calamine import CalamineWorkbook
from pyxform.xls2xform import convert

from analysis.errors import InstrumentError
from analysis.instrument import load_instrument
from reports.forms.limesurvey import limesurvey
from reports.forms.qualtrics import qualtrics
from reports.forms.questionnaire import has_other
from reports.forms.redcap import redcap
from reports.forms.wenjuanxing import wenjuanxing
from reports.forms.xlsform import xlsform
from tests.reports.forms.answered import ROOT, SIX, SMALL, form_of

INSTRUMENTS = [load_instrument(p) for p in sorted((ROOT / "instruments").glob("*.yaml"))]
OURS = [i for i in INSTRUMENTS if has_other(i)]
ADOPTED = next(i for i in INSTRUMENTS if i.id == "sapa_bfi")
ours = pytest.mark.parametrize("instrument", OURS, ids=lambda i: i.id)
languages = pytest.mark.parametrize("language", ["zh", "en"])
sources = pytest.mark.parametrize("source", ["self", "other"])


def items_of(form) -> list[list[str]]:
    return [[q.name for q in page.questions] for page in form.pages[1:]]


@ours
def test_every_item_stands_once_in_a_mixed_order(instrument):
    pages = items_of(form_of(instrument))
    asked = [name for page in pages for name in page]
    assert sorted(asked) == sorted(instrument.all_items)
    assert asked != list(instrument.all_items)
    assert max(map(len, pages)) <= 10
    assert max(map(len, pages)) - min(map(len, pages)) <= 1


def test_order_hangs_on_the_seed_and_stays_within_pages():
    first, again, other = (items_of(form_of(seed=seed)) for seed in (1, 1, 2))
    assert first == again
    assert first != other
    assert [sorted(page) for page in first] == [sorted(page) for page in other]


def test_both_languages_and_sources_have_one_order():
    orders = [items_of(form_of(language=x, source=y)) for x in ("zh", "en")
              for y in ("self", "other")]  # fmt: skip
    assert all(order == orders[0] for order in orders)


def test_checks_of_attention_say_what_to_choose():
    form = form_of(checks=3)
    checks = [q for q in form.questions if q.expected is not None]
    assert [q.name for q in checks] == ["attention1", "attention2", "attention3"]
    assert len({page.name for page in form.pages for q in page.questions if q in checks}) == 3
    for check in checks:
        label = next(c.label for c in check.choices if c.code == check.expected)
        assert f"“{label}”" in check.text
        assert check.expected in SIX.options["frequency5"].codes


def test_what_others_cannot_be_asked_is_refused():
    with pytest.raises(InstrumentError, match="no wording for other raters"):
        form_of(SMALL, source="other")


@ours
@languages
@sources
def test_xlsform_converts_without_a_warning(instrument, language, source):
    form = form_of(instrument, language, source, checks=1)
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        result = convert(io.BytesIO(xlsform(form)), validate=False, file_type=".xlsx")
    assert not result.warnings
    for page in form.pages:
        for q in page.questions:
            assert f'ref="/data/{page.name}/{q.name}"' in result.xform


def test_xlsform_holds_every_text_and_code():
    form = form_of(language="zh")
    book = CalamineWorkbook.from_filelike(io.BytesIO(xlsform(form)))
    survey = {row[1]: row for row in book.get_sheet_by_name("survey").to_python()}
    codes = {(row[1], row[2]) for row in book.get_sheet_by_name("choices").to_python()[1:]}
    for q in form.questions:
        assert survey[q.name][2] == q.text
        assert {(str(c.code), c.label) for c in q.choices} <= codes
    assert survey["consent"][3] == survey["person"][3] == "yes"


@languages
@sources
def test_redcap_dictionary_has_a_field_a_question(language, source):
    form = form_of(language=language, source=source)
    fields = list(csv.DictReader(io.StringIO(redcap(form), newline="")))
    names = [field["Variable / Field Name"] for field in fields]
    assert names == ["record_id", *(q.name for q in form.questions)]
    assert all(re.fullmatch(r"[a-z][a-z0-9_]*", name) for name in names)
    assert {field["Form Name"] for field in fields} == {"sales_six"}
    labels = {c.code: c.label for c in form.pages[1].questions[0].choices}
    expected = " | ".join(f"{code}, {label}" for code, label in labels.items())
    assert fields[-1]["Choices, Calculations, OR Slider Labels"] == expected
    assert [f["Field Label"] for f in fields[1:]] == [q.text for q in form.questions]
    assert sum(bool(f["Section Header"]) for f in fields) == len(form.pages)


def test_redcap_refuses_names_it_would_change():
    with pytest.raises(InstrumentError, match="REDCap takes no items called"):
        redcap(form_of(ADOPTED))


@languages
def test_limesurvey_rows_follow_the_documented_structure(language):
    form = form_of(language=language, source="other")
    rows = list(csv.DictReader(io.StringIO(limesurvey(form)), delimiter="\t"))
    classes = "".join(row["class"][0] for row in rows if row["class"] != "SL")
    assert re.fullmatch(r"S+(G(QA*)+)+", classes)
    assert classes.count("G") == len(form.pages)
    base = next(row["text"] for row in rows if row["name"] == "language")
    assert {row["language"] for row in rows if row["class"] != "S"} == {base}
    asked = [(row["name"], row["text"]) for row in rows if row["class"] == "Q"]
    assert asked == [(q.name, q.text) for q in form.questions]
    given = [(row["name"], row["text"]) for row in rows if row["class"] == "A"]
    assert given == [(str(c.code), c.label) for q in form.questions for c in q.choices]
    mandatory = [row["name"] for row in rows if row["mandatory"] == "Y"]
    assert mandatory == ["consent", "person", "rater"]


@languages
def test_qualtrics_text_follows_the_documented_tags(language):
    form = form_of(language=language)
    text = qualtrics(form)
    assert text.startswith("[[AdvancedFormat]]\n")
    tags = set(re.findall(r"\[\[(\w+)", text))
    assert tags == {"AdvancedFormat", "Block", "Question", "ID", "AdvancedChoices", "Choice"}
    blocks = re.findall(
        r"\[\[Question:(?:MC|TE):[^\]]+\]\]\n\[\[ID:(\w+)\]\]\n(.+)"
        r"((?:\n\[\[AdvancedChoices\]\](?:\n\[\[Choice:\d+\]\]\n[^\[\n]+)+)?)",
        text,
    )
    assert [(name, asked) for name, asked, _ in blocks] == [
        (q.name, q.text) for q in form.questions
    ]
    for question, (_, _, given) in zip(form.questions, blocks, strict=True):
        pairs = re.findall(r"\[\[Choice:(\d+)\]\]\n(.+)", given)
        assert pairs == [(str(c.code), c.label) for c in question.choices]


@languages
def test_wenjuanxing_numbers_questions_and_lists_answers(language):
    form = form_of(language=language)
    text = wenjuanxing(form)
    heads = re.findall(r"^(\d+)\. (.+)〔(\w+)〕\[(单选题|问答题)\]$", text, re.MULTILINE)
    assert [int(number) for number, *_ in heads] == list(range(1, len(form.questions) + 1))
    for question, (_, asked, name, kind) in zip(form.questions, heads, strict=True):
        assert (asked, name) == (question.text, question.name)
        assert kind == ("单选题" if question.choices else "问答题")
    answers = [line for line in text.split("\n")[1:] if line and not line.endswith("]")]
    labels = [c.label for q in form.questions for c in q.choices]
    assert [line.replace("\u00a0", " ") for line in answers] == labels
    assert text.count("[分页栏]") == len(form.pages) - 1

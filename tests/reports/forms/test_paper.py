"""The paper form holds every item, the interview and the levels, as HTML and in Word."""

import csv
import io
import re

import pytest
from docx import Document
from lxml import html

from analysis.form_plan import Layout
from analysis.seeds import stream
from reports.forms.codebook import codebook
from reports.forms.paper import BOX, Heading, Table, paper
from reports.forms.paper_docx import paper_docx
from reports.forms.paper_html import paper_html
from reports.forms.questionnaire import Notice, questionnaire
from reports.words import LANGUAGES, Words, load_language
from tests.reports.forms.answered import NOTICE, ROOT, SIX, SMALL, form_of, load_instrument

RECRUITMENT = load_instrument(ROOT / "instruments" / "sales_recruitment.yaml")
TWENTIETH = 635
"""Word measures in twentieths of a point: so many of the units of python-docx."""

languages = pytest.mark.parametrize("language", LANGUAGES)


def parts_of(instrument=SIX, language="en", source="other"):
    form = form_of(instrument, language, source)
    return form, paper(form, instrument, Words(language))


def cells_in(document: bytes) -> list[list[list[str]]]:
    tables = Document(io.BytesIO(document)).tables
    return [[[cell.text for cell in row.cells] for row in table.rows] for table in tables]


def cells_on(page: str) -> list[list[list[str]]]:
    rows = [table.iter("tr") for table in html.fromstring(page.encode()).iter("table")]
    return [[[cell.text_content() for cell in row] for row in table] for table in rows]


@languages
@pytest.mark.parametrize("instrument", [SIX, RECRUITMENT], ids=lambda i: i.id)
def test_both_papers_hold_every_cell(instrument, language):
    form, parts = parts_of(instrument, language)
    tables = [[list(t.head), *map(list, t.rows)] for t in parts if isinstance(t, Table)]
    assert cells_in(paper_docx(parts, title=form.title)) == tables
    assert cells_on(paper_html(parts, language=language, title=form.title)) == tables
    printed = {row[0]: row for table in tables for row in table}
    for question in (q for page in form.pages[1:] for q in page.questions):
        boxes = [f"{BOX} {choice.code}" for choice in question.choices]
        assert printed[question.name] == [question.name, question.text, *boxes]


@languages
def test_tables_in_word_fill_the_sheet_and_give_items_the_most_room(language):
    form, parts = parts_of(SIX, language)
    document = Document(io.BytesIO(paper_docx(parts, title=form.title)))
    section = document.sections[0]
    room = section.page_width - section.left_margin - section.right_margin
    for table in document.tables:
        widths = [column.width for column in table.columns]
        assert sum(widths) == pytest.approx(room, abs=len(widths) * TWENTIETH)
        assert [cell.width for cell in table.rows[1].cells] == widths
        assert max(widths) in (widths[1], widths[2])
        assert min(widths) > 0


@languages
def test_the_interview_has_every_question_follow_up_and_anchor(language):
    _, parts = parts_of(RECRUITMENT, language)
    told = "\n".join(getattr(part, "text", str(part)) for part in parts)
    for question in RECRUITMENT.interview:
        texts = [
            question.question,
            *question.follow_ups,
            *(a.behaviour for a in question.anchors),
        ]
        assert all(getattr(text, language) in told for text in texts)


@languages
def test_the_rating_form_has_every_level_in_rising_order(language):
    _, parts = parts_of(SIX, language)
    words = Words(language)
    at = parts.index(Heading(1, words.text("forms.paper.rating_form")))
    scales = [part for part in parts[at:] if isinstance(part, Table)]
    graded = [d for d in SIX.dimensions if d.levels]
    assert len(scales) == len(graded)
    for scale, dimension in zip(scales, graded, strict=True):
        assert [row[0] for row in scale.rows] == [f"{BOX} {x.level}" for x in dimension.levels]
        for row, level in zip(scale.rows, dimension.levels, strict=True):
            assert row[1] == getattr(level.title, language)
            assert getattr(level.behaviour, language) in row[2]


def test_people_who_describe_themselves_see_no_anchors():
    for instrument in (SIX, RECRUITMENT):
        form, parts = parts_of(instrument, source="self")
        assert [p.text for p in parts if isinstance(p, Heading) and p.level == 1] == [
            form.title
        ]


def test_text_of_a_study_cannot_be_markup():
    title = NOTICE.study.model_copy(update={"en": "<script>1</script>"})
    form = form_of()
    parts = [Heading(1, title.en), *paper(form, SIX, Words("en"))]
    assert "<script>" not in paper_html(parts, language="en", title=title.en)


@languages
def test_the_codebook_explains_every_column(language):
    form = form_of(SIX, language, checks=1)
    text = codebook(form, SIX, Words(language))
    assert text.startswith("\ufeff")
    _, *rows = csv.reader(io.StringIO(text[1:], newline=""))
    assert [row[0] for row in rows] == [q.name for q in form.questions]
    for question, row in zip(form.questions, rows, strict=True):
        pairs = re.findall(r"(\d+) = ([^;]+)", row[4])
        assert pairs == [(str(c.code), c.label) for c in question.choices]
        assert row[3] == question.text
        item = SIX.all_items.get(question.name)
        assert bool(row[5]) == (item is not None)
        assert bool(row[6]) == bool(item and item.reversed)
        assert row[7] == ("" if question.expected is None else str(question.expected))


@languages
def test_every_sentence_of_forms_is_used(language, monkeypatch):
    used: set[str] = set()
    text = Words.text

    def recorded(self: Words, key: str, **values: object) -> str:
        used.add(key)
        return text(self, key, **values)

    monkeypatch.setattr(Words, "text", recorded)
    for instrument in (SIX, RECRUITMENT, SMALL):
        for source in ("self", "other") if instrument is not SMALL else ("self",):
            form = form_of(instrument, language, source, checks=1)
            paper(form, instrument, Words(language))
            codebook(form, instrument, Words(language))
    for purpose in ("development", "selection", "pay"):
        notice = Notice(NOTICE.study, purpose, "a@example.org")
        questionnaire_told(notice, language)
    assert {key for key in load_language(language) if key.startswith("forms.")} <= used


def questionnaire_told(notice: Notice, language: str) -> None:
    form = questionnaire(
        SIX, notice, Words(language), source="self", layout=Layout(10, 0), rng=stream(1, "x")
    )
    told = " ".join(form.pages[0].introduction)
    assert notice.contact is not None
    assert notice.contact in told
    assert Words(language).text(f"forms.purpose.{notice.purpose}") in told

"""XLSForm: the workbook that ODK, Kobo and SurveyCTO turn into a form."""

import io
from collections.abc import Iterator
from datetime import datetime

import xlsxwriter

from reports.forms.questionnaire import Choice, Question, Questionnaire

SURVEY = ["type", "name", "label", "required", "appearance"]
CHOICES = ["list_name", "name", "label"]
SETTINGS = ["form_title", "form_id", "version", "default_language", "style"]
MADE = datetime(2000, 1, 1)
"""Written into every workbook, so that the same form is the same bytes."""


def xlsform(form: Questionnaire) -> bytes:
    """The workbook of `form`."""
    lists = answer_lists(form)
    settings = [form.title, f"{form.name}_{form.source}_{form.language}", form.version]
    sheets = {
        "survey": [SURVEY, *survey_rows(form, lists)],
        "choices": [CHOICES, *choice_rows(lists)],
        "settings": [SETTINGS, [*settings, form.language, "pages"]],
    }
    return workbook(sheets)


def answer_lists(form: Questionnaire) -> dict[tuple[Choice, ...], str]:
    """A name for every list of answers of `form`."""
    found = dict.fromkeys(q.choices for q in form.questions if q.choices)
    return {choices: f"answers{number}" for number, choices in enumerate(found, start=1)}


def survey_rows(
    form: Questionnaire, lists: dict[tuple[Choice, ...], str]
) -> Iterator[list[str]]:
    """The rows of the sheet of questions: a group a page."""
    yield ["start", "start", "", "", ""]
    yield ["end", "end", "", "", ""]
    for page in form.pages:
        yield ["begin_group", page.name, page.title, "", "field-list"]
        told = "\n\n".join(page.introduction)
        yield ["note", f"about_{page.name}", told, "", ""]
        yield from (question_row(question, lists) for question in page.questions)
        yield ["end_group", "", "", "", ""]
    yield ["note", "thanks", form.thanks, "", ""]


def question_row(question: Question, lists: dict[tuple[Choice, ...], str]) -> list[str]:
    """The row of one question."""
    kind = f"select_one {lists[question.choices]}" if question.choices else "text"
    return [kind, question.name, question.text, "yes" if question.required else "", ""]


def choice_rows(lists: dict[tuple[Choice, ...], str]) -> Iterator[list[str]]:
    """The rows of the sheet of answers."""
    for choices, name in lists.items():
        yield from ([name, str(choice.code), choice.label] for choice in choices)


def workbook(sheets: dict[str, list[list[str]]]) -> bytes:
    """A workbook of text cells."""
    file = io.BytesIO()
    with xlsxwriter.Workbook(file, {"in_memory": True}) as book:
        book.set_properties({"created": MADE})
        for name, rows in sheets.items():
            sheet = book.add_worksheet(name)
            for i, row in enumerate(rows):
                for j, cell in enumerate(row):
                    if cell:
                        sheet.write_string(i, j, cell)
    return file.getvalue()

"""REDCap: the data dictionary of a project with one form."""

import csv
import io
from collections.abc import Iterator

from analysis.errors import InstrumentError
from reports.forms.questionnaire import Page, Question, Questionnaire

COLUMNS = [
    "Variable / Field Name",
    "Form Name",
    "Section Header",
    "Field Type",
    "Field Label",
    "Choices, Calculations, OR Slider Labels",
    "Field Note",
    "Text Validation Type OR Show Slider Number",
    "Text Validation Min",
    "Text Validation Max",
    "Identifier?",
    "Branching Logic (Show field only if...)",
    "Required Field?",
    "Custom Alignment",
    "Question Number (surveys only)",
    "Matrix Group Name",
    "Matrix Ranking?",
    "Field Annotation",
]
RECORD = "record_id"
LONGEST_NAME = 26


def redcap(form: Questionnaire) -> str:
    """The data dictionary of `form` as CSV.

    Raises
    ------
    InstrumentError
        If REDCap does not take the id of an item: lower case, at most 26 characters.
    """
    names = [question.name for question in form.questions]
    if wrong := [name for name in names if name != name.lower() or len(name) > LONGEST_NAME]:
        raise InstrumentError(f"{form.name}: REDCap takes no items called {wrong}")
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, lineterminator="\r\n", restval="")
    writer.writeheader()
    fields = [{COLUMNS[0]: RECORD, "Field Type": "text", "Field Label": RECORD}]
    for page in form.pages:
        fields += page_fields(page)
    writer.writerows(field | {"Form Name": form.name.lower()} for field in fields)
    return file.getvalue()


def page_fields(page: Page) -> Iterator[dict[str, str]]:
    """The fields of a page; the first bears what stands above them."""
    head = "<br>".join([f"<b>{page.title}</b>", *page.introduction])
    for question in page.questions:
        yield question_field(question) | {"Section Header": head}
        head = ""


def question_field(question: Question) -> dict[str, str]:
    """The field of one question."""
    choices = " | ".join(f"{c.code}, {c.label.replace('|', '/')}" for c in question.choices)
    return {
        "Variable / Field Name": question.name,
        "Field Type": "radio" if question.choices else "text",
        "Field Label": question.text,
        "Choices, Calculations, OR Slider Labels": choices,
        "Required Field?": "y" if question.required else "",
        "Custom Alignment": "LV" if question.choices else "",
    }

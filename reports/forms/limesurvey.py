"""LimeSurvey: the tab-separated structure of a survey, one group a page."""

import csv
import io
from collections.abc import Iterator

from analysis.errors import InstrumentError
from reports.forms.questionnaire import Question, Questionnaire

COLUMNS = [
    "class",
    "type/scale",
    "name",
    "relevance",
    "text",
    "help",
    "language",
    "validation",
    "mandatory",
    "other",
]
RADIO, SHORT_TEXT = "L", "S"
LONGEST_NAME = 20
LANGUAGE = {"zh": "zh-Hans", "en": "en"}
GROUP_BY_GROUP, YES, NO = "G", "Y", "N"


def limesurvey(form: Questionnaire) -> str:
    """The structure of `form` as tab-separated text.

    Raises
    ------
    InstrumentError
        If LimeSurvey does not take the id of an item: letters and digits, at most 20.
    """
    names = [question.name for question in form.questions]
    if wrong := [name for name in names if not name.isalnum() or len(name) > LONGEST_NAME]:
        raise InstrumentError(f"{form.name}: LimeSurvey takes no items called {wrong}")
    file = io.StringIO()
    writer = csv.DictWriter(file, COLUMNS, delimiter="\t", lineterminator="\n", restval="")
    writer.writeheader()
    writer.writerows(rows(form, LANGUAGE[form.language]))
    return file.getvalue()


def rows(form: Questionnaire, language: str) -> Iterator[dict[str, str]]:
    """Settings, texts, and the groups with their questions and answers."""
    yield setting("S", "language", language)
    yield setting("S", "format", GROUP_BY_GROUP)
    yield setting("S", "datestamp", YES)
    yield setting("S", "savetimings", YES)
    yield setting("SL", "surveyls_title", form.title) | {"language": language}
    yield setting("SL", "surveyls_endtext", form.thanks) | {"language": language}
    for page in form.pages:
        told = "<br />".join(page.introduction)
        group = {"class": "G", "name": page.title, "relevance": "1", "text": told}
        yield group | {"language": language}
        for question in page.questions:
            yield from question_rows(question, language)


def setting(kind: str, name: str, value: str) -> dict[str, str]:
    """A row that sets one property of the survey."""
    return {"class": kind, "name": name, "text": value}


def question_rows(question: Question, language: str) -> Iterator[dict[str, str]]:
    """A question and its answers."""
    yield {
        "class": "Q",
        "type/scale": RADIO if question.choices else SHORT_TEXT,
        "name": question.name,
        "relevance": "1",
        "text": question.text,
        "language": language,
        "mandatory": YES if question.required else NO,
        "other": NO,
    }
    for choice in question.choices:
        answer = {"class": "A", "type/scale": "0", "name": str(choice.code)}
        yield answer | {"text": choice.label, "language": language}

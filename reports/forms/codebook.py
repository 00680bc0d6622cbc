"""The codebook: what every column of a form is, and how answers are typed in."""

import csv
import io
from collections.abc import Iterator

from analysis.instrument import Instrument
from analysis.store import harmless_cell
from reports.forms.questionnaire import Question, Questionnaire, said
from reports.words import Words

COLUMNS = (
    "column",
    "page",
    "position",
    "question",
    "codes",
    "dimension",
    "reversed",
    "expected",
)


def codebook(form: Questionnaire, instrument: Instrument, words: Words) -> str:
    """One row a column, as CSV; begins with a mark of byte order, which Excel needs."""
    file = io.StringIO()
    writer = csv.writer(file, lineterminator="\r\n")
    writer.writerow(words.text(f"forms.codebook.{name}") for name in COLUMNS)
    for number, page in enumerate(form.pages):
        for position, question in enumerate(page.questions, start=1):
            about = about_item(question, instrument, words)
            codes = "; ".join(f"{c.code} = {c.label}" for c in question.choices)
            texts = map(harmless_cell, (question.text, codes, *about))
            writer.writerow([question.name, number, position, *texts])
    return "\ufeff" + file.getvalue()


def about_item(question: Question, instrument: Instrument, words: Words) -> Iterator[str]:
    """Dimension, direction and right answer of `question`, "" where it has none."""
    item = instrument.all_items.get(question.name)
    name = instrument.dimension_of.get(question.name)
    yield said(instrument.dimension(name).title, words) if name else ""
    yield words.text("signs.yes") if item and item.reversed else ""
    yield "" if question.expected is None else str(question.expected)

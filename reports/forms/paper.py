"""The form on paper, with the interview and the rating form of its instrument, part by part."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from analysis.instrument import Instrument, Question
from analysis.rating_form import RatingScale, rating_scale
from reports.forms import questionnaire as asked
from reports.forms.questionnaire import Choice, Questionnaire, said
from reports.words import Words

BOX = "☐"
RULE, SHORT_RULE = "_" * 20, "_" * 14
"""Room to write in."""


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading; level 1 begins a new sheet, but for the first."""

    level: int
    text: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A paragraph; quiet ones are set smaller."""

    text: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Table:
    """A table.

    Attributes
    ----------
    head, rows
        Cells as text.
    wide
        The column that takes the room the others leave.
    centred
        From which column on cells stand in the middle.
    """

    head: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]
    wide: int
    centred: int


Part = Heading | Paragraph | Table


def paper(form: Questionnaire, instrument: Instrument, words: Words) -> list[Part]:
    """The parts of the printed form; forms for raters have the interview and the scales."""
    parts = [*cover(form, words), *sheets(form, words), Paragraph(form.thanks)]
    if form.source == "other":
        about = answered_about(form, words)
        parts += [*interview(instrument, words), *rating_sheets(instrument, about, words)]
    return parts


def cover(form: Questionnaire, words: Words) -> Iterator[Part]:
    """Title, what people are told, consent and who answers about whom."""
    first = form.pages[0]
    yield Heading(1, form.title)
    yield Paragraph(
        words.text("forms.paper.version", name=form.name, version=form.version), quiet=True
    )
    yield Heading(2, first.title)
    yield from (Paragraph(text) for text in first.introduction)
    for question in first.questions:
        if question.choices:
            yield from (Paragraph(f"{BOX} {choice.label}") for choice in question.choices)
        else:
            yield Paragraph(to_write(question, words) + RULE)


def to_write(question: asked.Question, words: Words) -> str:
    """A question that is answered in writing, without the room for it."""
    return words.text("forms.paper.write", question=question.text)


def answered_about(form: Questionnaire, words: Words) -> Paragraph:
    """A line for who rates whom, for sheets that are handed in by themselves."""
    written = [q for q in form.pages[0].questions if not q.choices]
    return Paragraph("  ".join(to_write(q, words) + SHORT_RULE for q in written))


def sheets(form: Questionnaire, words: Words) -> Iterator[Part]:
    """The items: a table for every run of questions with the same answers."""
    for page in form.pages[1:]:
        yield Heading(2, page.title)
        yield Paragraph(running([*page.introduction, words.text("forms.paper.tick")], words))
        for choices, run in groupby(page.questions, key=lambda q: q.choices):
            yield item_table(list(run), choices, words)


def running(sentences: list[str], words: Words) -> str:
    """`sentences` one after the other; Chinese has no spaces between them."""
    return ("" if words.language == "zh" else " ").join(sentences)


def item_table(
    questions: list[asked.Question], choices: tuple[Choice, ...], words: Words
) -> Table:
    """Items by answers: a box to tick, with its code, in every cell."""
    head = (words.text("forms.paper.code"), words.text("forms.paper.statement"))
    labels = tuple(choice.label for choice in choices)
    boxes = tuple(f"{BOX} {choice.code}" for choice in choices)
    rows = tuple((question.name, question.text, *boxes) for question in questions)
    return Table((*head, *labels), rows, wide=1, centred=2)


def interview(instrument: Instrument, words: Words) -> Iterator[Part]:
    """The structured interview, where the instrument has one."""
    if not instrument.interview:
        return
    yield Heading(1, words.text("forms.paper.interview"))
    yield Paragraph(words.text("forms.paper.interview_how"))
    yield who_and_when(words)
    for number, question in enumerate(instrument.interview, start=1):
        title = said(instrument.dimension(question.dimension).title, words)
        yield Heading(2, f"{number}. {title}")
        yield from interview_question(question, words)


def who_and_when(words: Words) -> Paragraph:
    """A line for who is rated by whom, and when."""
    asked_for = [words.text(f"forms.paper.{x}") for x in ("candidate", "interviewer", "date")]
    return Paragraph("  ".join(text + SHORT_RULE for text in asked_for))


def interview_question(question: Question, words: Words) -> Iterator[Part]:
    """One question with its follow-ups, room for notes, and the anchors."""
    yield Paragraph(said(question.question, words))
    for follow_up in question.follow_ups:
        text = said(follow_up, words)
        yield Paragraph(words.text("forms.paper.follow_up", question=text), quiet=True)
    yield Paragraph(words.text("forms.paper.notes") + 3 * RULE)
    yield Paragraph(4 * RULE)
    rows = ((f"{BOX} {a.rating}", said(a.behaviour, words)) for a in question.anchors)
    yield anchor_table(tuple(rows), words)


def anchor_table(rows: tuple[tuple[str, str], ...], words: Words) -> Table:
    """Ratings and what earns them."""
    head = (words.text("forms.paper.rating"), words.text("forms.paper.anchor"))
    return Table(head, rows, wide=1, centred=2)


def rating_sheets(instrument: Instrument, about: Paragraph, words: Words) -> Iterator[Part]:
    """The behaviourally anchored rating form, where dimensions have levels."""
    scales = [rating_scale(d) for d in instrument.dimensions if d.levels]
    if not scales:
        return
    yield Heading(1, words.text("forms.paper.rating_form"))
    yield Paragraph(words.text("forms.paper.rating_how"))
    yield about
    for scale in scales:
        yield Heading(2, said(scale.title, words))
        yield Paragraph(said(scale.definition, words))
        yield scale_table(scale, words)


def scale_table(scale: RatingScale, words: Words) -> Table:
    """The points of one scale, with the behaviours that earn each."""
    rows = tuple(
        (
            f"{BOX} {point.rating}",
            said(point.title, words),
            running([said(behaviour, words) for behaviour in point.behaviours], words),
        )
        for point in scale.points
    )
    keys = ("rating", "level", "behaviours")
    return Table(tuple(words.text(f"forms.paper.{k}") for k in keys), rows, wide=2, centred=3)

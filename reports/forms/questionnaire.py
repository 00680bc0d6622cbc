"""What a form asks, page by page, before it is written in the format of any tool."""

from dataclasses import dataclass
from typing import Literal

import numpy as np

from analysis.errors import InstrumentError
from analysis.form_plan import Layout, form_plan
from analysis.instrument import Instrument, Item, Options, Text
from reports.words import Words

Source = Literal["self", "other"]

PERSON, RATER, CONSENT = "person", "rater", "consent"
"""Names of the columns that are no items: letters only, which every tool takes."""

AGREED = 1
"""The code of consent."""


@dataclass(frozen=True, slots=True)
class Notice:
    """What people are told of the study before they answer.

    Attributes
    ----------
    study
        Its title.
    purpose
        development, selection or pay.
    contact
        Whom to ask; None where the study does not say.
    """

    study: Text
    purpose: str
    contact: str | None


@dataclass(frozen=True, slots=True)
class Choice:
    """One answer that can be chosen."""

    code: int
    label: str


@dataclass(frozen=True, slots=True)
class Question:
    """One question.

    Attributes
    ----------
    name
        The column that intake reads.
    text
        What is asked.
    choices
        What can be answered; empty where the answer is written.
    required
        Whether the form cannot be sent without an answer.
    expected
        The right answer of a check of attention.
    """

    name: str
    text: str
    choices: tuple[Choice, ...] = ()
    required: bool = False
    expected: int | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The questions shown together, and what stands above them."""

    name: str
    title: str
    introduction: tuple[str, ...]
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True)
class Questionnaire:
    """A form in one language, for people who describe themselves or somebody else.

    Attributes
    ----------
    name, version
        Of the instrument.
    title, thanks
        The first and the last that people read.
    pages
        Consent and ids first, then the items.
    """

    name: str
    version: str
    language: str
    source: Source
    title: str
    pages: tuple[Page, ...]
    thanks: str

    @property
    def questions(self) -> list[Question]:
        """Every question, in the order of the form."""
        return [question for page in self.pages for question in page.questions]


def questionnaire(
    instrument: Instrument,
    notice: Notice,
    words: Words,
    *,
    source: Source,
    layout: Layout,
    rng: np.random.Generator,
) -> Questionnaire:
    """The form of `instrument` in the language of `words`; `rng` orders items in a page.

    Raises
    ------
    InstrumentError
        If the instrument cannot be asked of this source, or a column has two meanings.
    """
    check_wording(instrument, source)
    plan = form_plan(instrument, layout, rng)
    pages = [opening(notice, words, source)]
    for number, items in enumerate(plan.pages, start=1):
        asked = (
            check_of(item, instrument, words)
            if item in plan.checks
            else question_of(item, instrument, source, words.language)
            for item in items
        )
        title = words.text("forms.page", number=number, pages=len(plan.pages))
        told = (words.text(f"forms.instruction.{source}"),)
        pages.append(Page(f"page{number}", title, told, tuple(asked)))
    kind = words.text(f"forms.kind.{source}")
    title = words.text("forms.title", instrument=said(instrument.title, words), kind=kind)
    return Questionnaire(
        instrument.id,
        instrument.version,
        words.language,
        source,
        title,
        tuple(pages),
        words.text("forms.thanks"),
    )


def said(text: Text, words: Words) -> str:
    """`text` in the language of `words`."""
    return getattr(text, words.language)


def check_wording(instrument: Instrument, source: Source) -> None:
    """Raise where items have no wording for `source`, or names of columns meet."""
    reserved = {PERSON, RATER, CONSENT} & set(instrument.all_items)
    problems = [f"{instrument.id}: no item may be called {name}" for name in sorted(reserved)]
    if source == "other" and not has_other(instrument):
        problems.append(f"{instrument.id}: scored items have no wording for other raters")
    if problems:
        raise InstrumentError("\n".join(problems))


def has_other(instrument: Instrument) -> bool:
    """Whether every scored item is also worded for people who describe somebody else."""
    return all(i.other for i in instrument.all_items.values() if i.role == "scored")


def opening(notice: Notice, words: Words, source: Source) -> Page:
    """The first page: what the study is, consent, and who answers about whom."""
    contact = notice.contact
    told = (
        words.text(f"forms.about.{source}", study=said(notice.study, words)),
        words.text(f"forms.purpose.{notice.purpose}"),
        words.text("forms.voluntary"),
        words.text("forms.data"),
        words.text("forms.contact", contact=contact) if contact else words.text("forms.ask"),
    )
    agreed = Choice(AGREED, words.text("forms.agree"))
    questions = [
        Question(CONSENT, words.text("forms.consent"), (agreed,), required=True),
        Question(PERSON, words.text(f"forms.person.{source}"), required=True),
    ]
    if source == "other":
        questions.append(Question(RATER, words.text("forms.rater"), required=True))
    return Page("opening", words.text("forms.start"), told, tuple(questions))


def question_of(item: Item, instrument: Instrument, source: Source, language: str) -> Question:
    """`item` as `source` reads it."""
    text = item.other if source == "other" and item.other else item.self
    choices = choices_of(instrument.options[item.options], language)
    return Question(item.id, getattr(text, language), choices, expected=item.expected)


def check_of(item: Item, instrument: Instrument, words: Words) -> Question:
    """A check of attention that the form adds: it asks for one of the answers."""
    choices = choices_of(instrument.options[item.options], words.language)
    text = words.text("forms.check", answer=said(item.self, words))
    return Question(item.id, text, choices, expected=item.expected)


def choices_of(options: Options, language: str) -> tuple[Choice, ...]:
    """The answers of a response format, those that mean "no answer" last."""
    told = [*options.codes.items(), *options.no_answer.items()]
    return tuple(Choice(code, getattr(text, language)) for code, text in told)

"""Wenjuanxing (问卷星): the text that its import by text takes."""

from collections.abc import Iterator

from reports.forms.questionnaire import Page, Question, Questionnaire

CHOOSE, WRITE, TELL, BREAK = "[单选题]", "[问答题]", "[段落说明]", "[分页栏]"
NO_BREAK_SPACE = "\u00a0"
"""The import divides a line of answers at its spaces, but not at these."""


def wenjuanxing(form: Questionnaire) -> str:
    """The text of `form`; every question ends in its column, as 〔name〕, for intake."""
    blocks: list[str] = [form.title]
    number = 0
    for i, page in enumerate(form.pages):
        blocks += [BREAK] if i else []
        blocks.append("\n".join(told(page)))
        for question in page.questions:
            number += 1
            blocks.append("\n".join(lines(number, question)))
    return "\n\n".join([*blocks, f"{form.thanks}{TELL}"]) + "\n"


def told(page: Page) -> Iterator[str]:
    """What stands above the questions of `page`, as one paragraph."""
    yield f"{page.title} {' '.join(page.introduction)}{TELL}"


def lines(number: int, question: Question) -> Iterator[str]:
    """A question and its answers, a line each, without letters, which would stay in them."""
    kind = CHOOSE if question.choices else WRITE
    yield f"{number}. {headed(question)}{kind}"
    for choice in question.choices:
        yield choice.label.replace(" ", NO_BREAK_SPACE)


def headed(question: Question) -> str:
    """The question with the name of its column."""
    return f"{question.text}〔{question.name}〕"

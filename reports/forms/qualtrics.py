"""Qualtrics: the advanced text format of its survey import."""

from collections.abc import Iterator

from reports.forms.questionnaire import Page, Question, Questionnaire

RADIO, LINE, TEXT = "MC:SingleAnswer:Horizontal", "TE:SingleLine", "DB"


def qualtrics(form: Questionnaire) -> str:
    """The survey as advanced text: a block a page, codes as numbers of the choices."""
    lines = ["[[AdvancedFormat]]", ""]
    for page in form.pages:
        lines += [*page_lines(page), ""]
    lines += [*question_lines(TEXT, "thanks", form.thanks), ""]
    return "\n".join(lines)


def page_lines(page: Page) -> Iterator[str]:
    """A block with what stands above the questions, and the questions."""
    yield from (f"[[Block:{page.title}]]", "")
    yield from question_lines(TEXT, f"about{page.name}", "<br>".join(page.introduction))
    for question in page.questions:
        yield ""
        yield from question_lines(
            RADIO if question.choices else LINE, question.name, question.text
        )
        yield from choice_lines(question)


def question_lines(kind: str, name: str, text: str) -> Iterator[str]:
    """A question without its choices."""
    yield from (f"[[Question:{kind}]]", f"[[ID:{name}]]", text)


def choice_lines(question: Question) -> Iterator[str]:
    """The choices of `question`, each numbered with its code."""
    if not question.choices:
        return
    yield "[[AdvancedChoices]]"
    for choice in question.choices:
        yield from (f"[[Choice:{choice.code}]]", choice.label)

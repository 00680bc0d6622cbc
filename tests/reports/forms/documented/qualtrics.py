"""Qualtrics Support, "Import & Export Surveys", "Preparing an Advanced Format TXT File".

Tags stand on lines of their own. The file begins with AdvancedFormat; a question has a type,
an ID that becomes its column, a text of one or more lines, then choices and, in a matrix,
answers. Codes of choices are given in AdvancedChoices. ED sets embedded data.
"""

import re
from collections import Counter
from collections.abc import Iterator

TAG = re.compile(r"\[\[(\w+)(?::(.*))?\]\]")
LAYOUT = "(:(Vertical|Horizontal))?"
TYPES = re.compile(
    rf"MC(:(SingleAnswer|MultipleAnswer){LAYOUT}|:(Dropdown|Select|MultiSelect))?"
    r"|Matrix(:(SingleAnswer|MultipleAnswer))?"
    r"|(TE|TextEntry)(:(SingleLine|Essay|Form))?|CS|ConstantSum|RO|RankOrder|DB"
)
ANYWHERE = {"Block", "PageBreak", "ED", "Question"}
AFTER = {
    "AdvancedFormat": ANYWHERE,
    "Block": ANYWHERE,
    "PageBreak": ANYWHERE,
    "ED": ANYWHERE,
    "Question": {"ID", "MultipleAnswer", "text"},
    "ID": {"MultipleAnswer", "text"},
    "MultipleAnswer": {"ID", "text"},
    "text": {"text", "Choices", "AdvancedChoices"} | ANYWHERE,
    "Choices": {"choice"},
    "Answers": {"choice"},
    "choice": {"choice", "Answers", "AdvancedAnswers"} | ANYWHERE,
    "AdvancedChoices": {"Choice"},
    "AdvancedAnswers": {"Answer"},
    "Choice": {"coded"},
    "Answer": {"coded"},
    "coded": {"Choice", "Answer", "AdvancedAnswers", "Answers"} | ANYWHERE,
}
"""Which tags and lines of text may follow which."""

TEXT_AFTER = {"Choices": "choice", "Answers": "choice", "choice": "choice", "Choice": "coded",
              "Answer": "coded"}  # fmt: skip


def problems(text: str) -> Iterator[str]:
    """What Qualtrics would refuse or read otherwise than meant."""
    lines = [line for line in text.split("\n") if line.strip()]
    if lines[0] != "[[AdvancedFormat]]":
        yield "the first line is not [[AdvancedFormat]]"
    before = "AdvancedFormat"
    questions: list[tuple[str, list[str], list[str]]] = []
    for line in lines[1:]:
        tag = TAG.fullmatch(line)
        if not tag and "[[" in line:
            yield f"a tag within a line: {line}"
        found = tag[1] if tag else TEXT_AFTER.get(before, "text")
        if tag and found not in AFTER:
            yield f"unknown tag {line}"
        if found not in AFTER.get(before, ()):
            yield f"{found} after {before}: {line}"
        if tag and found == "Question":
            questions.append((tag[2] or "", [], []))
        if tag and found in {"ID", "Choice"} and questions:
            questions[-1][1 if found == "ID" else 2].append(tag[2] or "")
        before = found
    for kind, ids, codes in questions:
        yield from question_wrong(kind, ids, codes)
    named = Counter(name for _, ids, _ in questions for name in ids)
    yield from (f"ID {name} twice" for name, n in named.items() if n > 1)


def question_wrong(kind: str, ids: list[str], codes: list[str]) -> Iterator[str]:
    name = ids[0] if ids else kind
    if not TYPES.fullmatch(kind):
        yield f"{name}: unknown type {kind!r}"
    if len(ids) != 1 or not re.fullmatch(r"[A-Za-z]\w*", name, re.ASCII):
        yield f"{name}: not one ID of letters, digits and _"
    if bool(codes) != kind.startswith("MC"):
        yield f"{name}: {kind} with {len(codes)} choices"
    if len(set(codes)) < len(codes) or not all(code.isdecimal() for code in codes):
        yield f"{name}: codes of choices are no numbers, each once"

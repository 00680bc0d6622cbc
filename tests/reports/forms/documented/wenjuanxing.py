"""问卷星, help page 138, "从文本创建问卷": the tags that it offers, and how it reads a text.

No grammar is published; what follows was seen in the script of the page. The first line is the
title; a number begins a question, whose answers follow line by line up to an empty line; a line
of answers is divided at spaces and at letters A, B; a tag ends a question, an explanation or a
page.
"""

import re
from collections.abc import Iterator

TAGS = {"[单选题]", "[多选题]", "[矩阵题]", "[矩阵单选题]", "[矩阵量表题]", "[量表题]",
        "[排序题]", "[比重题]", "[表格题]", "[问答题]", "[段落说明]", "[分页栏]"}  # fmt: skip
TAG = re.compile(r"\[[^\[\]]*[题明栏]\]")
QUESTION = re.compile(r"(\d+)\. (.+)〔([A-Za-z][A-Za-z0-9_]*)〕(\[\S+\])")


def problems(text: str) -> Iterator[str]:
    """What the page would refuse or read otherwise than meant."""
    title, *blocks = re.split(r"\n{2,}", text.strip("\n"))
    if TAG.search(title) or title[:1].isdigit() or "\n" in title:
        yield "the first line is no title"
    number, names = 0, list[str]()
    for block in blocks:
        first, *answers = block.split("\n")
        tags = TAG.findall(block)
        if len(tags) != 1 or tags[0] not in TAGS or not first.endswith(tags[0]):
            yield f"not one known tag at the end of: {first}"
            continue
        if first[:1].isdigit():
            number += 1
            yield from question_wrong(first, answers, number, names)
        elif answers or tags[0] not in {"[段落说明]", "[分页栏]"}:
            yield f"a question without a number: {first}"


def question_wrong(
    first: str, answers: list[str], number: int, names: list[str]
) -> Iterator[str]:
    found = QUESTION.fullmatch(first)
    if not found or int(found[1]) != number:
        yield f"not question {number} with a name: {first}"
        return
    name, kind = found[3], found[4]
    if name in names:
        yield f"{name} twice"
    names.append(name)
    if bool(answers) != (kind == "[单选题]"):
        yield f"{name}: {kind} with {len(answers)} answers"
    if len(set(answers)) < len(answers):
        yield f"{name}: an answer twice"
    for answer in answers:
        if re.search(r"[ \t]", answer) or re.match(r"\d|[A-Z][.、．)）]", answer):
            yield f"{name}: the answer {answer!r} would be divided or taken for a question"

"""What a second file says of an export's columns: a data dictionary or a syntax file."""

import re
from dataclasses import replace
from pathlib import Path

from analysis.intake.encodings import detect_encoding
from analysis.intake.layouts import read_layout, text_rows
from analysis.intake.tools import redcap
from analysis.intake.tools.heading import Heading
from analysis.intake.tools.r_syntax import Syntax, syntax_in
from analysis.intake.unreadable import UnreadableError
from analysis.messages import message

BRACKETS = re.compile(r"\[[^\]]*\]")
MOSTLY = 0.5


def problem_of(dictionary: Path, problem: str) -> UnreadableError:
    """The error about a `problem` of the file that explains the columns."""
    about = {"dictionary": dictionary.name, "problem": problem}
    return UnreadableError(message("files.dictionary_problem", **about))


def is_syntax(dictionary: str | Path) -> bool:
    """Whether a file of this name is an R syntax file."""
    return Path(dictionary).suffix.lower() == ".r"


def text_of(path: Path) -> str:
    """The text of the file at `path`."""
    if not path.is_file():
        raise problem_of(path, message("files.no_file"))
    content = path.read_bytes()
    encoding = detect_encoding(content)
    return content.decode(encoding or "utf-8", errors="replace")


def syntax_of(path: Path) -> Syntax:
    """What the R syntax file at `path` says."""
    syntax = syntax_in(text_of(path))
    if not syntax.names:
        raise UnreadableError(message("files.dictionary_unknown", dictionary=path.name))
    return syntax


def fields_of(path: Path) -> list[dict[str, str]]:
    """The fields of the data dictionary at `path`."""
    try:
        layout = read_layout(path, "csv")
    except UnreadableError as error:
        raise problem_of(path, str(error)) from None
    if not redcap.is_dictionary(layout.header):
        raise UnreadableError(message("files.dictionary_unknown", dictionary=path.name))
    rows = list(text_rows(text_of(path), layout.delimiter))[layout.blank_lines + 1 :]
    n = len(layout.header)
    return [dict(zip(layout.header, (row + [""] * n)[:n], strict=True)) for row in rows if row]


def explained(heading: Heading, dictionary: str | Path) -> Heading:
    """`heading` with the names, questions and labels that the file `dictionary` gives."""
    path = Path(dictionary)
    if is_syntax(path):
        return by_syntax(heading, syntax_of(path), path.name)
    fields, names = fields_of(path), heading.names
    labels = redcap.labels_in(fields, names)
    return replace(
        heading,
        labels=[labels.get(name, "") for name in names],
        value_labels=redcap.value_labels_in(fields, names),
        identifying=frozenset(redcap.identifiers_in(fields)),
    )


def by_syntax(heading: Heading, syntax: Syntax, file: str) -> Heading:
    """`heading` as LimeSurvey's R syntax file explains it: column by column."""
    if max(syntax.names) >= len(heading.names) or not same_export(heading, syntax):
        raise UnreadableError(message("files.dictionary_other", dictionary=file))
    names = [syntax.names.get(i, name) for i, name in enumerate(heading.names)]
    renamed = dict(zip(heading.names, names, strict=True))
    return replace(
        heading,
        names=names,
        labels=[syntax.labels.get(i, label) for i, label in enumerate(heading.labels)],
        roles={role: renamed[name] for role, name in heading.roles.items()},
        value_labels={names[i]: found for i, found in syntax.value_labels.items()},
    )


def same_export(heading: Heading, syntax: Syntax) -> bool:
    """Whether the columns' headings are mostly the questions or names in the syntax file."""
    same = [
        question(heading.names[i]) in (question(syntax.labels.get(i, "")), syntax.names[i])
        for i in syntax.names
    ]
    return sum(same) >= MOSTLY * len(same)


def question(heading: str) -> str:
    """What is asked in a heading: without the parts in brackets, which may stand elsewhere."""
    return "".join(BRACKETS.sub("", heading).split())

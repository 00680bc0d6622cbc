"""In which languages the texts of an instrument, of indicators or of a study are written."""

from collections.abc import Iterator, Sequence
from typing import Literal

from pydantic import BaseModel

from analysis.messages import message
from analysis.response_options import Text

Language = Literal["zh", "en"]


def texts(part: object, where: str, name: str) -> Iterator[tuple[str, str, Text]]:
    """Every text in a part of a file, with the ids and the name that lead to it."""
    if isinstance(part, Text):
        yield where, name, part
    elif isinstance(part, BaseModel):
        own = getattr(part, "id", None)
        inside = where if own in (None, where) else f"{where}/{own}"
        for field in type(part).model_fields:
            yield from texts(getattr(part, field), inside, field)
    elif isinstance(part, dict):
        for key, value in part.items():
            yield from texts(value, where, f"{name}.{key}")
    elif isinstance(part, list):
        for value in part:
            yield from texts(value, where, name)


def languages_missing(
    file: str, part: BaseModel, languages: Sequence[Language]
) -> Iterator[str]:
    """One line for each of `languages` in which texts of `part`, from `file`, are empty."""
    for language in languages:
        empty = [
            f"{where}/{name}" if where else name
            for where, name, text in texts(part, "", "")
            if not getattr(text, language)
        ]
        if empty:
            where = {"file": file, "first": empty[0], "language": language}
            yield message("instrument.language_missing", n=len(empty), **where)

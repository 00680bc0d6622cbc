"""The words a reader sees: every sentence stands in language/<language>.yaml."""

from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from string import Formatter
from typing import Any

import yaml

from analysis.messages import on_one_line

FOLDER = Path(__file__).parent / "language"
LANGUAGES = ("zh", "en")

DATA_FILES = ["reports/language/*.yaml"]
"""What this module reads; a rule depends on it."""


class Words:
    """The sentences of one language, by dotted key; a study may name things of its own."""

    def __init__(self, language: str, own: Mapping[str, str] | None = None) -> None:
        self.language = language
        self.own = dict(own or {})
        self.entries = {**load_language(language), **self.own}

    def text(self, key: str, **values: object) -> str:
        """The sentence `key`, its placeholders filled with `values`.

        What a study calls its own things is no template and stands as it is.

        Raises
        ------
        KeyError
            If there is no such sentence, or `values` are not exactly its placeholders.
        """
        if key in self.own:
            return self.own[key]
        if key not in self.entries:
            raise KeyError(f"no sentence {key!r} in {self.language}.yaml")
        sentence = self.entries[key]
        if set(values) != (wanted := placeholders(sentence)):
            raise KeyError(f"{key} needs {sorted(wanted)}, got {sorted(values)}")
        return sentence.format(**values)

    def term(self, family: str, name: object) -> str:
        """The reader's word for an id of the results; the id itself where there is none."""
        key = f"terms.{family}.{name}"
        return self.text(key) if key in self.entries else on_one_line(str(name))

    def names(self, prefix: str) -> list[str]:
        """The next part of every key under `prefix`, in the order of the file."""
        start = f"{prefix}."
        found = [
            k.removeprefix(start).split(".")[0] for k in self.entries if k.startswith(start)
        ]
        return list(dict.fromkeys(found))

    def in_a_row(self, sentences: Iterable[str]) -> str:
        """Sentences one after the other; Chinese puts nothing between them."""
        return ("" if self.language == "zh" else " ").join(sentences)

    def listing(self, parts: list[str]) -> str:
        """`parts` as an enumeration inside a sentence."""
        return self.text("signs.list").join(parts)


@cache
def load_language(language: str) -> dict[str, str]:
    """Every sentence of `language` by its dotted key."""
    path = FOLDER / f"{language}.yaml"
    return flatten(yaml.safe_load(path.read_text(encoding="utf-8")))


def flatten(tree: Mapping[str, Any], prefix: str = "") -> dict[str, str]:
    """The leaves of a nested mapping by dotted key."""
    leaves: dict[str, str] = {}
    for key, value in tree.items():
        name = f"{prefix}{key}"
        if isinstance(value, Mapping):
            leaves |= flatten(value, f"{name}.")
        else:
            leaves[name] = str(value)
    return leaves


def placeholders(sentence: str) -> set[str]:
    """The names in braces in `sentence`."""
    return {name for _, name, _, _ in Formatter().parse(sentence) if name}

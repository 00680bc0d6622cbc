"""What the pipeline says at the terminal: every message stands in a catalogue, zh and en.

`<topic>.yaml` beside this file holds the messages of a topic: `name: {zh: …, en: …}`, with
placeholders as in `str.format`. `message("topic.name", placeholder=value)` is one of them, in
the language of the person at the terminal. Results and reports never depend on that language.
"""

import os
import unicodedata
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from string import Formatter

import yaml

FOLDER = Path(__file__).parent
LANGUAGES = ("zh", "en")
CHOSEN_BY = ("PLUMBLINE_LANG", "LC_ALL", "LC_MESSAGES", "LANG")
"""Variables of the environment that say the language, the first that is set first."""

UNSEEN = {"Cc", "Cf", "Zl", "Zp", "Cs", "Co", "Cn"}
"""Unicode categories that would break a line, hide in it or turn it around."""


def message(name: str, /, **values: object) -> str:
    """The message `name` ("topic.name") in the reader's language, on one line.

    Raises
    ------
    KeyError
        If there is no such message, or `values` are not exactly its placeholders.
    """
    topic, _, key = name.partition(".")
    entries = catalogue(topic)
    if key not in entries:
        raise KeyError(f"no message {name!r}")
    sentence = entries[key][reader_language()]
    if set(values) != (wanted := placeholders(sentence)):
        raise KeyError(f"{name} needs {sorted(wanted)}, got {sorted(values)}")
    shown = {k: on_one_line(v) if isinstance(v, str) else v for k, v in values.items()}
    return sentence.format(**shown)


def reader_language() -> str:
    """The language of the terminal: Chinese if its settings say so, else English."""
    chosen = next(filter(None, (os.environ.get(name) for name in CHOSEN_BY)), "")
    return "zh" if chosen.lower().startswith(("zh", "chinese")) else "en"


def on_one_line(text: str) -> str:
    """`text` with spaces for all white space, and without characters that cannot be seen."""
    seen = (c for c in " ".join(text.split()) if unicodedata.category(c) not in UNSEEN)
    return "".join(seen)


@cache
def catalogue(topic: str) -> dict[str, dict[str, str]]:
    """The messages of `topic`: each in every language."""
    file = FOLDER / f"{topic}.yaml"
    if not file.is_file():
        raise KeyError(f"no messages of {topic!r}")
    return yaml.safe_load(file.read_text(encoding="utf-8"))


@cache
def placeholders(sentence: str) -> frozenset[str]:
    """The names of the values that `sentence` needs."""
    return frozenset(name for _, name, _, _ in Formatter().parse(sentence) if name)


def topics() -> Iterator[str]:
    """All topics that have a catalogue."""
    yield from sorted(file.stem for file in FOLDER.glob("*.yaml"))

"""A person's words are never a template, a formula or markup, wherever a report shows them."""

import html
from dataclasses import replace
from itertools import cycle
from typing import Any

import numpy as np
import pandas as pd
import pytest

from analysis.instrument import Instrument
from analysis.kpi import Kpi
from analysis.messages import on_one_line
from reports import style
from reports.build import build_report
from reports.figures.canvas import panels, rows_axis
from reports.findings import terminal_summary
from reports.inputs import ReportInput
from tests.reports.conftest import INSTRUMENT, KPIS
from tests.reports.test_build import Checked

HOSTILE = [
    "East {direct}", "华东{直营}", "{", "}}{0.__class__}", "{{ 7 * 7 }}", "{% raw %}",
    "US$ 销售额 / US$", "$100k to $1m", r"$\frac{1}{0}$", r"\textbf{x} \n", "50 % %s %(n)d",
    "<script>alert(1)</script>", "</svg><img src=x onerror=y>", "a & b &lt;", "\"quoted\" 'it'",
    "=HYPERLINK(1)", "＝1＋1", "__class__", "-", "x" * 400, "字" * 200, "שלום עולם", "a\u202eb",
    "NaN", "none", "总分|合计", "C:\\new\\table", "line\nbreak", "tab\there", "^_~`*#",
]  # fmt: skip


class Supply:
    """Hands out one hostile word after the other, so that a study holds all of them."""

    def __init__(self, words: list[str]) -> None:
        self.words = cycle(words)

    def texts(self, part: Any) -> Any:
        """A file's content with a word for every text in two languages."""
        if isinstance(part, dict) and set(part) == {"zh", "en"}:
            return {"zh": next(self.words), "en": next(self.words)}
        if isinstance(part, dict):
            return {name: self.texts(value) for name, value in part.items()}
        return [self.texts(value) for value in part] if isinstance(part, list) else part


def with_names(part: Any, names: dict[str, str]) -> Any:
    """Results with other words for the names that a study brings along."""
    if isinstance(part, pd.DataFrame):
        texts = [c for c in part if pd.api.types.is_string_dtype(part[c])]
        return part.assign(**{c: part[c].replace(names) for c in texts})
    if isinstance(part, dict):
        return {name: with_names(value, names) for name, value in part.items()}
    if isinstance(part, list):
        return [with_names(value, names) for value in part]
    return names.get(part, part) if isinstance(part, str) else part


def spoken_in(given: ReportInput, words: list[str]) -> ReportInput:
    """The same study, whose texts and names are `words`."""
    supply = Supply(words)
    data = ("female", "male", "other", "self.csv", "east", "phone")
    names = {name: f"{next(supply.words)}{i}" for i, name in enumerate(data)}
    title = {"zh": next(supply.words), "en": next(supply.words)}
    groups = {"gender": {"title": title, "levels": {names["female"]: title}}, "region": {}}
    asked = Instrument.model_validate(supply.texts(INSTRUMENT.model_dump(by_alias=True)))
    return replace(
        given,
        results=with_names(given.results, names),
        instruments={INSTRUMENT.id: asked},
        kpis={k: Kpi.model_validate(supply.texts(v.model_dump())) for k, v in KPIS.items()},
        run=replace(given.run, settings={**given.run.settings, "people": {"groups": groups}}),
    )


def check_page(page: str) -> None:
    reader = Checked()
    reader.feed(page)
    reader.close()
    assert reader.wrong == []
    assert reader.open == []
    assert reader.loads == []
    assert "script" not in reader.tags


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("turn", [0, 7])
def test_a_report_shows_odd_words_as_they_are(given, language, turn):
    words = HOSTILE[turn:] + HOSTILE[:turn]
    study = spoken_in(given, words)
    page = build_report(study, language=language)
    check_page(page)
    plain = html.unescape(page)
    titles = [getattr(d.title, language) for d in study.instruments[INSTRUMENT.id].dimensions]
    assert [title for title in titles if title not in plain] == []
    assert "{{" not in page.replace("{{ 7 * 7 }}", "")
    assert terminal_summary(study, language=language)


@pytest.mark.slow
@pytest.mark.parametrize("seed", range(12))
def test_a_report_shows_any_words(given, seed):
    rng = np.random.default_rng(seed)
    signs = list("{}$%<>&\\'\"^_~#=+-@|/אa字🙂 \t\n\u202e\u200b") + HOSTILE
    words = ["".join(rng.choice(signs, size=rng.integers(1, 6))) or "x" for _ in range(40)]
    check_page(build_report(spoken_in(given, [f"a{w}" for w in words]), language="en"))


@pytest.mark.parametrize("word", [on_one_line(word) for word in HOSTILE])
def test_a_drawn_label_is_no_formula(word):
    with style.drawing():
        figure, (axes,) = panels(1, 2.0)
        rows_axis(axes, [word])
        axes.set_title(word)
        drawn = style.svg(figure, "fig-x", word)
    assert drawn.startswith("<svg")
    assert not axes.title.get_parse_math()

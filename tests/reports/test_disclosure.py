"""No number about few people leaves in any document, nor follows from those that do."""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from markupsafe import Markup

from reports import disclosure, words
from reports.build import build_report
from reports.disclosure import GROUPED, Closed, Disclosure, closed_of, gate
from reports.findings import FINDINGS, SUMMARY, terminal_summary
from reports.inputs import RULES, ReportInput
from reports.parts import MODULES, table_parts
from reports.reading import Reading, reading_of
from reports.sentences.lead import lead_findings
from tests.reports.conftest import changed
from tests.reports.few_people import (
    LEAST,
    NOBODY_KNOWS,
    Drawn,
    Tables,
    drawn,
    giveaways,
    known,
    possible,
    small_levels,
    tellable,
    told_numbers,
)

STUDIES, FEW_STUDIES = 300, 30
PAGES, FEW_PAGES = 30, 2
"""Whole pages are slow to set; most studies are read by their tables and sentences."""

ABOUT_GROUPS = {"grouping", "group", "focal", "column", "person", "rater"}
"""Columns that say that a table is about people or groups of them."""

EXEMPT = {
    ("intake/answers", "mapping"): "its column is one of the file, not of people",
    ("intake/answers", "people"): "counted by the sample alone, through `Disclosure.count`",
    ("screening/flags", "flags"): "never counted by group",
    ("scoring/scores", "scores"): "drawn as distributions of everybody",
    ("weighting/recommendation", "ranks"): "drawn as places of everybody, without names",
    **{
        ("measurement/invariance", name): "the same people on every occasion"
        for name in (
            "occasions",
            "occasion_items",
            "occasion_effects",
            "occasion_impact",
            "occasion_means",
        )
    },
}
"""Tables with such columns that hold no number about a group, and why."""

NUMBER = re.compile(r"(?<![A-Za-z\d])\d")
"""A digit that is no part of a name such as gender0 or inf1."""

IN_FRONT = (" = ", "＝", "：")
"""What stands between a group and its level."""


def language_once(monkeypatch) -> None:
    """Read each language file once; a page is set without its drawings."""
    loaded = {name: words.load_language(name) for name in ("zh", "en")}
    monkeypatch.setattr(words, "load_language", loaded.__getitem__)
    nothing = {"id": "figure", "svg": Markup(""), "caption": ""}
    monkeypatch.setattr("reports.build.figure_parts", lambda *_: nothing)


@dataclass(frozen=True)
class Touching:
    """What a report makes from tables about groups: tables by chapter and name, sentences."""

    tables: list[tuple[str, str]]
    sentences: list[Callable[[Reading], list[str]]]


@pytest.fixture(scope="module")
def touching(given) -> Touching:
    """Every table and sentence of the report that is made from tables about groups."""
    made = {
        (chapter, name.removeprefix("table_")): getattr(module, name)
        for chapter, (module, _) in MODULES.items()
        for name in dir(module)
        if name.startswith("table_")
    }
    said = [find for finds in [*FINDINGS.values(), *SUMMARY.values()] for find in finds]
    tables = [key for key, draw in made.items() if touches(given, draw)]
    sentences = [find for find in dict.fromkeys([*said, lead_findings]) if touches(given, find)]
    return Touching(tables, sentences)


def touches(given: ReportInput, make: Callable[[Reading], object]) -> bool:
    """Whether what is made asks for a table about groups."""
    asked: set[tuple[str, str]] = set()
    make(Recorded(given, reading_of(given, "en").words, {}, asked))
    return bool(asked & {*GROUPED, ("intake/answers", "people")})


class Recorded(Reading):
    """A reading that notes which tables it is asked for."""

    def __init__(self, given, said, ordered, asked) -> None:
        super().__init__(given, said, ordered)
        object.__setattr__(self, "asked", asked)

    def table(self, rule, name):
        self.asked.add((rule, name))
        return super().table(rule, name)


def test_every_table_about_groups_goes_through_the_gate(given):
    for rule, names in RULES.items():
        for name in names:
            about = ABOUT_GROUPS & set(given.table(rule, name).columns)
            declared = (rule, name) in {*GROUPED, *EXEMPT}
            assert bool(about) == declared or not about, (rule, name, about)


def test_nothing_reads_results_past_the_gate():
    """Only `Reading` and `disclosure` see tables of results as they are."""
    folder = Path(disclosure.__file__).parent
    for module in folder.rglob("*.py"):
        if module.name not in ("reading.py", "disclosure.py", "inputs.py"):
            text = module.read_text(encoding="utf-8")
            assert ".given.table(" not in text, module
            assert ".given.results[" not in text, module


def documents(study: Drawn, language: str, touching: Touching) -> Iterator[str]:
    """Every sentence and every table about groups, as text in rows."""
    reading = reading_of(study.given, language)
    for find in touching.sentences:
        yield "\n".join(find(reading))
    for chapter, name in touching.tables:
        parts = table_parts(reading, chapter, name)
        rows = [[cell for cell, _ in row] for _, own in parts["groups"] for row in own]
        yield "\n".join(["\t".join(row) for row in rows] + [str(parts["basis"])])


def no_giveaway(text: str, study: Drawn) -> None:
    numbers = told_numbers(text)
    forbidden = {n for n in giveaways(study.censuses) if n >= 300} - tellable(study.censuses)
    assert not numbers & forbidden, numbers & forbidden


def no_word_of_small_levels(rows: list[list[str]], study: Drawn) -> None:
    """A row about a small level has no digit but that of `<5`."""
    small = {x for by in study.censuses.values() for x in small_levels(by)} - {NOBODY_KNOWS}
    for row in rows:
        if not small & set(row):
            continue
        said = {cell for cell in row if NUMBER.search(cell)}
        assert said <= {f"<{LEAST}"}, row


@pytest.fixture
def quick(monkeypatch):
    language_once(monkeypatch)


def test_the_studies_drawn_have_every_kind_of_small_group(given):
    kinds = {"known": 0, "unknown": 0, "none": 0}
    for seed in range(60):
        study = drawn(given, seed)
        small = {x for by in study.censuses.values() for x in small_levels(by)}
        kinds["known"] += bool(small - {NOBODY_KNOWS})
        kinds["unknown"] += NOBODY_KNOWS in small
        kinds["none"] += not small
    assert min(kinds.values()) >= 5, kinds


def read_through(given: ReportInput, touching: Touching, studies: range) -> None:
    for seed in studies:
        study = drawn(given, seed)
        for text in documents(study, ("zh", "en")[seed % 2], touching):
            no_giveaway(text, study)
            no_word_of_small_levels([line.split("\t") for line in text.splitlines()], study)


def test_no_document_tells_of_few_people(given, touching, quick):
    assert len(touching.tables) > 15
    assert len(touching.sentences) > 5
    read_through(given, touching, range(FEW_STUDIES))


@pytest.mark.slow
def test_no_document_of_very_many_tells_of_few_people(given, touching, quick):
    read_through(given, touching, range(FEW_STUDIES, STUDIES))


def counts_of(name: str, rows: list[list[str]], labels: list[str]) -> list[str]:
    """The cell after the label of each level, as it stands in a table."""
    found = {}
    for row in rows:
        for i, cell in enumerate(row[:-1]):
            for label in labels:
                if cell == label or cell.endswith((f" = {label}", f"＝{label}", f"：{label}")):
                    rest = [
                        c for c in row[i + 1 :] if c == "–" or c[:1] in "<≥" or c[:1].isdigit()
                    ]
                    found.setdefault(label, rest[0] if rest else "")
    return [found.get(label, "") for label in labels]


def test_no_small_count_follows_from_the_others_and_their_sum(given, quick):
    checked = 0
    for seed in range(FEW_STUDIES):
        study = drawn(given, seed)
        reading = reading_of(study.given, "en")
        unknown = reading.words.text("signs.not_given")
        parts = table_parts(reading, "intake", "sample")
        rows = [[cell for cell, _ in row] for _, own in parts["groups"] for row in own]
        for name, by in study.censuses.items():
            found = by["people"]
            levels = list(found)
            labels = [level or unknown for level in levels]
            own = rows_of_group(rows, reading.words.term("group", name))
            shown = counts_of(name, own, labels)
            assert all(shown), (shown, labels, rows)
            left = possible(shown, sum(found.values()))
            for level, n in zip(levels, left, strict=True):
                if found[level] < LEAST:
                    assert n > 1, (found, shown)
                    checked += 1
    assert checked > FEW_STUDIES / 3


def rows_of_group(rows: list[list[str]], title: str) -> list[list[str]]:
    """The rows of one group of the sample, whose title stands in the first alone."""
    start = next(i for i, row in enumerate(rows) if row[0] == title)
    own = [rows[start]]
    for row in rows[start + 1 :]:
        if row[0]:
            break
        own.append(row)
    return own


def whole_pages(given, seeds) -> None:
    for seed in seeds:
        study = drawn(given, seed)
        for language in ("zh", "en"):
            read = Tables(build_report(study.given, language=language))
            no_giveaway(" ".join(read.text), study)
            no_giveaway(terminal_summary(study.given, language=language), study)
            for rows in read.rows.values():
                no_word_of_small_levels(rows, study)


def test_no_whole_page_tells_of_few_people(given, quick):
    whole_pages(given, range(FEW_PAGES))


@pytest.mark.slow
def test_no_page_of_very_many_tells_of_few_people(given, quick):
    whole_pages(given, range(PAGES))


def test_what_is_read_back_would_show_an_open_gate(given, touching, monkeypatch, quick):
    """The checks find what the report said before there was a gate."""
    monkeypatch.setattr("reports.reading.GROUPED", {})
    monkeypatch.setattr("reports.disclosure.SHOWN", "{}_shown")
    caught = 0
    for seed in range(8):
        study = drawn(given, seed)
        plain = {key: given_shown(study, *key) for key in GROUPED}
        open_study = study.given
        for (rule, name), frame in plain.items():
            open_study = changed(open_study, rule, **{name: frame})
        try:
            for text in documents(Drawn(open_study, study.censuses), "en", touching):
                no_giveaway(text, study)
                rows = [line.split("\t") for line in text.splitlines()]
                no_word_of_small_levels(rows, study)
        except AssertionError:
            caught += 1
    assert caught >= 4


def given_shown(study: Drawn, rule: str, name: str) -> pd.DataFrame:
    frame = study.given.table(rule, name)
    counts = [count for count, _ in GROUPED[rule, name].own]
    return frame.assign(**{f"{c}_shown": frame[c].map("{:,.0f}".format) for c in counts})


def text_of(census: dict[str, int], least: int) -> list[str]:
    closed = closed_of([census], [], least)
    said = Disclosure(least, {"g": closed} if closed else {})
    return [said.count("g", level, n) for level, n in census.items()]


@pytest.mark.parametrize(
    ("census", "shown"),
    [
        ({"a": 120, "b": 60}, ["120", "60"]),
        ({"a": 120, "b": 3, "c": 2, "d": 60}, ["120", "<5", "<5", "60"]),
        ({"a": 120, "b": 3, "c": 60}, ["≥119", "<5", "60"]),
        ({"a": 0, "b": 4}, ["–", "–"]),
        ({"a": 120, "b": 1, "c": 2, "d": 60}, ["≥115", "<5", "<5", "60"]),
        ({"female": 240, "male": 239, "": 1}, ["≥237", "239", "<5"]),
        ({"a": 5, "b": 0}, ["–", "–"]),
    ],
)
def test_one_person_hides_one_level_and_leaves_the_others(census, shown):
    assert text_of(census, 5) == shown


@pytest.mark.parametrize("cells", [2, 3, 4])
def test_of_every_hidden_level_two_values_remain_possible(cells):
    """By brute force over all small studies."""
    for counts in product(range(8), repeat=cells):
        census = {str(i): n for i, n in enumerate(counts)}
        shown, total = text_of(census, 4), sum(counts)
        assert not [t for t, n in zip(shown, counts, strict=True) if n < 4 and t.isdigit()]
        if total < 4:
            continue
        every = [p for p in product(*ranges(shown, total)) if sum(p) == total]
        for i, n in enumerate(counts):
            if n < 4:
                assert len({p[i] for p in every}) > 1, (counts, shown)
        told = sum(n for n, t in zip(counts, shown, strict=True) if t.isdigit())
        assert total - told == 0 or total - told >= 4, (counts, shown)


def ranges(shown: list[str], most: int) -> list[range]:
    bounds = {"<4": range(4), "–": range(most + 1)}
    return [
        bounds[t] if t in bounds
        else range(int(t[1:]), most + 1) if t[0] == "≥"
        else range(int(t), int(t) + 1)
        for t in shown
    ]  # fmt: skip


def test_a_level_that_is_small_anywhere_is_hidden_everywhere():
    """Six people, of whom four answered everything."""
    whole = {"a": 300, "b": 200, "c": 6}
    closed = closed_of([whole, {"a": 290, "b": 190, "c": 6}], [{"c": 4}], 5)
    assert closed == Closed(frozenset({"c"}), {})
    said = Disclosure(5, {"g": closed})
    assert [said.count("g", "c", n) for n in (6, 4)] == ["–", "<5"]
    assert said.count("g", "a", 300) == "300"


def test_the_gate_leaves_nothing_of_a_hidden_level_but_its_name():
    frame = pd.DataFrame(
        {"column": "g", "group": ["a", "b", "c"], "n": [300, 3, 60], "n_train": [63, 360, 303]}
    ).assign(estimate=[0.3, 0.9, 0.2], note=["", "group_too_small", ""])
    said = Disclosure(5, {"g": Closed(frozenset({"b"}), {"a": 299})})
    found = gate(said, GROUPED["weighting/tournament", "left_out"], frame)
    assert found["n_shown"].tolist() == ["≥299", "<5", "60"]
    assert found["n_train"].isna().all()
    assert found["estimate"].isna().tolist() == [False, True, False]
    assert np.isnan(found["n"][:2]).all()
    assert found["group"].tolist() == ["a", "b", "c"]


def test_without_small_groups_the_gate_changes_nothing():
    frame = pd.DataFrame(
        {"column": "g", "group": ["a", "b"], "n": [300, 60], "n_train": [60, 300]}
    )
    found = gate(Disclosure(5, {}), GROUPED["weighting/tournament", "left_out"], frame)
    pd.testing.assert_frame_equal(found[list(frame)], frame, check_dtype=False)
    assert found["n_shown"].tolist() == ["300", "60"]


def test_groups_known_by_number_are_not_listed(given):
    """A manager's number beside the size of the team says who it is."""
    frame = given.table("weighting/tournament", "left_out").assign(column="manager")
    study = changed(given, "weighting/tournament", left_out=frame.assign(group="17"))
    for language in ("zh", "en"):
        parts = table_parts(reading_of(study, language), "tournament", "left_out")
        assert parts["groups"] == [] or "17" not in str(parts["groups"])


def test_the_levels_of_the_tests_are_known():
    assert known({"a": 1, NOBODY_KNOWS: 2}) == {"a": 1}

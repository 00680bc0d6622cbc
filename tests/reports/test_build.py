"""The page: complete, well-formed, self-contained, safe, the same twice."""

import re
from dataclasses import replace
from html.parser import HTMLParser

import pytest

from analysis.instrument import Text
from reports.appendix import SUPPLEMENTARY
from reports.build import CHAPTERS, build_report
from reports.inputs import missing_results
from reports.parts import MODULES

VOID = {"meta", "br", "hr", "img", "link", "input", "path", "use", "rect", "circle", "line"}
LOADING = ("src", "srcset", "data", "poster", "action")


class Checked(HTMLParser):
    """Reads a page, keeping open tags, ids, links and whatever would be loaded."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.tags: list[str] = []
        self.wrong: list[str] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append(tag)
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if "href" in given else []
        self.loads += [given[name] for name in LOADING if name in given]
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.handle_starttag(tag, attrs)
        if tag not in VOID:
            self.open.pop()

    def handle_endtag(self, tag):
        if tag in VOID:
            return
        if not self.open or self.open[-1] != tag:
            self.wrong.append(tag)
        else:
            self.open.pop()


@pytest.fixture(scope="module", params=["zh", "en"])
def page(given, request) -> str:
    return build_report(given, language=request.param)


@pytest.fixture(scope="module")
def collected(unlike) -> str:
    return build_report(unlike, language="en")


def checked(page: str) -> Checked:
    parser = Checked()
    parser.feed(page)
    parser.close()
    return parser


def test_page_is_well_formed_and_complete(page):
    found = checked(page)
    assert not found.open
    assert not found.wrong
    assert set(CHAPTERS) <= set(found.ids)
    assert len(found.ids) == len(set(found.ids))
    assert found.tags.count("figure") == 20
    assert page.count('role="img" aria-label="') == 20


def test_page_needs_nothing_else(page):
    found = checked(page)
    assert not found.loads
    assert {"script", "link", "img", "iframe"}.isdisjoint(found.tags)
    assert all(link.startswith("#") for link in found.links)
    assert {link.removeprefix("#") for link in found.links} <= set(found.ids)
    assert not re.search(r"https?:|url\((?!#)|@import", page)


def test_same_input_gives_the_same_bytes(given, page):
    language = "zh" if 'lang="zh-CN"' in page else "en"
    assert build_report(given, language=language) == page


def test_labels_from_outside_are_escaped(given, instrument):
    evil = '<script>alert("x")</script>'
    dimension = instrument.dimensions[0]
    title = Text(zh=evil, en=evil)
    changed = dimension.model_copy(update={"title": title})
    other = instrument.model_copy(update={"dimensions": [changed, *instrument.dimensions[1:]]})
    study = replace(given.study, title=title)
    page = build_report(
        replace(given, instruments={other.id: other}, study=study), language="en"
    )
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_simulated_data_are_called_so_at_every_figure_and_table(page):
    found = checked(page)
    areas = found.tags.count("figure") + page.count('<div class="table"')
    assert page.count('<span class="simulated">') == areas
    assert 'class="banner"' in page


def test_collected_data_are_not(collected):
    assert 'class="simulated"' not in collected
    assert 'class="banner"' not in collected


def test_empty_table_says_so(collected):
    assert "Nothing to show." in collected


def test_a_plain_study_is_told_as_well(plain):
    page = build_report(plain, language="zh")
    assert checked(page).tags.count("figure") == 19
    assert "上级评价" in page
    assert "群组数" not in page
    assert "每个人各自视为独立" in page
    assert "同一群组" not in page
    assert "各指标均未调整" in page
    assert 'id="criterion-adjustment"' not in page


def test_small_groups_are_not_shown(page):
    assert "&lt;5" in page


def test_lacking_results_are_all_named(given):
    results = {**given.results}
    del results["weighting/recommendation"]
    results["intake/answers"] = {
        k: v for k, v in results["intake/answers"].items() if k != "flow"
    }
    lines = missing_results(results)
    assert "intake/answers: no flow" in lines
    assert "weighting/recommendation: no weights" in lines
    with pytest.raises(ValueError, match="weighting/recommendation: no alternatives"):
        build_report(replace(given, results=results), language="en")


def test_a_chapter_points_to_each_table_of_the_appendix_by_its_number(page):
    """Numbers are counted by the style sheet there, so order is what must agree."""
    _, appendix = page.split('<section id="appendix"')
    pointed = re.findall(r'<p class="pointer"><a href="#([\w-]+)">\D*(\d+)</a>', page)
    held = re.findall(r'<div class="table" id="([\w-]+)"', appendix)
    assert held
    assert pointed == [(name, str(number)) for number, name in enumerate(held, 1)]


def test_every_supplementary_table_can_be_drawn():
    unknown = [
        (chapter, name)
        for chapter, names in SUPPLEMENTARY.items()
        for name in names
        if not hasattr(MODULES[chapter][0], f"table_{name}")
    ]
    assert not unknown

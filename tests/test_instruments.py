import re
from copy import deepcopy
from itertools import chain
from pathlib import Path

import pytest

from analysis.errors import InstrumentError
from analysis.instrument import Instrument, load_closed, load_instrument
from analysis.kpi import KpiDictionary, load_kpis

ROOT = Path(__file__).parents[1]
FILES = sorted((ROOT / "instruments").glob("*.yaml"))
ABSOLUTE = {
    "zh": ["总是", "从不", "一定", "所有", "任何", "完全", "绝对"],
    "en": ["always", "never", "all", "every", "any", "must"],
}
FREQUENCY = {
    "zh": ["经常", "常常", "有时", "很少", "偶尔"],
    "en": ["often", "sometimes", "rarely"],
}
NEGATION = {"zh": ["不", "没有", "未"], "en": ["not", "no", "never", "without"]}
DOUBLE = {"zh": ["并且", "而且", "以及"], "en": ["and also", "as well as"]}


def words_in(text: str, language: str, words: list[str]) -> list[str]:
    if language == "zh":
        return [w for w in words if w in text]
    return [w for w in words if re.search(rf"\b{w}\b", text.lower())]


def wordings(instrument: Instrument, language: str) -> list[str]:
    texts = chain.from_iterable((x.self, x.other) for x in instrument.all_items.values())
    return [getattr(text, language) for text in texts if text is not None]


@pytest.fixture
def sales_six() -> Instrument:
    return load_instrument(ROOT / "instruments" / "sales_six.yaml")


@pytest.fixture
def sapa_bfi() -> Instrument:
    return load_instrument(ROOT / "instruments" / "sapa_bfi.yaml")


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_an_instrument_loads_under_the_name_of_its_file(path: Path):
    assert load_instrument(path).id == path.stem


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
@pytest.mark.parametrize("language", ["zh", "en"])
def test_no_two_items_share_a_wording(path: Path, language: str):
    texts = wordings(load_instrument(path), language)
    assert len(texts) == len(set(texts))


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_an_editor_finds_the_schema(path: Path):
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert first == "# yaml-language-server: $schema=../workflow/schemas/instrument.schema.json"


def test_sales_six_has_five_items_for_each_of_six_dimensions(sales_six: Instrument):
    assert [len(items) for items in sales_six.scored.values()] == [5] * 6
    for dimension, items in sales_six.scored.items():
        assert items == [f"{dimension[:3]}{i}" for i in range(1, 6)]


def test_every_dimension_has_one_reversed_item(sales_six: Instrument):
    for items in sales_six.scored.values():
        assert sum(sales_six.all_items[item].reversed for item in items) == 1


def test_every_item_has_both_wordings_and_says_what_it_samples(sales_six: Instrument):
    for item in sales_six.all_items.values():
        assert item.other is not None
        assert item.note
        assert item.self.zh.count("我") >= 1
        assert "该员工" in item.other.zh
        assert re.search(r"\b(I|my)\b", item.self.en)
        assert "this person" in item.other.en.lower()


def test_both_wordings_differ_only_in_who_is_meant(sales_six: Instrument):
    for item in sales_six.all_items.values():
        assert item.other is not None
        assert item.self.zh.replace("我", "").replace("自己", "") == item.other.zh.replace(
            "该员工", ""
        ).replace("自己", "")


def test_every_dimension_has_five_levels_and_reconstructed_ones_say_what_was_added(
    sales_six: Instrument,
):
    for dimension in sales_six.dimensions:
        assert [level.level for level in dimension.levels] == [1, 2, 3, 4, 5]
        for level in dimension.levels:
            assert level.reconstructed == (level.added is not None)


def test_customer_orientation_is_as_the_source_has_it(sales_six: Instrument):
    assert not any(level.reconstructed for level in sales_six.dimension("customer").levels)


@pytest.mark.parametrize("language", ["zh", "en"])
def test_items_are_plain(sales_six: Instrument, language: str):
    for text in wordings(sales_six, language):
        assert not words_in(text, language, ABSOLUTE[language]), text
        assert not words_in(text, language, FREQUENCY[language]), text
        assert not words_in(text, language, DOUBLE[language]), text
        assert len(words_in(text, language, NEGATION[language])) <= 1, text


@pytest.mark.parametrize(("language", "longest"), [("zh", 30), ("en", 100)])
def test_items_are_short(sales_six: Instrument, language: str, longest: int):
    assert max(map(len, wordings(sales_six, language))) <= longest


def test_sapa_bfi_is_the_published_questionnaire(sapa_bfi: Instrument):
    assert sapa_bfi.adopted
    assert list(sapa_bfi.all_items) == [f"{d}{i}" for d in "ACENO" for i in range(1, 6)]
    turned = {item.id for item in sapa_bfi.all_items.values() if item.reversed}
    assert turned == {"A1", "C4", "C5", "E1", "E2", "O2", "O5"}
    assert sapa_bfi.options["agreement6"].high == 6


PERSPECTIVES = {
    "financial": [
        *("attainment", "sales_amount", "sales_volume", "sales_growth", "gross_margin"),
        *("gross_profit", "collection_rate", "expense_rate", "acquisition_cost"),
    ],
    "customer": [
        *("new_customers", "satisfaction", "retention", "churn", "repurchase"),
        *("referrals", "lifetime_value", "return_rate", "response_hours"),
    ],
    "process": [
        *("win_rate", "lead_conversion", "proposal_conversion", "contract_conversion"),
        *("cycle_days", "follow_ups", "visits", "forecast_error", "record_completeness"),
    ],
    "learning": ["training_hours", "knowledge_test", "certifications", "cooperation"],
}


@pytest.mark.parametrize("perspective", PERSPECTIVES)
def test_every_perspective_has_its_indicators(perspective: str):
    path = ROOT / "instruments" / "kpi" / f"{perspective}.yaml"
    dictionary = load_closed(path, KpiDictionary)
    assert dictionary.perspective == perspective
    assert [kpi.id for kpi in dictionary.kpis] == PERSPECTIVES[perspective]


def test_every_kpi_says_its_period_what_it_misses_and_what_moves_it():
    kpis = load_kpis(ROOT / "instruments" / "kpi")
    assert set(kpis) == {k for names in PERSPECTIVES.values() for k in names}
    assert all(k.period and k.misses and k.contaminated_by for k in kpis.values())


def test_what_should_be_low_is_turned():
    kpis = load_kpis(ROOT / "instruments" / "kpi")
    lower = {k.id for k in kpis.values() if k.better == "lower"}
    costs = {"expense_rate", "acquisition_cost", "churn", "return_rate"}
    assert lower == costs | {"response_hours", "cycle_days", "forecast_error"}


def test_kpi_wordings_are_told_apart_in_both_languages():
    kpis = load_kpis(ROOT / "instruments" / "kpi").values()
    for language in ("zh", "en"):
        for part in ("title", "definition"):
            texts = [getattr(getattr(k, part), language) for k in kpis]
            assert len(texts) == len(set(texts))


GRADED = {
    "schema_version": 1,
    "id": "graded",
    "version": "1.0.0",
    "title": {"zh": "题", "en": "T"},
    "source": "ours",
    "options": {"yes": {"codes": {0: {"zh": "否", "en": "No"}, 1: {"zh": "是", "en": "Yes"}}}},
    "dimensions": [
        {
            "id": "d",
            "title": {"zh": "维度", "en": "D"},
            "definition": {"zh": "定义", "en": "D"},
            "items": [{"id": "i", "self": {"zh": "我", "en": "I"}, "options": "yes"}],
        }
    ],
}
SAID = {"zh": "说", "en": "said"}
LEVEL = {"level": 1, "title": SAID, "behaviour": SAID}
ELEMENT = {"id": "e", "title": SAID, "definition": SAID}
STAGE = {"stage": 1, "title": SAID, "description": SAID}
ANCHORS = [{"rating": 1, "behaviour": SAID}, {"rating": 3, "behaviour": SAID}]
QUESTION = {"dimension": "d", "question": SAID, "follow_ups": [SAID], "anchors": ANCHORS}


@pytest.mark.parametrize(
    ("part", "change", "reason"),
    [
        ("d", {"levels": [LEVEL, LEVEL]}, "d: level 1 appears twice"),
        ("d", {"elements": [ELEMENT, ELEMENT]}, "d: element e appears twice"),
        ("d", {"reconstructed": True}, "go together"),
        ("d", {"levels": [LEVEL | {"added": "all"}]}, "go together"),
        ("file", {"career_stages": [STAGE, STAGE]}, "career stage 1 appears twice"),
        ("file", {"interview": [QUESTION | {"dimension": "x"}]}, "interview: no dimension x"),
        ("file", {"interview": [QUESTION | {"anchors": ANCHORS[::-1]}]}, "rising ratings"),
        ("file", {"structure": {"titles": {"g": SAID}}}, "structure.titles: no g"),
    ],
)
def test_what_does_not_fit_in_a_model_is_named(part: str, change: dict, reason: str):
    raw = deepcopy(GRADED)
    assert Instrument.model_validate(raw)
    (raw if part == "file" else raw["dimensions"][0]).update(change)
    with pytest.raises(ValueError, match=reason):
        Instrument.model_validate(raw)


@pytest.mark.parametrize(
    ("raw", "problem"),
    [
        ("title: 问卷\n".encode("gb18030"), "not UTF-8 text; save it as UTF-8"),
        (b"title: 'no end\n", "line 2, column 1: found unexpected end of stream"),
        (b"a: &a [1,1,1]\n" + b"b: [*a]\nb: 2\n", "line 3, column 1: b stands twice"),
        (b"- 1\n", "must be a mapping of names to values"),
        (b"a: \x01\n", "it holds a control character; type it anew"),
    ],
)
def test_a_damaged_file_is_one_line(tmp_path, raw, problem):
    (tmp_path / "x.yaml").write_bytes(raw)
    with pytest.raises(InstrumentError) as caught:
        load_instrument(tmp_path / "x.yaml")
    assert str(caught.value) == f"{tmp_path / 'x.yaml'}: {problem}"

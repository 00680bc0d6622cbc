"""The competency model in the report: every dimension and level by its name."""

from dataclasses import replace
from pathlib import Path

import pytest

from analysis.instrument import load_instrument
from reports.build import build_report
from reports.reading import Reading
from reports.tables.model import table_dimensions, table_levels
from reports.words import Words

ROOT = Path(__file__).resolve().parents[2]


def of(given, name: str, language: str) -> Reading:
    instrument = load_instrument(ROOT / "instruments" / f"{name}.yaml")
    return Reading(replace(given, instruments={name: instrument}), Words(language))


def test_dimensions_have_their_definitions(english, instrument):
    table = table_dimensions(english).set_index("Dimension")
    assert list(table.index) == [d.title.en for d in instrument.dimensions]
    assert (
        table.loc["Persistence", "Definition"]
        == instrument.dimension("persistence").definition.en
    )
    assert set(table["Items"]) == {"5"}
    assert "Elements" not in table


def test_elements_are_named_where_a_model_has_them(given):
    table = table_dimensions(of(given, "sales_management", "zh")).set_index("维度")
    assert table.loc["战略规划与目标管理", "要素"] == "市场趋势分析、销售目标拆解、区域策略定制"
    assert table.loc["领导力", "要素"] == ""
    assert table.loc["战略规划与目标管理", "题数"] == "9"


@pytest.mark.parametrize(
    ("language", "level", "behaviour", "origin"),
    [
        (
            "zh",
            "1 · 掌握信息",
            "清楚市场信息的来源，主动加以利用。掌握大客户的",
            ("原文", "补写"),
        ),
        (
            "en",
            "1 · Knowing the facts",
            "uses it. Knows the background",
            ("source", "reconstructed"),
        ),
    ],
)
def test_levels_have_all_their_behaviours(given, language, level, behaviour, origin):
    reading = of(given, "key_account", language)
    table = table_levels(reading)
    assert len(table) == 4 * 3
    first, last = table.iloc[0], table.iloc[-1]
    assert first.iloc[1] == level
    assert behaviour in first.iloc[2]
    assert (first.iloc[3], last.iloc[3]) == origin


def test_a_model_without_levels_shows_no_table_of_them(given, instrument):
    dimensions = [d.model_copy(update={"levels": []}) for d in instrument.dimensions]
    bare = instrument.model_copy(update={"dimensions": dimensions})
    shown, without = (
        build_report(replace(given, instruments={i.id: i}), language="en")
        for i in (instrument, bare)
    )
    assert "Levels of the dimensions" in shown
    assert "Levels of the dimensions" not in without

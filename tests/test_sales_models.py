"""The models of documents 000 (its last parts), 001 and 002, as the texts have them."""

import re
from pathlib import Path

import pytest

from analysis.instrument import Instrument, load_instrument

ROOT = Path(__file__).parents[1]
NAMES = ["channel_sales", "sales_consultant", "sales_management", "key_account"]
SIZES = {
    "channel_sales": [4] * 8,
    "sales_consultant": [5] * 6,
    "sales_management": [*[5] * 4, *[9] * 4, 7, 5],
    "key_account": [*[5] * 3, *[6] * 4],
}
"""Items of every dimension; areas of sales managers have three or more for each element."""


def named(name: str) -> Instrument:
    return load_instrument(ROOT / "instruments" / f"{name}.yaml")


@pytest.mark.parametrize("name", NAMES)
def test_every_dimension_has_its_items(name: str):
    assert [len(items) for items in named(name).scored.values()] == SIZES[name]


@pytest.mark.parametrize("name", NAMES)
def test_dimensions_of_five_items_and_more_have_one_reversed(name: str):
    instrument = named(name)
    for items in instrument.scored.values():
        turned = sum(instrument.all_items[item].reversed for item in items)
        assert turned == (len(items) >= 5)


@pytest.mark.parametrize("name", NAMES)
def test_wordings_differ_only_in_who_is_meant(name: str):
    who = "该管理者" if name == "sales_management" else "该员工"
    for item in named(name).all_items.values():
        assert item.other is not None
        assert item.self.zh.replace("我", who) == item.other.zh
        assert re.search(r"\b(I|my)\b", item.self.en)
        assert not re.search(r"\b(I|my|our)\b", item.other.en)
        assert re.match(r"00[0-2], \S+", item.note or "")


def test_channel_sales_has_four_stages_and_each_professional_item_samples_one():
    channel = named("channel_sales")
    assert [stage.level for stage in channel.career_stages] == [1, 2, 3, 4]
    professional = channel.structure.higher_order["professional_competency"]
    for dimension in channel.dimensions:
        levels = [item.level for item in dimension.items]
        assert levels == ([1, 2, 3, 4] if dimension.id in professional else [None] * 4)
        assert all(level.reconstructed for level in dimension.levels)


def test_key_account_has_three_levels_and_says_where_the_text_breaks_off():
    account = named("key_account")
    assert account.structure.hypothesised == "second_order"
    lost = [
        (d.id, level.level)
        for d in account.dimensions
        for level in d.levels
        if level.reconstructed
    ]
    assert lost == [("business_management", 2), ("business_management", 3)]
    for name in account.structure.higher_order["professional_competency"]:
        dimension = account.dimension(name)
        assert [level.level for level in dimension.levels] == [1, 2, 3]
        assert [item.level for item in dimension.items] == [1, 1, 2, 2, 3, 3]
        assert all(level.anchors for level in dimension.levels)


def test_sales_management_has_three_items_for_every_element():
    management = named("sales_management")
    assert [d.id for d in management.dimensions if d.reconstructed] == ["digital_tools"]
    for dimension in management.dimensions:
        for element in dimension.elements:
            assert sum(item.element == element.id for item in dimension.items) >= 3
    lost = [e.id for d in management.dimensions for e in d.elements if e.reconstructed]
    assert lost == ["customer_retention"]

"""Anchor: columns put in order by hand; the order of a form that was drawn."""

from analysis.columns import RESPONSE
from analysis.form_plan import orders_of_forms, with_checks
from analysis.intake.answers import answers
from analysis.intake.raw_exports import read_export
from tests.intake.exported import (
    DATA,
    INSTRUMENTS,
    ITEMS,
    KEY,
    MAX_INVALID_SHARE,
    MIN_MATCHED_SHARE,
    manager_export,
    self_export,
    taken_in,
)

SELF = read_export(DATA / "self_codes.csv", "auto").table
OTHERS = [column for column in SELF if column not in ITEMS]
FORM = {"items_per_page": 3, "attention_checks": 1}


def items_of(result) -> list[str]:
    assert list(result.answers) == list(result.keyed)
    return list(result.answers)[len(RESPONSE) :]


def told(result) -> list[str]:
    return [n["file"] for n in result.notes if n["note"] == "columns_in_another_order"]


def test_the_columns_of_the_first_file_decide():
    back = self_export("back.csv", SELF[[*OTHERS, *ITEMS[::-1]]])
    result = taken_in(back, self_export(wave=2), manager_export())
    assert items_of(result) == ITEMS[::-1]
    assert set(told(result)) == {"self_codes.csv", "manager.csv"}
    other_way = taken_in(self_export(wave=2), back)
    assert items_of(other_way) == ITEMS
    assert told(other_way) == ["back.csv"]


def test_columns_are_called_by_the_items_they_hold():
    called = {f"Q{i}": item for i, item in enumerate(ITEMS)}
    table = SELF[[*OTHERS, *ITEMS[::-1]]].rename(columns={v: k for k, v in called.items()})
    assert items_of(taken_in(self_export(table=table, rename=called))) == ITEMS[::-1]


def test_items_that_the_file_lacks_come_last():
    some = [*ITEMS[:0:-1]]
    result = taken_in(self_export(table=SELF[[*OTHERS, *some]], items=some))
    assert items_of(result) == [*some, ITEMS[0]]
    assert told(result) == []


def test_the_form_that_was_drawn_is_known_by_its_checks():
    seed = 5
    [order] = orders_of_forms(INSTRUMENTS, seed, **FORM).values()
    asked = with_checks(INSTRUMENTS, seed, **FORM)
    assert sorted(order) == sorted(asked["small"].all_items)
    assert order != list(asked["small"].all_items)
    rules = {
        "key": KEY,
        "duplicates": "latest_complete",
        "max_invalid_share": MAX_INVALID_SHARE,
        "min_matched_share": MIN_MATCHED_SHARE,
    }
    for table, expected in (
        (SELF.assign(attention1="1"), order),
        (SELF, [*ITEMS, "attention1"]),
    ):
        export = self_export(table=table)
        result = answers([export], None, asked, form_orders={"small": order}, **rules)
        assert items_of(result) == expected
    assert orders_of_forms(INSTRUMENTS, seed, items_per_page=3, attention_checks=0) == {}

"""Every rule finds what was planted, in both languages, and nothing in what is sound."""

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from string import Formatter
from typing import Any

import pytest

from analysis.instrument import Instrument, load_instrument
from analysis.linting.findings import Finding
from analysis.linting.lint import lint
from analysis.linting.rules import LANGUAGES, LintRules, load_rules

ROOT = Path(__file__).parents[2]
FILES = sorted((ROOT / "instruments").glob("*.yaml"))
SOUND = [
    ("推荐产品之前，我先问清客户的需求。", "Before recommending a product, I ask about needs."),
    ("我当天回复客户的邮件。", "I answer customers' mail the same day."),
    ("我把竞争对手的报价记录下来。", "I write down what competitors charge."),
    ("项目结束后，我约客户回顾过程。", "After a project, I review it with the customer."),
    ("谈判陷入僵局时，我起身离开。", "When talks stall, I walk out."),
]


@pytest.fixture(scope="module")
def rules() -> LintRules:
    return load_rules(ROOT / "config" / "wording.yaml")


def text(zh: str, en: str) -> dict[str, str]:
    return {"zh": zh, "en": en}


def other(zh: str, en: str) -> dict[str, str]:
    return text(
        zh.replace("我", "该员工"), en.replace("my ", "their ").replace("I ", "this person ")
    )


def item(number: int, zh: str, en: str) -> dict[str, Any]:
    return {
        "id": f"i{number}",
        "self": text(zh, en),
        "other": other(zh, en),
        "options": "yes",
        "note": "ours",
        "reversed": number == 5,
        "level": number if number < 3 else None,
    }


def sound() -> dict[str, Any]:
    levels = [
        {"level": n, "title": text("等级", "Level"), "behaviour": text("表现", "Behaviour")}
        for n in (1, 2)
    ]
    dimension = {
        "id": "d",
        "title": text("服务", "Service"),
        "definition": text("为客户服务。", "Serving customers."),
        "levels": levels,
        "items": [item(n, zh, en) for n, (zh, en) in enumerate(SOUND, start=1)],
    }
    return {
        "schema_version": 1,
        "id": "planted",
        "version": "1.0.0",
        "title": text("题目", "Title"),
        "source": "ours",
        "options": {"yes": {"codes": {0: text("否", "No"), 1: text("是", "Yes")}}},
        "dimensions": [dimension],
    }


def found(raw: dict[str, Any], rules: LintRules) -> list[Finding]:
    return lint(Instrument.model_validate(raw), rules)


def reworded(number: int, zh: str, en: str) -> Callable[[dict[str, Any]], None]:
    def plant(raw: dict[str, Any]) -> None:
        target = raw["dimensions"][0]["items"][number - 1]
        target["self"], target["other"] = text(zh, en), other(zh, en)

    return plant


ZH, EN = SOUND[0]
WORDINGS = [
    ("double_barrelled", 1, "我记录需求，并写出方案。", EN, "zh"),
    ("double_barrelled", 1, "我记录需求并写出方案。", EN, "zh"),
    ("double_barrelled", 1, "我了解需求以及预算。", EN, "zh"),
    ("double_barrelled", 1, "我用电话或邮件联系客户。", EN, "zh"),
    ("double_barrelled", 1, ZH, "I note needs and write an offer.", "en"),
    ("double_barrelled", 1, ZH, "I call or write before a visit.", "en"),
    ("negation", 1, "没有把握时，我不报价。", EN, "zh"),
    ("negation", 1, ZH, "I do not quote a price without approval.", "en"),
    ("negated_reversal", 5, "我不打电话。", SOUND[4][1], "zh"),
    ("negated_reversal", 5, SOUND[4][0], "I do not return calls.", "en"),
    ("negated_reversal", 5, SOUND[4][0], "I don't return calls.", "en"),
    ("absolute", 1, "我记录客户提出的所有要求。", EN, "zh"),
    ("absolute", 1, ZH, "I note every request of a customer.", "en"),
    ("frequency", 1, "我经常拜访客户。", EN, "zh"),
    ("frequency", 1, ZH, "I often visit customers.", "en"),
    (
        "too_long",
        1,
        "在拜访那些已经很久没有下过订单的重要客户之前，我先查阅他们的往来记录。",
        EN,
        "zh",
    ),
    ("too_long", 1, ZH, "Before a visit to " + "an important " * 9 + "customer, I read.", "en"),
    ("near_duplicate", 1, "我当天就回复客户的邮件。", EN, "zh"),
    ("near_duplicate", 1, ZH, "I answer customers' mail on the same day.", "en"),
]


def test_a_sound_instrument_has_no_findings(rules: LintRules):
    assert found(sound(), rules) == []


@pytest.mark.parametrize(("rule", "number", "zh", "en", "language"), WORDINGS)
def test_a_planted_wording_is_found_where_it_is(
    rules: LintRules, rule: str, number: int, zh: str, en: str, language: str
):
    raw = sound()
    reworded(number, zh, en)(raw)
    findings = found(raw, rules)
    assert {(x.rule, x.language) for x in findings} == {(rule, language)}
    parts = {"self"} if rule == "near_duplicate" else {"self", "other"}
    assert {x.part for x in findings} == parts
    places = {f"d/i{number}"} if rule != "near_duplicate" else {"d/i2"}
    assert {x.where for x in findings} == places


@pytest.mark.parametrize(
    ("zh", "en"),
    [
        ("我向不同的客户介绍产品。", "I weigh the pros and cons of an offer."),
        ("我按照未来的需求推荐产品。", "I visit customers two or three times."),
        ("没有订单时，我照样拜访客户。", "Without an order, I still pay a visit."),
        ("我整理所有权证明。", "I visit customers after all."),
        ("我合并两份订单。", "I walk through an exhibition hall."),
    ],
)
def test_harmless_phrases_are_left_alone(rules: LintRules, zh: str, en: str):
    raw = sound()
    reworded(1, zh, en)(raw)
    assert found(raw, rules) == []


def turned(raw: dict[str, Any], *, to: bool) -> None:
    for x in raw["dimensions"][0]["items"]:
        x["reversed"] = to


def second_dimension(raw: dict[str, Any]) -> None:
    extra = deepcopy(raw["dimensions"][0]) | {"id": "e"}
    words = "甲乙丙丁戊己庚辛壬癸子"
    extra["items"] = [
        item(10 + n, f"我{c}{c}。", f"I {chr(97 + n) * 4}.") | {"level": None}
        for n, c in enumerate(words)
    ]
    extra["items"][0]["reversed"] = True
    raw["dimensions"].append(extra)


def with_elements(raw: dict[str, Any], of: list[str]) -> None:
    dimension = raw["dimensions"][0]
    said = {"title": text("要素", "Element"), "definition": text("定义", "Definition")}
    dimension["elements"] = [{"id": e, **said} for e in ("a", "b")]
    for x, element in zip(dimension["items"], of, strict=True):
        x["element"] = element


def skip_a_level(raw: dict[str, Any]) -> None:
    first(raw)["levels"][1]["level"] = first(raw)["items"][1]["level"] = 4


def said(raw: dict[str, Any], number: int, part: str, **texts: str) -> None:
    raw["dimensions"][0]["items"][number - 1][part] |= texts


def first(raw: dict[str, Any]) -> dict[str, Any]:
    return raw["dimensions"][0]


UNSAID = "Answers customers' mail the same day."
OTHERWISE = text("该员工当天回复同事的邮件。", "This person visits colleagues at home.")
PLANTED: list[tuple[str, str, str | None, Callable[[dict[str, Any]], Any]]] = [
    ("missing_language", "planted/d/i2", "zh", lambda r: said(r, 2, "self", zh="I answer.")),
    ("missing_language", "planted/d", "en", lambda r: first(r)["title"].update(en="服务")),
    ("too_few_items", "d", None, lambda r: first(r).update(items=first(r)["items"][:3])),
    ("too_few_items", "d/b", None, lambda r: with_elements(r, ["a", "a", "a", "b", "b"])),
    ("element_unsampled", "d", None, lambda r: with_elements(r, ["a"] * 5)),
    ("unbalanced", "planted", None, second_dimension),
    ("no_reversed", "d", None, lambda r: turned(r, to=False)),
    ("all_reversed", "d", None, lambda r: turned(r, to=True)),
    ("level_gap", "d", None, skip_a_level),
    ("level_unsampled", "d", None, lambda r: first(r)["items"][1].update(level=1)),
    ("other_missing", "d/i2", None, lambda r: first(r)["items"][1].update(other=None)),
    ("wrong_person", "d/i2", "zh", lambda r: said(r, 2, "other", zh=SOUND[1][0])),
    ("wrong_person", "d/i2", "en", lambda r: said(r, 2, "other", en=SOUND[1][1])),
    ("person_missing", "d/i2", "zh", lambda r: said(r, 2, "self", zh="当天回复客户的邮件。")),
    ("person_missing", "d/i2", "en", lambda r: said(r, 2, "other", en=UNSAID)),
    ("different_behaviour", "d/i2", "zh", lambda r: said(r, 2, "other", zh=OTHERWISE["zh"])),
    ("different_behaviour", "d/i2", "en", lambda r: said(r, 2, "other", en=OTHERWISE["en"])),
    ("note_missing", "d/i2", None, lambda r: first(r)["items"][1].update(note=None)),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "where", "language", "plant"), PLANTED)
def test_a_planted_defect_is_found_where_it_is(
    rules: LintRules, rule: str, where: str, language: str | None, plant: Callable
):
    raw = sound()
    plant(raw)
    findings = [x for x in found(raw, rules) if x.rule == rule]
    assert {(x.where, x.language) for x in findings} == {(where, language)}


def test_what_was_planted_covers_every_rule(rules: LintRules):
    assert {x[0] for x in WORDINGS} | {x[0] for x in PLANTED} == set(rules.rules)


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_reason_needs_exactly_what_its_findings_have(rules: LintRules, language: str):
    seen: dict[str, set[str]] = {}
    for rule, number, zh, en, _ in WORDINGS:
        raw = sound()
        reworded(number, zh, en)(raw)
        seen |= {x.rule: set(x.values) for x in found(raw, rules) if x.rule == rule}
    for rule, _, _, plant in PLANTED:
        raw = sound()
        plant(raw)
        seen |= {x.rule: set(x.values) for x in found(raw, rules) if x.rule == rule}
    for rule, values in seen.items():
        reason = getattr(rules.rules[rule], language)
        assert {name for _, name, _, _ in Formatter().parse(reason) if name} == values


def test_a_questionnaire_without_other_raters_needs_no_other_wording(rules: LintRules):
    raw = sound()
    for x in first(raw)["items"]:
        x["other"] = None
    assert found(raw, rules) == []


def test_attention_items_may_say_what_they_like(rules: LintRules):
    raw = sound()
    check = item(9, "这道题请一定选“是”。", "For this item, always answer yes.")
    first(raw)["items"].append(check | {"role": "attention", "expected": 1, "level": None})
    assert found(raw, rules) == []


def test_a_published_questionnaire_is_exempt(rules: LintRules):
    raw = sound() | {"adopted": True}
    turned(raw, to=True)
    assert found(raw, rules) == []


def test_a_rule_can_be_switched_off(rules: LintRules):
    raw = sound()
    turned(raw, to=False)
    quiet = rules.rules["no_reversed"].model_copy(update={"severity": "off"})
    silent = rules.model_copy(update={"rules": {**rules.rules, "no_reversed": quiet}})
    assert found(raw, rules)
    assert found(raw, silent) == []


@pytest.mark.parametrize("path", FILES, ids=lambda p: p.stem)
def test_our_instruments_have_no_errors(path: Path, rules: LintRules):
    errors = [
        x for x in lint(load_instrument(path), rules) if rules.rules[x.rule].severity == "error"
    ]
    assert errors == []

"""The texts that a file has above its columns are held against those of the items."""

import subprocess
import sys
import time

import pytest

from analysis.intake.heading_checks import text_check
from analysis.intake.item_columns import Asked, item_columns
from analysis.intake.item_texts import likenesses, same_items, wordings_of
from tests.intake.worded import BY_NAME, EVERY, ITEMS, SIX, STEM, texts

languages = pytest.mark.parametrize("language", ["zh", "en"])
N = len(ITEMS)
LONGEST_SECONDS = 0.5


def shifted(found: list[str]) -> list[str]:
    """The texts one column to the right of where they belong, the last one first."""
    return [found[-1], *found[:-1]]


@languages
@pytest.mark.parametrize("wording", ["self", "other"])
@pytest.mark.parametrize("kind", EVERY)
def test_clean_files_of_every_kind_are_not_stopped(tmp_path, kind, language, wording):
    file = EVERY[kind](tmp_path, texts(language, wording), language)
    source = "self" if wording == "self" else "manager"
    assert file.problems(file.renamed(), source) == []


@languages
@pytest.mark.parametrize("kind", BY_NAME)
def test_texts_shifted_against_the_ids_stop_the_run_item_by_item(tmp_path, kind, language):
    file = BY_NAME[kind](tmp_path, shifted(texts(language)), language, ids=ITEMS)
    *lines, hint = file.problems()
    assert len(lines) == N
    for line, item, other in zip(lines, ITEMS, shifted(ITEMS), strict=True):
        assert f"taken for item {item}, but its text is that of item {other}" in line
    assert "correct rename or the columns' names" in hint


@languages
@pytest.mark.parametrize("kind", EVERY)
def test_a_rename_shifted_by_one_stops_the_run(tmp_path, kind, language):
    file = EVERY[kind](tmp_path, texts(language), language)
    lines = file.problems(file.renamed(shifted(ITEMS)))
    assert len(lines) == N + 1
    assert all("but its text is that of item" in line for line in lines[:-1])


@languages
def test_two_items_that_changed_places_are_two_lines(tmp_path, language):
    found = texts(language)
    found[3], found[8] = found[8], found[3]
    lines = BY_NAME["sav"](tmp_path, found, language, ids=ITEMS).problems()
    assert len(lines) == 3
    assert "inf4" in lines[0]
    assert "ach4" in lines[0]


def test_traditional_characters_are_the_same_text(tmp_path):
    found = texts("zh")
    found[0] = "推薦產品時，我用數據說明產品的效果。"
    assert BY_NAME["qualtrics"](tmp_path, found, "zh", ids=ITEMS).problems() == []
    (line, _) = BY_NAME["qualtrics"](
        tmp_path, [found[1], "推薦產品時，我用數據說明產品的效果", *found[2:]], "zh", ids=ITEMS
    ).problems()[1:]
    assert "taken for item inf2, but its text is that of item inf1" in line


@pytest.mark.parametrize(
    ("dress", "language"),
    [
        ("(12) {text}", "en"),
        ("Q3_1. {text} *", "en"),
        ("<p><strong>{text}</strong></p>&nbsp;", "en"),
        ("3. Please rate: {text} (required)", "en"),
        ("第3题 {text}（必答）", "zh"),
        ("３、{text}【单选题】", "zh"),
        ("行为频率：{text}〔whatever〕", "zh"),
        ("① {text}", "zh"),
        ("17 {text}", "zh"),
    ],
)
def test_a_text_is_known_in_every_dress(dress, language):
    headings = {i: dress.format(text=t) for i, t in zip(ITEMS, texts(language), strict=True)}
    found = same_items(headings, wordings_of(SIX, "self"))
    assert {i: {w.item for w in same} for i, same in found.items()} == {i: {i} for i in ITEMS}


def check(above: dict[str, str], source: str = "self"):
    return text_check(above, {i: [i] for i in ITEMS}, Asked(SIX, source, {}))


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("inf1", "When I recommend a product, I do not use figures to show what it does."),
        ("per4", "When a customer takes a long time to order, I rarely keep following up."),
        ("cus1", "I never answer a customer's question on the day it is asked."),
        ("inf1", "推荐产品时，我不用数据说明产品的效果。"),
        ("int2", "我很少与客户聊双方都感兴趣的话题。"),
        ("ana4", "作决定之前，我没有比较几种方案的利弊。"),
    ],
)
def test_a_text_that_denies_its_item_stops_the_run(item, text):
    found = check({item: text})
    assert found.denied == [(item, item)]
    assert found.reworded == []


@pytest.mark.parametrize(
    ("item", "text"),
    [
        ("inf1", "When recommending a product, I use data to show what it does."),
        ("int2", "我常与客户聊双方都感兴趣的各种话题"),
        ("ach3", "我不断试用新的办法来提高自己的销售额。"),
        ("per3", "When one approach fails, I try another one so as to win the customer over."),
    ],
)
def test_a_text_in_a_few_other_words_is_its_items(item, text):
    found = check({item: text})
    assert [changed[0] for changed in found.reworded] == [item]
    assert (found.anothers, found.denied, found.unlike) == ([], [], [])


def test_a_reworded_text_of_another_item_stops_the_run_too():
    found = check({"inf1": "I ask someone whom the customer trusts to speak for our product"})
    assert found.anothers == [("inf1", "inf1", "inf3")]


def test_a_text_unlike_every_item_is_told_with_the_closest():
    above = {"inf1": "Ich vergleiche meine Ergebnisse mit denen der besten Kollegen."}
    above["inf2"] = "我每天早上八点以前到办公室打卡上班。"
    found = check(above)
    assert [item for item, _ in found.unlike] == ["inf1", "inf2"]
    assert found.anothers == found.reworded == []


@pytest.mark.parametrize(
    "text", ["Q1", "inf1", "Q7_1", "第1题", "Influence 1", "影响能力1", ""]
)
def test_names_are_no_texts(text):
    found = check({"inf1": text})
    assert (found.anothers, found.denied, found.reworded, found.unlike) == ([], [], [], [])


@languages
def test_a_stem_alone_tells_of_no_item(language):
    above = {item: f"{STEM[language]} [{j}]" for j, item in enumerate(ITEMS)}
    found = check(above)
    assert (found.anothers, found.reworded, found.unlike) == ([], [], [])


@pytest.mark.parametrize(
    ("piped", "language"),
    [("Anna Miller", "en"), ("${e://Field/ratee}", "en"), ("张伟", "zh"), ("{{name}}", "zh")],
)
def test_names_that_a_form_filled_in_do_not_stop_a_run(piped, language):
    someone = {"en": "This person", "zh": "该员工"}[language]
    above = {
        item: text.replace(someone, piped).replace(someone.lower(), piped)
        for item, text in zip(ITEMS, texts(language, "other"), strict=True)
    }
    found = check(above, "manager")
    assert found.anothers == []
    assert found.denied == []


def test_twins_are_told_apart():
    twins = SIX.model_dump(by_alias=True)
    first, second, third, fourth, *_ = twins["dimensions"][0]["items"]
    first["self"] = {"zh": "我会主动联系客户。", "en": "I often contact customers."}
    second["self"] = {"zh": "我不会主动联系客户。", "en": "I rarely contact customers."}
    third["self"] = {"zh": "我愿意加班。", "en": "I am willing to work late."}
    fourth["self"] = {"zh": "我不愿意加班。", "en": "I am unwilling to work late."}
    instrument = type(SIX).model_validate(twins)
    asked = Asked(instrument, "self", {})
    for language in ("zh", "en"):
        told = texts(language, instrument=instrument)
        names = [f"{j}、{text}" for j, text in enumerate(told, start=1)]
        found = item_columns(names, names, asked)
        assert found.by_text == dict(zip(ITEMS, names, strict=True))
        without = [name for j, name in enumerate(names) if j not in (1, 3)]
        left = item_columns(without, without, asked)
        assert list(left.missing) == ["inf2", "inf4"]


@pytest.mark.parametrize("module", ["pandas", "scipy", "opencc", "pyreadstat"])
def test_the_checks_load_nothing_heavy(module):
    code = f"import sys, analysis.intake.headers; sys.exit({module!r} in sys.modules)"
    assert subprocess.run([sys.executable, "-c", code], check=False).returncode == 0


def test_the_checks_take_little_time():
    """60 items and 200 columns, all of them sentences and none word for word an item's.

    The limit is ten times what it takes, for machines that do other things meanwhile.
    """
    wordings = [*wordings_of(SIX, "self"), *wordings_of(SIX, "manager")]
    told = texts("en")
    headings = {f"c{j}": f"{STEM['en']} - {told[j % N]} or so" for j in range(200)}
    start = time.process_time()
    same_items(headings, wordings)
    likenesses(headings, wordings)
    assert time.process_time() - start < LONGEST_SECONDS


def test_what_is_found_does_not_depend_on_the_order_of_columns():
    told = [*texts("en"), *(f"Something else that was asked, number {j}" for j in range(20))]
    names = [f"Q{j}. {text}" for j, text in enumerate(told)]
    asked = Asked(SIX, "self", {})
    found = item_columns(names, names, asked)
    turned = item_columns(names[::-1], names[::-1], asked)
    assert found.by_text == turned.by_text
    wordings = wordings_of(SIX, "self")
    one, other = (
        likenesses({"a": told[0][5:]}, wordings),
        likenesses({"a": told[0][5:]}, wordings),
    )
    assert one == other

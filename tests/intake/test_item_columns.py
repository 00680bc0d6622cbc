"""Columns headed by the items' own texts are found by them; what is not certain is offered."""

import numpy as np
import pytest
import yaml

from analysis.intake.answers import Answers, answers_of_few
from analysis.intake.assembled import assembled
from analysis.intake.headers import check_file
from analysis.intake.item_columns import Asked, item_columns
from analysis.intake.raw_exports import read_export
from tests.intake.exported import KEY
from tests.intake.worded import (
    BY_NAME,
    BY_TEXT,
    EVERY,
    ITEMS,
    PEOPLE,
    SIX,
    Worded,
    answers,
    people,
    plain,
    texts,
    wenjuanxing,
    write,
)

languages = pytest.mark.parametrize("language", ["zh", "en"])
N = len(ITEMS)


def read(file: Worded, rename=None, source="self", **changes) -> Answers:
    """What intake makes of a file, told nothing but who answered."""
    raw = read_export(file.path, "auto", file.dictionary)
    columns = {"person": "staff"} | ({"rater": "boss"} if source == "manager" else {})
    options = {"items": None, "only": {}, "labels": {}, "missing": {}, "wave": 1, "form": "A"}
    export = assembled(raw, file=file.path.name, instrument=SIX.id, source=source,
                       columns=columns, rename=rename or {}, **options | changes)  # fmt: skip
    return answers_of_few([export], None, {SIX.id: SIX}, key=KEY,
                          duplicates="latest_complete", max_invalid_share=0.2)  # fmt: skip


def codes(result: Answers) -> list[list[int]]:
    """The answers in the order of the questionnaire, whoever gave them."""
    return sorted(result.answers[ITEMS].to_numpy(dtype=int).tolist())


def notes(result: Answers) -> dict[str, dict]:
    return {found["note"]: found for found in result.notes}


def pasted(block: str) -> dict[str, str]:
    """What a study would have as `rename` once the block is pasted into it."""
    _, *lines = block.splitlines()
    return yaml.safe_load("\n".join(lines))["rename"]


@languages
@pytest.mark.parametrize("kind", EVERY)
def test_items_are_found_by_their_texts_in_every_kind_of_file(tmp_path, kind, language):
    file = EVERY[kind](tmp_path, texts(language), language)
    cut = [i for i, text in zip(ITEMS, texts(language), strict=True) if len(text) > 80]
    if kind == "dta" and cut:
        (block,) = file.problems()
        assert set(pasted(block).values()) == set(cut)
        return
    assert file.problems() == []
    result = read(file)
    assert codes(result) == sorted(answers(N))
    assert notes(result)["items_found_by_text"]["n"] == N
    assert result.mapping["found_by"].unique().tolist() == ["text"]
    assert result.mapping["column"].tolist() == file.names


@languages
def test_other_raters_wordings_are_found_too(tmp_path, language):
    file = wenjuanxing(tmp_path, texts(language, "other"), language)
    assert file.problems(source="manager") == []


@languages
def test_both_wordings_in_one_file_are_told_apart_by_who_answered(tmp_path, language):
    both = [*texts(language), *texts(language, "other")]
    file = plain(tmp_path, both, language)
    assert file.problems() == file.problems(source="manager") == []
    for source, names in (("self", file.names[:N]), ("manager", file.names[N:])):
        found = item_columns(file.names, file.names, Asked(SIX, source, {}))
        assert list(found.by_text.values()) == names


@languages
def test_items_in_another_order_are_found_where_they_stand(tmp_path, language):
    file = BY_TEXT["wenjuanxing"](tmp_path, texts(language)[::-1], language)
    assert codes(read(file)) == sorted(row[::-1] for row in answers(N))


@languages
@pytest.mark.parametrize("kind", ["wenjuanxing", "plain", "kobo"])
def test_reworded_texts_are_offered_once_for_the_file_to_be_pasted(tmp_path, kind, language):
    more = {"zh": "我会经常地", "en": "really "}[language]
    asked = [
        text.replace("我", more, 1).replace("I ", f"I {more}", 1) for text in texts(language)
    ]
    asked[0] = texts(language)[0]
    file = BY_TEXT[kind](tmp_path, asked, language)
    (block,) = file.problems()
    assert block.count("\n") >= N
    assert "% " in block or "%" in block
    offered = pasted(block)
    assert offered == dict(zip(file.names[1:], ITEMS[1:], strict=True))
    assert file.problems(offered) == []


def test_what_is_given_stays_in_the_block(tmp_path):
    asked = [f"{text} or so" for text in texts("en")]
    file = plain(tmp_path, asked, "en")
    given = {file.names[4]: ITEMS[4]}
    (block,) = file.problems(given)
    assert pasted(block) == file.renamed()


@pytest.mark.parametrize(
    ("text", "item"),
    [
        ("When I recommend a product, I never use figures to show what it does.", "inf1"),
        ("I rarely talk with customers about interests we share.", "int2"),
        ("我不与客户聊双方都感兴趣的话题。", "int2"),
        ("成交之后，我从不总结下次可以改进的地方。", "ach4"),
    ],
)
def test_a_text_that_denies_an_item_is_never_offered_for_it(tmp_path, text, item):
    language = "en" if text.isascii() else "zh"
    asked = texts(language)
    asked[ITEMS.index(item)] = text
    (line,) = plain(tmp_path, asked, language).problems()
    assert line == f"plain.csv: column '{item}' is missing (item {item})"


@languages
def test_a_text_that_stands_twice_is_not_guessed(tmp_path, language):
    asked = [*texts(language), texts(language)[2]]
    file = plain(tmp_path, asked, language)
    (line,) = file.problems()
    assert line.startswith("plain.csv: the text of item inf3 stands above 2 columns (3. ")
    assert file.problems({file.names[2]: "inf3"}) == []


def test_headings_unlike_all_items_are_one_line(tmp_path):
    rows = [["staff", *(f"c{j}" for j in range(N))], *people(answers(N))]
    file = Worded(write(tmp_path / "x.csv", rows), [])
    (line,) = file.problems()
    assert line.startswith(f"x.csv: {N} items have no column, and no heading is like")


@pytest.mark.parametrize("head", ["INF{}", "a/inf{}", "q[inf{}]"])
def test_names_like_ids_are_offered_too(tmp_path, head):
    names = [item.replace("inf", "") for item in ITEMS]
    names = [head.format(name) if len(name) == 1 else name for name in names]
    rows = [["staff", *names], *people(answers(N))]
    (block,) = Worded(write(tmp_path / "x.csv", rows), []).problems()
    assert pasted(block) == {head.format(j): f"inf{j}" for j in range(1, 6)}


def test_names_of_people_in_headings_are_not_offered(tmp_path):
    asked = [text.replace("This person", "Anna Miller") for text in texts("en", "other")]
    asked = [text.replace("this person", "Anna Miller") for text in asked]
    lines = plain(tmp_path, asked, "en").problems(source="manager")
    assert not any("Anna" in line for line in lines)
    assert any("more headings are like texts of items" in line for line in lines)


def test_names_of_people_in_headings_of_other_items_are_not_shown(tmp_path):
    asked = [text.replace("This person", "Anna Miller") for text in texts("en", "other")]
    file = plain(tmp_path, asked, "en")
    turned = [ITEMS[-1], *ITEMS[:-1]]
    lines = file.problems(dict(zip(file.names, turned, strict=True)), source="manager")
    assert sum("but its text is that of item" in line for line in lines) > N / 2
    assert not any("Anna" in line for line in lines)


@pytest.mark.parametrize("kind", BY_NAME)
def test_texts_cannot_overrule_names(tmp_path, kind):
    file = BY_NAME[kind](tmp_path, texts("en"), "en", ids=ITEMS)
    result = read(file)
    assert codes(result) == sorted(answers(N))
    assert result.mapping["found_by"].unique().tolist() == ["name"]
    assert not {"items_found_by_text", "item_text_differs", "texts_unlike_items"} & {
        *notes(result)
    }


@languages
def test_a_reworded_text_is_told_in_both_versions(tmp_path, language):
    asked = texts(language)
    asked[0] = {
        "en": "When I recommend a product, I use numbers to show what it does.",
        "zh": "推荐产品时，我用数字说明产品的效果。",
    }[language]
    result = read(BY_NAME["qualtrics"](tmp_path, asked, language, ids=ITEMS))
    found = notes(result)["item_text_differs"]
    assert (found["item"], found["in_file"]) == ("inf1", asked[0])
    assert found["in_instrument"] == texts(language)[0]


@pytest.mark.parametrize(
    "text",
    [
        "When I recommend a product, Maria, I use figures to show what it does.",
        "推荐产品时，我用王经理的数据说明产品的效果。",
        "推荐产品时，我用数据（13812345678）说明产品的效果。",
    ],
)
def test_a_text_that_may_name_somebody_is_only_counted(tmp_path, text):
    language = "en" if text.isascii() else "zh"
    asked = [text, *texts(language)[1:]]
    result = read(BY_NAME["sav"](tmp_path, asked, language, ids=ITEMS))
    assert notes(result)["item_texts_differ_unshown"]["items"] == ["inf1"]
    assert not any(text in str(found) for found in result.notes)


def test_texts_unlike_every_item_are_told_once(tmp_path):
    asked = texts("en")
    asked[:3] = ["The weather was fine on the day of the interview",
                 "Which of these newspapers do you read at home",
                 "我每天早上八点以前到办公室打卡上班"]  # fmt: skip
    result = read(BY_NAME["redcap"](tmp_path, asked, "en", ids=ITEMS))
    found = notes(result)["texts_unlike_items"]
    assert (found["n"], list(found["closest"])) == (3, ["inf1", "inf2", "inf3"])


def test_intake_stops_at_shifted_texts_as_the_check_does(tmp_path):
    asked = texts("zh")
    file = BY_NAME["sav"](tmp_path, [asked[-1], *asked[:-1]], "zh", ids=ITEMS)
    with pytest.raises(ValueError, match="its text is that of item") as caught:
        read(file)
    assert str(caught.value).splitlines() == file.problems()


def test_a_missing_column_is_not_sought_among_those_of_other_items(tmp_path):
    names = ["item lis 11", "item lis 12", "item lis 13"]
    rows = [["staff", *names], *people(answers(3))]
    path = write(tmp_path / "x.csv", rows)
    rename = {"item lis 11": "inf1", "item lis 12": "inf2", "item_lis_14": "inf3"}
    asked = Asked(SIX, "self", rename, items=["inf1", "inf2", "inf3"])
    (line,) = check_file(path, "auto", {"staff": "person"}, None, asked)
    assert line == "x.csv: column 'item_lis_14' is missing (item inf3)"
    del rename["item lis 12"], rename["item_lis_14"]
    (first, second) = Worded(path, []).problems(rename, items=["inf1", "inf2", "inf3"])
    assert not any("item lis 11" in line for line in (first, second))


def test_people_do_not_lose_answers_by_the_way_columns_are_found(tmp_path):
    result = read(BY_TEXT["surveymonkey"](tmp_path, texts("en"), "en"))
    assert (result.n_received, result.n_kept) == (PEOPLE, PEOPLE)
    assert not np.isnan(result.answers[ITEMS].to_numpy(dtype=float)).any()

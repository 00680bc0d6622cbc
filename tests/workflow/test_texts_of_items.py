"""A study whose export is headed by texts of items: found, offered or refused at once."""

import pytest
import yaml

from tests.intake.worded import ITEMS, texts
from workflow.study import load_study


def headed(demo, asked: list[str], rename: dict[str, str] | None = None) -> None:
    """Have self.csv headed as Wenjuanxing does, by `asked`."""

    def edit(lines: list[str]) -> list[str]:
        names = lines[0].split(",")[:5]
        heads = [f'"{j}、{text}"' for j, text in enumerate(asked, start=1)]
        return [",".join([*names, *heads]), *lines[1:]]

    demo.rewrite("self.csv", edit)
    study = demo.study()
    study["responses"][0]["rename"] = rename or {}
    demo.change(**study)


def problems(demo) -> list[str]:
    with pytest.raises(SystemExit) as stopped:
        load_study(demo.path)
    return str(stopped.value).splitlines()[1:]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_an_export_headed_by_our_own_texts_needs_no_rename(demo, language):
    headed(demo, texts(language))
    assert load_study(demo.path).main.study == "demo_sales_2026"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_texts_in_other_words_end_in_one_block_that_can_be_pasted(demo, language, monkeypatch):
    monkeypatch.setenv("PLUMBLINE_LANG", language)
    asked = [text[:-1] + {"zh": "吗？", "en": " at all?"}[language] for text in texts(language)]
    headed(demo, asked)
    head, *block = problems(demo)
    assert {"zh": "有 30 道题没有对应的列", "en": "30 items have no column"}[language] in head
    names = [f"{j}、{text}" for j, text in enumerate(asked, start=1)]
    rename = yaml.safe_load("\n".join(block))["rename"]
    assert rename == dict(zip(names, ITEMS, strict=True))
    headed(demo, asked, rename)
    assert load_study(demo.path).main.responses[0].rename == rename


def test_a_rename_one_row_off_is_said_item_by_item(demo):
    names = [f"{j}、{text}" for j, text in enumerate(texts("zh"), start=1)]
    headed(demo, texts("zh"), dict(zip(names, [*ITEMS[1:], ITEMS[0]], strict=True)))
    *lines, hint = problems(demo)
    assert len(lines) == len(ITEMS)
    assert "is taken for item inf2, but its text is that of item inf1" in lines[1]
    assert "correct rename" in hint

"""Every message exists in both languages, is used, and is called with its own placeholders."""

import ast
import re
from pathlib import Path

import pytest

from analysis.messages import LANGUAGES, catalogue, message, on_one_line, placeholders, topics

CHINESE = re.compile("[\u4e00-\u9fff]")
QUOTED = re.compile("'[^']*'")
ROOT = Path(__file__).parents[1]
MODULES = sorted(
    module
    for folder in ("analysis", "reports", "workflow")
    for module in (ROOT / folder).rglob("*.py")
)
FORMS = {
    f"{topic}.{name}": forms for topic in topics() for name, forms in catalogue(topic).items()
}


def calls() -> list[ast.Call]:
    """Every call of `message` whose name is a literal."""
    return [
        call
        for module in MODULES
        for call in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Name)
        and call.func.id == "message"
        and call.args
        and isinstance(call.args[0], ast.Constant)
    ]


def literals() -> set[str]:
    """Every text that stands in the code."""
    return {
        found.value
        for module in MODULES
        for found in ast.walk(ast.parse(module.read_text(encoding="utf-8")))
        if isinstance(found, ast.Constant) and isinstance(found.value, str)
    }


def test_messages_are_those_that_are_used():
    assert {call.args[0].value for call in calls()} <= set(FORMS)
    assert set(FORMS) - literals() == set()


def test_every_call_gives_the_values_that_its_message_needs():
    given = {
        (call.args[0].value, frozenset(k.arg for k in call.keywords))
        for call in calls()
        if all(k.arg for k in call.keywords)
    }
    assert [n for n, values in given if values != placeholders(FORMS[n]["en"])] == []


@pytest.mark.parametrize("name", sorted(FORMS))
def test_a_message_says_the_same_in_both_languages(name):
    forms = FORMS[name]
    assert list(forms) == list(LANGUAGES)
    assert all(forms.values())
    assert placeholders(forms["zh"]) == placeholders(forms["en"])
    assert CHINESE.search(forms["zh"]) or not forms["zh"].isascii()
    assert not CHINESE.search(QUOTED.sub("", forms["en"]))


@pytest.mark.parametrize(
    ("variables", "found"),
    [
        ({"PLUMBLINE_LANG": "zh", "LANG": "en_US.UTF-8"}, "编号"),
        ({"PLUMBLINE_LANG": "en", "LANG": "zh_CN.UTF-8"}, "ids are numbers"),
        ({"LC_ALL": "zh_TW.UTF-8"}, "编号"),
        ({"LANG": "de_DE.UTF-8"}, "ids are numbers"),
        ({}, "ids are numbers"),
    ],
)
def test_a_message_is_in_the_language_of_the_terminal(monkeypatch, variables, found):
    for name in ("PLUMBLINE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        monkeypatch.delenv(name, raising=False)
    for name, value in variables.items():
        monkeypatch.setenv(name, value)
    assert found in message("ids.rounded", file="a.csv", column="id", n=2)


def test_values_stay_on_one_line_and_are_no_templates():
    said = message("ids.rounded", file="a\nb.csv", column="{n}\u202e%s", n=2)
    assert "a b.csv" in said
    assert "{n}%s" in said
    assert on_one_line("a\r\n\tb\u200b") == "a b"


def test_an_unknown_message_or_value_is_refused():
    with pytest.raises(KeyError, match=r"no message 'ids\.nothing'"):
        message("ids.nothing")
    with pytest.raises(KeyError, match="no messages of 'nothing'"):
        message("nothing.at_all")
    with pytest.raises(KeyError, match=r"ids\.rounded needs"):
        message("ids.rounded", n=1)

"""Errors of shape speak of the file that a person wrote, in both languages."""

import pytest

from analysis.kpi import Kpi
from workflow.study import load_study

OWN = {"id": "fans", "title": "粉丝数", "column": "attained"}
"""An indicator in three lines."""

INSIDES = ("function-", "[", "Input should", "validation", "pydantic", "type=", "NoneType")
"""What the checker of shapes calls things; numbered places are written in brackets."""


def problems(folder) -> list[str]:
    with pytest.raises(SystemExit) as stopped:
        load_study(folder)
    return [line.strip() for line in str(stopped.value).splitlines()[1:]]


@pytest.fixture(params=["en", "zh"])
def language(request, monkeypatch):
    monkeypatch.setenv("PLUMBLINE_LANG", request.param)
    return request.param


def changed_kpi(demo, **changes) -> list[str]:
    study = demo.study()
    study["criteria"][0]["kpis"] = [{**OWN, **changes}]
    study["criterion"] = {"shares": {}}
    demo.change(**study)
    return problems(demo.path)


def test_a_mistake_in_an_indicator_is_told_once_and_by_its_slot(demo, language):
    (line,) = changed_kpi(demo, title={"zh": "甲", "en": 3})
    slot = "study.yaml: criteria[1].kpis[1].title.en"
    said = {
        "en": f"{slot}: found 3, where there must be a text",
        "zh": f"{slot}：现为3，应为文本",
    }
    assert said[language] in line


@pytest.mark.parametrize(
    ("changes", "en", "zh"),
    [
        ({"better": "up"}, "found 'up', where there must be one of: higher, lower",
         "现为'up'，应为以下之一：higher, lower"),
        ({"numerater": "x"}, "there is no such key; did you mean 'numerator'?",
         "没有这个键；是否应为“numerator”？"),
        ({"cap": "often"}, "found a text, where there must be a number",
         "现为一段文本，应为数值"),
        ({"id": "Zhang San 13812345678"}, "found a text, where there must be a name",
         "现为一段文本，应为名称"),
    ],
)  # fmt: skip
def test_a_mistake_says_what_is_there_and_what_may_be(demo, language, changes, en, zh):
    (line,) = changed_kpi(demo, **changes)
    assert {"en": en, "zh": zh}[language] in line
    assert "138" not in line


@pytest.mark.parametrize(
    ("change", "slot"),
    [
        ({"confidence": 1.5}, "confidence"),
        ({"year": "next"}, "year"),
        ({"purpose": None}, "purpose"),
        ({"languages": []}, "languages"),
        ({"people": ["a"]}, "people"),
        ({"seed": 1.5}, "seed"),
        ({"responses": [{"file": "a.csv"}]}, "responses[1].instrument"),
        ({"study": "a b"}, "study"),
        ({"simulated": "perhaps"}, "simulated"),
    ],
)
def test_no_message_shows_the_insides_of_the_checker(demo, language, change, slot):
    demo.change(**change)
    lines = problems(demo.path)
    assert any(f"study.yaml: {slot}" in line for line in lines)
    for line in lines:
        bare = line.replace("responses[1]", "")
        assert not any(word in bare.split("study.yaml")[-1] for word in INSIDES)
        assert (language == "zh") == any("\u4e00" <= c <= "\u9fff" for c in line)


def test_numbers_without_end_are_refused_before_work(demo, language):
    study = demo.study()
    study["replications"] = {"draft": {"parallel_analysis": 10**50}}
    demo.change(**study)
    (line,) = problems(demo.path)
    assert "replications.draft.parallel_analysis" in line
    assert "0" * 40 not in line


def test_full_width_signs_are_told_at_their_line(demo, language):
    path = demo.path / "study.yaml"
    path.write_text(path.read_text().replace("languages: [", "languages： [", 1))
    (line,) = problems(demo.path)
    assert "：" in line
    assert {"en": "full-width signs", "zh": "全角符号"}[language] in line


def test_an_indicator_of_ones_own_takes_three_lines():
    kpi = Kpi.model_validate(OWN)
    assert (kpi.numerator, kpi.better, kpi.aggregate) == ("attained", "higher", "mean")
    assert (kpi.title.zh, kpi.title.en) == ("粉丝数", "粉丝数")
    assert kpi.assumed == ["aggregate", "better"]
    assert Kpi.model_validate(OWN | {"better": "higher"}).assumed == ["aggregate"]


def test_column_and_numerator_are_one_slot():
    with pytest.raises(ValueError, match="column is short for numerator"):
        Kpi.model_validate(OWN | {"numerator": "attained"})


def test_a_study_in_one_language_needs_no_text_in_the_other(demo):
    study = demo.study()
    study["title"] = {"en": "Sales"}
    demo.change(**study)
    (line,) = problems(demo.path)
    assert "1 texts are not written in zh (the first: title)" in line
    demo.change(languages=["en"])
    assert load_study(demo.path).main.languages == ["en"]


def test_texts_that_an_instrument_lacks_are_counted(demo):
    text = (demo.path / "study.yaml").read_text()
    assert "sales_six" in text
    folder = demo.path / "instruments"
    folder.mkdir()
    ours = (load_study(demo.path).instruments["sales_six"]).model_dump(by_alias=True)
    for dimension in ours["dimensions"]:
        for item in dimension["items"]:
            item["self"]["zh"] = ""
    import yaml

    (folder / "sales_six.yaml").write_text(yaml.safe_dump(ours, allow_unicode=True))
    (line,) = problems(demo.path)
    assert line.startswith("instruments/sales_six.yaml: 30 texts are not written in zh")
    demo.change(languages=["en"])
    assert load_study(demo.path)

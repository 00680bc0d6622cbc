"""Both languages say the same, every sentence is used, and a wrong key is refused."""

import ast
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis.weighting.verdict import VERDICTS
from reports.build import build_report
from reports.findings import findings_of, terminal_summary
from reports.plan import WIDTHS, plan_text
from reports.reading import reading_of
from reports.sentences.lead import lead_findings
from reports.words import FOLDER, LANGUAGES, Words, load_language, placeholders
from tests.reports.imputed import imputed_validity
from tests.reports.judgements import all_judgements, without_validity
from tests.reports.scores_of_tests import only_scores, rare_findings, without_differing_items
from tests.reports.short_kpis import with_short_kpi
from tests.reports.test_soundness import unsound_studies

VOCABULARY = ("terms.", "notes.", "missing_ways.")
"""Words for ids that results may hold; which ones come up depends on the study."""

TRUTHS = ("unequal", "equal")
ORIGINS = {"correlation": "results", "cluster_size": "settings", "icc": "design"}

FORMS = "forms."
"""Sentences of forms; tests/reports/forms checks that each is used."""

CHAPTERS = ("measurement", "criterion", "weighting", "sensitivity")
"""Those whose findings depend on what is judged."""

PLACES = {"file", "column"}
"""Keys of a dictionary of the same name that says where something was found."""


def test_both_languages_have_the_same_keys_in_the_same_order():
    zh, en = (list(load_language(language)) for language in LANGUAGES)
    assert zh == en


def test_both_languages_have_the_same_placeholders():
    zh, en = (load_language(language) for language in LANGUAGES)
    assert {k: placeholders(v) for k, v in zh.items()} == {
        k: placeholders(v) for k, v in en.items()
    }


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_sentence_is_empty(language):
    assert not [key for key, sentence in load_language(language).items() if not sentence]


def test_chinese_sentences_are_chinese():
    same = {
        key
        for key, sentence in load_language("zh").items()
        if sentence == load_language("en")[key] and len(sentence.split()) > 3
    }
    alike = ("references.", "methods.", "terminal.headline")
    assert not {key for key in same if not key.startswith(alike)}


def test_every_sentence_is_used(given, unlike, several, monkeypatch):
    used: set[str] = set()
    text = Words.text

    def recorded(self: Words, key: str, **values: object) -> str:
        used.add(key)
        return text(self, key, **values)

    monkeypatch.setattr(Words, "text", recorded)
    short, imputed = with_short_kpi(given), imputed_validity(given)
    for study in (given, unlike, several, short, only_scores(given), imputed):
        build_report(study, language="en")
        terminal_summary(study, language="en")
    for study in all_judgements(given):
        reading = reading_of(study, "en")
        assert lead_findings(reading)
        assert all(findings_of(reading, chapter) for chapter in CHAPTERS)
    for study in unsound_studies(given):
        assert lead_findings(reading_of(study, "en"))
        assert findings_of(reading_of(study, "en"), "measurement")
        assert terminal_summary(study, language="en")
    build_report(without_validity(without_differing_items(given)), language="en")
    terminal_summary(without_validity(given), language="en")
    print_plans()
    assert all(rare_findings(given))
    known = {key for key in load_language("en") if not key.startswith((*VOCABULARY, FORMS))}
    assert "\n".join(sorted(known - used)) == ""


def print_plans() -> None:
    """One plan in which power is reached, and one in which it is not."""
    shares = dict.fromkeys([*VERDICTS, "validity_shown", *WIDTHS], 0.5)
    table = pd.DataFrame(
        [shares | {"truth": t, "n": 60, "n_clusters": 6, "studies": 9} for t in TRUTHS]
    )
    situation = dict.fromkeys([*ORIGINS, "dimensions", "lowest", "highest"], 0.1)
    for power in (0.4, 0.6):
        demand = {"confidence": 0.9, "minimal_gain": 0.1, "power": power}
        plan_text(table, situation, ORIGINS, demand, study="mine", language="en")


def test_unknown_key_and_wrong_values_are_refused():
    words = Words("en")
    with pytest.raises(KeyError, match="no sentence 'nothing'"):
        words.text("nothing")
    with pytest.raises(KeyError, match="needs \\['wave'\\], got \\[\\]"):
        words.text("signs.wave")
    with pytest.raises(KeyError, match="got \\['more', 'wave'\\]"):
        words.text("signs.wave", wave=1, more=2)


def test_an_id_without_a_word_stands_for_itself():
    assert Words("zh").term("estimator", "brand_new") == "brand_new"
    assert Words("zh").term("scheme", "unit") == "等权"


def test_every_reason_for_leaving_out_a_row_has_its_words():
    """The reasons are the keys of the masks that intake hands to `first_reason`."""
    folder = Path(__file__).resolve().parents[2] / "analysis/intake"
    assigned = [
        node.value
        for file in sorted(folder.glob("*.py"))
        for node in ast.walk(ast.parse(file.read_text(encoding="utf-8")))
        if isinstance(node, ast.Assign)
        and isinstance(node.value, ast.Dict)
        and any(isinstance(t, ast.Name) and t.id == "where" for t in node.targets)
    ]
    keys = {
        key.value for found in assigned for key in found.keys if isinstance(key, ast.Constant)
    }
    assert {"no_numbers", "bad_period", "no_answers", "duplicate"} <= keys
    for language in LANGUAGES:
        words = load_language(language)
        assert not [key for key in keys - PLACES if f"terms.step.{key}" not in words]


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_key_of_a_language_file_stands_twice(language):
    def leaves(node: yaml.Node) -> None:
        if isinstance(node, yaml.MappingNode):
            names = [key.value for key, _ in node.value]
            assert len(names) == len(set(names)), names
            for _, value in node.value:
                leaves(value)

    leaves(yaml.compose((FOLDER / f"{language}.yaml").read_text(encoding="utf-8")))

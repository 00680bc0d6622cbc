"""What people answer to a form comes back through intake as they answered it."""

from functools import partial

import numpy as np
import pytest

from analysis.form_plan import with_checks
from analysis.screening.attention import attention
from analysis.screening.screened_blocks import screened_blocks
from reports.forms.redcap import redcap
from tests.reports.forms import answered
from tests.reports.forms.answered import (
    SIX,
    SMALL,
    answer,
    check_same,
    form_of,
    in_order,
    read_back,
)

FORMS = [("zh", "self"), ("en", "self"), ("zh", "other"), ("en", "other")]
forms = pytest.mark.parametrize(("language", "source"), FORMS)


@forms
def test_odk(tmp_path, language, source):
    form = form_of(language=language, source=source, checks=2)
    rows = answer(form)
    tool, result = read_back(answered.odk_export(form, rows, tmp_path / "x.csv"), form, SIX)
    assert tool == "odk"
    assert result.answers["seconds"].unique().tolist() == [120.0]
    check_same(result, rows, SIX)


@forms
@pytest.mark.parametrize("labels", [True, False])
def test_limesurvey(tmp_path, language, source, labels):
    form = form_of(language=language, source=source)
    rows = answer(form)
    path = answered.limesurvey_export(form, rows, tmp_path / "x.csv", labels=labels)
    tool, result = read_back(path, form, SIX)
    assert tool == "limesurvey"
    check_same(result, rows, SIX)


@forms
@pytest.mark.parametrize("labels", [True, False])
def test_qualtrics(tmp_path, language, source, labels):
    form = form_of(language=language, source=source)
    rows = answer(form)
    path = answered.qualtrics_export(form, rows, tmp_path / "x.csv", labels=labels)
    tool, result = read_back(path, form, SIX)
    assert tool == "qualtrics"
    check_same(result, rows, SIX)


@forms
@pytest.mark.parametrize("explained", [True, False])
def test_redcap(tmp_path, language, source, explained):
    form = form_of(language=language, source=source)
    rows = answer(form)
    dictionary = tmp_path / "dictionary.csv"
    dictionary.write_text(redcap(form), encoding="utf-8", newline="")
    path = answered.redcap_export(form, rows, tmp_path / "x.csv")
    tool, result = read_back(path, form, SIX, dictionary if explained else None)
    assert tool == "redcap"
    check_same(result, rows, SIX)


@forms
def test_wenjuanxing(tmp_path, language, source):
    form = form_of(language=language, source=source)
    rows = answer(form)
    path = answered.wenjuanxing_export(form, rows, tmp_path / "x.csv")
    tool, result = read_back(path, form, SIX)
    assert tool == "wenjuanxing"
    check_same(result, rows, SIX)


@forms
def test_paper(tmp_path, language, source):
    form = form_of(language=language, source=source)
    rows = answer(form)
    _, result = read_back(answered.typed_from_paper(form, rows, tmp_path / "x.csv"), form, SIX)
    check_same(result, rows, SIX)


def test_checks_of_the_instrument_come_back_too(tmp_path):
    form = form_of(SMALL, per_page=3)
    rows = answer(form)
    path = answered.qualtrics_export(form, rows, tmp_path / "x.csv", labels=False)
    check_same(read_back(path, form, SMALL)[1], rows, SMALL)


def screened(result):
    """The only block of what intake made of a file."""
    asked = {SIX.id: CHECKED}
    [(_, block)] = screened_blocks(result.answers, result.keyed, result.missing, asked)
    return block


EXPORTS = {
    "odk": answered.odk_export,
    "limesurvey": partial(answered.limesurvey_export, labels=True),
    "qualtrics": partial(answered.qualtrics_export, labels=False),
    "redcap": answered.redcap_export,
    "wenjuanxing": answered.wenjuanxing_export,
    "paper": answered.typed_from_paper,
}


def checked(seed):
    """The instrument with the checks that forms made with `seed` add."""
    return with_checks({SIX.id: SIX}, seed=seed, items_per_page=10, attention_checks=2)[SIX.id]


CHECKED = checked(1)
N_FAILED = [0, 0, 1, 0, 0, 2] * 2


@forms
@pytest.mark.parametrize("export", EXPORTS.values(), ids=EXPORTS)
def test_checks_that_forms_add_reach_screening(tmp_path, language, source, export):
    form = form_of(language=language, source=source, checks=2)
    rows = answer(form)
    expected = {q.name: q.expected for q in form.questions if q.expected is not None}
    for row, wrong in zip(rows, N_FAILED, strict=True):
        turned = {name: code % 5 + 1 for name, code in [*expected.items()][:wrong]}
        row |= expected | turned
    rows[0]["attention1"] = None
    _, result = read_back(export(form, rows, tmp_path / "x.csv"), form, CHECKED)
    check_same(result, rows, CHECKED)
    ((_, block),) = screened_blocks(
        result.answers, result.keyed, result.missing, {SIX.id: CHECKED}
    )
    assert block.expected == expected
    asked = [q.name for q in form.questions if q.name in CHECKED.dimension_of]
    assert list(block.answers) == asked != list(CHECKED.dimension_of)
    failures = attention(block.every, block.expected)
    np.testing.assert_array_equal(failures, in_order(result, N_FAILED))
    assert not [n for n in result.notes if n["note"].startswith("form_check")]


def test_a_file_without_the_checks_is_read_and_told(tmp_path):
    form = form_of()
    path = answered.typed_from_paper(form, answer(form), tmp_path / "x.csv")
    _, result = read_back(path, form, CHECKED)
    notes = [n for n in result.notes if n["note"].startswith("form_check")]
    assert [n["note"] for n in notes] == ["form_checks_not_in_answers"]
    ((_, block),) = screened_blocks(
        result.answers, result.keyed, result.missing, {SIX.id: CHECKED}
    )
    assert block.expected == {}
    reasons = result.missing.set_index("item")["reason"]
    assert set(reasons[["attention1", "attention2"]]) == {"not_shown"}


def test_a_form_made_from_another_seed_is_noticed(tmp_path):
    form = form_of(checks=2)
    rows = answer(form)
    for row in rows:
        row |= {q.name: q.expected for q in form.questions if q.expected is not None}
    seeds = (checked(seed) for seed in range(2, 20))
    other = next(
        asked
        for asked in seeds
        if all(i.expected != rows[0][i.id] for i in asked.all_items.values() if i.expected)
    )
    path = answered.typed_from_paper(form, rows, tmp_path / "x.csv")
    _, result = read_back(path, form, other)
    notes = [n for n in result.notes if n["note"] == "form_check_mostly_failed"]
    assert [(n["item"], n["n"], n["n_answered"]) for n in notes] == [
        ("attention1", 12, 12),
        ("attention2", 12, 12),
    ]

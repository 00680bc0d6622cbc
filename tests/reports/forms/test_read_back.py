"""What people answer to a form comes back through intake as they answered it."""

import pytest

from reports.forms.redcap import redcap
from tests.reports.forms import answered
from tests.reports.forms.answered import SIX, SMALL, answer, check_same, form_of, read_back

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

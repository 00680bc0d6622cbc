"""Graded response models and single items in words, tables and a figure."""

import pytest

from reports.build import build_report
from reports.figures.irt import draw_information
from reports.reading import Reading
from reports.sentences.irt import dif_findings, irt_findings
from reports.tables.dif import standing_of, table_comparisons, table_items
from reports.tables.irt import table_items as table_parameters
from reports.words import Words
from tests.reports import invariance
from tests.reports.conftest import INSTRUMENT, changed
from tests.reports.scores_of_tests import without_differing_items


@pytest.fixture
def reading(given) -> Reading:
    return Reading(given, Words("en"))


def test_the_least_exact_dimension_is_named(reading):
    first = irt_findings(reading)[0]
    assert first.startswith("Self-ratings: by the graded response model")
    assert "(reliability .72); it is exact between −2.4 and 1.5" in first
    assert first.endswith("to .01.")


def test_items_that_differ_are_named_with_their_cost(reading):
    own, managers, *_ = dif_findings(reading)
    assert "1 of 30 items work differently by both methods, 1 of them by more" in own
    assert "by −0.06 options in female" in own
    assert "1 further items" in own
    assert "none of 30 items works differently by both methods; 0 are" in managers


@pytest.mark.parametrize(
    ("language", "mended", "watched"),
    [("en", "mend or replace what differs", "nothing needs mending"),
     ("zh", "修订或替换差异不可忽略的题目", "无须修订")],
)  # fmt: skip
def test_only_items_that_differ_by_enough_are_to_be_mended(given, language, mended, watched):
    tests = given.table("measurement/dif", "tests").copy()
    tests.loc[tests["item"].isin(["inf1", "per1"]), "decision"] = "differs"
    words = Words(language)
    both = changed(given, "measurement/dif", tests=tests)
    own, *_ = dif_findings(Reading(both, words))
    assert mended in own
    assert watched not in own
    assert "inf1" in own
    assert "per1" not in own
    small = changed(given, "measurement/dif", tests=tests.assign(size="negligible"))
    own, *_ = dif_findings(Reading(small, words))
    assert mended not in own
    assert watched in own
    assert "per1" in own


def test_negligible_differences_are_not_in_the_table_of_items_to_mend(given):
    tests = given.table("measurement/dif", "tests").copy()
    tests.loc[tests["item"].isin(["inf1", "per1", "per2"]), "decision"] = "differs"
    tests.loc[tests["item"] == "per2", "size"] = "large"
    table = table_comparisons(
        Reading(changed(given, "measurement/dif", tests=tests), Words("en"))
    )
    mend = table.loc[table["Groups by"] == "Gender", "Items to mend"]
    assert list(mend) == ["inf1; ach2; per2", "per2"]


def test_many_groups_are_said_to_be_aligned(reading):
    said = dif_findings(reading)[2]
    assert "8 groups, too many" in said
    assert "99% of their slopes and intercepts agree" in said
    assert said.endswith("agreement: per2.")


def test_the_table_holds_only_items_that_are_flagged(reading):
    table = table_items(reading)
    assert list(table["Item"]) == ["inf1", "ach1"]
    assert list(table["Size"]) == ["moderate", "negligible"]


def test_items_whose_tests_failed_are_not_counted_as_alike(given):
    tests = given.table("measurement/dif", "tests").copy()
    tests.loc[tests["source"] == "manager", "decision"] = "untested"
    none = changed(given, "measurement/dif", tests=tests)
    _, managers, *_ = dif_findings(Reading(none, Words("en")))
    assert "single items could not be tested" in managers
    tests.loc[tests["item"] != "inf1", "decision"] = "same"
    one = changed(given, "measurement/dif", tests=tests)
    assert "none of 29 items" in dif_findings(Reading(one, Words("en")))[1]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_section_closes_with_a_sentence_where_no_item_is_flagged(given, language):
    alike = without_differing_items(given)
    closing = Words(language).text("chapters.measurement.texts.dif_none")
    assert closing in build_report(alike, language=language)
    assert closing not in build_report(given, language=language)


def test_every_item_has_its_parameters_on_one_row(reading):
    table = table_parameters(reading)
    assert len(table) == 60
    assert set(table["Locations"]) == {"−1.6; −0.2; 1.3"}
    assert set(table["Slope"]) == {"1.80 [1.60, 2.00]"}


def test_what_may_be_compared_follows_from_the_ladder(given, reading):
    table = table_comparisons(reading)
    known = dict(zip(zip(table["Groups by"], table.iloc[:, 0], strict=True),
                     table["May be compared"], strict=True))  # fmt: skip
    assert known["Gender", "Self-ratings"] == "latent means, relations"
    assert known["Gender", "Manager ratings"] == "scores, means, relations"
    mend = table.loc[(table["Groups by"] == "Gender"), "Items to mend"]
    assert list(mend) == ["inf1; ach2", "–"]
    failed = changed(given, "measurement/invariance", **invariance.failed(INSTRUMENT))
    keys = [(INSTRUMENT.id, source, 1, "gender") for source in ("self", "manager")]
    reached = [standing_of(Reading(failed, Words("en")), key) for key in keys]
    assert reached == ["relations", "structure"]
    unknown = (INSTRUMENT.id, "self", 1, "region")
    assert standing_of(reading, unknown) == "unknown"


def test_information_is_drawn_for_every_dimension(reading):
    figure = draw_information(reading)
    assert [len(axes.get_lines()) for axes in figure.axes] == [6, 6]
    label = figure.axes[0].get_lines()[0].get_label()
    assert str(label).endswith("(.72)")

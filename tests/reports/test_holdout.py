"""What the halves of the people say of items that differ, in words and tables."""

import pytest

from reports.reading import Reading
from reports.sentences.holdout import holdout_findings
from reports.tables import occasions
from reports.tables.invariance import table_items
from reports.words import Words
from tests.reports.conftest import changed

RULE = "measurement/invariance"


def told(study) -> list[str]:
    return holdout_findings(Reading(study, Words("en")))


def with_verdict(study, name: str, verdict: str):
    frame = study.table(RULE, name).assign(holdout=verdict)
    return changed(study, RULE, **{name: frame})


def test_confirmed_and_provisional_items_are_named(given):
    groups, same = told(given)
    assert groups.startswith("Self-ratings, groups by Gender: searched for in a random half")
    assert "confirmed for inf1; those for ach2 are not confirmed" in groups
    assert same.startswith("Self-ratings · Manager ratings: there are too few people")
    assert same.endswith("the differences of inf1 remain provisional.")


@pytest.mark.parametrize(
    ("verdict", "expected"),
    [
        ("confirmed", "are confirmed: inf1; ach2."),
        ("not_found", "no difference is confirmed; those for inf1; ach2 remain provisional."),
        ("too_few", "the differences of inf1; ach2 remain provisional."),
    ],
)
def test_items_that_share_a_verdict_have_one_sentence(given, verdict, expected):
    groups, _ = told(with_verdict(given, "item_tests", verdict))
    assert groups.endswith(expected)


def test_residuals_and_failed_steps_are_not_mentioned(given, unlike):
    tests = given.table(RULE, "item_tests").assign(step="residuals")
    assert len(told(changed(given, RULE, item_tests=tests))) == 1
    assert len(told(unlike)) == 1


def test_tables_show_what_the_halves_say(english):
    rows = table_items(english).set_index("Item")["Search in halves"]
    assert rows.to_dict() == {"inf1": "found, confirmed", "ach2": "found, not confirmed"}
    same = occasions.table_items(english).set_index("Item")["Search in halves"]
    assert same.to_dict() == {"inf1": "too few people"}

"""Forms and intake draw the same checks of attention from seed and layout."""

import pytest

from analysis.errors import InstrumentError
from analysis.form_plan import Layout, form_plan, form_stream, is_added, with_checks
from analysis.instrument import Instrument
from tests.reports.forms.answered import SIX, SMALL

ASKED = {"seed": 3, "items_per_page": 10, "attention_checks": 2}


def test_instruments_get_the_checks_of_their_form_behind_their_items():
    asked = with_checks({"sales_six": SIX}, **ASKED)["sales_six"]
    plan = form_plan(SIX, Layout(10, 2), form_stream(3, SIX))
    assert list(asked.all_items) == [*SIX.all_items, "attention1", "attention2"]
    assert [i for i in asked.all_items.values() if is_added(i)] == plan.checks
    assert asked.scored == SIX.scored
    assert [i for page in plan.pages for i in page if is_added(i)] == plan.checks


def test_without_checks_instruments_stay_as_they_are():
    assert with_checks({"sales_six": SIX}, **ASKED | {"attention_checks": 0}) == {
        "sales_six": SIX
    }


def test_checks_of_several_instruments_have_names_of_their_own():
    asked = with_checks({"sales_six": SIX, "small": SMALL}, **ASKED)
    added = [[i.id for i in x.all_items.values() if is_added(i)] for x in asked.values()]
    assert added == [["attention1", "attention2"], ["attention3", "attention4"]]


def test_every_answer_is_asked_for_sometimes_and_none_that_means_no_answer():
    plans = (form_plan(SIX, Layout(10, 5), form_stream(s, SIX)) for s in range(40))
    expected = {check.expected for plan in plans for check in plan.checks}
    assert expected == set(SIX.options["frequency5"].codes)


def test_checks_of_the_instrument_itself_are_no_added_ones():
    assert not any(is_added(item) for item in SMALL.all_items.values())


def test_an_item_called_like_a_check_is_refused():
    first, *others = SIX.dimensions
    item = first.items[0].model_copy(update={"id": "attention2"})
    renamed = first.model_copy(update={"items": [item, *first.items[1:]]})
    parts = {name: getattr(SIX, name) for name in Instrument.model_fields}
    six = Instrument.model_validate(parts | {"dimensions": [renamed, *others]})
    with pytest.raises(InstrumentError, match="sales_six: no item may be called attention2"):
        form_plan(six, Layout(10, 2), form_stream(1, six))
    assert form_plan(six, Layout(10, 1), form_stream(1, six)).checks

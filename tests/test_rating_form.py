from pathlib import Path

import pytest

from analysis.errors import InstrumentError
from analysis.instrument import load_instrument
from analysis.rating_form import rating_form

INSTRUMENTS = Path(__file__).parents[1] / "instruments"


def test_the_form_is_the_levels_of_the_model():
    sales_six = load_instrument(INSTRUMENTS / "sales_six.yaml")
    form = rating_form(sales_six)
    assert [scale.dimension for scale in form] == list(sales_six.scored)
    for scale in form:
        levels = sales_six.dimension(scale.dimension).levels
        assert [p.rating for p in scale.points] == [1, 2, 3, 4, 5]
        assert [p.behaviours for p in scale.points] == [
            (x.behaviour, *x.anchors) for x in levels
        ]


def test_a_model_without_levels_has_no_such_form():
    with pytest.raises(InstrumentError, match="no dimension has levels"):
        rating_form(load_instrument(INSTRUMENTS / "sapa_bfi.yaml"))

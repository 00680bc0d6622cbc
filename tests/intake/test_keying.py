import pandas as pd
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.intake.keying import key_items
from tests.intake.exported import INSTRUMENTS, ITEMS, SMALL

ANSWER = st.one_of(st.none(), st.integers(1, 5))


@given(st.lists(st.tuples(*[ANSWER] * len(ITEMS)), max_size=8))
def test_reversing_twice_gives_the_answers_back(rows):
    answers = pd.DataFrame(rows, columns=ITEMS).astype("Int8")
    keyed = key_items(answers, INSTRUMENTS)
    assert_frame_equal(key_items(keyed, INSTRUMENTS), answers)
    for item in ITEMS:
        if SMALL.all_items[item].reversed:
            assert keyed[item].tolist() == (6 - answers[item]).tolist()
        else:
            assert keyed[item].tolist() == answers[item].tolist()


def test_only_the_items_that_are_there_are_turned():
    answers = pd.DataFrame({"lis3": [1, 5]}, dtype="Int8")
    assert key_items(answers, INSTRUMENTS)["lis3"].tolist() == [5, 1]

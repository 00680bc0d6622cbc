import pandas as pd

from analysis.selection import flags_in_force, for_fitting

ANSWERS = pd.DataFrame({"response": [0, 1, 2], "a1": [1, 2, 3]})
FLAGS = pd.DataFrame({"response": [0, 1, 2], "flagged": [False, True, False]})


def test_flagged_answers_stay_out():
    assert for_fitting(ANSWERS, FLAGS, exclude="flagged")["response"].tolist() == [0, 2]


def test_nobody_is_left_out_if_nobody_shall_be():
    assert len(for_fitting(ANSWERS, FLAGS, exclude="nobody")) == 3
    assert not flags_in_force(FLAGS, exclude="nobody")["flagged"].any()

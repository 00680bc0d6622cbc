import numpy as np
import pandas as pd
import pytest

from analysis.intake.labels import code_column
from analysis.intake.times import duration, durations
from analysis.intake.wording import closest
from tests.intake.test_labels import FREQUENCY, coded


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("總是", 5),
        ("經 常", 4),
        ("從不", 1),
        ("5.总是", 5),
        ("5、总是", 5),
        ("E. Always", 5),
        ("5 - Always", 5),
        ("5=总是", 5),
        ("总是(5)", 5),
        ("总是（5）", 5),
        ("(5) Always", 5),
        ("5 Always", 5),
        ("Always.", 5),
        ("总是。", 5),
        ("<b>Always</b>", 5),
        ("\ufeffAlways", 5),
        ("总是〖因为喜欢〗", 5),
        ("3,0", 3),
        ("&nbsp;Always", 5),
    ],
)
def test_labels_in_other_dresses(cell, code):
    assert coded(cell).codes.tolist() == [code]


@pytest.mark.parametrize(
    "cell", ["4.总是", "总是(4)", "4 Always", "总", "Alway", "3,000", "〖总是〗"]
)
def test_what_contradicts_itself_or_is_only_like_a_label_is_not_guessed(cell):
    assert coded(cell).n_invalid == 1


def test_what_a_person_wrote_beside_an_option_is_not_kept():
    assert "秘密" not in str(coded("其他〖我的秘密〗").invalid)


@pytest.mark.parametrize(
    ("cell", "like"), [("Alway", "5 = Always"), ("總是啊", "5 = 总是"), ("xyzzy", "")]
)
def test_the_closest_label_is_suggested(cell, like):
    assert closest(cell, FREQUENCY) == like


@pytest.mark.parametrize(
    ("cell", "seconds"),
    [
        ("123秒", 123),
        ("1分23秒", 83),
        ("1小时2分", 3720),
        ("01:02:03", 3723),
        ("2 min 3 s", 123),
        ("１２秒", 12),
    ],
)
def test_durations_with_units(cell, seconds):
    assert duration(cell) == seconds


def test_a_number_of_another_kind_is_no_duration():
    seconds, bad = durations(pd.Series(["13800138000", "31622400"], dtype="str"))
    assert bad.tolist() == [True, False]
    assert np.isnan(seconds[0])


def test_durations_that_are_none():
    assert all(duration(cell) != duration(cell) for cell in ["", "soon", "12:30", "5 apples"])


def test_an_empty_column_stays_empty():
    assert code_column(pd.Series([None, None], dtype="str"), FREQUENCY).n_invalid == 0

import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.instrument import Options
from analysis.intake.labels import NO_CODE, REASON, allowed, code_column
from analysis.intake.wording import label_conflicts
from tests.intake.exported import SMALL

FREQUENCY = SMALL.options["frequency5"]


def coded(*cells):
    return code_column(pd.Series(cells, dtype="str"), FREQUENCY)


@pytest.mark.parametrize(
    ("cell", "code"),
    [
        ("3", 3),
        ("3.0", 3),
        (" 3 ", 3),
        ("３", 3),
        ("03", 3),
        ("+3", 3),
        ("3.", 3),
        ("有时", 3),
        (" 有 时 ", 3),
        ("Sometimes", 3),
        ("SOMETIMES", 3),
        ("Ｓｏｍｅｔｉｍｅｓ", 3),
        ("有时\u3000", 3),
        ("从不", 1),
        ("Always", 5),
        ("5.00", 5),
    ],
)
def test_codes_and_labels_in_any_dress(cell, code):
    column = coded(cell)
    assert (column.codes.tolist(), column.reasons.tolist()) == ([code], [0])
    assert column.n_codes + column.n_labels == 1


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("8", "cannot_judge"),
        ("8.0", "cannot_judge"),
        ("无法判断", "cannot_judge"),
        ("cannot  judge", "cannot_judge"),
        (None, "skipped"),
        ("  ", "skipped"),
        ("NA", "skipped"),
        ("#N/A", "skipped"),
        (".", "skipped"),
        ("6", "invalid_code"),
        ("3.5", "invalid_code"),
        ("-3", "invalid_code"),
        ("perhaps", "invalid_code"),
        ("9" * 400, "invalid_code"),
        ("1e0", "invalid_code"),
        ("0", "invalid_code"),
    ],
)
def test_cells_that_are_no_answer_have_a_reason(cell, reason):
    column = coded(cell)
    assert (column.codes.tolist(), column.reasons.tolist()) == ([NO_CODE], [REASON[reason]])


def test_counts_are_of_cells_not_of_distinct_cells():
    column = coded("3", "3.0", "有时", "Maybe", "Maybe ", "8", None, "perhaps")
    assert (column.n_codes, column.n_labels, column.n_invalid) == (3, 1, 3)
    assert column.invalid == {"Maybe": 2, "perhaps": 1}
    assert column.invalid_share == 3 / 7


def test_an_empty_column_has_no_invalid_share():
    assert coded(None, None).invalid_share == 0.0
    assert coded().codes.shape == (0,)


@given(st.lists(st.sampled_from([*FREQUENCY.codes, 8, None])))
def test_codes_and_labels_of_both_languages_are_the_same_answers(codes):
    texts = {**FREQUENCY.codes, **FREQUENCY.no_answer}
    numbers = coded(*(None if c is None else str(c) for c in codes))
    chinese = coded(*(None if c is None else texts[c].zh for c in codes))
    english = coded(*(None if c is None else texts[c].en for c in codes))
    for other in (chinese, english):
        np.testing.assert_array_equal(other.codes, numbers.codes)
        np.testing.assert_array_equal(other.reasons, numbers.reasons)


def options(*labels: str) -> Options:
    codes = {i: {"zh": label, "en": f"label {i}"} for i, label in enumerate(labels)}
    return Options.model_validate({"codes": codes})


def test_a_label_of_two_codes_is_found():
    assert label_conflicts(options("是", "否")) == []
    assert label_conflicts(options("是", " 是")) == ["是"]


def test_a_message_tells_the_codes_that_are_allowed():
    assert allowed(FREQUENCY) == "1 to 5, or 8 for no answer"
    assert allowed(options("是", "否")) == "0 to 1"

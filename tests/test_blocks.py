import numpy as np
import pandas as pd

from analysis.blocks import Block, answer_matrix, answer_problems, by_block

ANSWERS = pd.DataFrame(
    {
        "response": [0, 1, 2, 3],
        "instrument": ["b", "a", "b", "b"],
        "source": ["self", "self", "manager", "self"],
        "wave": np.array([1, 1, 1, 1], dtype="int16"),
        "i1": pd.array([1, 2, None, 4], dtype="Int8"),
        "i2": pd.array([5, 4, 3, 2], dtype="Int8"),
    }
)


def test_blocks_come_sorted_with_their_rows_in_order():
    found = {block: rows["response"].tolist() for block, rows in by_block(ANSWERS)}
    assert list(found.items()) == [
        (("a", "self", 1), [1]),
        (("b", "manager", 1), [2]),
        (("b", "self", 1), [0, 3]),
    ]
    assert all(isinstance(block, Block) and type(block.wave) is int for block in found)
    assert list(by_block(ANSWERS.iloc[:0])) == []


def test_a_block_names_itself_in_messages_and_rows():
    block = Block("b", "self", 2)
    assert str(block) == "b, self, wave 2"
    assert block.columns == {"instrument": "b", "source": "self", "wave": 2}


def test_answers_are_floats_in_the_order_asked_for():
    found = answer_matrix(ANSWERS, ["i2", "i1"])
    np.testing.assert_array_equal(found, [[5, 1], [4, 2], [3, np.nan], [2, 4]])
    assert answer_matrix(ANSWERS, []).shape == (4, 0)


def test_every_problem_of_a_table_has_a_line():
    assert answer_problems(ANSWERS, {"a": ["i1"], "b": ["i1", "i2"]}, name="answers") == []
    assert answer_problems(ANSWERS, {"b": ["i3", "i1", "i4"]}, name="answers") == [
        "answers to a: the study has no such instrument",
        "b: the answers have no column for i3, i4",
    ]
    assert answer_problems(ANSWERS.iloc[:0], {}, name="keyed answers") == [
        "there are no keyed answers; look at the rejects of intake"
    ]

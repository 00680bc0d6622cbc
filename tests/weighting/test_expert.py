import numpy as np
import pytest

from analysis.errors import DataError
from analysis.stats.ahp import pairwise_weights
from analysis.weighting.expert import expert_weights
from analysis.weighting.expert_choices import expert_problems

DIMENSIONS = ["a", "b", "c"]


def judge(name, ab, ac, bc):
    pairs = [("a", "b", ab), ("c", "a", 1 / ac), ("b", "c", bc)]
    return {"judge": name, "pairs": [{"a": x, "b": y, "times": t} for x, y, t in pairs]}


def test_direct_shares_are_brought_to_one():
    found = expert_weights({"shares": {"b": 1, "a": 3, "c": 0}}, DIMENSIONS)
    assert found.weights == {"a": 0.75, "b": 0.25, "c": 0.0}
    assert found.judges.empty


def test_several_judges_are_joined_and_one_who_contradicts_himself_is_named():
    steady, hasty = judge("steady", 2, 4, 2), judge("hasty", 5, 0.2, 5)
    found = expert_weights({"ahp": [steady, hasty]}, DIMENSIONS)
    assert list(found.judges["judge"].unique()) == ["steady", "hasty", "joint"]
    assert [n["judge"] for n in found.notes if n["note"] == "inconsistent_judgements"] == [
        "hasty",
        "joint",
    ]
    ratios = found.judges.groupby("judge")["consistency_ratio"].first()
    assert ratios["steady"] == pytest.approx(0, abs=1e-9)
    joint = np.sqrt([[1, 10, 0.8], [0.1, 1, 10], [1.25, 0.1, 1]])
    expected = pairwise_weights(joint).weights
    np.testing.assert_allclose(list(found.weights.values()), expected, atol=1e-9)


@pytest.mark.parametrize(
    ("expert", "line"),
    [
        ({}, "give either shares or ahp"),
        ({"shares": {"a": 1, "b": 1}}, "expert.shares: c has no share"),
        ({"shares": {"a": 1, "b": 1, "c": 1, "d": 1}}, "expert.shares: no dimension 'd'"),
        ({"shares": {"a": -1, "b": 1, "c": 1}}, "no share may be negative"),
        ({"ahp": [judge("x", 2, 2, 10)]}, "b and c: 10 is not from 1/9 to 9"),
        ({"ahp": [judge("x", 2, 2, 1), judge("x", 1, 1, 1)]}, "judge 'x' stands twice"),
        ({"ahp": [judge("joint", 2, 2, 1)]}, "no judge may be called 'joint'"),
    ],
)
def test_what_cannot_be_used_is_named(expert, line):
    with pytest.raises(DataError, match=line.replace("(", r"\(")):
        expert_weights(expert, DIMENSIONS)


def test_missing_double_and_strange_pairs_are_named_together():
    given = judge("x", 2, 2, 1)
    given["pairs"][2] = given["pairs"][0]
    given["pairs"].append({"a": "a", "b": "z", "times": 1})
    assert expert_problems({"ahp": [given]}, DIMENSIONS) == [
        "expert.ahp: judge 'x': a and b is judged twice",
        "expert.ahp: judge 'x': a and z is no pair of dimensions",
        "expert.ahp: judge 'x': no judgement of b and c",
    ]

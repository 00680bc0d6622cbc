"""What the models of the source texts have, and what of it is reconstructed."""

from pathlib import Path

import pytest

from analysis.instrument import load_instrument

ROOT = Path(__file__).parents[1]


def test_the_recruitment_interview_asks_about_every_competency():
    recruitment = load_instrument(ROOT / "instruments" / "sales_recruitment.yaml")
    assert [q.dimension for q in recruitment.interview] == list(recruitment.scored)
    for question in recruitment.interview:
        assert len(question.follow_ups) == 2
        assert [anchor.rating for anchor in question.anchors] == [1, 3, 5]


@pytest.mark.parametrize(
    ("name", "reconstructed"),
    [
        ("sales_foundations", set()),
        ("sales_expert", set()),
        (
            "sales_recruitment",
            {
                "problem_solving",
                "market_sensitivity",
                "selling_skill",
                "innovation",
                "teamwork",
                "cross_department",
            },
        ),
        ("behaviour_dictionary", {"understanding", "achievement"}),
    ],
)
def test_what_the_source_lost_is_marked(name: str, reconstructed: set[str]):
    instrument = load_instrument(ROOT / "instruments" / f"{name}.yaml")
    assert {d.id for d in instrument.dimensions if d.reconstructed} == reconstructed


def test_the_dictionary_keeps_the_levels_of_its_source():
    dictionary = load_instrument(ROOT / "instruments" / "behaviour_dictionary.yaml")
    levels = {d.id: [x.reconstructed for x in d.levels] for d in dictionary.dimensions}
    assert levels == {
        "understanding": [True, True, False, False],
        "initiative": [False] * 3,
        "resilience": [False] * 3,
        "achievement": [False] * 3,
        "teamwork": [True] * 3,
    }
    response = dictionary.dimension("understanding").levels[2]
    assert len(response.anchors) == 4

from analysis.weighting.common_source import (
    CommonSource,
    common_source_notes,
    common_sources,
    composite_sources,
)


def test_records_share_no_judge() -> None:
    assert common_sources({"composite": ["records"]}, predictors_from=["manager", "self"],
                          answered_by=["manager", "self"]) == []  # fmt: skip


def test_who_judges_both_is_found_with_the_sources_left() -> None:
    found = common_sources(
        {"rating": ["manager"], "sales": ["records"]},
        predictors_from=["manager", "self"],
        answered_by=["self", "manager", "peer"],
    )
    assert found == [CommonSource("rating", "manager", ["self", "peer"])]
    assert common_source_notes(found) == [
        {"note": "common_source_split", "criterion": "rating", "source": "manager",
         "elsewhere": ["self", "peer"]}
    ]  # fmt: skip


def test_where_nobody_else_answered_the_note_says_so() -> None:
    found = common_sources(
        {"own_rating": ["self"]}, predictors_from=["self"], answered_by=["self"]
    )
    assert common_source_notes(found) == [
        {"note": "common_source_only", "criterion": "own_rating", "source": "self"}
    ]


def test_a_composite_is_as_independent_as_its_parts() -> None:
    kpis = {"sales": ["records"], "rating": ["manager"], "own": ["self"]}
    assert composite_sources(kpis, {}) == ["records", "manager", "self"]
    assert composite_sources(kpis, {"sales": 1, "rating": 0, "own": 1}) == ["records", "self"]
    found = common_sources(
        {"composite": composite_sources(kpis, {"sales": 1, "rating": 1, "own": 0})},
        predictors_from=["manager", "self"],
        answered_by=["manager", "self"],
    )
    assert found == [CommonSource("composite", "manager", ["self"])]

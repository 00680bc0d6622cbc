import numpy as np
import pandas as pd

from analysis.weighting.common_source import (
    CommonSource,
    common_source_notes,
    common_sources,
    composite_sources,
    with_composite,
)
from analysis.weighting.validity import validity


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


def rated(seed: int) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    """Managers rate competencies and performance with the same halo; people rate themselves."""
    rng = np.random.default_rng(seed)
    n = 3000
    true, halo = rng.normal(size=n), rng.normal(size=n)
    parts = []
    for source, shared in (("manager", halo), ("self", rng.normal(size=n))):
        for dimension in ("influence", "planning"):
            score = 0.6 * true + 0.6 * shared + 0.5 * rng.normal(size=n)
            parts.append(
                pd.DataFrame(
                    {"person": np.arange(n), "instrument": "six", "source": source}
                    | {"wave": 1, "dimension": dimension, "score": score}
                )
            )
    value = 0.3 * true + 0.6 * halo + 0.7 * rng.normal(size=n)
    performance = pd.DataFrame(
        {"person": np.arange(n), "criterion": "composite", "value": value}
    )
    people = pd.DataFrame({"person": np.arange(n), "manager_id": np.arange(n) // 10})
    return pd.concat(parts, ignore_index=True), performance, people


def found_of(kpi_sources, scores, performance, people):
    return validity(
        scores,
        performance,
        people,
        predictors_from=["manager"],
        cluster="manager_id",
        controls={},
        criterion_reliability={},
        range_restriction={},
        kpi_sources=kpi_sources,
        shares={},
        draws=100,
        confidence=0.95,
        rng=np.random.default_rng(1),
    )


def test_halo_is_in_the_common_source_estimate_and_not_in_the_split_one() -> None:
    found = found_of({"rating": ["manager"]}, *rated(3))
    table = found.common_source
    assert table["judges"].tolist() == ["same", "same", "other", "other"]
    spread = np.sqrt(0.6**2 + 0.6**2 + 0.5**2) * np.sqrt(0.3**2 + 0.6**2 + 0.7**2)
    same, other = (0.18 + 0.36) / spread, 0.18 / spread
    expected = [same, same, other, other]
    assert (table["ci_low"] < expected).all()
    assert (table["ci_high"] > expected).all()
    pd.testing.assert_series_equal(
        table["estimate"].head(2), found.correlations["estimate"], check_names=False
    )
    assert (
        common_source_notes([CommonSource("composite", "manager", ["self"])])[0] in found.notes
    )


def test_records_leave_nothing_to_flag() -> None:
    found = found_of({"sales": ["records"]}, *rated(4))
    assert found.common_source.empty
    assert not [n for n in found.notes if n["note"].startswith("common_source")]


def test_a_source_of_too_few_people_gives_no_split_estimate() -> None:
    scores, performance, people = rated(5)
    few = scores[(scores["source"] == "manager") | (scores["person"] < 3)]
    found = found_of({"rating": ["manager"]}, few, performance, people)
    assert set(found.common_source["judges"]) == {"same"}
    assert common_source_notes([CommonSource("composite", "manager", [])])[0] in found.notes


def test_what_has_no_share_is_no_part_of_the_composite() -> None:
    kpis = {"sales": ["records"], "rating": ["manager"]}
    assert with_composite(kpis, {"sales": 1.0})["composite"] == ["records"]

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.stats.adverse_impact import adverse_impact
from analysis.weighting.fairness import fairness

DIMENSIONS = ["influence", "planning", "service"]
WEIGHTS = {"unit": [1 / 3, 1 / 3, 1 / 3], "expert": [0.6, 0.3, 0.1]}
CLOSED_FORM = 1e-10


def alternatives():
    return pd.DataFrame(
        [
            {"source": "manager", "scheme": s, "dimension": d, "weight": w}
            for s, ws in WEIGHTS.items()
            for d, w in zip(DIMENSIONS, ws, strict=True)
        ]
    )


def grouped(study, labels):
    return replace(study, people=study.people.assign(gender=labels))


def halves(study):
    return np.where(np.arange(len(study.people)) % 2, "f", "m")


def of(study, protected=None, purpose="development", lawful=(), min_group=30):
    return fairness(
        study.person_scores,
        study.performance,
        study.people,
        alternatives(),
        source="manager",
        protected={"gender": "m"} if protected is None else protected,
        lawful=list(lawful),
        purpose=purpose,
        cluster="manager_id",
        cuts=[0.1, 0.3],
        min_group=min_group,
        power=0.8,
        draws=200,
        folds=4,
        confidence=0.95,
        rng=np.random.default_rng(1),
    )


def shifted(study, by):
    """Group f scores lower in planning, and performs as before."""
    labels = halves(study)
    scores = study.person_scores.copy()
    lower = scores["person"].isin(np.flatnonzero(labels == "f"))
    scores.loc[lower & (scores["dimension"] == "planning"), "score"] -= by
    return grouped(replace(study, person_scores=scores), labels)


def test_differences_are_those_of_the_scores(study):
    table = of(shifted(study, 1.0)).differences.set_index("name")
    assert table.loc["planning", "ci_high"] < -0.6
    assert abs(table.loc["influence", "estimate"]) < 0.3
    assert table.loc["unit", "estimate"] < 0
    assert (table["n_focal"] == 240).all()


def test_selection_is_from_the_top_of_each_composite(study):
    given = shifted(study, 1.0)
    table = of(given).impact.set_index(["scheme", "cut"])
    wide = given.person_scores.pivot_table("score", "person", "dimension")[DIMENSIONS]
    z = (wide - wide.mean()) / wide.std()
    for (scheme, cut), row in table.iterrows():
        composite = (z @ WEIGHTS[scheme]).to_numpy()
        chosen = composite >= np.sort(composite)[-round(cut * 480)]
        labels = halves(given)
        counts = [int((chosen & (labels == g)).sum()) for g in ("m", "f")]
        assert [row["selected_reference"], row["selected_focal"]] == counts
        expected = adverse_impact(counts[0], 240, counts[1], 240, confidence=0.95)
        assert row["ratio"] == pytest.approx(expected.ratio)
        assert row["mid_p"] == pytest.approx(expected.mid_p)
    assert table.loc["unit", "below_four_fifths"].all()


def test_a_lower_scoring_group_that_performs_as_well_is_predicted_too_low(study):
    table = of(shifted(study, 1.0)).prediction.set_index("scheme")
    assert table.loc["unit", "intercept"] > 0
    assert table.loc["unit", "signed"] < 0
    assert np.allclose(
        table["signed"], table["over"] + table["under"], rtol=0, atol=CLOSED_FORM
    )
    assert (table["signed_ci_low"] < table["signed"]).all()
    assert (table["detectable"] > table["slope_std_error"]).all()


def test_small_groups_are_named_and_not_judged(study):
    labels = np.where(np.arange(480) < 20, "x", halves(study))
    found = of(grouped(study, labels))
    assert {"note": "groups_too_small", "column": "gender", "n": 1} in found.notes
    for table in (found.differences, found.impact, found.prediction):
        rows = table[table["focal"] == "x"]
        assert (rows["note"] == "group_too_small").all()
        assert rows.filter(regex="^(estimate|ratio|slope)$").isna().all(axis=None)
        assert (table[table["focal"] == "f"]["note"] == "").all()


def test_the_largest_group_is_the_reference_where_none_is_named(study):
    labels = np.where(np.arange(480) < 100, "small", "large")
    found = of(grouped(study, labels), protected={"gender": None})
    assert set(found.differences["reference"]) == {"large"}


def test_without_groups_nothing_is_tested_and_that_is_said(study):
    found = of(study, protected={})
    assert found.differences.empty
    assert found.notes == [{"note": "no_protected_groups"}]
    assert found.trade_off_reason == "no_protected_groups"


@pytest.mark.parametrize(
    ("purpose", "lawful", "min_group", "reason"),
    [
        ("development", ["gender"], 30, "purpose_is_not_selection"),
        ("selection", [], 30, "no_lawful_basis"),
        ("selection", ["gender"], 300, "groups_too_small"),
        ("selection", ["gender"], 30, ""),
    ],
)
def test_the_trade_off_needs_a_purpose_and_a_lawful_basis(
    study, purpose, lawful, min_group, reason
):
    found = of(shifted(study, 1.0), purpose=purpose, lawful=lawful, min_group=min_group)
    assert found.trade_off_reason == reason
    assert found.trade_off.empty == bool(reason)


def test_less_difference_costs_validity(study):
    found = of(shifted(study, 1.0), purpose="selection", lawful=["gender"])
    table = found.trade_off
    assert table["difference"].is_monotonic_decreasing
    assert table["validity"].iloc[0] == table["validity"].max()
    assert table["cross_validity"].iloc[0] < table["validity"].iloc[0]


def test_groups_that_are_not_there_are_named(study):
    with pytest.raises(DataError) as error:
        of(grouped(study, halves(study)), protected={"gender": "z", "age": None})
    assert str(error.value).splitlines() == [
        "groups: nobody is 'z', the reference of gender",
        "groups: the people table has no column 'age'",
    ]

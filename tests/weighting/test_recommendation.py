import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.weighting.expert import contending
from analysis.weighting.points import Bounds
from analysis.weighting.recommendation import recommendation
from analysis.weighting.schemes import contenders
from analysis.weighting.verdict import Demand

DIMENSIONS = ["influence", "planning", "service"]
COMPARED = contenders(
    ["zero_order", "nnls", "relative_weight", "general_dominance"],
    fixed={},
    prior="unit",
    prior_people=100,
)
SCHEMES = COMPARED.schemes
DEMAND = Demand(confidence=0.95, minimal_gain=0.05, power=0.8)


def evidence(names=SCHEMES, **gains):
    """A table `schemes` with (estimate, gain, lower limit of the gain) of each scheme."""
    given = {scheme: (0.30, 0.0, -0.05) for scheme in names} | {"unit": (0.30, 0.0, 0.0)}
    best = max(r for r, _, _ in (given | gains).values())
    rows = [
        {
            **{"criterion": "composite", "source": "manager", "scheme": scheme},
            **{"estimate": r, "ci_low": r - 0.1, "gain": gain, "gain_ci_low": low},
            **{"gain_ci_high": 2 * gain - low, "lag": best - r, "lag_std_error": 0.015},
            **{"folds": 8, "repeats": 5},
        }
        for scheme, (r, gain, low) in (given | gains).items()
    ]
    return pd.DataFrame(rows)


def of(study, schemes, round_to=1, draws=200, floor=0, cap=100, compared=COMPARED, **options):
    return recommendation(
        study.person_scores,
        study.performance,
        study.people,
        schemes,
        compared=compared,
        expert=options.get("expert"),
        predictors_from=["manager"],
        cluster="manager_id",
        draws=draws,
        demand=DEMAND,
        bounds=Bounds(round_to, floor, cap),
        cuts=[0.1, 0.2],
        rng=np.random.default_rng(1),
    )


def test_equal_weights_without_a_shown_gain(study):
    found = of(study, evidence(nnls=(0.33, 0.03, -0.01)))
    assert (found.scheme, found.verdict) == ("unit", "too_little_data")
    assert found.evidence["scheme"] == "nnls"
    assert found.evidence["n_needed"] > 480
    assert list(found.weights["points"]) == [34, 33, 33]
    assert (found.weights["std_error"] == 0).all()
    assert (found.ranks["scheme"] == "nnls").all()


def test_the_simplest_scheme_that_is_shown_and_not_beaten_is_recommended(study):
    found = of(
        study,
        evidence(
            zero_order=(0.34, 0.04, -0.01),  # not shown
            nnls=(0.36, 0.06, 0.02),  # beaten
            relative_weight=(0.39, 0.09, 0.03),
            general_dominance=(0.40, 0.10, 0.04),  # best, and more complex
        ),
    )
    assert (found.scheme, found.verdict) == ("relative_weight", "unequal")
    assert found.evidence["scheme"] == "general_dominance"
    assert found.weights["points"].sum() == 100
    assert found.weights["weight"].is_monotonic_decreasing
    assert (found.weights["ci_low"] <= found.weights["weight"]).all()


def test_a_gain_that_is_ruled_out_makes_equal_weights_as_good(study):
    found = of(study, evidence(nnls=(0.31, 0.01, -0.02)))
    assert (found.scheme, found.verdict) == ("unit", "equal")


def test_no_validity_is_said_where_nothing_predicts(draw):
    found = of(
        draw([0.0, 0.0, 0.0], seed=4),
        evidence(**{s: (0.02, 0.0, -0.1) for s in SCHEMES}),
    )
    assert found.evidence["omnibus_p"] > 0.05
    assert (found.scheme, found.verdict) == ("unit", "no_validity")


def test_covariances_of_the_weights_go_with_their_errors_and_cancel_out(study):
    found = of(study, evidence(nnls=(0.4, 0.1, 0.05)))
    table = found.covariance.set_index(["dimension_a", "dimension_b"])["estimate"]
    names = found.weights["dimension"]
    variances = [table[name, name] for name in names]
    np.testing.assert_allclose(np.sqrt(variances), found.weights["std_error"])
    between = table.sum() - sum(variances)
    assert sum(variances) + 2 * between == pytest.approx(0, abs=1e-12)  # weights sum to 1


@pytest.mark.parametrize("round_to", [1, 5, 10])
def test_every_alternative_has_points_that_sum_to_a_hundred(study, round_to):
    table = of(study, evidence(), round_to=round_to).alternatives
    assert list(table["scheme"].unique()) == list(SCHEMES)
    assert (table.groupby("scheme")["points"].sum() == 100).all()
    assert (table["points"] % round_to == 0).all()


def test_dimensions_that_do_not_go_with_performance_are_named(draw):
    found = of(draw([0.5, -0.6, 0.2]), evidence())
    note = next(n for n in found.notes if n["note"] == "validity_not_positive")
    assert note["dimensions"] == ["planning"]
    rows = found.alternatives.set_index(["scheme", "dimension"])["weight"]
    assert (rows.xs("planning", level="dimension").drop("unit") == 0).all()


def test_points_that_cannot_sum_to_a_hundred_are_refused(study):
    with pytest.raises(DataError, match="100 is not a multiple of 3"):
        of(study, evidence(), round_to=3)


def test_a_scheme_without_cross_validation_is_refused(study):
    schemes = evidence()
    with pytest.raises(DataError, match="no cross-validation of relative_weight for manager"):
        of(study, schemes[schemes["scheme"] != "relative_weight"])


def test_a_gain_that_could_not_be_estimated_is_not_shown(study):
    found = of(study, evidence(**dict.fromkeys(SCHEMES, (np.nan, np.nan, np.nan))))
    assert found.scheme == "unit"
    assert found.evidence["gain"] is None
    assert found.evidence["gain_reason"] == "not_estimable_in_the_folds"


def test_floor_and_cap_hold_and_are_named(study):
    found = of(study, evidence(nnls=(0.4, 0.1, 0.05)), floor=10, cap=60, round_to=5)
    points = found.weights.set_index("dimension")["points"]
    assert points.sum() == 100
    assert points.between(10, 60).all()
    bound = found.weights.set_index("dimension")["at_bound"]
    assert (bound["influence"], bound["service"]) == ("cap", "floor")
    assert (found.weights["ci_low"] >= 0.1 - 1e-12).all()


@pytest.mark.parametrize(("floor", "cap"), [(40, 100), (0, 30), (33, 33)])
def test_bounds_that_no_points_can_keep_are_refused_in_one_line(study, floor, cap):
    with pytest.raises(DataError, match="3 dimensions cannot share 100 points") as error:
        of(study, evidence(), floor=floor, cap=cap)
    assert len(str(error.value).splitlines()) == 1


def test_changes_of_place_are_those_of_the_people(study):
    found = of(study, evidence(nnls=(0.4, 0.1, 0.05)))
    wide = study.person_scores.pivot_table("score", "person", "dimension")[DIMENSIONS]
    z = (wide - wide.mean()) / wide.std()
    weights = found.weights.set_index("dimension")["weight"][DIMENSIONS]
    places = [
        100 * ((z @ w).rank() - 0.5) / len(z) for w in (weights.to_numpy(), np.full(3, 1 / 3))
    ]
    change = (places[0] - places[1]).to_numpy()
    np.testing.assert_allclose(found.ranks["change"], change, atol=1e-9)
    row = found.rank_changes.query("scheme == 'nnls'").iloc[0]
    assert row["mean_change"] == pytest.approx(np.abs(change).mean())
    top, was = places[0] > 90, places[1] > 90
    assert row["replaced_10"] == pytest.approx(1 - (top & was).sum() / was.sum())


def test_experts_and_last_year_take_part(study):
    choices = {
        **{"schemes": ["unit", "bayes", "entropy", "critic"]},
        "expert": {"shares": {"influence": 60, "planning": 30, "service": 10}},
        "bayes": {"prior": "expert", "people": 1e9},
    }
    previous = {"weights": {"dimensions": DIMENSIONS, "weights": [0.2, 0.3, 0.5]}}
    compared, expert = contending(choices, DIMENSIONS, previous)
    schemes = evidence(compared.schemes, previous=(0.4, 0.1, 0.05))
    found = of(study, schemes, compared=compared, expert=expert)
    points = found.alternatives.pivot_table("points", "scheme", "dimension")[DIMENSIONS]
    assert points.loc["expert"].tolist() == [60, 30, 10]
    assert points.loc["bayes"].tolist() == [60, 30, 10]  # a prior that nothing can move
    assert points.loc["previous"].tolist() == [20, 30, 50]
    assert set(found.rank_changes["against"]) == {"unit", "previous"}
    rows = found.alternatives.set_index("scheme")
    assert rows.loc["entropy", "ci_low"].isna().all()
    assert found.scheme == "previous"


def test_last_years_key_must_weigh_the_same_dimensions():
    choices = {"schemes": ["unit"], "expert": None, "bayes": {"prior": "unit", "people": 9}}
    previous = {"weights": {"dimensions": ["influence", "luck"], "weights": [0.5, 0.5]}}
    with pytest.raises(DataError) as error:
        contending(choices, ["influence", "planning"], previous)
    assert str(error.value).splitlines() == [
        "previous: the key has no weight of planning",
        "previous: the key weighs luck, not asked now",
    ]

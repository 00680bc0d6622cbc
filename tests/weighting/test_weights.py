import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.stats.composite_weights import SCHEMES
from analysis.weighting.weights import weights


def evidence(**gains):
    """A table `schemes` with (estimate, gain, lower limit of the gain) of each scheme."""
    given = {scheme: (0.30, 0.0, -0.05) for scheme in SCHEMES} | {"unit": (0.30, 0.0, 0.0)}
    rows = [
        {
            **{"criterion": "composite", "source": "manager", "scheme": scheme},
            **{"estimate": r, "gain": gain, "gain_ci_low": low, "gain_ci_high": gain + 0.1},
        }
        for scheme, (r, gain, low) in (given | gains).items()
    ]
    return pd.DataFrame(rows)


def of(study, schemes, round_to=1, draws=200):
    return weights(
        study.person_scores,
        study.performance,
        study.people,
        schemes,
        predictors_from=["manager"],
        cluster="manager_id",
        draws=draws,
        confidence=0.95,
        round_to=round_to,
        rng=np.random.default_rng(1),
    )


def test_equal_weights_without_a_shown_gain(study):
    found = of(study, evidence(regression=(0.33, 0.03, -0.01)))
    assert (found.scheme, found.reason) == ("unit", "no_gain_shown")
    assert found.evidence["scheme"] == "regression"
    assert list(found.weights["points"]) == [34, 33, 33]
    assert (found.weights["std_error"] == 0).all()


def test_of_several_gains_the_best_prediction_wins(study):
    found = of(
        study,
        evidence(
            regression=(0.34, 0.04, 0.01),
            general_dominance=(0.36, 0.06, 0.02),
            relative_weight=(0.40, 0.10, -0.01),
        ),
    )
    assert (found.scheme, found.reason) == ("general_dominance", "gain_shown")
    assert found.weights["points"].sum() == 100
    assert found.weights["weight"].is_monotonic_decreasing
    assert (found.weights["ci_low"] <= found.weights["weight"]).all()


def test_covariances_of_the_weights_go_with_their_errors_and_cancel_out(study):
    found = of(study, evidence(regression=(0.4, 0.1, 0.05)))
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

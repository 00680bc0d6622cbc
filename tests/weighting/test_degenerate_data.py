"""Data that nothing, or not everything, can be learned from: a clear error or a stated gap."""

from collections.abc import Callable

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.weighting.evidence import evidence
from analysis.weighting.fairness import fairness
from analysis.weighting.importance import importance
from analysis.weighting.schemes import SCHEMES, Contenders, contenders, or_equal, scheme_weights
from analysis.weighting.validity import validity

N = 120
TEAMS = np.arange(N) // 10
LEARNED = [name for name in SCHEMES if name not in ("expert", "previous")]
COMPARED: Contenders = contenders(LEARNED, fixed={}, prior="unit", prior_people=100)
CLOSED_FORM = 1e-10

Data = tuple[np.ndarray, np.ndarray, np.ndarray]


def ordinary(n: int = N, p: int = 3) -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(3)
    x = rng.normal(size=(n, p)) + 0.7 * rng.normal(size=(n, 1))
    return x, x @ np.full(p, 0.3) + rng.normal(size=n)


def with_column(column: int, values: np.ndarray | float) -> Data:
    x, y = ordinary()
    x[:, column] = values
    return x, y, TEAMS


def one_person_apart() -> np.ndarray:
    return (np.arange(N) == 5).astype(float)


X, Y = ordinary()
SOLVABLE: dict[str, Data] = {
    "one_dimension": (*ordinary(p=1), TEAMS),
    "sum_of_others": with_column(2, X[:, 0] + X[:, 1]),
    "twins": with_column(2, X[:, 0]),
    "perfect_fit": (X, X.sum(axis=1), TEAMS),
    "criterion_is_a_dimension": (X, X[:, 0], TEAMS),
    "as_many_coefficients_as_people_allow": (*ordinary(10, 8), np.arange(10)),
    "one_person_has_the_criterion": (X, one_person_apart(), TEAMS),
    "one_person_has_the_dimension": with_column(1, one_person_apart()),
    "ties": (np.sign(X), np.sign(Y), TEAMS),
    "teams_alike": (X, np.random.default_rng(1).normal(size=12)[TEAMS], TEAMS),
    "two_teams": (X, Y, np.arange(N) // 60),
    "everyone_alone": (X, Y, np.arange(N)),
}
CONSTANT = {
    "dimension": (*with_column(1, 2.7)[:2], "d1"),
    "criterion": (X, np.full(N, 0.1), "criterion"),
    "criterion_of_zeros": (X, np.zeros(N), "criterion"),
}
"""Means of equal numbers such as 2.7 are not 2.7, so that their spread is not quite 0."""


TABLES = {
    "validated": ["correlations", "regression", "intervals"],
    "weighed": ["importance"],
    "compared": ["differences", "impact", "prediction", "trade_off"],
}


def tables(x: np.ndarray, y: np.ndarray, teams: np.ndarray) -> list[pd.DataFrame]:
    n, p = x.shape
    scores = {"person": np.repeat(np.arange(n), p), "instrument": "six", "source": "manager"}
    scores |= {"wave": 1, "dimension": [f"d{j}" for j in range(p)] * n, "score": x.ravel()}
    gender = np.where(np.arange(n) % 2, "f", "m")
    return [
        pd.DataFrame(scores),
        pd.DataFrame({"person": np.arange(n), "criterion": "composite", "value": y}),
        pd.DataFrame({"person": np.arange(n), "manager_id": teams, "gender": gender}),
    ]


def validated(data: Data):
    return validity(
        *tables(*data),
        **{"predictors_from": ["manager"], "cluster": "manager_id", "controls": {}},
        **{"criterion_reliability": {}, "range_restriction": {}, "kpi_sources": {}},
        **{"shares": {}, "draws": 40, "confidence": 0.95, "rng": np.random.default_rng(1)},
    )


def weighed(data: Data):
    return importance(
        *tables(*data),
        **{"predictors_from": ["manager"], "cluster": "manager_id", "sets": {}, "draws": 40},
        **{"confidence": 0.95, "rng": np.random.default_rng(1)},
    )


def compared(data: Data):
    names = [f"d{j}" for j in range(data[0].shape[1])]
    rows = {"source": "manager", "scheme": "unit", "dimension": names, "weight": 1 / len(names)}
    return fairness(
        *tables(*data),
        pd.DataFrame(rows),
        **{"source": "manager", "protected": {"gender": "m"}, "lawful": ["gender"]},
        **{"purpose": "selection", "cluster": "manager_id", "cuts": [0.1, 0.3]},
        **{"min_group": 4, "power": 0.8, "draws": 40, "folds": 4, "confidence": 0.95},
        rng=np.random.default_rng(1),
    )


@pytest.mark.parametrize("rule", [validated, weighed, compared])
@pytest.mark.parametrize("name", list(SOLVABLE))
def test_what_can_be_said_is_said_and_any_warning_fails(rule: Callable, name: str):
    found = rule(SOLVABLE[name])
    assert all(len(getattr(found, table)) for table in TABLES[rule.__name__])


@pytest.mark.parametrize("rule", [validated, weighed, compared])
@pytest.mark.parametrize("name", list(CONSTANT))
def test_what_does_not_vary_is_named(rule: Callable, name: str):
    x, y, named = CONSTANT[name]
    with pytest.raises(DataError, match=rf"({named}|composite) is the same for all 120 people"):
        rule((x, y, TEAMS))


@pytest.mark.parametrize("rule", [validated, weighed, compared])
def test_people_without_scores_are_too_few(rule: Callable):
    with pytest.raises(DataError, match="0 people have all 3 scores and a criterion value"):
        rule((np.full_like(X, np.nan), Y, TEAMS))


@pytest.mark.parametrize("name", ["sum_of_others", "twins", "one_dimension"])
def test_collinear_dimensions_have_weights_by_every_scheme(name: str):
    x, y, teams = SOLVABLE[name]
    found = evidence(np.column_stack([x, y]), teams, COMPARED, rng=np.random.default_rng(1))
    names = [f"d{j}" for j in range(x.shape[1])]
    weights = [or_equal(scheme_weights(found, names, COMPARED, s)[0]) for s in COMPARED.schemes]
    assert (np.array(weights) >= 0).all()
    np.testing.assert_allclose(np.sum(weights, axis=1), 1, atol=CLOSED_FORM)


def test_one_team_leaves_nobody_to_hold_out():
    found = compared((X, Y, np.zeros(N, dtype=int))).trade_off
    assert found["validity"].notna().all()
    assert found["cross_validity"].isna().all()


def test_one_dimension_has_one_point_on_the_trade_off():
    found = compared(SOLVABLE["one_dimension"]).trade_off
    assert set(found["weights"]) == {"1.0"}
    r = np.corrcoef(SOLVABLE["one_dimension"][0][:, 0], SOLVABLE["one_dimension"][1])[0, 1]
    np.testing.assert_allclose(found["validity"], r, atol=CLOSED_FORM)

"""Random models written in syntax: the Jacobian by the parameters against brute force."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measurement.cfa.model_matrices import structural_model
from analysis.measurement.cfa.parameter_table import parameter_table
from analysis.measurement.cfa.syntax import parse
from analysis.stats.sem.implied import implied, jacobian, moments
from analysis.stats.sem.model import Matrix, Model, elements
from tests.stats.sem.random_models import slopes

NUMERIC = 2e-6  # central differences of step 1e-6
ITEMS = [f"x{i}" for i in range(1, 8)]
EQUAL = ["loadings", "intercepts", "thresholds", "residuals", "lv.variances", "means"]


@st.composite
def models(draw) -> tuple[Model, int]:
    """A model with equalities, cross loadings, residual covariances, higher factors, groups."""
    text = [
        "f =~ x1 + a*x2 + x3",
        f"g =~ x4 + {draw(st.sampled_from(['', 'a*', 'b*']))}x5 + b*x6",
    ]
    ordinal = draw(st.sampled_from([[], ITEMS, ITEMS[:3], ITEMS[2:5]]))
    theta = draw(st.booleans())
    groups = draw(st.sampled_from([[""], ["one", "two"], ["one", "two", "three"]]))
    more = {
        "cross": "f =~ x5 + x7",
        "second": "k =~ x6 + x7\nh =~ f + c*g + c*k",
        "bifactor": "w =~ x1 + x2 + x4 + x6 + x7",
        "residual": "x1 ~~ r*x4\nx2 ~~ r*x6",
        "means": "f ~ NA*1\nx1 ~ m*1\nx2 ~ m*1",
        "linear": "a == 0.5*b + 0.2",
    }
    chosen = draw(st.sets(st.sampled_from(sorted(more))))
    if "cross" not in chosen and "second" not in chosen and "bifactor" not in chosen:
        chosen.add("cross")
    if ordinal and "x1" in ordinal:
        chosen -= {"means"}
    text += [more[name] for name in sorted(chosen)]
    if ordinal and not theta and draw(st.booleans()):
        text.append(f"{ordinal[0]} ~*~ NA*{ordinal[0]}\n{ordinal[1]} ~*~ d*{ordinal[1]}")
    if ordinal and theta:
        text.append(f"{ordinal[0]} ~~ NA*{ordinal[0]}")
    if ordinal and draw(st.booleans()):
        text.append(f"{ordinal[0]} | s*t1\n{ordinal[1]} | s*t1")
    cuts = {item: [draw(st.integers(1, 3)) for _ in groups] for item in ordinal}
    table = parameter_table(
        parse("\n".join(text)),
        groups=groups,
        ordinal=cuts,
        std_lv=draw(st.booleans()),
        orthogonal=draw(st.booleans()),
        mean_structure=draw(st.booleans()),
        parameterization="theta" if theta else "delta",
        group_equal=draw(st.lists(st.sampled_from(EQUAL), unique=True)),
        group_partial=[],
    )
    return structural_model(table), draw(st.integers(0, 2**32 - 1))


def parameters_at(model: Model, seed: int) -> np.ndarray:
    """Parameters near which every variance is positive."""
    rng = np.random.default_rng(seed)
    values = rng.uniform(0.3, 0.6, len(model.offset))
    for group in model.groups:
        square = group.row == group.column
        diagonal = np.isin(group.matrix, [Matrix.PSI, Matrix.THETA]) & square
        values[group.element[diagonal]] += 0.8
        values[group.element[np.isin(group.matrix, [Matrix.PSI, Matrix.THETA]) & ~square]] *= (
            0.2
        )
    return np.linalg.lstsq(model.basis, values - model.offset, rcond=None)[0]


@settings(max_examples=30, deadline=None)
@given(models())
def test_the_jacobian_by_the_parameters_is_that_of_brute_force(drawn):
    model, seed = drawn
    at = parameters_at(model, seed)
    for group in range(len(model.groups)):
        numeric = slopes(
            lambda x, g=group: moments(model, g, implied(model, g, elements(model, x))), at
        )
        found = jacobian(model, group, elements(model, at)) @ model.basis
        scale = np.maximum(1, np.abs(numeric))
        assert np.isfinite(numeric).all()
        assert (np.abs(found - numeric) <= NUMERIC * scale).all()


@settings(max_examples=30, deadline=None)
@given(models())
def test_no_two_elements_share_a_place_or_a_position(drawn):
    model, _ = drawn
    positions = np.concatenate([group.element for group in model.groups])
    assert sorted(positions) == list(range(len(model.offset)))
    for group in model.groups:
        places = set(zip(group.matrix, group.row, group.column, strict=True))
        assert len(places) == len(group.element)


@pytest.mark.parametrize("twice", ["x1 ~~ x2\nx2 ~~ x1", "f =~ x1", "f =~ x2 + x2", "f ~~ f"])
def test_what_is_said_twice_is_one_parameter(twice):
    table = parameter_table(
        parse(f"f =~ x1 + x2 + x3\n{twice}"),
        groups=[""],
        ordinal={},
        std_lv=False,
        orthogonal=False,
        mean_structure=False,
        parameterization="delta",
        group_equal=[],
        group_partial=[],
    )
    key = [
        (*sorted([a, b]), op) if op == "~~" else (a, b, op)
        for a, op, b in table.rows[["left", "operator", "right"]].itertuples(
            index=False, name=None
        )
    ]
    assert not pd.Series(key).duplicated().any()

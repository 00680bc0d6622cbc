"""Anchors: lavaan's 20 largest indices, refitting, and equality of unidentified directions."""

import numpy as np
import pytest

from analysis.stats.sem.implied import implied, jacobian, moments
from analysis.stats.sem.implied_variances import variances
from analysis.stats.sem.likelihood import expected_information, gradient, people
from analysis.stats.sem.model import Matrix
from analysis.stats.sem.modification_indices import (
    ModificationIndices,
    extended,
    modification_indices,
    standardised_change,
)
from analysis.stats.sem.standardised import Places
from tests.stats.sem.frozen_models import (
    FROZEN,
    MODELS,
    ORDINAL,
    FrozenModel,
    all_patterns,
    frozen_model,
    group_sizes,
    ordinal_groups,
)

RTOL = 1e-4  # the entries' own, for chi-squares
TOP = [name for name in MODELS if "modification" in FROZEN[name]["value"]]


def unstated(frozen: FrozenModel, group: int) -> Places:
    """Loadings and covariances that lavaan has no row for, and fixed covariances of factors."""
    places = frozen.places[group]
    free = np.array(frozen.table["se"], dtype=float)[frozen.rows[group]] > 0
    listed = zip(places.matrix, places.row, places.column, free, strict=True)
    stated = {(k, i, j) for k, i, j, is_free in listed if is_free or k != Matrix.PSI}
    p, m = len(frozen.items), len(frozen.factors)
    entries = [(Matrix.LAMBDA, item, factor) for factor in range(m) for item in range(p)]
    entries += [(Matrix.THETA, i, j) for i in range(p) for j in range(i)]
    entries += [(Matrix.PSI, i, j) for i in range(m) for j in range(i)]
    return Places(*np.array([entry for entry in entries if entry not in stated]).T)


def score_and_information(name: str, model, values) -> tuple[np.ndarray, np.ndarray, float]:
    if name not in ORDINAL:
        patterns = all_patterns(name)
        return (
            -gradient(model, patterns, values),
            expected_information(model, patterns, values),
            people(patterns),
        )
    sizes = group_sizes(name)
    score, information = np.zeros(len(values)), np.zeros((len(values), len(values)))
    for group, ((sample, gamma), n) in enumerate(zip(ordinal_groups(name), sizes, strict=True)):
        gamma = np.diag(gamma)
        weight = np.ones_like(gamma) if "ULS" in FROZEN[name]["call"] else 1 / gamma
        slopes = jacobian(model, group, values)
        away = sample.observed - moments(model, group, implied(model, group, values))
        score += (n - 1) / sizes.sum() * slopes.T @ (weight * away)
        information += n / sizes.sum() * slopes.T @ (weight[:, None] * slopes)
    return score, information, float(sizes.sum())


def indices(name: str, group: int, places: Places) -> ModificationIndices:
    frozen = frozen_model(name)
    r = len(frozen.values)
    wider = extended(frozen.model, group, places)
    values = np.concatenate([frozen.values, wider.offset[r:]])
    score, information, n = score_and_information(name, wider, values)
    basis = frozen.model.basis
    return modification_indices(
        score=score[r:],
        cross_information=information[r:, :r] @ basis,
        own_information=np.diag(information)[r:],
        information=basis.T @ information[:r, :r] @ basis,
        n=n,
    )


def labelled(frozen: FrozenModel, places: Places) -> dict[frozenset | tuple, int]:
    found = {}
    for i, (kind, row, column) in enumerate(
        zip(places.matrix, places.row, places.column, strict=True)
    ):
        if kind == Matrix.LAMBDA:
            found[frozen.factors[column], frozen.items[row]] = i
        else:
            names = frozen.items if kind == Matrix.THETA else frozen.factors
            found[frozenset((names[row], names[column]))] = i
    return found


@pytest.mark.parametrize("name", TOP)
def test_largest_indices_are_those_of_lavaan(name):
    frozen, top = frozen_model(name), FROZEN[name]["value"]["modification"]
    p, m = len(frozen.items), len(frozen.factors)
    found = {}
    for group in range(len(frozen.model.groups)):
        places = unstated(frozen, group)
        result = indices(name, group, places)
        given = implied(frozen.model, group, frozen.values).matrices
        spread = variances(frozen.model, frozen.model.groups[group], given, len(frozen.values))
        latent, complete = standardised_change(result.change, places, spread.value, p=p, m=m)
        for key, i in labelled(frozen, places).items():
            found[group + 1, key] = result.index[i], result.change[i], latent[i], complete[i]
    groups = top.get("group", [1] * len(top["mi"]))
    for row, group in enumerate(groups):
        left, right = top["lhs"][row], top["rhs"][row]
        if top["op"][row] not in ("=~", "~~"):
            continue
        key = (left, right) if top["op"][row] == "=~" else frozenset((left, right))
        expected = [top[column][row] for column in ("mi", "epc", "sepc.lv", "sepc.all")]
        np.testing.assert_allclose(found[group, key], expected, rtol=RTOL)
    largest = sorted((v[0] for v in found.values() if not np.isnan(v[0])), reverse=True)
    if set(top["op"]) <= {"=~", "~~"}:
        np.testing.assert_allclose(largest[: len(groups)], top["mi"], rtol=RTOL)


def test_second_best_of_a_tied_direction_is_not_identified():
    frozen = frozen_model("hs.one_factor")
    places = Places(np.array([Matrix.LAMBDA]), np.array([0]), np.array([0]))
    assert np.isnan(indices("hs.one_factor", 0, places).index).all()
    assert frozen.model.groups[0].fixed.lambda_[0, 0] == 1


def test_values_of_new_elements_are_the_fixed_ones():
    frozen = frozen_model("hs.ml")
    places = Places(np.array([Matrix.LAMBDA, Matrix.THETA]), np.array([0, 1]), np.array([0, 0]))
    wider = extended(frozen.model, 0, places)
    np.testing.assert_array_equal(wider.offset[-2:], [1, 0])
    values = np.concatenate([frozen.values, wider.offset[-2:]])
    np.testing.assert_allclose(
        implied(wider, 0, values).covariance, frozen.given[0].covariance, atol=1e-14
    )

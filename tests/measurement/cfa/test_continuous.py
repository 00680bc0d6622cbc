"""Closed forms, invariances, bad starts and hard samples of continuous factor models."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.errors import AnalysisError, DataError
from analysis.measurement.cfa.continuous import fit_continuous
from analysis.measurement.cfa.fit import CfaFit
from tests.measurement.cfa.frozen_fits import FROZEN, data

CLOSED_FORM = 1e-8  # of parameters, at the decrement where the search stops
INVARIANT = 1e-6  # relative: both ends of a search differ by its rounding

HS = FROZEN["hs.ml"]["value"]["model"]


def fit(text: str, answers: pd.DataFrame, **choices) -> CfaFit:
    plain = {
        "estimator": "ml",
        "missing": "listwise",
        "groups": None,
        "case_weights": None,
        "clusters": None,
        "std_lv": False,
        "orthogonal": False,
        "mean_structure": False,
        "group_equal": [],
        "group_partial": [],
        "confidence": 0.95,
    }
    return fit_continuous(text, answers, **(plain | choices))


def value(found: CfaFit, left: str, operator: str, right: str, column: str = "estimate"):
    rows = found.estimates.set_index(["left", "operator", "right"])
    return rows.loc[(left, operator, right), column]


def test_three_indicators_have_their_closed_form():
    answers = data("HS")
    found = fit("f =~ x1 + x2 + x3", answers)
    s = np.cov(answers[["x1", "x2", "x3"]].to_numpy().T, bias=True)
    assert value(found, "f", "=~", "x2") == pytest.approx(s[1, 2] / s[0, 2], rel=CLOSED_FORM)
    assert value(found, "f", "=~", "x3") == pytest.approx(s[1, 2] / s[0, 1], rel=CLOSED_FORM)
    variance = s[0, 1] * s[0, 2] / s[1, 2]
    assert value(found, "f", "~~", "f") == pytest.approx(variance, rel=CLOSED_FORM)
    assert found.tests["standard"].df == 0
    assert abs(found.tests["standard"].statistic) < CLOSED_FORM


def test_parallel_items_have_their_closed_form():
    answers = data("HS")[["x1", "x2", "x3"]]
    found = fit(
        "f =~ a*x1 + a*x2 + a*x3\nx1 ~~ e*x1\nx2 ~~ e*x2\nx3 ~~ e*x3", answers, std_lv=True
    )
    s = np.cov(answers.to_numpy().T, bias=True)
    common = (s.sum() - np.trace(s)) / 6
    assert value(found, "f", "=~", "x1") ** 2 == pytest.approx(common, rel=CLOSED_FORM)
    assert value(found, "x1", "~~", "x1") == pytest.approx(
        np.trace(s) / 3 - common, rel=CLOSED_FORM
    )


def test_equal_weights_and_clusters_of_one_change_nothing_but_the_correction():
    answers = data("HS")
    plain = fit(HS, answers, estimator="mlr", mean_structure=True)
    weights = pd.Series(np.full(len(answers), 3.0))
    weighted = fit(HS, answers, estimator="mlr", mean_structure=True, case_weights=weights)
    np.testing.assert_allclose(weighted.covariance, plain.covariance, rtol=INVARIANT)
    alone = fit(HS, answers, estimator="mlr", clusters=pd.Series(np.arange(len(answers))))
    n = len(answers)
    np.testing.assert_allclose(alone.covariance, plain.covariance * n / (n - 1), rtol=INVARIANT)


def test_complete_answers_by_full_information_are_listwise():
    answers = data("HS")
    listwise = fit(HS, answers, estimator="mlr", mean_structure=True)
    full = fit(HS, answers, estimator="mlr", missing="fiml")
    np.testing.assert_allclose(full.parameters, listwise.parameters, rtol=INVARIANT)
    np.testing.assert_allclose(full.covariance, listwise.covariance, rtol=INVARIANT, atol=1e-12)
    assert full.tests["yuan_bentler_mplus"].statistic == pytest.approx(
        listwise.tests["yuan_bentler_mplus"].statistic, rel=INVARIANT
    )


def test_whole_weights_repeat_people():
    answers = data("HS")
    times = pd.Series(np.resize([1, 2, 3], len(answers)))
    repeated = answers.loc[answers.index.repeat(times)].reset_index(drop=True)
    weighted = fit(HS, answers, estimator="mlr", case_weights=times)
    np.testing.assert_allclose(
        weighted.parameters, fit(HS, repeated).parameters, rtol=INVARIANT, atol=1e-9
    )


@settings(max_examples=15)
@given(
    st.permutations(range(1, 10)), st.integers(0, 2**31), st.sampled_from(["ml", "mlr", "mlm"])
)
def test_order_of_items_and_people_changes_nothing(order, seed, estimator):
    answers = data("HS").sample(frac=1, random_state=np.random.default_rng(seed))
    factors = {"visual": (1, 2, 3), "textual": (4, 5, 6), "speed": (7, 8, 9)}
    text = "\n".join(
        f"{name} =~ " + " + ".join(f"x{i}" for i in order if i in items)
        for name, items in sorted(factors.items(), key=lambda part: order.index(part[1][0]))
    )
    first, other = (
        fit(model, table, std_lv=True, estimator=estimator)
        for model, table in ((HS, data("HS")), (text, answers))
    )
    for a, b in zip(first.tests.values(), other.tests.values(), strict=True):
        assert b.statistic == pytest.approx(a.statistic, rel=INVARIANT)
    size = first.estimates.assign(size=first.estimates["estimate"].abs())
    for row in size[size["operator"] == "=~"].itertuples():
        assert abs(value(other, row.left, "=~", row.right)) == pytest.approx(
            row.size, rel=INVARIANT
        )
        error = value(other, row.left, "=~", row.right, "std_error")
        assert error == pytest.approx(row.std_error, rel=INVARIANT)


@settings(max_examples=15)
@given(
    st.lists(st.floats(-3, 3), min_size=9, max_size=9),
    st.lists(st.sampled_from([-1.0, 1.0]), min_size=9, max_size=9),
)
def test_scale_and_direction_of_items_only_turn_the_loadings(powers, signs):
    items = [f"x{i}" for i in range(1, 10)]
    factor = np.array(signs) * 10 ** np.array(powers)
    answers = data("HS")[items] * factor + 5
    first, other = fit(HS, data("HS"), std_lv=True), fit(HS, answers, std_lv=True)
    assert other.tests["standard"].statistic == pytest.approx(
        first.tests["standard"].statistic, rel=INVARIANT
    )
    for row in first.estimates[first.estimates["operator"] == "=~"].itertuples():
        scale = abs(factor[items.index(row.right)])
        found = abs(value(other, row.left, "=~", row.right))
        assert found == pytest.approx(abs(row.estimate) * scale, rel=INVARIANT)


def test_groups_swapped_give_the_same_test():
    answers = data("HS")
    found = [
        fit(
            HS,
            answers,
            groups=pd.Series(pd.Categorical(answers["school"], categories=order)),
            group_equal=["loadings", "intercepts"],
        )
        for order in (["Pasteur", "Grant-White"], ["Grant-White", "Pasteur"])
    ]
    statistics = [one.tests["standard"].statistic for one in found]
    assert statistics[1] == pytest.approx(statistics[0], rel=INVARIANT)


@pytest.mark.parametrize("seed", range(12))
def test_bad_starts_end_at_the_same_minimum(seed):
    rng = np.random.default_rng(seed)
    size = 10 ** rng.uniform(-2, 2)
    lines = [
        f"{name} =~ "
        + " + ".join(f"start({size * rng.standard_normal():.3f})*x{i}" for i in items)
        for name, items in (("visual", (1, 2, 3)), ("textual", (4, 5, 6)), ("speed", (7, 8, 9)))
    ]
    lines += [f"x{i} ~~ start({rng.uniform(-1, 5):.3f})*x{i}" for i in range(1, 10)]
    lines += ["visual ~~ start(3)*speed"]
    found = fit("\n".join(lines), data("HS"))
    assert found.converged
    wanted = FROZEN["hs.ml"]["value"]["fit"]["chisq"]
    assert found.tests["standard"].statistic == pytest.approx(wanted, rel=INVARIANT)


def test_a_heywood_case_and_a_model_without_minimum_are_named():
    bifactor = FROZEN["hs.bifactor_orth"]["value"]["model"]
    improper = fit(bifactor, data("HS"), std_lv=True, orthogonal=True)
    assert improper.converged
    assert "negative_variance" in {note["note"] for note in improper.notes}
    few = data("HS").iloc[:15]
    hard = fit(bifactor, few, std_lv=True, orthogonal=True)
    assert hard.converged or "model_not_converged" in {note["note"] for note in hard.notes}


def test_a_model_that_is_not_identified_is_named():
    found = fit("f =~ NA*x1 + x2 + x3 + x4", data("HS"))
    assert "model_not_identified" in {note["note"] for note in found.notes}
    assert found.estimates["std_error"].isna().any()


def test_too_few_people_for_the_weight_matrix_are_named():
    found = fit(HS, data("HS").iloc[:40], estimator="wls")
    assert not found.converged
    assert "weight_matrix_singular" in {note["note"] for note in found.notes}


@pytest.mark.parametrize(
    ("choices", "part"),
    [
        ({"estimator": "gls"}, "'gls'"),
        ({"estimator": "mlm", "missing": "fiml"}, "complete answers"),
        ({"estimator": "ml", "clusters": "cluster"}, "clusters need"),
        ({"estimator": "mlm", "case_weights": "weight"}, "case weights need"),
        ({"missing": "pairwise"}, "'pairwise'"),
    ],
)
def test_choices_that_do_not_go_together(choices, part):
    answers = data("HS")
    columns = {
        name: answers[column] if name in ("clusters", "case_weights") else column
        for name, column in choices.items()
    }
    with pytest.raises(AnalysisError, match=part):
        fit(HS, answers, **columns)


def test_data_problems_are_said_all_at_once():
    answers = data("HS").assign(x1=1.0, x2=np.nan)
    with pytest.raises(DataError) as caught:
        fit(HS, answers, missing="fiml")
    assert "x1" in str(caught.value)
    assert "x2" in str(caught.value)
    with pytest.raises(DataError, match="no column 'x9'"):
        fit(HS, data("HS").drop(columns="x9"))

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from analysis.stats.corrections import (
    bivariate_indirect_restriction,
    direct_restriction,
    disattenuated,
    indirect_restriction,
    multivariate_restriction,
)
from analysis.stats.r_squared_interval import r_squared_interval
from tests.stats.frozen_validity import expected

R_TOLERANCE = 1e-10
EXACT = 1e-10
PEOPLE = 2_000_000
MONTE_CARLO = 0.004  # 1 / sqrt of the 400,000 or so who are left, 2.5 times


def test_agrees_with_psychometric():
    value = expected("correct.disattenuate")
    both = disattenuated(np.array(0.45), reliability_x=0.8, reliability_y=0.7)
    assert both == pytest.approx(value["both"], abs=R_TOLERANCE)
    alone = disattenuated(np.array(0.45), reliability_x=0.8)
    assert alone == pytest.approx(value["x_only"], abs=R_TOLERANCE)
    wide = direct_restriction(np.array(0.3), 8 / 5)
    unrestricted = expected("correct.range_restriction_case2")["unrestricted"]
    assert wide == pytest.approx(unrestricted, abs=R_TOLERANCE)
    value = expected("correct.ci_rsq")
    found = r_squared_interval(0.25, n=100, p=3, confidence=0.95)
    np.testing.assert_allclose(
        found, [value["SErsq"], value["LCL"], value["UCL"]], atol=R_TOLERANCE
    )


@given(st.floats(-0.95, 0.95), st.floats(0.3, 4))
def test_direct_restriction_undoes_itself_and_is_lawleys_with_one_variable(r, u):
    wide = direct_restriction(np.array(r), u)
    assert direct_restriction(wide, 1 / u) == pytest.approx(r, abs=EXACT)
    covariance = np.array([[1, r], [r, 1]])
    found = multivariate_restriction(covariance, np.array([[u**2]]), np.array([0]))
    assert found[0, 1] / np.sqrt(found[0, 0] * found[1, 1]) == pytest.approx(wide, abs=EXACT)


def test_lawley_finds_the_group_before_selection_on_two_variables():
    rng = np.random.default_rng(1)
    among = np.array([[1, 0.5, 0.4], [0.5, 1, 0.3], [0.4, 0.3, 1]])
    everyone = rng.multivariate_normal(np.zeros(3), among, size=PEOPLE, method="cholesky")
    chosen = everyone[(everyone[:, 0] > 0.2) & (everyone[:, 1] > 0)]
    found = multivariate_restriction(
        np.cov(chosen, rowvar=False), np.cov(everyone[:, :2], rowvar=False), np.array([0, 1])
    )
    scale = np.sqrt(np.diag(found))
    np.testing.assert_allclose(found / np.outer(scale, scale), among, atol=MONTE_CARLO)


@pytest.mark.parametrize("same", [True, False])
def test_case_five_is_exact_where_the_third_variable_explains_both_narrowings(same):
    """Bryant and Gokhale's assumption: x and y are as alike beside the selection as before."""
    rng = np.random.default_rng(3)
    third = rng.normal(size=PEOPLE)
    x = 0.7 * third + np.sqrt(0.51) * rng.normal(size=PEOPLE)
    y = (0.5 if same else -0.5) * third + np.sqrt(0.75) * rng.normal(size=PEOPLE)
    everyone = np.column_stack([x, y])
    chosen = everyone[third > 0.5]
    ratio = everyone.std(axis=0) / chosen.std(axis=0)
    found = bivariate_indirect_restriction(
        np.corrcoef(chosen, rowvar=False)[0, 1], ratio[0], ratio[1], same_direction=same
    )
    assert found == pytest.approx(np.corrcoef(everyone, rowvar=False)[0, 1], abs=MONTE_CARLO)


@pytest.mark.parametrize("same", [True, False])
@pytest.mark.parametrize("spread", [0.4, 1.0, 1.8])
def test_case_five_is_exact_for_groups_narrower_and_wider_than_everyone(spread, same):
    """Closed form: a third variable of standard deviation `spread` in the group at hand."""
    a, b = 0.7, 0.5 if same else -0.5
    alike = a * b + 0.3
    change = spread**2 - 1
    here = np.array([1 + a * a * change, 1 + b * b * change])
    r = (alike + a * b * change) / np.sqrt(here.prod())
    u_x, u_y = 1 / np.sqrt(here)
    found = bivariate_indirect_restriction(np.array(r), u_x, u_y, same_direction=same)
    assert found == pytest.approx(alike, abs=EXACT)


def test_case_five_where_one_is_narrower_and_the_other_wider():
    """Dahlke and Wiernik's lambda, by hand: restricted over unrestricted are 0.5 and 1.25."""
    found = bivariate_indirect_restriction(np.array(0.3), 2.0, 0.8, same_direction=True)
    factor = -(0.5 - 0.8) / (0.5 + 0.8)
    expected = 0.3 * 0.5 * 1.25 + factor * np.sqrt((1 - 0.25) * (1.5625 - 1))
    assert found == pytest.approx(expected, abs=EXACT)


def test_case_four_finds_the_group_before_selection():
    """Selection on a third variable that goes with y only through the true score of x."""
    rng = np.random.default_rng(4)
    true = rng.normal(size=PEOPLE)
    third = 0.8 * true + 0.6 * rng.normal(size=PEOPLE)
    x = true + np.sqrt(0.25) * rng.normal(size=PEOPLE)
    performance = 0.5 * true + np.sqrt(0.75) * rng.normal(size=PEOPLE)
    y = performance + np.sqrt(1 / 0.7 - 1) * rng.normal(size=PEOPLE)
    kept = third > 0
    reliability_y = performance[kept].var() / y[kept].var()
    found = indirect_restriction(
        np.corrcoef(x[kept], y[kept])[0, 1],
        x.std() / x[kept].std(),
        reliability_x=0.8,
        reliability_y=reliability_y,
    )
    assert found == pytest.approx(np.corrcoef(x, y)[0, 1], abs=MONTE_CARLO)


def test_case_four_refuses_what_cannot_be():
    beyond = indirect_restriction(np.array(0.3), 3.0, reliability_x=0.8, reliability_y=1.0)
    assert np.isnan(beyond)
    too_close = indirect_restriction(np.array(0.9), 1.2, reliability_x=0.8, reliability_y=0.5)
    assert np.isnan(too_close)

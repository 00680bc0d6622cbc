import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.stats.log_linear import logistic, quasi_poisson

ROOT = Path(__file__).parents[2]
EXPECTED = json.loads((ROOT / "tests/reference/outcomes/expected.json").read_text("utf-8"))[
    "values"
]
SAME = 1e-8


def months() -> pd.DataFrame:
    folder = ROOT / "studies/demo_sales_2026/data"
    people = pd.read_csv(folder / "people.csv", encoding="utf-8-sig")
    sales = pd.read_csv(folder / "sales.csv", encoding="utf-8-sig")
    frame = sales.merge(people, on="employee_id")
    frame = frame.dropna(
        subset=["new_customers", "months_active", "tenure_months", "territory_potential"]
    )
    known = (frame[["tenure_months", "territory_potential"]] > 0).all(axis=1)
    return frame[known].reset_index(drop=True)


def regressors(frame: pd.DataFrame) -> np.ndarray:
    logs = np.log(frame[["territory_potential", "tenure_months"]].to_numpy(dtype=float))
    return np.column_stack([np.ones(len(frame)), logs])


def by_person() -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    frame = months()
    sums = frame.groupby("employee_id")[["new_customers", "months_active"]].sum()
    first = frame.drop_duplicates("employee_id").set_index("employee_id").loc[sums.index]
    return (
        regressors(first),
        sums["new_customers"].to_numpy(float),
        sums["months_active"].to_numpy(),
    )


def test_counts_agree_with_glm() -> None:
    found = quasi_poisson(*by_person())
    value = EXPECTED["quasi_poisson"]["value"]
    assert found.converged
    assert len(found.fitted) == value["n"]
    np.testing.assert_allclose(found.coefficients, value["coef"], atol=SAME)
    np.testing.assert_allclose(found.covariance, value["vcov"], atol=SAME)
    assert found.dispersion == pytest.approx(value["dispersion"], rel=SAME)
    assert found.deviance == pytest.approx(value["deviance"], rel=SAME)


def test_occurrence_agrees_with_glm() -> None:
    frame = months()
    found = logistic(regressors(frame), (frame["new_customers"] > 0).to_numpy(dtype=float))
    value = EXPECTED["two_part.occurs"]["value"]
    assert found.converged
    assert (len(frame), (frame["new_customers"] == 0).sum()) == (value["n"], value["n_zero"])
    np.testing.assert_allclose(found.coefficients, value["coef"], atol=SAME)
    np.testing.assert_allclose(found.covariance, value["vcov"], atol=SAME)
    assert found.deviance == pytest.approx(value["deviance"], rel=SAME)


def test_amounts_that_occur_agree_with_lm() -> None:
    frame = months()
    frame = frame[frame["new_customers"] > 0]
    found = sm.OLS(np.log(frame["new_customers"].to_numpy(float)), regressors(frame)).fit()
    value = EXPECTED["two_part.amount"]["value"]
    np.testing.assert_allclose(found.params, value["coef"], atol=SAME)
    np.testing.assert_allclose(found.cov_params(), value["vcov"], atol=SAME)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_agrees_with_statsmodels(seed: int) -> None:
    rng = np.random.default_rng(seed)
    design = np.column_stack([np.ones(300), rng.normal(size=(300, 3))])
    exposure = rng.uniform(0.2, 12, 300)
    counts = rng.negative_binomial(2, 0.4, 300).astype(float)
    poisson = sm.GLM(counts, design, sm.families.Poisson(), exposure=exposure).fit(
        scale="X2", tol=1e-13
    )
    ours = quasi_poisson(design, counts, exposure)
    np.testing.assert_allclose(ours.coefficients, poisson.params, atol=SAME)
    np.testing.assert_allclose(ours.covariance, poisson.cov_params(), atol=SAME)
    yes = (rng.random(300) < 0.3).astype(float)
    logit = sm.GLM(yes, design, sm.families.Binomial()).fit(tol=1e-13)
    np.testing.assert_allclose(logistic(design, yes).coefficients, logit.params, atol=SAME)


def test_groups_have_their_own_rates_and_odds() -> None:
    """Closed form: log rates and log odds of two groups."""
    group = np.repeat([0.0, 1.0], [40, 60])
    design = np.column_stack([np.ones(100), group])
    counts = np.concatenate([np.arange(40) % 4, np.arange(60) % 6]).astype(float)
    exposure = np.linspace(1, 3, 100)
    rates = [counts[group == g].sum() / exposure[group == g].sum() for g in (0, 1)]
    found = quasi_poisson(design, counts, exposure).coefficients
    np.testing.assert_allclose(
        found, [np.log(rates[0]), np.log(rates[1] / rates[0])], atol=SAME
    )
    yes = (counts > 1).astype(float)
    share = [yes[group == g].mean() for g in (0, 1)]
    odds = np.log(np.array(share) / (1 - np.array(share)))
    np.testing.assert_allclose(
        logistic(design, yes).coefficients, [odds[0], odds[1] - odds[0]], atol=SAME
    )
    np.testing.assert_allclose(
        quasi_poisson(design, counts, exposure).scores.sum(axis=0), 0, atol=1e-8
    )


def test_separated_outcomes_do_not_converge() -> None:
    x = np.linspace(-1, 1, 50)
    found = logistic(np.column_stack([np.ones(50), x]), (x > 0).astype(float))
    assert not found.converged

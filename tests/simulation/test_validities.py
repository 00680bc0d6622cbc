import numpy as np
import pandas as pd
import pytest

from analysis.kpi import load_kpis
from analysis.seeds import stream
from analysis.simulation.draw import draw_study
from analysis.simulation.validities import (
    composite_criterion,
    dimension_scores,
    true_validities,
    validity_pair,
)

EXACT = 1e-10
"""The same formula by another road."""
STANDARD_ERRORS = 5.0


@pytest.fixture(scope="module")
def kpis(demo_folder):
    return load_kpis(demo_folder.parents[1] / "instruments" / "kpi")


@pytest.fixture(scope="module")
def study(truth, sales_six):
    return draw_study(truth, sales_six, stream(1, "draw"))


def test_the_composite_by_hand(study, truth, kpis):
    sums = study.sales.drop(columns="month").groupby("person").sum()
    by_hand = pd.DataFrame(
        {
            "attainment": sums["sales_amount"] / sums["quota"],
            "win_rate": sums["won"] / sums["decided"],
            "collection_rate": sums["collected"] / sums["due"],
            "new_customers": sums["new_customers"] / sums["months_active"],
            "satisfaction": study.sales.groupby("person")["satisfaction"].mean(),
        }
    ).to_numpy()
    x = np.log(study.people[["territory_potential", "tenure_months"]].to_numpy(dtype=float))
    x = np.column_stack([np.ones(len(x)), x])
    residual = by_hand - x @ np.linalg.solve(x.T @ x, x.T @ by_hand)
    expected = (residual / residual.std(axis=0)) @ np.array(list(truth.shares.values()))
    found = composite_criterion(study, truth.shares, kpis)
    assert np.allclose(found, expected, rtol=0, atol=EXACT)


def test_a_score_is_the_mean_of_the_turned_answers(study, sales_six):
    answers = study.answers["manager"].astype(float)
    expected = (answers[["inf1", "inf2", "inf3", "inf4"]].sum(axis=1) + 6 - answers["inf5"]) / 5
    found = dimension_scores(study, "manager", sales_six)[:, 0]
    assert np.allclose(found, expected, rtol=0, atol=EXACT)


def test_effects_are_those_of_a_standardised_regression(study, sales_six, truth, kpis):
    scores = dimension_scores(study, "manager", sales_six)
    criterion = composite_criterion(study, truth.shares, kpis)
    z = (scores - scores.mean(axis=0)) / scores.std(axis=0)
    y = (criterion - criterion.mean()) / criterion.std()
    correlations, effects = validity_pair(scores, criterion)
    assert np.allclose(correlations, z.T @ y / len(y), rtol=0, atol=EXACT)
    assert np.allclose(effects, np.linalg.lstsq(z, y, rcond=None)[0], rtol=0, atol=EXACT)


def test_the_committed_validities_are_met_by_an_independent_draw(
    demo_folder, truth, sales_six, kpis
):
    committed = pd.read_csv(demo_folder / "true_validities.csv")
    found = true_validities(
        truth, sales_six, kpis, people=10_000, draws=5, rng=stream(99, "independent")
    )
    keys = ["source", "dimension", "statistic"]
    both = committed.merge(found, on=keys, suffixes=("", "_found"), validate="one_to_one")
    assert len(both) == len(committed)
    # five draws of 10,000 people; teams of 20 share leniency, hence 1.5 times the error
    error = np.hypot(1.5 / np.sqrt(50_000), both["mc_error"])
    assert ((both["value"] - both["value_found"]).abs() < STANDARD_ERRORS * error).all()


def test_measurement_only_weakens_validity(demo_folder):
    table = pd.read_csv(demo_folder / "true_validities.csv").query("statistic == 'correlation'")
    assert (table["value"] < table["latent_correlation"]).all()


def test_dimensions_differ_in_validity(demo_folder):
    table = pd.read_csv(demo_folder / "true_validities.csv")
    manager = table.query("source == 'manager' and statistic == 'effect'")
    effects = manager.set_index("dimension")["value"]
    assert effects.idxmax() in {"customer", "influence"}
    assert effects.max() - effects.min() > 0.1

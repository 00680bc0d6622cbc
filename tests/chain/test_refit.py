from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.chain.refit import Choices, StudyData, refit
from analysis.chain.tournament import tournament, with_float_items
from analysis.columns import RESPONSE
from analysis.weighting.schemes import contenders
from tests.chain.drawn_study import KPIS, drawn_study

CHOICES = {
    "exclude": "flagged",
    "families_needed": 2,
    "expected_false_positive": 0.01,
    "seconds_per_item": 2.0,
    "max_missing_share": 0.5,
    "synonym_correlation": 0.6,
    "simulations": 20,
    "adjust_for": {"tenure_months": "log", "territory_potential": "log"},
    "shares": {},
    "exposure": "months_active",
}


@pytest.fixture(scope="module")
def data() -> StudyData:
    return drawn_study()


def learned(data: StudyData, train: np.ndarray) -> tuple[pd.DataFrame, pd.DataFrame]:
    return refit(data, Choices(**CHOICES), train, np.random.default_rng(1))


def test_nothing_is_learned_from_held_out_people(data):
    train = np.arange(400)
    scores, performance = learned(data, train)
    spoilt = data.records.copy()
    late = (spoilt["person"] >= 400).to_numpy()
    spoilt["sales_amount"] = np.where(late, 50.0, 1.0) * spoilt["sales_amount"]
    answers, keyed = data.answers.copy(), data.keyed.copy()
    for table in (answers, keyed):
        table.loc[table["person"] >= 400, list(table.columns[len(RESPONSE) :])] = 3
    other = StudyData(
        answers, keyed, data.missing, spoilt, data.people, data.instruments, data.kpis
    )
    scores_again, performance_again = learned(other, train)
    for before, after in ((scores, scores_again), (performance, performance_again)):
        pd.testing.assert_frame_equal(
            before[before["person"] < 400].reset_index(drop=True),
            after[after["person"] < 400].reset_index(drop=True),
        )
    assert not performance.equals(performance_again)


def test_performance_is_standardised_on_the_people_learned_from(data):
    _, performance = learned(data, np.arange(300))
    composite = performance[performance["criterion"] == "composite"]
    values = composite["value"][(composite["person"] < 300).to_numpy()]
    assert values.mean() == pytest.approx(0, abs=1e-10)
    assert values.std() == pytest.approx(1, abs=1e-10)


def test_nobody_is_left_out_where_that_is_the_rule(data):
    choices = Choices(**(CHOICES | {"exclude": "nobody"}))
    scores, _ = refit(data, choices, np.arange(300), np.random.default_rng(1))
    assert scores["person"].nunique() == 480


def test_items_as_floats_are_the_same_answers(data):
    table = with_float_items(data.answers)
    assert list(table.columns) == list(data.answers.columns)
    pd.testing.assert_frame_equal(
        table.drop(columns=RESPONSE), data.answers.drop(columns=RESPONSE).astype(float)
    )


def test_the_whole_chain_gives_every_table(data):
    compared = contenders(
        ["zero_order", "ridge", "nnls"], fixed={}, prior="unit", prior_people=100
    )
    dimensions = list(next(iter(data.instruments.values())).scored)
    reliability = pd.DataFrame(
        {
            **{"source": "manager", "wave": 1, "dimension": dimensions},
            **{"coefficient": "omega_total", "estimate": 0.8},
        }
    )
    found = tournament(
        data.answers,
        data.keyed,
        data.records,
        data.people,
        data.instruments,
        data.kpis,
        missing=data.missing,
        reliability=reliability,
        compared=compared,
        predictors_from=["manager"],
        cluster="manager_id",
        leave_out=["region"],
        leave_out_years=False,
        min_group=30,
        confidence=0.95,
        repeats=1,
        folds=3,
        rng=np.random.default_rng(1),
        **CHOICES,
    )
    assert list(found.schemes["scheme"]) == list(compared.schemes) * 3
    assert list(found.schemes["criterion"].unique()) == [*KPIS, "composite"]
    assert found.schemes.notna().all(axis=None)
    assert len(found.folds) == 3 * 3 * len(compared.schemes)
    assert found.composites["reliability"].between(0.8, 1).all()
    assert (found.n_people, found.n_clusters) == (480, 24)


def test_indicators_without_controls_learn_nothing_from_held_out_people(data):
    choices = Choices(**CHOICES | {"adjust_for": {}, "exclude": "nobody"})
    spoilt = data.records.copy()
    late = (spoilt["person"] >= 400).to_numpy()
    spoilt["sales_amount"] = np.where(late, 50.0, 1.0) * spoilt["sales_amount"]
    tables = [
        refit(replace(data, records=records), choices, np.arange(400), np.random.default_rng(1))
        for records in (data.records, spoilt)
    ]
    whole, changed = (t[1].loc[t[1]["person"] < 400, "value"].to_numpy() for t in tables)
    np.testing.assert_array_equal(changed, whole)

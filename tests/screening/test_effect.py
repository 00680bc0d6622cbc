"""Anchors: the definitions of alpha, mean and sd; counting."""

import numpy as np
import pandas as pd
import pytest

from analysis.columns import MISSING_REASONS
from analysis.screening.effect import effect_of_flags, missingness_of_items
from tests.screening.demo import questionnaire, sample

INSTRUMENTS = {"demo": questionnaire()}


def test_statistics_are_those_of_all_and_of_kept_answers():
    people = sample(1)
    flagged = pd.DataFrame({"response": range(480), "flagged": people.behaviour != "attentive"})
    table = effect_of_flags(people.keyed, flagged, INSTRUMENTS)
    assert len(table) == 6 * 3 * 2
    kept = people.keyed[people.behaviour == "attentive"]
    items = INSTRUMENTS["demo"].scored["d4"]
    here = table[(table["dimension"] == "d4") & (table["kept"] == "kept")]
    found = here.set_index("statistic")
    answers = kept[items].astype(float)
    scores = answers.mean(axis=1)[answers.notna().mean(axis=1) >= 0.6]
    complete = answers.dropna()
    covariance = complete.cov().to_numpy()
    alpha = 5 / 4 * (1 - np.trace(covariance) / covariance.sum())
    assert found.loc["alpha", "estimate"] == pytest.approx(alpha, rel=1e-12)
    assert found.loc["alpha", "n"] == len(complete)
    assert found.loc["mean", "estimate"] == pytest.approx(scores.mean(), rel=1e-12)
    assert found.loc["sd", "estimate"] == pytest.approx(scores.std(), rel=1e-12)
    assert found.loc["sd", "n"] == len(scores)


def test_taking_careless_people_out_raises_alpha():
    people = sample(2, careless=0.15)
    flagged = pd.DataFrame({"response": range(480), "flagged": people.behaviour != "attentive"})
    table = effect_of_flags(people.keyed, flagged, INSTRUMENTS)
    alphas = table[table["statistic"] == "alpha"].pivot_table(
        index="dimension", columns="kept", values="estimate"
    )
    assert (alphas["kept"] > alphas["all"]).all()


def test_nothing_kept_is_missing_not_an_error():
    people = sample(3, n=40)
    flagged = pd.DataFrame({"response": range(40), "flagged": True})
    table = effect_of_flags(people.keyed, flagged, INSTRUMENTS)
    kept = table[table["kept"] == "kept"]
    assert kept["estimate"].isna().all()
    assert (kept["n"] == 0).all()


def test_every_empty_cell_is_counted_once():
    people = sample(4, n=100)
    table = missingness_of_items(people.answers, people.missing, INSTRUMENTS)
    assert len(table) == len(INSTRUMENTS["demo"].all_items) * len(MISSING_REASONS)
    assert table["n"].sum() == len(people.missing)
    assert table["share"].tolist() == (table["n"] / 100).tolist()

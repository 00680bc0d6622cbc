"""A released key scores the same people as the study did: nothing is fitted again."""

import json

import numpy as np
import pandas as pd
import pytest

from analysis.chain.new_people import renaming, score_new_people
from analysis.chain.recovery import as_text, read_in
from analysis.chain.refit import Choices, refit
from analysis.chain.scoring_key import scoring_key
from analysis.errors import DataError
from analysis.instrument import load_instrument
from analysis.kpi import load_kpis
from analysis.seeds import stream
from analysis.simulation.draw import draw_study
from analysis.simulation.mess import add_mess
from analysis.simulation.truth import load_truth
from analysis.stats.percentile import mid_percentile, norm_distribution
from analysis.store import plain
from analysis.weighting.design import rows_with

WEIGHTS = [0.3, 0.25, 0.15, 0.1, 0.1, 0.1]

ATOL = 1e-12  # the same sums in the same order; JSON keeps every digit

SETTINGS = {
    "study": "simulated",
    "programme": "simulated",
    "year": 2026,
    "confidence": 0.95,
    "screening": {"exclude": "nobody"},
    "criterion": {
        "adjust_for": {"tenure_months": "log"},
        "adjustment": "ols",
        "taken_out": [],
        "by_period": {},
        "season": True,
        "shares": {},
    },
    "people": {"clusters": ["manager_id"]},
    "intake": {"max_invalid_share": 0.2},
    "report": {"min_cell": 5},
}


@pytest.fixture(scope="module")
def instrument(root):
    return load_instrument(root / "instruments/sales_six.yaml")


@pytest.fixture(scope="module")
def drawn(root, instrument):
    truth = load_truth(root / "studies/demo_sales_2026/truth.yaml")
    rng = stream(11, "scoring key")
    messy = add_mess(draw_study(truth, instrument, rng), truth, instrument, rng)
    kpis = [load_kpis(root / "instruments/kpi")[name] for name in truth.shares]
    return messy, read_in(messy, instrument, kpis, "manager")


@pytest.fixture(scope="module")
def fitted(drawn):
    """Scores and performance of everyone, fitted to everyone; nobody is screened out."""
    data = drawn[1]
    choices = Choices(
        exclude="nobody", families_needed=2, expected_false_positive=0.01, seconds_per_item=2.0,
        max_missing_share=0.5, synonym_correlation=0.6, simulations=200,
        adjust_for={"tenure_months": "log"}, shares={}, exposure="months_active",
    )  # fmt: skip
    return refit(data, choices, data.people["person"].to_numpy(), stream(11, "fit"))


@pytest.fixture(scope="module")
def key(drawn, fitted, instrument):
    data = drawn[1]
    empty = pd.DataFrame()
    weights = pd.DataFrame(
        {
            **{"dimension": list(instrument.scored), "scheme": "expert"},
            "weight": WEIGHTS,
        }
    )
    reliability = pd.DataFrame(
        [
            {"instrument": instrument.id, "source": "manager", "wave": 1, "dimension": d,
             "coefficient": "alpha", "estimate": 0.8, "n_items": 5}
            for d in instrument.scored
        ]
    )  # fmt: skip
    made = scoring_key(
        data.keyed,
        pd.DataFrame({"response": data.keyed["response"], "flagged": False}),
        reliability,
        empty,
        fitted[1],
        data.records,
        data.people,
        {"weights": weights, "covariance": empty},
        {instrument.id: instrument},
        data.kpis,
        settings=SETTINGS,
        verdict={"verdict": "unequal"},
        predictors_from=["manager"],
        cluster="manager_id",
        exposure="months_active",
        record={"lock": "none", "settings": {}},
    )
    return json.loads(json.dumps(plain(made), allow_nan=False))


@pytest.fixture(scope="module")
def scored(key, drawn):
    table = as_text(drawn[0].responses["manager"])
    return score_new_people(
        key,
        table,
        file="new.csv",
        person="employee_id",
        source="manager",
        max_invalid_share=0.2,
    )


def test_scores_are_those_of_the_study(scored, fitted):
    wide = scored.pivot_table(index="row", columns="dimension", values="score", sort=False)
    old = rows_with(fitted[0], source="manager")
    for dimension, values in old.groupby("dimension")["score"]:
        np.testing.assert_allclose(
            np.sort(wide[dimension].dropna()), np.sort(values.dropna()), atol=ATOL
        )


def test_percentiles_are_those_of_the_study_but_for_the_people_joined(scored, fitted, key):
    old = rows_with(fitted[0], source="manager")
    for scale in key["scores"]["scales"]:
        if scale["source"] != "manager":
            continue
        name, n = scale["dimension"], scale["n"]
        found = np.sort(scored.loc[scored["dimension"] == name, "percentile"].dropna())
        values = old.loc[old["dimension"] == name, "score"].to_numpy(dtype=float)
        known = np.sort(mid_percentile(norm_distribution(values), values[~np.isnan(values)]))
        # cells hold fewer than ten people beside the score that stands for them
        np.testing.assert_allclose(found, known, atol=100 * 10 / n)


def test_no_count_of_the_key_is_of_few_people(key):
    counts = [n for scale in key["scores"]["scales"] for n in scale["norm_counts"]]
    counts += [n for kpi in key["criterion"]["kpis"] for n in kpi["rank_counts"]]
    assert len(counts) > 100
    assert min(counts) >= 5


def test_nothing_of_the_key_has_as_many_entries_as_there_are_people(key, drawn):
    """A list of that length would be one entry a person."""
    assert not {len(drawn[1].people), len(drawn[1].keyed)} & set(lengths(key))


def lengths(value):
    if isinstance(value, dict | list):
        yield len(value)
        for part in value.values() if isinstance(value, dict) else value:
            yield from lengths(part)


def test_the_composite_is_that_of_the_recommended_weights(scored, fitted, key):
    wide = fitted[0].pivot_table(index="person", columns="dimension", values="score")
    performance = rows_with(fitted[1], criterion="composite").set_index("person")["value"]
    dimensions = key["weights"]["dimensions"]
    both = wide[dimensions].join(performance).dropna()
    by_dimension = dict(zip(dimensions, key["weights"]["weights"], strict=True))
    assert [by_dimension[d] for d in dimensions] == WEIGHTS
    assert (key["weights"]["scheme"], key["weights"]["verdict"]) == ("expert", "unequal")
    assert key["weights"]["means"] == pytest.approx(both[dimensions].mean().tolist(), abs=ATOL)
    assert key["weights"]["sds"] == pytest.approx(both[dimensions].std().tolist(), abs=ATOL)
    people = scored.drop_duplicates("row")["composite"].dropna()
    assert people.mean() == pytest.approx(0, abs=0.05)


def test_a_person_alone_is_scored_as_among_others(scored, key, drawn):
    alone = score_new_people(
        key,
        as_text(drawn[0].responses["manager"].iloc[[7]]),
        file="one.csv",
        person="employee_id",
        source="manager",
        max_invalid_share=0.2,
    )
    columns = ["person", "dimension", "score", "percentile", "composite"]
    among = scored[scored["row"] == 8][columns].reset_index(drop=True)
    pd.testing.assert_frame_equal(alone[columns], among)


def test_answers_of_another_source_are_refused(key, drawn):
    with pytest.raises(DataError, match="no norms"):
        score_new_people(
            key,
            as_text(drawn[0].responses["manager"]),
            file="new.csv",
            person="employee_id",
            source="peer",
            max_invalid_share=0.2,
        )


def test_missing_columns_are_named(key):
    with pytest.raises(DataError, match="inf1"):
        score_new_people(
            key,
            pd.DataFrame({"employee_id": ["E1"]}),
            file="new.csv",
            person="employee_id",
            source="manager",
            max_invalid_share=0.2,
        )


def test_columns_are_renamed_as_in_the_exports_of_the_study():
    exports = [
        {"source": "self", "rename": {"A1": "inf1"}},
        {"source": "manager", "rename": {"Q1": "inf1", "Q2": "inf2"}},
    ]
    key = {"settings": {"responses": exports}}
    assert renaming(key, ["id", "Q1", "Q2"], "manager") == {"Q1": "inf1", "Q2": "inf2"}
    assert renaming(key, ["id", "inf1", "inf2"], "manager") == {}
    assert renaming(key, ["id", "Q1", "Q2"], "self") == {}

"""Sources and years of the same people: what differs is found, what is shared is not."""

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.invariance.differences import ordinal_difference, tangent
from analysis.measurement.invariance.invariance import Invariance, invariance
from analysis.measurement.invariance.occasions import (
    ordinal_occasions,
    wide_answers,
    wide_samples,
)
from analysis.measurement.invariance.places import Places
from analysis.measurement.invariance.releases import release_rows
from tests.measurement.invariance.test_invariance import CHOICES
from tests.measurement.ordinal_study import instrument, keyed

FACTORS = {"a": [f"a{i}" for i in range(5)], "b": [f"b{i}" for i in range(5)]}
ITEMS = [item for items in FACTORS.values() for item in items]
CUTS = np.array([-1.5, -0.5, 0.5, 1.5])
GAP, SAMPLING = 0.5, 0.2  # four standard errors of a latent mean with 800 people
LINEAR = 0.25  # a score test foresees a difference test to first order
N = 800


def occasions(rng: np.random.Generator, n: int, count: int = 2, *, planted: bool) -> list:
    """Codes 0 to 4 of every occasion, shape (n, 10).

    Factors of a person correlate .6 over occasions, items keep a specific part. Later means are
    `GAP` higher; if planted, item a0 then loads .4 instead of .8 and b1 is .6 harder.
    """
    trait, specific = rng.normal(size=(n, 2)), 0.4 * rng.normal(size=(n, 10))
    found = []
    for occasion in range(count):
        later = occasion > 0
        factors = np.sqrt(0.6) * trait + np.sqrt(0.4) * rng.normal(size=(n, 2)) + GAP * later
        loadings = np.full(10, 0.8)
        loadings[0] = 0.4 if later and planted else 0.8
        own = 0.5 * rng.normal(size=(n, 10))
        response = np.repeat(factors, 5, axis=1) * loadings + specific + own
        response[:, 6] -= 0.6 * (later and planted)
        found.append((response[:, :, None] > CUTS).sum(axis=2))
    return found


def rows(codes: np.ndarray, **about) -> pd.DataFrame:
    return keyed({item: codes[:, i] + 1 for i, item in enumerate(ITEMS)}, **about)


def run(given: list[pd.DataFrame], n_codes: int = 5, **changed) -> Invariance:
    one = instrument(FACTORS, n_codes=n_codes)
    answers = pd.concat(given, ignore_index=True)
    answers["response"] = range(len(answers))
    return invariance(
        answers,
        pd.DataFrame({"person": answers["person"].unique()}),
        {one.id: one},
        **{**CHOICES, "groupings": {}, **changed},
        rng=np.random.default_rng(1),
    )


@pytest.fixture(scope="module")
def found() -> Invariance:
    own, other = occasions(np.random.default_rng(3), N, planted=True)
    shuffled = rows(other, source="manager").sample(frac=1, random_state=1)
    return run([shuffled, rows(own)])


def test_what_differs_between_sources_is_found_at_its_step(found):
    decided = found.occasions.pivot_table(
        index="dimension", columns="step", values="decision", aggfunc="first"
    )
    assert decided.loc["a"].drop("residuals").to_dict() == {
        "configural": "holds",
        "thresholds": "holds",
        "loadings": "partial",
        "intercepts": "holds",
    }
    assert decided.loc["b"].to_dict() == {
        "configural": "holds",
        "thresholds": "holds",
        "loadings": "holds",
        "intercepts": "partial",
        "residuals": "holds",
    }
    freed = found.occasion_items[found.occasion_items["released"].astype(bool)]
    assert set(freed.loc[freed["step"] == "loadings", "item"]) == {"a0"}
    assert set(freed.loc[freed["step"] == "intercepts", "item"]) == {"a0", "b1"}


def test_what_differs_between_sources_is_confirmed_in_halves_of_the_people(found):
    tests = found.occasion_items.set_index(["step", "item"])
    assert tests.loc[("loadings", "a0"), "holdout"] == "confirmed"
    assert tests.loc[("intercepts", "b1"), "holdout"] == "confirmed"
    assert tests.loc[("intercepts", "a0"), "holdout"] == ""  # released by the step before
    asked = tests["p_holdout"].dropna()
    assert asked.max() < CHOICES["alpha"]
    steps = found.occasions.set_index(["step", "dimension"])["p_holdout"].dropna()
    assert set(steps.index) == {("loadings", "a"), ("intercepts", "b")}


def test_the_reference_is_the_self_rating_and_means_are_on_its_scale(found):
    assert set(found.occasions["compared"]) == {"self + manager"}
    assert set(found.occasions["source"]) == {"self"}
    assert set(found.occasions["n"]) == {N}
    assert set(found.occasion_means["group"]) == {"manager"}
    gaps = found.occasion_means.set_index("dimension")["estimate"]
    assert gaps.to_dict() == pytest.approx({"a": GAP, "b": GAP}, abs=SAMPLING)


def test_corrected_p_values_allow_for_steps_and_dimensions(found):
    tested = found.occasions[found.occasions["p_change"].notna()]
    p = tested["p_change"].to_numpy(dtype=float)
    expected = np.minimum(1, len(FACTORS) * (1 - (1 - p) ** 4))
    np.testing.assert_allclose(tested["p_familywise"].to_numpy(dtype=float), expected)
    rejected = tested["decision"] != "holds"
    assert ((tested["p_familywise"] < CHOICES["alpha"]) == rejected).all()


def test_the_ladder_of_groups_says_nothing_about_them(found):
    assert found.steps.empty
    assert found.groups.empty


def test_three_years_of_the_same_people_are_one_model():
    codes = occasions(np.random.default_rng(5), N, 3, planted=False)
    found = run([rows(part, wave=wave) for wave, part in enumerate(codes, start=1)])
    assert set(found.occasions["grouping"]) == {"wave"}
    assert set(found.occasions["compared"]) == {"1 + 2 + 3"}
    assert set(found.occasions["wave"]) == {3}
    assert set(found.occasions["decision"]) == {"holds"}
    gaps = found.occasion_means.set_index(["dimension", "group"])["estimate"]
    assert gaps.to_dict() == pytest.approx(
        {(d, w): GAP for d in FACTORS for w in "23"}, abs=SAMPLING
    )


def test_continuous_answers_of_the_same_people():
    cuts = np.linspace(-2, 2, 6)
    rng = np.random.default_rng(6)
    own, other = occasions(rng, N, planted=True)
    finer = [
        np.digitize(part + rng.uniform(-0.5, 0.5, part.shape), cuts + 2)
        for part in (own, other)
    ]
    found = run(
        [rows(finer[0]), rows(finer[1], source="manager")], n_codes=7, missing="pairwise"
    )
    assert set(found.occasions["estimator"]) == {"mlr"}
    assert set(found.occasions["missing"]) == {"fiml"}
    assert list(dict.fromkeys(found.occasions["step"])) == [
        "configural",
        "loadings",
        "intercepts",
        "residuals",
    ]
    freed = found.occasion_items[found.occasion_items["released"].astype(bool)]
    assert set(freed.loc[freed["step"] == "loadings", "item"]) == {"a0"}


def test_people_with_one_occasion_only_are_left_out():
    own, other = occasions(np.random.default_rng(7), N, planted=False)
    found = run([rows(own), rows(other[:500], source="manager")])
    assert set(found.occasions["n"]) == {500}


def test_several_answers_about_a_person_and_few_pairs_are_refused():
    own, other = occasions(np.random.default_rng(8), 300, planted=False)
    peers = rows(other, source="peer")
    found = run([rows(own), peers, peers])
    assert found.occasions.empty
    assert [said["note"] for said in found.notes] == [
        "several_answers_a_person",
        "invariance_not_testable",
    ]
    assert found.notes[0]["left_out"] == "peer"
    few = run([rows(own), rows(other[:100], source="peer")])
    assert [(said["note"], said["reason"]) for said in few.notes] == [
        ("invariance_not_testable", "too_few_pairs")
    ]


def test_a_score_test_foresees_the_difference_test():
    own, other = occasions(np.random.default_rng(3), N, planted=True)
    factors, places = {"b": FACTORS["b"]}, Places(("self", "manager"), wide=True)
    parts = [pd.DataFrame(part[:, 5:], columns=FACTORS["b"]) for part in (own, other)]
    samples = wide_samples(wide_answers(parts), missing="listwise", case_weights=None)
    kind = ordinal_occasions(samples, factors, places, estimator="wlsmv")
    fit = kind.fit_step("intercepts", frozenset())
    rest = release_rows(fit, "intercepts", FACTORS["b"], places).set_index("item")
    assert rest["statistic"].idxmax() == "b1"
    held = frozenset({("intercepts", "b1")})
    step = kind.fit_step("intercepts", held)
    for item in ("b2", "b4"):
        row = release_rows(step, "intercepts", [item], places).iloc[0]
        freed = kind.fit_step("intercepts", held | {("intercepts", item)})
        test = ordinal_difference(tangent(step), tangent(freed))
        assert row["df"] == test.df == 1
        assert row["statistic"] == pytest.approx(test.statistic, rel=LINEAR, abs=0.05)

"""Where there is nothing to factor, every rule of measurement says so and goes on."""

import numpy as np
import pandas as pd
import pytest

from analysis.columns import BASIS, BLOCK
from analysis.instrument import Instrument
from analysis.measurement.cfa.cfa import cfa
from analysis.measurement.correlations import correlations
from analysis.measurement.efa import efa
from analysis.measurement.invariance.invariance import invariance
from analysis.measurement.item_statistics import item_statistics
from analysis.measurement.reliability import reliability
from analysis.measurement.retention import retention
from tests.measurement.ordinal_study import instrument, keyed, two_factor_answers

N = 60
EXACT = 1e-12
PEOPLE = pd.DataFrame({"person": range(N), "team": np.where(np.arange(N) < N / 2, "a", "b")})
NO_MISSING = pd.DataFrame({"response": [], "item": [], "reason": []})


def with_tests(tests: dict[str, str], items: dict[str, list[str]]) -> Instrument:
    """A questionnaire of `items` and of one test for every dimension of `tests`."""
    asked = instrument(items or {"unused": ["unused"]}).model_dump()
    asked["options"]["points"] = {"scores": {"lowest": -10, "highest": 1000}}
    text = {"zh": "x", "en": "x"}
    asked["dimensions"] = asked["dimensions"] if items else []
    asked["dimensions"] += [
        {"id": d, "title": text, "definition": text, "items": [
            {"id": test, "self": text, "options": "points"}]}
        for d, test in tests.items()
    ]  # fmt: skip
    return Instrument.model_validate(asked)


def scored(tests: list[str], answers: dict[str, np.ndarray]) -> pd.DataFrame:
    rng = np.random.default_rng(3)
    points = {test: pd.array(rng.normal(300.5, 80, N), dtype="Float64") for test in tests}
    return keyed(answers).assign(**points) if answers else frame(points)


def frame(columns: dict) -> pd.DataFrame:
    ids = {name: range(N) for name in ("response", "person", "rater")}
    return pd.DataFrame({**ids, "source": "test", "wave": 1, "instrument": "small", **columns})


ONLY_TESTS = with_tests({"reasoning": "verbal", "numbers": "sums"}, {})
SINGLE_ITEMS = instrument({"a": ["i1"], "b": ["i4"]})
TESTED = {
    "only_scores": (ONLY_TESTS, scored(["verbal", "sums"], {})),
    "only_single_items": (
        SINGLE_ITEMS,
        keyed({k: two_factor_answers(N, 5)[k] for k in ("i1", "i4")}),
    ),
}


def all_tables(result: object) -> dict[str, pd.DataFrame]:
    values = {name: getattr(result, name) for name in type(result).__dataclass_fields__}
    return {name: value for name, value in values.items() if isinstance(value, pd.DataFrame)}


@pytest.mark.parametrize("reason", TESTED)
def test_without_a_structure_its_tables_are_empty_and_a_note_says_why(reason):
    asked, answers = TESTED[reason]
    instruments = {"small": asked}
    rng = np.random.default_rng(1)
    found = correlations(answers, instruments, confidence=0.95)
    factors = efa(
        answers, found.correlations, instruments, confidence=0.95, draws=5,
        weak_loading=0.3, cross_loading=0.3, rng=rng,
    )  # fmt: skip
    model = cfa(
        answers, None, instruments, estimator="wlsmv", missing="pairwise", cluster=None,
        confidence=0.95, cutoff_draws=1, omega_draws=2, rng=rng,
    )  # fmt: skip
    retained = retention(answers, instruments, draws=5, percentile=95, rng=rng)
    ladder = invariance(
        answers, PEOPLE, instruments, groupings={"team": None}, estimator="wlsmv",
        missing="pairwise", continuous_from=7, correction="sidak", min_group=10,
        min_category=1, fewest_shared=2, holdout_group=400, alpha=0.05, share=0.3,
        confidence=0.95, cutoff_draws=2, rng=rng,
    )  # fmt: skip
    for result in (factors, model, retained, ladder):
        for name, table in all_tables(result).items():
            assert table.empty, name
            assert {*BLOCK, *BASIS} <= set(table.columns), name
    (said,) = factors.notes
    assert (said["note"], said["reason"]) == ("structure_not_tested", reason)
    assert model.notes == []
    assert model.converged
    assert len(found.correlations) == (0 if reason == "only_scores" else 2)


def test_empty_tables_have_the_columns_of_full_ones():
    asked = instrument({"a": ["i1", "i2", "i3"], "b": ["i4", "i5", "i6"]})
    full, empty = {"small": asked}, {"small": ONLY_TESTS}
    answers = scored(["verbal", "sums"], two_factor_answers(N, 7))
    options = {"confidence": 0.95, "rng": np.random.default_rng(2)}
    factors = {"draws": 5, "weak_loading": 0.3, "cross_loading": 0.3, **options}
    models = {"estimator": "wlsmv", "missing": "pairwise", "cluster": None, **options}
    models |= {"cutoff_draws": 1, "omega_draws": 2}

    def columns(s: dict[str, Instrument]) -> dict[str, list[str]]:
        pairs = correlations(answers, s, confidence=0.95)
        found = [pairs, efa(answers, pairs.correlations, s, **factors)]
        found.append(cfa(answers, None, s, **models))
        found.append(retention(answers, s, draws=5, percentile=95, rng=options["rng"]))
        return {n: list(t.columns) for one in found for n, t in all_tables(one).items()}

    assert columns(full) == columns(empty)


def test_scores_of_tests_stay_out_of_the_factors_of_a_questionnaire():
    items = {"a": ["i1", "i2", "i3"], "b": ["i4", "i5", "i6"]}
    mixed, plain = with_tests({"reasoning": "verbal"}, items), instrument(items)
    given = two_factor_answers(N, 5)
    answers = scored(["verbal"], given)
    found = [correlations(answers, {"small": s}, confidence=0.95) for s in (mixed, plain)]
    pd.testing.assert_frame_equal(found[0].correlations, found[1].correlations)
    factors = efa(
        answers, found[0].correlations, {"small": mixed}, confidence=0.95, draws=5,
        weak_loading=0.3, cross_loading=0.3, rng=np.random.default_rng(1),
    )  # fmt: skip
    assert set(factors.loadings["item"]) == {i for part in items.values() for i in part}
    assert factors.notes[0]["note"] == "scores_not_in_structure"
    assert factors.notes[0]["items"] == ["verbal"]


def test_too_few_items_for_their_factors_are_told_and_the_rest_goes_on():
    asked = {"small": instrument({"a": ["i1", "i2"], "b": ["i4", "i5"]})}
    drawn = two_factor_answers(N, 5)
    given = {name: drawn[name] for name in ("i1", "i2", "i4", "i5")}
    answers = keyed(given)
    found = correlations(answers, asked, confidence=0.95).correlations
    factors = efa(
        answers, found, asked, confidence=0.95, draws=5, weak_loading=0.3,
        cross_loading=0.3, rng=np.random.default_rng(1),
    )  # fmt: skip
    assert factors.loadings.empty
    assert not factors.factorability.empty
    (said,) = (n for n in factors.notes if n["note"] == "factors_not_identified")
    assert (said["n_items"], said["n_factors"]) == (4, 2)


def test_a_test_has_moments_but_no_categories_and_no_reliability():
    answers = scored(["verbal", "sums"], {})
    instruments = {"small": ONLY_TESTS}
    found = item_statistics(answers, NO_MISSING, instruments, confidence=0.95)
    own = answers[["verbal", "sums"]].to_numpy(dtype=float)
    np.testing.assert_allclose(found.item_statistics["estimate"], own.mean(axis=0), rtol=EXACT)
    np.testing.assert_allclose(found.item_statistics["sd"], own.std(axis=0, ddof=1), rtol=EXACT)
    assert found.categories.empty
    assert "code" in found.categories
    exact = reliability(
        answers, instruments, confidence=0.95, draws=5, rng=np.random.default_rng(1)
    )
    assert exact.dimensions["estimate"].isna().all()

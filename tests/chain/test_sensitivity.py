from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.chain.cross_validation import cross_validated
from analysis.chain.factor_model import FactorChoices
from analysis.chain.sensitivity import sensitivity
from analysis.chain.sensitivity_conclusions import (
    CFI_CHANGE,
    QUANTITIES,
    conclusion_rows,
    judged,
)
from analysis.chain.sensitivity_quantities import WeightChoices, again
from analysis.criterion.performance import performance
from analysis.errors import DataError
from analysis.measurement.cfa.cfa import cfa
from analysis.measurement.reliability import reliability
from analysis.scoring.person_scores import person_scores
from analysis.selection import for_fitting
from analysis.weighting.points import Bounds
from analysis.weighting.recommendation import recommendation
from analysis.weighting.schemes import contenders
from analysis.weighting.validity import validity
from analysis.weighting.verdict import Demand
from tests.chain.drawn_study import (
    ADJUST_FOR,
    EXPOSURE,
    careless,
    drawn_study,
    flags_by,
    praising,
    scored,
)

CLOSED_FORM = 1e-9
"""The same formulas on the same people."""

COMPARED = contenders(["zero_order", "nnls"], fixed={}, prior="unit", prior_people=100)
DEMAND = Demand(confidence=0.95, minimal_gain=0.05, power=0.8)
BOUNDS = Bounds(step=1, floor=0, cap=100)
WEIGHTS = WeightChoices("nnls", COMPARED, BOUNDS, DEMAND, 8, 1, "manager", "manager_id")
MODEL = FactorChoices("wlsmv", "pairwise", None)
WEIGHED = {"predictors_from": ["manager"], "cluster": "manager_id"}


@pytest.fixture(scope="module")
def data():
    return drawn_study()


@pytest.fixture(scope="module")
def flags(data):
    rng, often = np.random.default_rng(4), [0.8, 0.1, 0.06, 0.04]
    return flags_by(data.keyed, rng.choice([0, 1, 2, 3], len(data.keyed), p=often))


@pytest.fixture(scope="module")
def criterion(data):
    return performance(
        data.records,
        data.people,
        data.kpis,
        **{"adjust_for": ADJUST_FOR, "shares": {}, "exposure": EXPOSURE, "plan": None},
        **{"consequences": [], "confidence": 0.95},
    ).performance


def pipeline(data, flags, criterion, exclude="flagged"):
    """Reliability, fit, validity and weights by the rules of the pipeline."""
    keyed = for_fitting(data.keyed, flags, exclude=exclude)
    scores = person_scores(for_fitting(scored(data, data.keyed), flags, exclude=exclude))
    seed = np.random.default_rng
    coefficients = reliability(keyed, data.instruments, confidence=0.95, draws=60, rng=seed(1))
    tried = cross_validated(
        lambda train, stream: (scores, criterion[criterion["criterion"] == "composite"]),
        data.people[data.people["person"].isin(data.keyed["person"])],
        **{"reliabilities": {}, "compared": COMPARED, "confidence": 0.95},
        **{"repeats": 1, "folds": 8, "rng": again(seed(1)).spawn(2)[1], **WEIGHED},
    )
    recommended = recommendation(
        scores,
        criterion,
        data.people,
        tried.schemes,
        **{"compared": COMPARED, "expert": None, **WEIGHED, "draws": 200, "demand": DEMAND},
        **{"bounds": BOUNDS, "cuts": [0.2], "rng": seed(1)},
    )
    return coefficients.dimensions, recommended


def run(data, flags, criterion, rules, **options):
    coefficients, recommended = rules
    given = {"exclude": "flagged", "strict_families": 1, "model": MODEL, "weights": WEIGHTS}
    return sensitivity(
        data.keyed,
        flags,
        scored(data, data.keyed),
        criterion,
        data.people,
        data.instruments,
        reliability=coefficients,
        alternatives=recommended.alternatives,
        rng=np.random.default_rng(1),
        **{**given, **options},
    )


@pytest.fixture(scope="module")
def rules(data, flags, criterion):
    return pipeline(data, flags, criterion)


@pytest.fixture(scope="module")
def found(data, flags, criterion, rules):
    return run(data, flags, criterion, rules)


def values(found, exclusion, name, column="estimate"):
    rows = found.quantities
    rows = rows[(rows["exclusion"] == exclusion) & (rows["name"] == name)]
    return rows.set_index("dimension")[column]


@pytest.mark.parametrize(
    ("exclusion", "exclude", "needed"),
    [("none", "nobody", 2), ("default", "flagged", 2), ("strict", "flagged", 1)],
)
def test_every_number_is_that_of_a_run_with_that_exclusion(
    data, flags, criterion, found, exclusion, exclude, needed
):
    marked = flags_by(data.keyed, flags["n_families"].to_numpy(), needed)
    coefficients, recommended = pipeline(data, marked, criterion, exclude)
    for name in ("alpha", "omega_total"):
        rows = coefficients[coefficients["coefficient"] == name]
        expected = rows.set_index("dimension")["estimate"]
        same(values(found, exclusion, name), expected)
    rows = recommended.alternatives[recommended.alternatives["scheme"] == "nnls"]
    same(values(found, exclusion, "share"), rows.set_index("dimension")["weight"])
    assert found.verdicts[exclusion] == recommended.verdict
    keyed = for_fitting(data.keyed, marked, exclude=exclude)
    fitted = cfa(
        keyed,
        None,
        data.instruments,
        **{"estimator": "wlsmv", "missing": "pairwise", "cluster": None, "confidence": 0.95},
        **{"cutoff_draws": 1, "omega_draws": 2, "rng": np.random.default_rng(1)},
    )
    (model,) = fitted.models[fitted.models["role"] == "hypothesised"].to_dict("records")
    for name in ("cfi", "rmsea", "srmr"):
        assert values(found, exclusion, name)[""] == pytest.approx(model[name], abs=CLOSED_FORM)
    low = values(found, exclusion, "rmsea", "ci_low")[""]
    assert low == pytest.approx(model["rmsea_ci_low"], abs=CLOSED_FORM)
    related = validity(
        person_scores(for_fitting(scored(data, data.keyed), marked, exclude=exclude)),
        criterion[criterion["criterion"] == "composite"],
        data.people,
        **WEIGHED,
        kpi_sources={},
        shares={},
        **{"controls": {}, "criterion_reliability": {}, "range_restriction": {}},
        **{"draws": 100, "confidence": 0.95, "rng": np.random.default_rng(1)},
    )
    for column in ("estimate", "ci_low", "ci_high"):
        expected = related.correlations.set_index("dimension")[column]
        same(values(found, exclusion, "correlation", column), expected)
    r_squared = related.models["r_squared"].iloc[0]
    assert values(found, exclusion, "multiple_r")[""] ** 2 == pytest.approx(r_squared)
    assert values(found, exclusion, "n_kept")[""] == len(keyed)


def same(one, other):
    assert list(one.index) == list(other.index)
    assert one.to_numpy() == pytest.approx(other.to_numpy(), abs=CLOSED_FORM)


def test_intervals_in_force_are_those_that_the_rules_found(found, rules):
    coefficients, recommended = rules
    omega = coefficients[coefficients["coefficient"] == "omega_total"].set_index("dimension")
    share = recommended.alternatives
    share = share[share["scheme"] == "nnls"].set_index("dimension")
    for column in ("ci_low", "ci_high"):
        same(values(found, "default", "omega_total", column), omega[column])
        same(values(found, "default", "share", column), share[column])
        assert values(found, "strict", "share", column).isna().all()


def test_changes_are_told_by_the_interval_in_force(found):
    table = found.quantities
    own = table[table["exclusion"] == found.in_force].set_index(["kind", "name", "dimension"])
    for row in table.to_dict("records"):
        before = own.loc[(row["kind"], row["name"], row["dimension"])]
        if row["name"] == "cfi":
            assert row["changed"] == (abs(row["estimate"] - before["estimate"]) > CFI_CHANGE)
        elif before["ci_low"] == before["ci_low"]:
            inside = before["ci_low"] <= row["estimate"] <= before["ci_high"]
            assert row["changed"] == (not inside)
        else:
            assert row["rule"] == ""
            assert not row["changed"]
    assert not table[table["exclusion"] == found.in_force]["changed"].any()


def test_case_weights_are_those_of_the_pipeline(data, flags, criterion):
    drawn = np.random.default_rng(3).uniform(0.5, 2, len(data.people))
    people = data.people.assign(case_weight=drawn)
    by_person = people.set_index("person")["case_weight"]
    keyed = data.keyed.assign(case_weight=by_person.reindex(data.keyed["person"]).to_numpy())
    weighted = replace(data, people=people, keyed=keyed)
    coefficients, recommended = pipeline(weighted, flags, criterion)
    found = run(weighted, flags, criterion, (coefficients, recommended))
    omega = coefficients[coefficients["coefficient"] == "omega_total"]
    same(values(found, "default", "omega_total"), omega.set_index("dimension")["estimate"])
    alpha = coefficients[coefficients["coefficient"] == "alpha"].set_index("dimension")
    same(values(found, "default", "alpha", "ci_low"), alpha["ci_low"])
    share = recommended.alternatives.query("scheme == 'nnls'").set_index("dimension")
    same(values(found, "default", "share"), share["weight"])
    plain = run(data, flags, criterion, pipeline(data, flags, criterion))
    for name in ("omega_total", "share", "correlation", "cfi", "srmr"):
        assert not np.allclose(values(found, "none", name), values(plain, "none", name))


def test_where_nobody_is_flagged_nothing_changes(data, flags, criterion):
    clean = flags_by(data.keyed, 0 * flags["n_families"].to_numpy())
    found = run(data, clean, criterion, pipeline(data, clean, criterion))
    assert not found.conclusions["changed"].any()
    assert (found.conclusions["largest_change"].dropna() == 0).all()
    estimates = [
        found.quantities[found.quantities["exclusion"] == e]["estimate"].to_numpy()
        for e in ("none", "default", "strict")
    ]
    assert (estimates[0] == estimates[1]).all()
    assert (estimates[0] == estimates[2]).all()


def conclusion(found, name, exclusion="none"):
    rows = found.conclusions
    return rows[(rows["conclusion"] == name) & (rows["exclusion"] == exclusion)].iloc[0]


def test_planted_carelessness_changes_the_first_dimension_and_its_validity(data, criterion):
    """Ratings that praise what sells best where sales are poor hide its validity."""
    first = "customer"
    spoilt, flags = careless(data, 80, praising(first))
    found = run(spoilt, flags, criterion, pipeline(spoilt, flags, criterion))
    row = conclusion(found, "first")
    assert row["changed"]
    assert (row["in_force"], row["found"] == first) == (first, False)
    for name in ("weight", "validity", "clear_validity"):
        assert first in conclusion(found, name)["dimensions"].split(";"), name
    assert conclusion(found, "fit")["changed"]
    assert not conclusion(found, "first", "strict")["changed"]


def test_a_few_random_answers_change_no_conclusion_on_weights(data, criterion):
    rng = np.random.default_rng(8)
    spoilt, flags = careless(data, 8, lambda d, poor, x: rng.integers(1, 6, (8, len(x))))
    found = run(spoilt, flags, criterion, pipeline(spoilt, flags, criterion))
    kept = ["validity", "clear_validity", "weight", "first", "verdict"]
    assert not found.conclusions.set_index("conclusion").loc[kept, "changed"].any()
    assert (found.conclusions["largest_change"].dropna() != 0).any()


def test_an_exclusion_that_leaves_too_few_is_named(data, flags, criterion, rules):
    everybody = flags.assign(n_families=flags["n_families"].clip(lower=1))
    found = run(data, everybody, criterion, rules)
    assert found.notes == [{"note": "exclusion_not_possible", "exclusion": "strict"}]
    assert set(found.verdicts) == {"none", "default"}
    assert set(found.conclusions["exclusion"]) == {"none"}
    with pytest.raises(DataError):
        run(data, everybody.assign(flagged=True), criterion, rules)


def test_a_model_without_estimates_is_named_and_counts_as_changed(data, flags, criterion):
    flat = data.keyed.copy()
    flat["inf1"] = flat["inf1"].where(flags["n_families"].to_numpy() == 1, 3)
    spoilt = replace(data, keyed=flat)
    nobody = flags_by(flat, np.minimum(flags["n_families"].to_numpy(), 1))
    found = run(spoilt, nobody, criterion, pipeline(spoilt, nobody, criterion))
    named = {"exclusion": "strict", "reason": "model_without_estimates"}
    assert {"note": "exclusion_without_fit", **named} in found.notes
    assert conclusion(found, "fit", "strict")["dimensions"] == "cfi;rmsea"
    assert "influence" in conclusion(found, "reliability", "strict")["dimensions"]


def quantity(exclusion, kind, name, estimate, low=np.nan, high=np.nan, dimension=""):
    row = {"exclusion": exclusion, "kind": kind, "name": name, "dimension": dimension}
    return row | {"estimate": estimate, "ci_low": low, "ci_high": high}


def test_reliability_is_omega_and_alpha_where_there_is_none():
    rows = []
    for exclusion, alpha in (("default", 0.8), ("none", 0.5)):
        for d, omega in (("a", 0.81), ("b", np.nan)):
            rows += [
                quantity(exclusion, "reliability", "alpha", alpha, 0.7, 0.9, d),
                quantity(exclusion, "reliability", "omega_total", omega, 0.7, 0.9, d),
            ]
        rows.append(quantity(exclusion, "weight", "share", 1.0, dimension="a"))
        rows.append(quantity(exclusion, "validity", "correlation", 0.2, 0.1, 0.3, "a"))
    table = pd.DataFrame(rows)
    own = table[table["exclusion"] == "default"]
    table = judged(table, own).reindex(columns=QUANTITIES)
    said = pd.DataFrame(conclusion_rows(table, "default", {"default": "x", "none": "y"}))
    said = said.set_index("conclusion")
    assert said.loc["reliability", "dimensions"] == "b"
    assert said.loc["reliability", "n_compared"] == 2
    assert said.loc["fit", "n_compared"] == 0
    assert said.loc["verdict", "changed"]
    assert (said.loc["verdict", "found"], said.loc["verdict", "in_force"]) == ("y", "x")

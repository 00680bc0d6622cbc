"""Weights learned from all groups but one, tried on that one."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from analysis.chain.left_out import (
    left_out,
    left_out_means,
    left_out_notes,
)
from analysis.chain.refit import Choices
from analysis.chain.withheld import groups_withheld, years_withheld
from analysis.errors import DataError
from analysis.notes import note
from analysis.weighting.fit import apply_weights, fit_weights
from analysis.weighting.schemes import contenders
from tests.chain.test_cross_validation import DIMENSIONS, data_of, tables
from tests.chain.test_refit import CHOICES, data

CLOSED_FORM = 1e-10
COMPARED = contenders(["nnls", "ols"], fixed={}, prior="unit", prior_people=100)
study = data


def people_of(n: int, regions: int) -> pd.DataFrame:
    person = np.arange(n)
    region = np.array(["east", "north", "south", "west"])[(person // 20) % regions]
    return pd.DataFrame({"person": person, "manager_id": person // 20, "region": region})


def run(scores, performance, people, case_weights=None, min_group=30):
    return left_out(
        groups_withheld(
            lambda train, stream: (scores, performance),
            people,
            ["region"],
            np.random.default_rng(1),
            [],
        ),
        people.set_index("person")["manager_id"],
        case_weights,
        COMPARED,
        predictors_from=["manager"],
        min_group=min_group,
        confidence=0.95,
        rng=np.random.default_rng(2),
    )


def test_every_number_is_that_of_weights_from_the_other_groups():
    numbers = data_of([0.6, 0.2, 0.0])
    people = people_of(len(numbers), 4)
    found = run(*tables(numbers), people)
    for region in ("east", "north", "south", "west"):
        out = (people["region"] == region).to_numpy()
        x = pd.DataFrame(numbers[:, :3], columns=DIMENSIONS)
        expected = {}
        for scheme in COMPARED.schemes:
            weights = fit_weights(
                x[~out], numbers[~out, 3], people["manager_id"].to_numpy()[~out], COMPARED,
                scheme, rng=np.random.default_rng(3),
            )  # fmt: skip
            composite = apply_weights(weights, x[out])
            expected[scheme] = np.corrcoef(composite, numbers[out, 3])[0, 1]
        own = found[found["group"] == region].set_index("scheme")
        for scheme, r in expected.items():
            assert own.loc[scheme, "estimate"] == pytest.approx(r, abs=CLOSED_FORM)
            gain = r - expected["unit"]
            assert own.loc[scheme, "gain"] == pytest.approx(gain, abs=CLOSED_FORM)
        assert set(own["n"]) == {int(out.sum())}
        assert set(own["n_train"]) == {int((~out).sum())}


def test_all_is_learned_without_the_group():
    numbers = data_of([0.6, 0.2, 0.0])
    people = people_of(len(numbers), 4)
    seen = []

    def learn(train, stream):
        seen.append(set(train))
        return tables(numbers)

    cases = list(groups_withheld(learn, people, ["region"], np.random.default_rng(1), []))
    for case, train in zip(cases, seen, strict=True):
        own = set(people["person"][people["region"] == case.group])
        assert train == set(people["person"]) - own
        assert set(case.tried_on["person"]) == own
        assert set(case.learned_from["person"]) == train


def test_a_group_that_leaves_too_few_others_is_named_and_passed_over():
    numbers = data_of([0.6, 0.2, 0.0])
    people = people_of(len(numbers), 4)
    people["region"] = people["region"].where(people["person"] < 40, "north")
    notes = []

    def learn(train, stream):
        if len(train) < 100:
            raise DataError("too few people")
        return tables(numbers)

    cases = list(groups_withheld(learn, people, ["region"], np.random.default_rng(1), notes))
    assert [case.group for case in cases] == ["east"]
    assert notes == [{"note": "group_not_left_out", "grouping": "region", "group": "north"}]


def test_a_group_too_small_gets_a_reason_and_no_place_in_the_means():
    numbers = data_of([0.6, 0.2, 0.0])
    people = people_of(len(numbers), 3)
    people.loc[:9, "region"] = "island"
    found = run(*tables(numbers), people)
    small = found[found["group"] == "island"]
    assert small["estimate"].isna().all()
    assert set(small["note"]) == {"group_too_small"}
    means = left_out_means(found)
    assert set(means["n_groups"]) == {3}
    assert left_out_notes(found) == [note("few_groups_left_out", grouping="region", n=3)]
    known = found[(found["scheme"] == "ols") & found["estimate"].notna()]
    mean = np.average(known["estimate"], weights=known["n"])
    row = means.set_index("scheme").loc["ols"]
    assert row["estimate"] == pytest.approx(mean, abs=CLOSED_FORM)
    assert row["n_better"] == (known["gain"] > 0).sum()


def test_weights_that_hold_in_one_group_only_fail_when_it_is_left_out():
    numbers = data_of([0.6, 0.0, 0.0])
    people = people_of(len(numbers), 4)
    west = (people["region"] == "west").to_numpy()
    numbers[west] = numbers[west][:, [2, 1, 0, 3]]
    found = run(*tables(numbers), people).set_index(["group", "scheme"])["gain"]
    assert found["west", "nnls"] < -0.2
    assert found["east", "nnls"] > 0.05


def test_equal_case_weights_change_nothing():
    numbers = data_of([0.6, 0.2, 0.0])
    people = people_of(len(numbers), 4)
    weights = pd.Series(2.0, index=people["person"])
    columns = ["estimate", "std_error", "gain"]
    found, expected = (run(*tables(numbers), people, w)[columns] for w in (weights, None))
    np.testing.assert_allclose(found, expected, atol=CLOSED_FORM)


def test_years_are_learned_from_the_other_years(study):
    later = study.records.assign(period=study.records["period"].str.replace("2025", "2026"))
    later["sales_amount"] *= 1.5
    both = replace(study, records=pd.concat([study.records, later], ignore_index=True))
    persons = np.arange(480)
    cases = list(years_withheld(both, Choices(**CHOICES), persons, np.random.default_rng(1)))
    assert [(c.column, c.group) for c in cases] == [("year", "2025"), ("year", "2026")]
    first, second = cases
    composite = "composite"
    for case, shift in ((first, -1), (second, 1)):
        learned, tried = (
            t[t["criterion"] == composite].set_index("person")["value"]
            for t in (case.learned_from, case.tried_on)
        )
        assert learned.mean() == pytest.approx(0.0, abs=1e-8)
        assert np.sign(tried.mean()) == shift
        assert learned.corr(tried) > 0.9
    assert not list(
        years_withheld(study, Choices(**CHOICES), persons, np.random.default_rng(1))
    )

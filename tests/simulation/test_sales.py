import numpy as np
import pytest

from analysis.seeds import stream
from analysis.simulation.people import draw_workforce
from analysis.simulation.sales import MONTHS, draw_link, draw_sales, months_active
from analysis.simulation.truth import Truth

EXACT = 1e-12
"""A sum of a handful of terms."""


@pytest.fixture(scope="module")
def workforce(truth: Truth):
    return draw_workforce(truth, stream(1, "workforce"))


@pytest.fixture(scope="module")
def sales(truth: Truth, workforce):
    return draw_sales(truth, workforce, stream(1, "sales"))


def test_without_noise_an_indicator_is_its_stated_sum(truth, workforce):
    stated = truth.indicators["sales_amount"].model_copy(update={"loading": 1.0, "month_sd": 0})
    people = workforce.people
    by_hand = (
        stated.level
        + stated.person_sd * workforce.true_scores["performance"]
        + stated.potential
        * np.log(people["territory_potential"] / truth.territory_potential.median)
        + stated.tenure * np.log(people["tenure_months"] / truth.tenure_months.median)
    ).to_numpy()[:, None] + stated.season * np.array(truth.season)
    found = draw_link(truth, stated, workforce, stream(1, "link"))
    assert np.allclose(found, by_hand, rtol=0, atol=EXACT)


def test_the_stated_loading_is_found(large):
    crowd = draw_workforce(large, stream(2, "crowd"))
    plain = {"potential": 0.0, "tenure": 0.0, "month_sd": 0.0}
    stated = large.indicators["win_rate"].model_copy(update=plain)
    found = draw_link(large, stated, crowd, stream(2, "link"))[:, 0]
    r = np.corrcoef(found, crowd.true_scores["performance"])[0, 1]
    assert abs(r - stated.loading) < 5 * (1 - stated.loading**2) / np.sqrt(large.people)


def test_nobody_sells_before_being_hired(truth, workforce):
    active = months_active(workforce.people, stream(3, "active"))
    tenure = workforce.people["tenure_months"].to_numpy()
    assert np.array_equal((active > 0).sum(axis=1), np.minimum(tenure, MONTHS))
    assert set(np.unique(active)) == {0.0, 0.5, 1.0}
    assert np.all(active[:, -1] > 0)


def test_a_sales_table_is_possible(sales):
    assert not sales.isna().to_numpy().any()
    assert not sales.duplicated(["person", "month"]).any()
    assert (sales["won"] <= sales["decided"]).all()
    assert (sales["collected"] <= sales["due"]).all()
    assert (sales["due"] <= sales["sales_amount"]).all()
    assert (sales["quota"] > 0).all()
    assert sales["satisfaction"].between(0, 100).all()


def test_managers_are_nested_in_regions_and_everyone_has_one(truth, workforce):
    people = workforce.people
    assert people.groupby("manager")["region"].nunique().eq(1).all()
    assert people["manager"].nunique() == truth.managers
    assert set(people["region"]) == set(truth.regions)

"""Simulated power and widths of intervals against what is known in closed form."""

import numpy as np
import pytest
from scipy.stats import norm

from analysis.chain.planning import Situation, mean_widths, plan, whole_clusters
from analysis.errors import DataError
from analysis.weighting.schemes import contenders
from analysis.weighting.verdict import VERDICTS, Demand

DEMAND = Demand(confidence=0.95, minimal_gain=0.05, power=0.8)
COMPARED = contenders(["zero_order", "ols"], fixed={}, prior="unit", prior_people=100)
ALONE = Situation(4, 0.4, 0.1, 0.3, cluster_size=1, icc=0.0)
MONTE_CARLO_ERRORS = 4
"""A share may be off by so many of its standard errors: less than one failure in 10,000."""
WIDTH = 0.06
"""Relative: with 100 people the jackknife and its t distribution are 4 % wider than Fisher's
interval, which knows the variance."""


def table(situation=ALONE, people=(100, 400), studies=12, seed=5):
    return plan(
        situation,
        people,
        COMPARED,
        DEMAND,
        studies=studies,
        folds=5,
        repeats=1,
        rng=np.random.default_rng(seed),
    )


def composite_validity(situation):
    p, r = situation.dimensions, situation.correlation
    mean = (situation.lowest + situation.highest) / 2
    return mean * p / np.sqrt(p + p * (p - 1) * r)


@pytest.mark.parametrize("n", [100, 250])
def test_power_and_width_for_independent_people_are_those_of_fishers_z(n):
    truth = ALONE.truths(n)["unequal"]
    found = mean_widths(truth, 200, 0.95, np.random.default_rng(3))
    true, error, z = composite_validity(ALONE), 1 / np.sqrt(n - 3), norm.ppf(0.975)
    power = norm.cdf(np.arctanh(true) / error - z)
    tolerance = MONTE_CARLO_ERRORS * np.sqrt(power * (1 - power) / 200) + 1 / 200
    assert found["validity_shown"] == pytest.approx(power, abs=tolerance)
    for name, r in (("width_composite", true), ("width_dimension", ALONE.lowest)):
        centre = np.arctanh(r)
        width = np.tanh(centre + z * error) - np.tanh(centre - z * error)
        assert found[name] == pytest.approx(width, rel=WIDTH)


def test_clusters_make_intervals_wider():
    alike = Situation(4, 0.4, 0.1, 0.3, cluster_size=20, icc=0.3)
    apart = Situation(4, 0.4, 0.1, 0.3, cluster_size=20, icc=0.0)
    wide, narrow = (
        mean_widths(s.truths(20)["unequal"], 60, 0.95, np.random.default_rng(4))
        for s in (alike, apart)
    )
    assert wide["width_composite"] > narrow["width_composite"]


def test_one_row_for_each_number_of_people_and_truth():
    found = table()
    assert found[["truth", "n"]].to_numpy().tolist() == [
        ["unequal", 100],
        ["equal", 100],
        ["unequal", 400],
        ["equal", 400],
    ]
    np.testing.assert_allclose(found[list(VERDICTS)].sum(axis=1), 1)
    assert not found.isna().to_numpy().any()


def test_more_people_tell_more():
    found = table(people=(80, 1000), studies=20)
    for _, rows in found.groupby("truth"):
        few, many = rows.iloc[0], rows.iloc[1]
        assert many["too_little_data"] <= few["too_little_data"]
        for width in ("width_composite", "width_dimension", "width_gain"):
            assert many[width] < few[width]
    unequal = found[found["truth"] == "unequal"]["unequal"]
    assert unequal.iloc[1] > unequal.iloc[0]


def test_the_same_stream_gives_the_same_table():
    assert table(studies=3).equals(table(studies=3))
    assert not table(studies=3).equals(table(studies=3, seed=6))


def test_people_come_in_whole_clusters_and_no_number_twice():
    assert whole_clusters(100, 15) == 7
    assert whole_clusters(10, 15) == 3
    clustered = Situation(4, 0.4, 0.1, 0.3, cluster_size=50, icc=0.1)
    found = table(clustered, people=(100, 120, 160), studies=2)
    assert found["n"].unique().tolist() == [150]


def test_what_cannot_exist_is_refused():
    with pytest.raises(DataError, match="they would explain more than everything"):
        table(Situation(4, 0.0, 0.5, 0.9, 1, 0.0))
    with pytest.raises(DataError, match="4 dimensions cannot all correlate"):
        table(Situation(4, -0.5, 0.1, 0.2, 1, 0.0))

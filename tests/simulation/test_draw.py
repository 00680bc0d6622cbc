"""A large draw shows the stated truth, within Monte-Carlo error."""

import numpy as np
import pytest
from scipy.stats import multivariate_normal, norm

from analysis.errors import InstrumentError
from analysis.seeds import stream
from analysis.simulation.answers import draw_perceived
from analysis.simulation.draw import draw_study
from analysis.simulation.people import draw_workforce
from analysis.simulation.truth import Truth
from analysis.simulation.validities import keyed, latent_validities

STANDARD_ERRORS = 5.0
"""Bound of every comparison with the truth: a right simulator misses it once in 1.7 million."""


@pytest.fixture(scope="module")
def workforce(large):
    return draw_workforce(large, stream(1, "workforce"))


@pytest.fixture(scope="module")
def study(large, sales_six):
    return draw_study(large, sales_six, stream(2, "study"))


def correlation_error(r: np.ndarray, n: int) -> np.ndarray:
    """Standard error of a correlation; the diagonal is known."""
    return (1 - r**2) / np.sqrt(n) + 1e-12


def perceived_correlations(truth: Truth, source: str) -> np.ndarray:
    """Implied correlations of the perceived scores, in closed form."""
    s = truth.sources[source]
    shifts = [r.leniency**2 for r in truth.regions.values()] if s.region_leniency else [0]
    shared = s.leniency_sd**2 + np.mean(shifts)
    size = len(truth.dimensions)
    halo = s.halo + (1 - s.halo) * np.eye(size)
    within = s.agreement**2 * np.array(truth.correlations) + (1 - s.agreement**2) * halo
    return (1 - shared) * within + shared


def test_latent_correlations(large, workforce):
    latent = workforce.true_scores[large.dimensions].to_numpy()
    stated = np.array(large.correlations)
    found = np.corrcoef(latent, rowvar=False)
    bound = STANDARD_ERRORS * correlation_error(stated, large.people)
    assert np.all(np.abs(found - stated) < bound)


def test_effects_on_performance(large, workforce):
    latent = workforce.true_scores[large.dimensions].to_numpy()
    performance = workforce.true_scores["performance"].to_numpy()
    found, residual, *_ = np.linalg.lstsq(latent, performance, rcond=None)
    inverse = np.linalg.inv(latent.T @ latent)
    errors = np.sqrt(np.diag(inverse) * residual[0] / large.people)
    stated = np.array(list(large.performance.effects.values()))
    assert np.all(np.abs(found - stated) < STANDARD_ERRORS * errors)
    assert abs(performance.var() - 1) < STANDARD_ERRORS * np.sqrt(2 / large.people)


def test_latent_validities_are_the_drawn_correlations(large, workforce):
    scores = workforce.true_scores[[*large.dimensions, "performance"]].to_numpy()
    found = np.corrcoef(scores, rowvar=False)[:-1, -1]
    stated = latent_validities(large)["latent_correlation"].to_numpy()
    bound = STANDARD_ERRORS * correlation_error(stated, large.people)
    assert np.all(np.abs(found - stated) < bound)


@pytest.mark.parametrize("source", ["self", "manager"])
def test_perceived_scores(large, workforce, source):
    perceived = draw_perceived(large, large.sources[source], workforce, stream(3, source))
    stated = perceived_correlations(large, source)
    bound = STANDARD_ERRORS * correlation_error(stated, large.people)
    assert np.all(np.abs(np.corrcoef(perceived, rowvar=False) - stated) < bound)
    spread = STANDARD_ERRORS * np.sqrt(2 / large.people)
    assert np.all(np.abs(perceived.var(axis=0) - 1) < spread)


def test_agreement_with_the_true_score(large, workforce):
    source = large.sources["self"]
    perceived = draw_perceived(large, source, workforce, stream(4, "agreement"))
    true = workforce.true_scores[large.dimensions].to_numpy()
    found = [np.corrcoef(p, t)[0, 1] for p, t in zip(perceived.T, true.T, strict=True)]
    bound = STANDARD_ERRORS * (1 - source.agreement**2) / np.sqrt(large.people)
    assert np.all(np.abs(np.array(found) - source.agreement) < bound)


def test_leniency_is_shared_by_everyone_a_manager_describes(truth):
    teams = truth.model_copy(update={"people": 40_000, "managers": 2_000})
    source = teams.sources["manager"].model_copy(update={"region_leniency": False})
    workforce = draw_workforce(teams, stream(5, "teams"))
    perceived = draw_perceived(teams, source, workforce, stream(5, "perceived"))[:, 0]
    manager = workforce.people["manager"].to_numpy()
    size = np.bincount(manager)
    total = np.bincount(manager, perceived)
    squares = np.bincount(manager, perceived**2)
    shared = ((total**2 - squares)[size > 1] / (size * (size - 1))[size > 1]).mean()
    stated = source.leniency_sd**2
    assert abs(shared - stated) < STANDARD_ERRORS * np.sqrt(2 / 2_000) * (stated + 1 / 20)


@pytest.mark.parametrize("source", ["self", "manager"])
def test_thresholds(large, study, sales_six, source):
    for item in sales_six.dimension_of:
        codes = keyed(study.answers[source], [item], sales_six)[:, 0]
        for step, cut in enumerate(large.sources[source].thresholds[item], 1):
            share = norm.cdf(cut)
            error = np.sqrt(share * (1 - share) / large.people)
            assert abs(np.mean(codes <= step) - share) < STANDARD_ERRORS * error


@pytest.mark.parametrize("source", ["self", "manager"])
def test_loadings(large, study, sales_six, source):
    """The share of people above the middle of both items is that of a bivariate normal."""
    stated = large.sources[source]
    items = list(sales_six.dimension_of)
    above = keyed(study.answers[source], items, sales_six) > 3
    place = [large.dimensions.index(sales_six.dimension_of[item]) for item in items]
    between = perceived_correlations(large, source)
    for a in range(0, len(items), 3):
        for b in range(a + 1, len(items), 4):
            r = between[place[a], place[b]] * (
                stated.loadings[items[a]] * stated.loadings[items[b]]
            )
            cuts = [-stated.thresholds[items[k]][2] for k in (a, b)]
            share = multivariate_normal.cdf(cuts, cov=np.array([[1, r], [r, 1]]))
            error = np.sqrt(share * (1 - share) / large.people)
            assert abs(np.mean(above[:, a] & above[:, b]) - share) < STANDARD_ERRORS * error


def test_reversed_items_are_answered_the_other_way_round(study, sales_six):
    raw = study.answers["self"]
    assert np.corrcoef(raw["inf1"], raw["inf5"])[0, 1] < -0.2


def test_one_dimension_is_skewed(study, sales_six):
    top = {
        d: (keyed(study.answers["self"], items, sales_six) == 5).mean()
        for d, items in sales_six.scored.items()
    }
    assert max(top, key=lambda d: top[d]) == "customer"
    assert top["customer"] > 2 * max(v for d, v in top.items() if d != "customer")


def test_the_same_seed_gives_the_same_study(truth, sales_six):
    first, again = (draw_study(truth, sales_six, stream(7, "draw")) for _ in range(2))
    other = draw_study(truth, sales_six, stream(8, "draw"))
    assert first.sales.equals(again.sales)
    assert first.answers["manager"].equals(again.answers["manager"])
    assert not first.answers["manager"].equals(other.answers["manager"])


def test_a_truth_that_does_not_fit_is_refused(truth, sales_six):
    wrong = truth.model_copy(update={"dimensions": truth.dimensions[::-1]})
    with pytest.raises(InstrumentError, match="dimensions are not those"):
        draw_study(wrong, sales_six, stream(1, "wrong"))

import numpy as np
import pytest

from analysis.stats.bootstrap import resampled_correlations
from analysis.stats.intraclass import intraclass_correlation
from analysis.stats.noise_predictor import with_noise

MONTE_CARLO = 0.05  # relative error of a variance of 20,000 draws, 5 times
DRAWS = 20_000


def sample() -> tuple[np.ndarray, np.ndarray]:
    rng = np.random.default_rng(1)
    clusters = np.repeat(np.arange(12), 5)
    return rng.normal(size=(60, 3)) + rng.normal(size=(12, 1))[clusters], clusters


@pytest.mark.parametrize("shared", [0.0, 0.4, 1.0])
def test_noise_varies_as_noise_drawn_for_every_person_does(shared):
    data, clusters = sample()
    once = resampled_correlations(
        data, clusters, draws=1, rng=np.random.default_rng(3), between=True
    )
    picked = np.random.default_rng(3).integers(0, 12, size=12)
    people = np.concatenate([np.flatnonzero(clusters == g) for g in picked])
    copies = np.repeat(np.arange(12), 5)
    rng = np.random.default_rng(4)
    noise = np.sqrt(shared) * rng.normal(size=(DRAWS, 12))[:, copies]
    noise += np.sqrt(1 - shared) * rng.normal(size=(DRAWS, 60))
    z = data[people] - data[people].mean(axis=0)
    z /= z.std(axis=0)
    brute = (noise - noise.mean(axis=1, keepdims=True)) @ z / 60
    found = with_noise(
        np.repeat(once.correlations, DRAWS, axis=0),
        np.repeat(once.between, DRAWS, axis=0),
        np.repeat(once.size, DRAWS),
        shared=shared,
        rng=np.random.default_rng(5),
    )
    np.testing.assert_allclose(
        np.diag(np.cov(found[:, 0, 1:], rowvar=False)),
        np.diag(np.cov(brute, rowvar=False)),
        rtol=MONTE_CARLO,
    )
    np.testing.assert_array_equal(found[:, 1:, 1:], np.repeat(once.correlations, DRAWS, axis=0))


def test_people_of_their_own_cluster_have_nothing_between():
    data, _ = sample()
    found = resampled_correlations(
        data, np.arange(60), draws=5, rng=np.random.default_rng(1), between=True
    )
    np.testing.assert_allclose(found.between, found.correlations, atol=1e-12)


def test_intraclass_correlation_of_shrout_and_fleiss():
    """Shrout & Fleiss (1979), Table 2: six targets, four judges; ICC(1,1) = .17."""
    ratings = np.array(
        [[9, 2, 5, 8], [6, 1, 3, 2], [8, 4, 6, 8], [7, 1, 2, 6], [10, 5, 6, 9], [6, 2, 4, 7]]
    )
    found = intraclass_correlation(
        ratings.reshape(-1, 1).astype(float), np.repeat(np.arange(6), 4)
    )
    assert found[0] == pytest.approx(0.165742, abs=5e-7)


def test_clusters_of_one_person_have_no_intraclass_correlation():
    assert np.isnan(intraclass_correlation(np.arange(5.0)[:, None], np.arange(5))).all()

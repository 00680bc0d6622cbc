"""Draws the salespeople: where they work, for whom, and their true scores."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.simulation.truth import Truth, residual_performance_variance


@dataclass(frozen=True, slots=True)
class Workforce:
    """The people of a simulated study.

    Attributes
    ----------
    people
        One row per person: person (0, 1, ...), gender, region, manager (0, 1, ...),
        tenure_months, territory_potential.
    true_scores
        One row per person: person, one column per latent dimension, performance.
    """

    people: pd.DataFrame
    true_scores: pd.DataFrame


def draw_workforce(truth: Truth, rng: np.random.Generator) -> Workforce:
    """Salespeople with their true scores, managers nested in regions."""
    manager = np.sort(rng.integers(truth.managers, size=truth.people))
    region = np.arange(truth.managers)[manager] % len(truth.regions)
    potential = truth.territory_potential.median * np.exp(
        regional(truth, "potential")[region]
        + truth.territory_potential.log_sd * rng.standard_normal(truth.people)
    )
    tenure = truth.tenure_months.median * np.exp(
        truth.tenure_months.log_sd * rng.standard_normal(truth.people)
    )
    people = pd.DataFrame(
        {
            "person": np.arange(truth.people),
            "gender": np.where(rng.random(truth.people) < 0.5, "male", "female"),
            "region": np.array(list(truth.regions))[region],
            "manager": manager,
            "tenure_months": np.clip(np.round(tenure), 3, 360).astype(int),
            "territory_potential": np.round(potential, 1),
        }
    )
    return Workforce(people, draw_true_scores(truth, manager, region, rng))


def draw_true_scores(
    truth: Truth, manager: np.ndarray, region: np.ndarray, rng: np.random.Generator
) -> pd.DataFrame:
    """Latent dimensions and latent performance, each with unit variance."""
    factor = np.linalg.cholesky(np.array(truth.correlations))
    latent = rng.standard_normal((truth.people, len(truth.dimensions))) @ factor.T
    effects = np.array(list(truth.performance.effects.values()))
    team = truth.performance.manager_sd * rng.standard_normal(truth.managers)
    own = np.sqrt(residual_performance_variance(truth)) * rng.standard_normal(truth.people)
    performance = (
        latent @ effects + team[manager] + regional(truth, "performance")[region] + own
    )
    scores = pd.DataFrame(latent, columns=truth.dimensions)
    scores.insert(0, "person", np.arange(truth.people))
    return scores.assign(performance=performance)


def regional(truth: Truth, name: str) -> np.ndarray:
    """The effect called `name` of every region, in the order of the truth."""
    return np.array([getattr(region, name) for region in truth.regions.values()])

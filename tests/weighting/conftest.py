"""A study of known weights: 24 managers with 20 people each, three dimensions."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pytest


@dataclass(frozen=True, slots=True)
class Study:
    """The tables that the weighting functions take."""

    person_scores: pd.DataFrame
    performance: pd.DataFrame
    people: pd.DataFrame


DIMENSIONS = ["influence", "planning", "service"]


def drawn_study(
    slopes: list[float], *, managers: int = 24, team: int = 20, seed: int = 1
) -> Study:
    """Scores from managers, correlated .4, and a criterion with these standardised slopes."""
    rng = np.random.default_rng(seed)
    n, p = managers * team, len(slopes)
    among = np.full((p, p), 0.4) + 0.6 * np.eye(p)
    scores = rng.normal(size=(n, p)) @ np.linalg.cholesky(among).T
    noise = np.sqrt(1 - np.array(slopes) @ among @ slopes)
    criterion = scores @ slopes + noise * rng.normal(size=n)
    return study_of(scores, criterion, np.arange(n) // team)


def study_of(scores: np.ndarray, criterion: np.ndarray, managers: np.ndarray) -> Study:
    """The three tables of these numbers."""
    n, p = scores.shape
    person = np.repeat(np.arange(n), p)
    table = {"person": person, "instrument": "six", "source": "manager", "wave": 1}
    return Study(
        pd.DataFrame({**table, "dimension": DIMENSIONS[:p] * n, "score": scores.ravel()}),
        pd.DataFrame({"person": np.arange(n), "criterion": "composite", "value": criterion}),
        pd.DataFrame({"person": np.arange(n), "manager_id": managers}),
    )


@pytest.fixture(scope="session")
def study() -> Study:
    return drawn_study([0.5, 0.2, 0.0])


@pytest.fixture(scope="session")
def equal_study() -> Study:
    return drawn_study([0.2, 0.2, 0.2])


@pytest.fixture
def draw():
    return drawn_study


@pytest.fixture
def made_of():
    return study_of

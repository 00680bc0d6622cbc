"""Minimisation of functions whose minimum is known, or that have none."""

import numpy as np
import pytest

from analysis.stats.sem.optimise import Problem, minimise

CLOSED_FORM = 1e-8


def rosenbrock() -> Problem:
    def objective(x):
        return float((1 - x[0]) ** 2 + 100 * (x[1] - x[0] ** 2) ** 2)

    def gradient(x):
        inner = x[1] - x[0] ** 2
        return np.array([-2 * (1 - x[0]) - 400 * x[0] * inner, 200 * inner])

    def hessian(x):
        return np.array([
            [2 - 400 * (x[1] - 3 * x[0] ** 2), -400 * x[0]],
            [-400 * x[0], 200.0],
        ])  # fmt: skip

    def scoring(x):
        slope = np.array([[-1.0, 0.0], [-20 * x[0], 10.0]])
        return 2 * slope.T @ slope

    return Problem(objective, gradient, scoring, hessian)


@pytest.mark.parametrize("start", [(-1.2, 1.0), (5.0, -7.0), (-30.0, 40.0)])
def test_a_curved_valley(start):
    found = minimise(rosenbrock(), np.array(start))
    assert found.converged
    np.testing.assert_allclose(found.parameters, 1.0, atol=CLOSED_FORM)


def test_a_function_that_falls_for_ever_is_not_called_converged():
    falling = Problem(
        lambda x: float(np.exp(-x[0])),
        lambda x: np.array([-np.exp(-x[0])]),
        lambda x: np.array([[np.exp(-x[0])]]),
        lambda x: np.array([[np.exp(-x[0])]]),
    )
    slow = Problem(
        lambda x: float(1 / (1 + x[0] ** 2) ** 0.1),
        lambda x: np.array([-0.2 * x[0] / (1 + x[0] ** 2) ** 1.1]),
        lambda x: np.array([[1.0]]),
        lambda x: np.array([[-1.0]]),
    )
    assert minimise(falling, np.zeros(1)).objective < 1e-9
    assert not minimise(slow, np.ones(1)).converged


def test_a_start_outside_is_named():
    problem = Problem(
        lambda x: np.inf,
        lambda x: x,
        lambda x: np.eye(1),
        lambda x: np.eye(1),
    )
    found = minimise(problem, np.zeros(1))
    assert not found.converged
    assert found.stopped_because == "start_not_admissible"


def test_nothing_to_estimate():
    problem = Problem(lambda x: 2.0, lambda x: x, lambda x: np.eye(0), lambda x: np.eye(0))
    found = minimise(problem, np.zeros(0))
    assert found.converged
    assert found.objective == 2.0

"""One indicator regressed on scores by each model that its kind of numbers calls for."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from analysis.stats.cluster_robust import TInference, t_inference
from analysis.stats.log_linear import logistic, quasi_poisson
from analysis.stats.tobit import tobit

MANY_ZEROS = 0.1
"""Share of zeros from which on they are modelled apart."""

FEWEST_PER_TERM = 3
"""Rows that a part of a model needs for each of its coefficients."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """An indicator and what it is regressed on.

    Attributes
    ----------
    values
        As recorded (rates of counts), shape (n,).
    exposure
        What counts are divided by, shape (n,).
    design
        Constant, standardised scores and controls, shape (n, q).
    clusters
        Cluster codes, shape (n,).
    is_count
        Whether `values` times `exposure` are counts.
    cap
        The value that cannot be exceeded, infinite if there is none.
    """

    values: np.ndarray
    exposure: np.ndarray
    design: np.ndarray
    clusters: np.ndarray
    is_count: bool
    cap: float


@dataclass(frozen=True, slots=True)
class OutcomeFit:
    """One part of one model.

    Attributes
    ----------
    model, part
        "gaussian", "log", "two_part" (parts "occurs" and "amount"), "tobit", "quasi_poisson".
    coefficients, std_errors, df
        With errors that allow for clusters, shapes (q,); G - 1 degrees of freedom.
    direction
        Linear term of everybody, by which models are compared, shape (n,).
    n
        Rows it was fitted to.
    converged
        Whether it could be fitted.
    """

    model: str
    part: str
    coefficients: np.ndarray
    std_errors: np.ndarray
    df: int
    direction: np.ndarray
    n: int
    converged: bool

    def inference(self, confidence: float) -> TInference:
        """Intervals and tests."""
        df = np.full(len(self.coefficients), float(self.df))
        return t_inference(self.coefficients, self.std_errors, df, confidence=confidence)


def needs_own_model(outcome: Outcome) -> bool:
    """Whether an indicator is counted, capped, or often zero."""
    capped = np.isfinite(outcome.cap) and bool((outcome.values >= outcome.cap).any())
    return outcome.is_count or capped or zero_share(outcome) > MANY_ZEROS


def zero_share(outcome: Outcome) -> float:
    """Share of people at zero."""
    return float((outcome.values == 0).mean())


def outcome_fits(outcome: Outcome) -> Iterator[OutcomeFit]:
    """Gaussian and logarithmic regression, and the models that the numbers call for."""
    everybody = np.ones(len(outcome.values), dtype=bool)
    positive = outcome.values > 0
    yield least_squares("gaussian", "", outcome, outcome.values, everybody)
    if enough(outcome, positive):
        logs = np.log(np.where(positive, outcome.values, 1.0))
        yield least_squares("log", "", outcome, logs, positive)
        if zero_share(outcome) > MANY_ZEROS and enough(outcome, ~positive):
            fit = logistic(outcome.design, positive.astype(float))
            inverse = fit.inverse
            yield (
                summed(
                    ("two_part", "occurs"),
                    outcome,
                    everybody,
                    fit.coefficients,
                    fit.scores,
                    inverse,
                )
                if fit.converged
                else failed("two_part", "occurs", outcome)
            )
            yield least_squares("two_part", "amount", outcome, logs, positive)
    if np.isfinite(outcome.cap) and (outcome.values >= outcome.cap).any():
        yield capped(outcome)
    if outcome.is_count:
        yield counted(outcome)


def enough(outcome: Outcome, rows: np.ndarray) -> bool:
    """Whether `rows` are enough for as many coefficients."""
    return int(rows.sum()) >= FEWEST_PER_TERM * outcome.design.shape[1]


def least_squares(
    model: str, part: str, outcome: Outcome, values: np.ndarray, rows: np.ndarray
) -> OutcomeFit:
    """Least squares among `rows`; nothing where their values are all the same."""
    design, y = outcome.design[rows], values[rows]
    if np.ptp(y) == 0:
        return failed(model, part, outcome)
    coefficients = np.linalg.lstsq(design, y, rcond=None)[0]
    scores = (y - design @ coefficients)[:, None] * design
    inverse = np.linalg.pinv(design.T @ design, hermitian=True)
    return summed((model, part), outcome, rows, coefficients, scores, inverse)


def capped(outcome: Outcome) -> OutcomeFit:
    """Tobit regression below the cap."""
    everybody = np.ones(len(outcome.values), dtype=bool)
    if not enough(outcome, outcome.values < outcome.cap):
        return failed("tobit", "", outcome)
    fit = tobit(outcome.design, outcome.values, lower=-np.inf, upper=outcome.cap)
    if not fit.converged:
        return failed("tobit", "", outcome)
    return summed(
        ("tobit", ""), outcome, everybody, fit.coefficients, fit.scores, fit.covariance
    )


def counted(outcome: Outcome) -> OutcomeFit:
    """Quasi-Poisson regression of counts, proportional to exposure."""
    counts = outcome.values * outcome.exposure
    everybody = np.ones(len(counts), dtype=bool)
    fit = quasi_poisson(outcome.design, counts, outcome.exposure)
    if not fit.converged:
        return failed("quasi_poisson", "", outcome)
    name = ("quasi_poisson", "")
    return summed(name, outcome, everybody, fit.coefficients, fit.scores, fit.inverse)


def summed(
    name: tuple[str, str],
    outcome: Outcome,
    rows: np.ndarray,
    coefficients: np.ndarray,
    scores: np.ndarray,
    inverse: np.ndarray,
) -> OutcomeFit:
    """The fit with the sandwich of scores summed over clusters, times G / (G - 1).

    References
    ----------
    Liang & Zeger (1986), Biometrika 73, 13, https://doi.org/10.1093/biomet/73.1.13
    """
    _, codes = np.unique(outcome.clusters[rows], return_inverse=True)
    g, q = int(codes.max()) + 1, outcome.design.shape[1]
    sums = np.column_stack([np.bincount(codes, weights=column) for column in scores.T])
    half = sums @ inverse
    errors = np.sqrt((half**2).sum(axis=0) * g / (g - 1)) if g > 1 else half[0] * np.nan
    return OutcomeFit(
        model=name[0],
        part=name[1],
        coefficients=coefficients[:q],
        std_errors=errors[:q],
        df=g - 1,
        direction=outcome.design @ coefficients[:q],
        n=int(rows.sum()),
        converged=True,
    )


def failed(model: str, part: str, outcome: Outcome) -> OutcomeFit:
    """A model without estimates."""
    n, q = outcome.design.shape
    nothing = np.full(q, np.nan)
    return OutcomeFit(model, part, nothing, nothing, 0, np.full(n, np.nan), n, False)

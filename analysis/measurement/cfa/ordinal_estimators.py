"""What the names of least-squares estimators stand for."""

from dataclasses import dataclass

from analysis.stats.sem.independence import Independence
from analysis.stats.sem.least_squares_errors import LeastSquaresErrors
from analysis.stats.sem.moment_fit import Weighting, diagonal_weight, full_weight, unit_weight
from analysis.stats.sem.scaled_tests import (
    TestStatistic,
    mean_variance_adjusted,
    satorra_bentler,
    scaled_shifted,
    standard_test,
)


@dataclass(frozen=True, slots=True)
class Estimator:
    """Weights, standard errors and test.

    Attributes
    ----------
    weighting
        Weight matrix from the covariance of the moments.
    robust
        Whether standard errors are the sandwich.
    test
        Name of the scaled test, None if there is only the standard one.
    chi_square
        Whether the standard statistic is referred to a chi-square distribution (as lavaan:
        not for unit weights).
    """

    weighting: Weighting
    robust: bool
    test: str | None
    chi_square: bool = True


ESTIMATORS = {
    "wls": Estimator(full_weight, robust=False, test=None),
    "dwls": Estimator(diagonal_weight, robust=False, test=None),
    "wlsm": Estimator(diagonal_weight, robust=True, test="satorra_bentler"),
    "wlsmv": Estimator(diagonal_weight, robust=True, test="scaled_shifted"),
    "wlsmvs": Estimator(diagonal_weight, robust=True, test="mean_variance_adjusted"),
    "ulsm": Estimator(unit_weight, robust=True, test="satorra_bentler", chi_square=False),
    "ulsmv": Estimator(unit_weight, robust=True, test="scaled_shifted", chi_square=False),
    "ulsmvs": Estimator(
        unit_weight, robust=True, test="mean_variance_adjusted", chi_square=False
    ),
}
"""By lavaan's names, in lower case."""


def tests_of_fit(
    chosen: Estimator, statistic: float, df: int, scaled_by: LeastSquaresErrors | Independence
) -> dict[str, TestStatistic]:
    """The standard test, and the scaled one if the estimator has one."""
    trace, square = scaled_by.trace, scaled_by.trace_of_square
    tests = {"standard": standard_test(statistic, df, chi_square=chosen.chi_square)}
    if chosen.test == "satorra_bentler":
        tests[chosen.test] = satorra_bentler(statistic, df, trace)
    if chosen.test == "scaled_shifted":
        tests[chosen.test] = scaled_shifted(statistic, df, trace, square)
    if chosen.test == "mean_variance_adjusted":
        tests[chosen.test] = mean_variance_adjusted(statistic, df, trace, square)
    return tests

"""Global fit of a model: chi-square and the indices built on it, each named for what it is."""

import numpy as np

from analysis.measurement.cfa.fit import CfaFit
from analysis.stats.sem.categorical_robust import (
    CorrelationFit,
    RobustChiSquares,
    categorical_robust,
)
from analysis.stats.sem.comparative_fit import ChiSquare, comparative_fit, tucker_lewis
from analysis.stats.sem.implied import jacobian
from analysis.stats.sem.layout import Moment, moment_layout
from analysis.stats.sem.least_squares import weighted
from analysis.stats.sem.model import elements
from analysis.stats.sem.residuals import Moments, correlation_root_mean_square, srmr
from analysis.stats.sem.rmsea import rmsea
from analysis.stats.sem.scaled_tests import TestStatistic

CLOSE, NOT_CLOSE = 0.05, 0.08
"""RMSEA that counts as close, and as poor: Browne & Cudeck (1992)."""

Row = dict[str, str | float]
Tests = dict[str, TestStatistic]


def fit_rows(fit: CfaFit, *, confidence: float) -> list[Row]:
    """One row per index and variant: index, variant, estimate, ci_low, ci_high, df, p_value.

    Variants: "standard" takes the least-squares statistic at face value; "scaled" the corrected
    one; "robust" estimates what continuous answers would give (Savalei, 2021). The p value of
    RMSEA is of close fit.
    """
    scaled = scaled_test(fit.tests)
    rows = [chi_square_row("standard", fit.tests["standard"])]
    variants = {"standard": plain(fit.tests["standard"], fit.baseline["standard"])}
    if scaled is not None:
        rows.append(chi_square_row("scaled", scaled))
        variants["scaled"] = scaled_chi_squares(fit.tests, fit.baseline)
        variants["robust"] = robust_chi_squares(fit)
    for name, given in variants.items():
        rows += index_rows(fit, name, given, confidence=confidence)
    return [*rows, *residual_rows(fit)]


def scaled_test(tests: Tests) -> TestStatistic | None:
    """The corrected test, if the estimator has one."""
    return next((test for name, test in tests.items() if name != "standard"), None)


def chi_square_row(variant: str, test: TestStatistic) -> Row:
    """The row of a test of exact fit."""
    found = row("chi_square", variant, test.statistic)
    return found | {"df": test.df, "p_value": test.p_value}


def plain(model: TestStatistic, baseline: TestStatistic) -> RobustChiSquares:
    """Statistics whose expectation is their df."""
    own = ChiSquare(model.statistic, model.df)
    return RobustChiSquares(own, ChiSquare(baseline.statistic, baseline.df), own)


def scaled_chi_squares(tests: Tests, baselines: Tests) -> RobustChiSquares:
    """What lavaan's scaled indices are made of.

    CFI and TLI take the corrected statistics; so does RMSEA where the statistic was shifted;
    where it was only divided, RMSEA compares the unscaled one with its expectation.
    """
    model, baseline = scaled_test(tests), scaled_test(baselines)
    assert model is not None
    assert baseline is not None
    found = plain(model, baseline)
    if model.name == "scaled_shifted":
        return found
    raw = ChiSquare(tests["standard"].statistic, model.df * model.scaling)
    return RobustChiSquares(found.model, found.baseline, raw)


def robust_chi_squares(fit: CfaFit) -> RobustChiSquares:
    """Normal-theory statistics of the correlations; see `categorical_robust`."""
    assert fit.gamma is not None
    assert fit.weight is not None
    values = elements(fit.model, fit.parameters)
    people = sum(group.n for group in fit.sample)
    information, groups = 0.0, []
    for g, (sample, gamma, weight) in enumerate(
        zip(fit.sample, fit.gamma, fit.weight, strict=True)
    ):
        change = jacobian(fit.model, g, values) @ fit.model.basis
        information = information + sample.n / people * change.T @ weighted(weight, change)
        layout = moment_layout(fit.model.groups[g], mean_structure=fit.model.mean_structure)
        at = np.flatnonzero(layout.kind == Moment.COVARIANCE)
        groups.append(
            CorrelationFit(
                observed=sample.covariance,
                implied=fit.implied[g].covariance,
                jacobian=change[at],
                weight=weight[at] if weight.ndim == 1 else weight[np.ix_(at, at)],
                gamma=gamma[np.ix_(at, at)],
                n=sample.n,
            )
        )
    df = fit.tests["standard"].df
    return categorical_robust(groups, information=np.asarray(information), df=df)


def index_rows(
    fit: CfaFit, variant: str, given: RobustChiSquares, *, confidence: float
) -> list[Row]:
    """CFI, TLI and RMSEA of one variant."""
    shifted = variant != "scaled" or given.interval.df == given.model.df
    found = rmsea(
        given.model if shifted else given.interval,
        given.interval,
        n=people_counted(fit),
        groups=len(fit.sample),
        confidence=confidence,
        close=CLOSE,
        not_close=NOT_CLOSE,
    )
    error = row("rmsea", variant, found.estimate)
    return [
        row("cfi", variant, comparative_fit(given.model, given.baseline)),
        row("tli", variant, tucker_lewis(given.model, given.baseline)),
        error | {"ci_low": found.ci_low, "ci_high": found.ci_high, "p_value": found.close_p},
    ]


def people_counted(fit: CfaFit) -> float:
    """Persons in the statistic: least squares counts one less per group."""
    lost = 1 if fit.log_likelihood is None else 0
    return sum(group.n - lost for group in fit.sample)


def residual_rows(fit: CfaFit) -> list[Row]:
    """SRMR, and CRMR, which leaves out variances."""
    n = np.array([group.n for group in fit.sample])
    counted = slice(None) if fit.model.mean_structure and not fit.table.ordinal else slice(0)
    observed, implied = (
        [Moments(each.covariance, each.mean[counted]) for each in groups]
        for groups in (fit.sample, fit.implied)
    )
    return [
        row("srmr", "standard", srmr(observed, implied, n=n)),
        row("crmr", "standard", correlation_root_mean_square(observed, implied, n=n)),
    ]


def row(index: str, variant: str, estimate: float) -> Row:
    """A row without interval and test."""
    return {
        "index": index,
        "variant": variant,
        "estimate": float(estimate),
        "ci_low": np.nan,
        "ci_high": np.nan,
        "df": np.nan,
        "p_value": np.nan,
    }

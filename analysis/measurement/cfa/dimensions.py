"""What a fitted model says of the dimensions: reliability, distinctness, own scores."""

import numpy as np

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.intervals import Row, omega_rows, plain
from analysis.measurement.cfa.latent_parts import Parts, parts_of
from analysis.measurement.cfa.omega_shares import Dimensions, dimension_shares, membership
from analysis.measurement.cfa.resampled import Resampled
from analysis.measurement.cfa.solution import factor_covariance, places_of
from analysis.stats.distributions import normal_quantile
from analysis.stats.sem.category_covariance import category_covariance
from analysis.stats.sem.discriminant_validity import (
    fornell_larcker,
    heterotrait_monotrait,
    heterotrait_monotrait_2,
)
from analysis.stats.sem.model import Matrix, elements
from analysis.stats.sem.standardised import delta_method, standardised
from analysis.stats.sem.subscore_value import subscore_value


def reliability_rows(
    fit: CfaFit, dimensions: Dimensions, resampled: Resampled, *, confidence: float
) -> list[Row]:
    """Categorical omega with interval, variance extracted and PRMSE of every dimension."""
    parts = parts_of(fit)
    whole = category_covariance(parts.total, parts.thresholds, parts.item)
    true = category_covariance(parts.common, parts.thresholds, parts.item)
    member = membership(fit, dimensions)
    shares = dimension_shares(fit, dimensions)
    rows = omega_rows(fit, shares, resampled, confidence=confidence)
    extracted = variance_extracted(parts, member)
    rows += [plain(d, "ave", value) for d, value in zip(dimensions, extracted, strict=True)]
    if len(dimensions) > 1:
        ones = np.ones(len(dimensions))
        value = subscore_value(member @ true @ member.T, member @ whole @ member.T, ones)
        for name, found in (
            ("prmse_subscore", value.from_subscore),
            ("prmse_total", value.from_total),
            ("prmse_augmented", value.from_both),
        ):
            rows += [plain(d, name, v) for d, v in zip(dimensions, found, strict=True)]
    return rows


def variance_extracted(parts: Parts, member: np.ndarray) -> np.ndarray:
    """Mean communality of the items of each dimension."""
    return member @ np.diag(parts.common) / member.sum(axis=1)


def standardised_loadings(fit: CfaFit) -> np.ndarray:
    """Loadings with factors and latent responses of variance one, shape (p, m)."""
    given = fit.implied[0].matrices
    size = np.sqrt(np.diag(factor_covariance(fit)))
    return given.delta[:, None] * given.lambda_ * size


def discriminant_rows(fit: CfaFit, dimensions: Dimensions, *, confidence: float) -> list[Row]:
    """How distinct each pair of dimensions is, from the model of correlated factors."""
    names = list(dimensions)
    parts, member = parts_of(fit), membership(fit, dimensions)
    of = member.argmax(axis=0)
    ratio = heterotrait_monotrait(parts.total, of)
    ratio_2 = heterotrait_monotrait_2(parts.total, of)
    at = [fit.table.factors.index(d) for d in names]
    correlation = correlations_with_errors(fit, at)
    extracted = variance_extracted(parts, member)
    distinct = fornell_larcker(extracted, correlation[0])
    width = normal_quantile((1 + confidence) / 2)
    rows = []
    for a, b in zip(*np.triu_indices(len(names), 1), strict=True):
        value, error = correlation[0][a, b], correlation[1][a, b]
        rows.append({
            "dimension_a": names[a],
            "dimension_b": names[b],
            "estimate": value,
            "std_error": error,
            "ci_low": value - width * error,
            "ci_high": value + width * error,
            "htmt": ratio[a, b],
            "htmt2": ratio_2[a, b],
            "fornell_larcker": bool(distinct[a, b]),
        })  # fmt: skip
    return rows


def correlations_with_errors(fit: CfaFit, at: list[int]) -> tuple[np.ndarray, np.ndarray]:
    """Factor correlations and their standard errors, for factors `at`, each shape (m, m)."""
    places = places_of(fit.table)
    given = standardised(fit.model, 0, elements(fit.model, fit.parameters), places)
    errors = delta_method(given.complete_jacobian, fit.model.basis, fit.covariance)
    m = len(fit.table.factors)
    value, error = np.eye(m), np.zeros((m, m))
    for i in np.flatnonzero((places.matrix == Matrix.PSI) & (places.row != places.column)):
        a, b = places.row[i], places.column[i]
        value[a, b] = value[b, a] = given.complete[i]
        error[a, b] = error[b, a] = errors[i]
    return value[np.ix_(at, at)], error[np.ix_(at, at)]

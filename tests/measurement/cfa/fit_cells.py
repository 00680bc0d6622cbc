"""Every fit measure of lavaan, from our chi-squares and moments.

What the engine reports comes from its own functions; older indices, which it does not report,
are written out here from its chi-squares, degrees of freedom and moments.
"""

from dataclasses import dataclass

import numpy as np
from scipy import stats

from analysis.stats.sem.categorical_robust import (
    CorrelationFit,
    RobustChiSquares,
    categorical_robust,
)
from analysis.stats.sem.comparative_fit import ChiSquare, comparative_fit, tucker_lewis
from analysis.stats.sem.fiml_robust import FimlFit, Saturated, fiml_robust
from analysis.stats.sem.implied import jacobian, moments
from analysis.stats.sem.information_criteria import information_criteria
from analysis.stats.sem.layout import Moment, moment_layout
from analysis.stats.sem.least_squares import weighted
from analysis.stats.sem.model import elements
from analysis.stats.sem.normal_theory import normal_weight
from analysis.stats.sem.residuals import Moments, correlation_root_mean_square, srmr
from analysis.stats.sem.rmsea import rmsea
from analysis.stats.sem.saturated_model import independence_model
from analysis.stats.sem.scaled_tests import TestStatistic
from tests.measurement.cfa.cells import Entry

CLOSE, NOT_CLOSE, LEVEL = 0.05, 0.08, 0.9
Cells = dict[str, float]


def fit_cells(entry: Entry) -> Cells:
    """All of fitMeasures() by lavaan's names."""
    standard, base = entry.fit.tests["standard"], entry.fit.baseline["standard"]
    model, baseline = (ChiSquare(test.statistic, test.df) for test in (standard, base))
    cells = {
        "npar": len(entry.fit.parameters),
        "fmin": standard.statistic / (2 * people(entry)),
        **chi_square_cells("", standard, base),
        **variant(entry, "", model, model, baseline),
        **incremental("", model, baseline),
        "rmsea.ci.level": LEVEL,
        "rmsea.close.h0": CLOSE,
        "rmsea.notclose.h0": NOT_CLOSE,
        **likelihood_cells(entry),
        **residual_index_cells(entry),
        **older_cells(entry),
    }  # fmt: skip
    scaled = [test for name, test in entry.fit.tests.items() if name != "standard"]
    if scaled:
        cells |= scaled_cells(entry, scaled[0])
    return cells


def people(entry: Entry) -> float:
    return sum(part.n for part in entry.fit.sample)


def counted(entry: Entry) -> float:
    """Persons behind the statistic: least squares counts one less in every group."""
    return people(entry) - (entry.n_groups if entry.least_squares else 0)


def chi_square_cells(end: str, test: TestStatistic, base: TestStatistic) -> Cells:
    return {
        f"chisq{end}": test.statistic,
        f"df{end}": test.df,
        f"pvalue{end}": test.p_value,
        f"baseline.chisq{end}": base.statistic,
        f"baseline.df{end}": base.df,
        f"baseline.pvalue{end}": base.p_value,
    }


def variant(
    entry: Entry, end: str, model: ChiSquare, interval: ChiSquare, base: ChiSquare
) -> Cells:
    """CFI, TLI and RMSEA from the statistics of a variant."""
    mean_scaled = end == ".scaled" and interval.df != model.df
    found = rmsea(
        interval if mean_scaled else model,
        interval,
        n=counted(entry),
        groups=entry.n_groups,
        confidence=LEVEL,
        close=CLOSE,
        not_close=NOT_CLOSE,
    )
    tli = tucker_lewis(model, base)
    return {
        f"cfi{end}": comparative_fit(model, base),
        f"tli{end}": tli,
        f"nnfi{end}": tli,
        f"rmsea{end}": found.estimate,
        f"rmsea.ci.lower{end}": found.ci_low,
        f"rmsea.ci.upper{end}": found.ci_high,
        f"rmsea.pvalue{end}": found.close_p,
        f"rmsea.notclose.pvalue{end}": found.not_close_p,
    }


def incremental(end: str, model: ChiSquare, base: ChiSquare) -> Cells:
    """Bentler & Bonett (1980), Bollen (1986, 1989), McDonald & Marsh (1990)."""
    nfi = (base.statistic - model.statistic) / base.statistic
    share = base.statistic / base.df
    rfi = 1.0 if model.df == 0 else (share - model.statistic / model.df) / share
    narrower = model.df <= base.df  # else lavaan gives neither
    return {
        f"nfi{end}": nfi if narrower else np.nan,
        f"pnfi{end}": model.df / base.df * nfi,
        f"rfi{end}": rfi if narrower else np.nan,
        f"ifi{end}": (base.statistic - model.statistic) / (base.statistic - model.df),
        f"rni{end}": 1 - model.excess / base.excess,
    }


def scaled_cells(entry: Entry, scaled: TestStatistic) -> Cells:
    """Corrected tests, and what rests on them."""
    standard, base = entry.fit.tests["standard"], entry.fit.baseline["standard"]
    (corrected,) = [t for name, t in entry.fit.baseline.items() if name != "standard"]
    model, baseline = (ChiSquare(t.statistic, t.df) for t in (scaled, corrected))
    shifted = scaled.name == "scaled_shifted"
    interval = model if shifted else ChiSquare(standard.statistic, standard.df * scaled.scaling)
    cells = chi_square_cells(".scaled", scaled, corrected)
    cells |= {
        "chisq.scaling.factor": scaled.scaling,
        "baseline.chisq.scaling.factor": corrected.scaling,
        **variant(entry, ".scaled", model, interval, baseline),
        **incremental(".scaled", model, baseline),
    }
    robust = robust_chi_squares(entry, (standard, scaled), (base, corrected))
    cells |= variant(entry, ".robust", robust.model, robust.interval, robust.baseline)
    excess = (robust.model.excess, robust.baseline.excess)
    return cells | {"rni.robust": 1 - excess[0] / excess[1]}


def robust_chi_squares(
    entry: Entry,
    model: tuple[TestStatistic, TestStatistic],
    baseline: tuple[TestStatistic, TestStatistic],
) -> RobustChiSquares:
    if entry.ordinal:
        return of_correlations(entry)
    if entry.fit.missing == "fiml":
        return of_incomplete(entry, normal=False)
    plain, scaled = model
    return RobustChiSquares(
        with_scaling(*model),
        with_scaling(*baseline),
        ChiSquare(scaled.statistic, plain.df, scaled.scaling),
    )


def with_scaling(plain: TestStatistic, scaled: TestStatistic) -> ChiSquare:
    """Unscaled statistic with its expectation over df."""
    mean = scaled.scaling * (scaled.df - scaled.shift) / scaled.df
    return ChiSquare(plain.statistic, plain.df, mean)


def of_correlations(entry: Entry) -> RobustChiSquares:
    fit = entry.fit
    assert fit.weight is not None
    assert fit.gamma is not None
    values, total = elements(fit.model, fit.parameters), people(entry)
    information, groups = np.zeros((len(fit.parameters),) * 2), []
    for g, (part, gamma, weight) in enumerate(
        zip(fit.sample, fit.gamma, fit.weight, strict=True)
    ):
        change = jacobian(fit.model, g, values) @ fit.model.basis
        information = information + part.n / total * change.T @ weighted(weight, change)
        layout = moment_layout(fit.model.groups[g], mean_structure=True)
        at = np.flatnonzero(layout.kind == Moment.COVARIANCE)
        own = weight[at] if weight.ndim == 1 else weight[np.ix_(at, at)]
        covariance = fit.implied[g].covariance
        groups.append(
            CorrelationFit(
                part.covariance, covariance, change[at], own, gamma[np.ix_(at, at)], part.n
            )
        )
    return categorical_robust(groups, information=information, df=fit.tests["standard"].df)


def of_incomplete(entry: Entry, *, normal: bool) -> RobustChiSquares:
    fit = entry.fit
    assert fit.saturated is not None
    values, p = elements(fit.model, fit.parameters), len(fit.table.items)
    apart = independence_model(p, 1, mean_structure=True)
    saturated, model, slopes, base, base_slopes = [], [], [], [], []
    for g, (part, own) in enumerate(zip(fit.sample, fit.saturated, strict=True)):
        saturated.append(
            Saturated(
                Moments(part.covariance, part.mean),
                own.information,
                normal_weight(part.covariance, mean_structure=True),
                own.information if normal else own.scores,
                part.n,
            )
        )
        model.append(Moments(fit.implied[g].covariance, fit.implied[g].mean))
        slopes.append(jacobian(fit.model, g, values) @ fit.model.basis)
        null = fit.baseline_implied[g]
        base.append(Moments(null.covariance, null.mean))
        at = np.concatenate([null.mean, np.diag(null.covariance)])
        base_slopes.append(jacobian(apart, 0, at))
    whole = block_diagonal(base_slopes)
    return fiml_robust(
        saturated,
        FimlFit(model, slopes, fit.tests["standard"].df),
        FimlFit(base, whole, fit.baseline["standard"].df),
    )


def block_diagonal(parts: list[np.ndarray]) -> list[np.ndarray]:
    """Derivatives by the parameters of all groups, group by group."""
    width = sum(part.shape[1] for part in parts)
    found, start = [], 0
    for part in parts:
        whole = np.zeros((len(part), width))
        whole[:, start : start + part.shape[1]] = part
        start += part.shape[1]
        found.append(whole)
    return found


def likelihood_cells(entry: Entry) -> Cells:
    fit = entry.fit
    if fit.log_likelihood is None:
        return {}
    found = information_criteria(fit.log_likelihood, q=len(fit.parameters), n=people(entry))
    cells = {
        "logl": fit.log_likelihood,
        "unrestricted.logl": fit.saturated_log_likelihood or np.nan,
        "aic": found.aic,
        "bic": found.bic,
        "bic2": found.sabic,
        "ntotal": people(entry),
    }
    if np.isfinite(fit.scaling_model):
        cells |= {
            "scaling.factor.h0": fit.scaling_model,
            "scaling.factor.h1": fit.scaling_saturated,
        }
    if fit.missing == "fiml" and list(fit.tests) == ["standard"]:
        robust = of_incomplete(entry, normal=True)
        cells |= variant(entry, ".robust", robust.model, robust.interval, robust.baseline)
        cells["rni.robust"] = 1 - robust.model.excess / robust.baseline.excess
    return cells


def moment_pairs(entry: Entry, *, means: bool) -> tuple[list[Moments], list[Moments]]:
    """Observed and implied moments; beside ordinal items no residual variances, as lavaan."""
    nothing = np.empty(0)
    kept = means and entry.fit.model.mean_structure and not entry.ordinal
    observed, implied = [], []
    for part, given in zip(entry.fit.sample, entry.fit.implied, strict=True):
        covariance = given.covariance.copy()
        if entry.ordinal:
            np.fill_diagonal(covariance, np.diag(part.covariance))
        observed.append(Moments(part.covariance, part.mean if kept else nothing))
        implied.append(Moments(covariance, given.mean if kept else nothing))
    return observed, implied


def residual_index_cells(entry: Entry) -> Cells:
    """SRMR and CRMR by the engine; lavaan's other members of the family by their definition.

    With means, lavaan's unmarked indices count first moments (means, or thresholds, which a
    model that leaves them free reproduces) beside the covariances.
    """
    n = np.array([part.n for part in entry.fit.sample])
    observed, implied = moment_pairs(entry, means=False)
    with_means = moment_pairs(entry, means=True)
    own = [Moments(given.covariance, np.empty(0)) for given in entry.fit.implied]
    cells = {
        "srmr": srmr(*with_means, n=n),
        "srmr_bentler_nomean": srmr(observed, implied, n=n),
        "crmr_nomean": correlation_root_mean_square(observed, own, n=n),
    }
    first = [first_residuals(entry, g) for g in range(entry.n_groups)]
    parts = [
        pieces(a.covariance, b.covariance, c.covariance)
        for a, b, c in zip(observed, implied, own, strict=True)
    ]
    cells |= {
        "rmr": mean_of([joined(p.raw, f.raw) for p, f in zip(parts, first, strict=True)], n),
        "rmr_nomean": mean_of([p.raw for p in parts], n),
        "srmr_bentler": mean_of(
            [joined(p.bentler, f.bentler) for p, f in zip(parts, first, strict=True)], n
        ),
        "crmr": mean_of(
            [joined(p.bollen, f.bentler) for p, f in zip(parts, first, strict=True)], n
        ),
        "srmr_mplus": mean_of(
            [joined(p.mplus, f.bollen) for p, f in zip(parts, first, strict=True)], n
        ),
        "srmr_mplus_nomean": mean_of([p.mplus for p in parts], n),
    }  # fmt: skip
    if entry.ordinal:
        cells |= {"srmr_mplus": np.nan, "srmr_mplus_nomean": np.nan}
    return cells


@dataclass(frozen=True)
class Pieces:
    """Residuals in lavaan's scalings."""

    raw: np.ndarray
    bentler: np.ndarray
    bollen: np.ndarray
    mplus: np.ndarray


def pieces(observed: np.ndarray, implied: np.ndarray, whole: np.ndarray) -> Pieces:
    lower = np.triu_indices(len(observed))
    strict = np.triu_indices(len(observed), 1)
    sd, own = np.sqrt(np.diag(observed)), np.sqrt(np.diag(whole))
    raw = observed - implied
    bollen = observed / np.outer(sd, sd) - whole / np.outer(own, own)
    mplus = bollen.copy()
    np.fill_diagonal(mplus, np.diag(raw) / np.diag(observed))
    return Pieces(raw[lower], (raw / np.outer(sd, sd))[lower], bollen[strict], mplus[lower])


def first_residuals(entry: Entry, group: int) -> Pieces:
    """Residuals of means and thresholds."""
    fit = entry.fit
    one, given = fit.sample[group], fit.implied[group]
    if not fit.model.mean_structure:
        nothing = np.empty(0)
        return Pieces(nothing, nothing, nothing, nothing)
    if entry.ordinal:
        cut = one.thresholds - given.thresholds
        return Pieces(cut, cut, cut, cut)
    sd, own = np.sqrt(np.diag(one.covariance)), np.sqrt(np.diag(given.covariance))
    away = one.mean - given.mean
    bollen = one.mean / sd - given.mean / own
    return Pieces(away, away / sd, bollen, bollen)


def joined(one: np.ndarray, other: np.ndarray) -> np.ndarray:
    return np.concatenate([one, other])


def mean_of(residuals: list[np.ndarray], n: np.ndarray) -> float:
    """Root mean square in every group, averaged by people."""
    return float(np.average([np.sqrt(np.mean(part**2)) for part in residuals], weights=n))


def older_cells(entry: Entry) -> Cells:
    """Hoelter's N, GFI and kin, McDonald's index, ECVI, WRMR."""
    fit, size = entry.fit, counted(entry)
    statistic, df = fit.tests["standard"].statistic, fit.tests["standard"].df
    n_moments = df + len(fit.parameters)
    cells = {
        "mfi": np.exp(-0.5 * (statistic - df) / size),
        "ecvi": (statistic + 2 * len(fit.parameters)) / size,
        # lavaan counts the moments of the first group only
        "wrmr": np.sqrt(statistic / len(fit.sample_vector[0])) if entry.ordinal else np.nan,
    }
    for name, p in (("cn_05", 0.95), ("cn_01", 0.99)):
        cells[name] = stats.chi2.ppf(p, df) / (statistic / size) + 1 if df > 0 else 1.0
    gfi = goodness(entry)
    agfi = 1 - n_moments / df * (1 - gfi) if df > 0 else 1.0
    return cells | {"gfi": gfi, "agfi": agfi, "pgfi": gfi * df / n_moments}


def goodness(entry: Entry) -> float:
    """GFI: weighted sum of squared residuals over that of the moments, averaged by people."""
    fit, found = entry.fit, []
    for g, given in enumerate(fit.implied):
        weight = (
            normal_weight(given.covariance, mean_structure=fit.model.mean_structure)
            if fit.weight is None
            else fit.weight[g]
        )
        vector = fit.sample_vector[g]
        away = vector - moments(fit.model, g, given)
        above, below = (part @ weighted(weight, part[:, None])[:, 0] for part in (away, vector))
        found.append(1 - above / below)
    return float(np.average(found, weights=[part.n for part in fit.sample]))

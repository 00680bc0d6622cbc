"""What one exclusion rule gives: reliability, fit, validity, weights and the verdict."""

from collections.abc import Iterable, Mapping
from copy import deepcopy
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.chain.cross_validation import cross_validated
from analysis.chain.factor_model import FactorChoices, fitted_blocks, unusable
from analysis.chain.refit import of_people
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import answer_blocks
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.indices import fit_rows, scaled_test
from analysis.measurement.congeneric import FEWEST_ITEMS, Scale, scales_of
from analysis.stats.internal_consistency import alpha_interval, cronbach_alpha
from analysis.stats.one_factor import omega_total, one_factor
from analysis.weighting.design import designs
from analysis.weighting.evidence import design_evidence
from analysis.weighting.imputation import Imputation
from analysis.weighting.one_design import Design
from analysis.weighting.points import Bounds
from analysis.weighting.pooled_rows import over_copies, pooled_model
from analysis.weighting.recommendation import bounded_weights, division
from analysis.weighting.schemes import Contenders
from analysis.weighting.validity_rows import correlation_rows, model_row
from analysis.weighting.verdict import Demand, of_composite, precision_of, verdict

Row = dict[str, Any]

FIT_INDICES = ("cfi", "rmsea", "srmr")


@dataclass(frozen=True, slots=True)
class WeightChoices:
    """How weights are found and judged.

    Attributes
    ----------
    scheme
        The scheme in force: the recommended one, or the best rival of unit weights.
    compared
        All that are compared for the verdict.
    bounds, demand, folds, repeats
        As configured for the study.
    source, cluster, imputation
        Whose scores are weighed, who belongs together, and how empty scores are filled.
    """

    scheme: str
    compared: Contenders
    bounds: Bounds
    demand: Demand
    folds: int
    repeats: int
    source: str
    cluster: str | None
    imputation: Imputation | None = None


def row(kind: str, name: str, estimate: float, **more: Any) -> Row:
    """A quantity without interval, of everybody and all dimensions, unless `more` says so."""
    nothing = {"dimension": "", "ci_low": np.nan, "ci_high": np.nan}
    return {"kind": kind, "name": name, **nothing, "estimate": float(estimate), **more}


def reliability_rows(
    keyed: pd.DataFrame, instruments: Mapping[str, Instrument], confidence: float
) -> list[Row]:
    """Alpha and omega total of every dimension."""
    blocks = answer_blocks(keyed, dict(instruments))
    scales = [scale for block in blocks for scale in scales_of(block)]
    return [found for scale in scales for found in scale_rows(scale, confidence)]


def scale_rows(scale: Scale, confidence: float) -> Iterable[Row]:
    """Alpha with Feldt's interval, and omega total; NaN where answers do not support them."""
    n, p = len(scale.values), len(scale.items)
    where = {"dimension": scale.dimension, "n": n, "missing": "listwise"}
    sound = not scale.trouble
    alpha, low, high = np.nan, np.nan, np.nan
    if sound and p > 1:
        alpha = cronbach_alpha(scale.covariance)
        low, high = alpha_interval(alpha, n=scale.n_effective, p=p, confidence=confidence)
    limits = {"ci_low": low, "ci_high": high, "estimator": "cronbach_alpha"}
    yield row("reliability", "alpha", alpha, **where, **limits)
    omega = np.nan
    if sound and p >= FEWEST_ITEMS:
        fit = one_factor(scale.correlation)
        omega = float(omega_total(scale.correlation, fit.uniquenesses))
    how = {"estimator": "one_factor_minres_pearson"}
    yield row("reliability", "omega_total", omega, **where, **how)


def model_rows(
    keyed: pd.DataFrame,
    people: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    chosen: FactorChoices,
    confidence: float,
) -> tuple[list[Row], str]:
    """CFI, RMSEA and SRMR of the hypothesised model, and why there are none."""
    rows, reason = [], ""
    for fitted in fitted_blocks(keyed, people, instruments, chosen, confidence=confidence):
        why_not = unusable(fitted)
        n = len(fitted.block.rows)
        known = {} if fitted.fit is None or why_not else indices_of(fitted.fit, confidence)
        for name in FIT_INDICES:
            values = known.get(name, {"estimate": np.nan})
            how = {"n": n, "estimator": chosen.estimator, "missing": chosen.missing}
            rows.append(row("fit", name, **values, **how))
        reason = reason or why_not
    return rows, reason


def indices_of(fit: CfaFit, confidence: float) -> dict[str, dict[str, float]]:
    """The scaled indices with their intervals, by name; SRMR has only one variant."""
    scaled = "standard" if scaled_test(fit.tests) is None else "scaled"
    variants = {"cfi": scaled, "rmsea": scaled, "srmr": "standard"}
    return {
        str(found["index"]): {k: float(found[k]) for k in ("estimate", "ci_low", "ci_high")}
        for found in fit_rows(fit, confidence=confidence)
        if variants.get(str(found["index"])) == found["variant"]
    }


def weighed(
    person_scores: pd.DataFrame,
    composite: pd.DataFrame,
    people: pd.DataFrame,
    divided: np.ndarray,
    chosen: WeightChoices,
    rng: np.random.Generator,
) -> tuple[list[Row], str]:
    """Validity, weights by the scheme in force, and the verdict.

    Parameters
    ----------
    divided
        The persons who are divided into folds, left out or not, so that an exclusion does not
        change who is held out together.

    Notes
    -----
    For the verdict people are held out as in the tournament, but flags, scores and criterion
    are those of everybody: only weights are learned anew in every fold.
    """
    (design,) = designs(
        person_scores,
        composite,
        people,
        predictors_from=[chosen.source],
        cluster=chosen.cluster,
        imputation=chosen.imputation,
    )
    tune, divide = rng.spawn(2)
    rows = [*validity_rows(design, chosen.demand.confidence), *share_rows(design, chosen, tune)]
    tried = cross_validated(
        lambda train, stream: (person_scores, composite),
        of_people(people, divided),
        reliabilities={},
        compared=chosen.compared,
        predictors_from=[chosen.source],
        cluster=chosen.cluster,
        confidence=chosen.demand.confidence,
        repeats=chosen.repeats,
        folds=chosen.folds,
        rng=divide,
        imputation=chosen.imputation,
    )
    table = of_composite(tried.schemes, chosen.source, chosen.compared.schemes)
    decided = verdict(table, precision_of(design, **division(table)), chosen.demand)
    return rows, decided.verdict


def validity_rows(design: Design, confidence: float) -> list[Row]:
    """Correlation of every dimension with the composite, and the multiple one."""
    kept = ("dimension", "ci_low", "ci_high", "n", "estimator", "missing")
    rows = [
        row("validity", "correlation", r["estimate"], **{name: r[name] for name in kept})
        for r in over_copies(design, lambda d: correlation_rows(d, confidence), confidence)
    ]
    model = pooled_model([model_row(d, confidence) for d in design.filled], confidence)
    how = {name: model[name] for name in ("n", "estimator", "missing")}
    return [*rows, row("validity", "multiple_r", np.sqrt(max(model["r_squared"], 0.0)), **how)]


def share_rows(design: Design, chosen: WeightChoices, rng: np.random.Generator) -> list[Row]:
    """The weight of every dimension by the scheme in force."""
    sample = design_evidence(design, chosen.compared, rng=rng)
    shares = bounded_weights(design, sample, chosen.compared, chosen.bounds)[chosen.scheme]
    how = {
        "n": len(design.values),
        "estimator": f"weights_{chosen.scheme}",
        "missing": design.missing,
    }
    return [
        row("weight", "share", share, dimension=dimension, **how)
        for dimension, share in zip(design.dimensions, shares, strict=True)
    ]


def again(rng: np.random.Generator) -> np.random.Generator:
    """A generator that gives what `rng` is about to give, which stays as it is."""
    return deepcopy(rng)

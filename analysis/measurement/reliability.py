"""How precisely the items of each dimension measure it together."""

from dataclasses import dataclass

import numpy as np
import pandas as pd
import pingouin

from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import answer_blocks, weight_notes
from analysis.measurement.congeneric import (
    FEWEST_ITEMS,
    Congeneric,
    Scale,
    congeneric,
    notes_of,
    scales_of,
)
from analysis.notes import Note, remark
from analysis.stats.bootstrap import percentile_interval
from analysis.stats.internal_consistency import (
    alpha_if_dropped,
    alpha_interval,
    alpha_standard_error,
    corrected_item_total,
    cronbach_alpha,
)
from analysis.stats.pearson_interval import pearson_precision

FEWEST_FOR_ALPHA = 2
"""One item has no internal consistency."""

INTERVALS = {
    "alpha": "feldt",
    "omega_total": "bootstrap_percentile",
    "alpha_if_dropped": "feldt",
    "corrected_item_total": "fisher",
    "loading": "bootstrap_percentile",
}
"""The functions of `stats` that make them say where they come from."""

FACTOR = "one_factor_minres_pearson"

ITEM_ESTIMATORS = {
    "corrected_item_total": "pearson",
    "alpha_if_dropped": "cronbach_alpha",
    "loading": FACTOR,
}
FEWEST_FOR = {"corrected_item_total": 2, "alpha_if_dropped": 3, "loading": FEWEST_ITEMS}

Row = dict[str, str | int | float]


@dataclass(frozen=True, slots=True)
class Reliability:
    """Internal consistency of every dimension, from complete answers to its items.

    Attributes
    ----------
    dimensions
        One row per block, dimension and coefficient (alpha, omega_total): block, dimension,
        coefficient, estimate, std_error, ci_low, ci_high, n, n_items, estimator, missing, note.
    by_item
        One row per block, item and statistic (corrected_item_total, alpha_if_dropped,
        loading): block, dimension, item, statistic, estimate, std_error, ci_low, ci_high, n,
        estimator, missing, note.
    confidence
        Level of the intervals.
    draws
        Number of bootstrap samples.
    intervals
        How the interval of each coefficient is made: "feldt", "fisher" or
        "bootstrap_percentile" (of persons).
    notes
        What a reader has to know: improper solutions, unstable samples.
    """

    dimensions: pd.DataFrame
    by_item: pd.DataFrame
    confidence: float
    draws: int
    intervals: dict[str, str]
    notes: list[Note]


def reliability(
    keyed: pd.DataFrame,
    instruments: dict[str, Instrument],
    *,
    confidence: float,
    draws: int,
    rng: np.random.Generator,
) -> Reliability:
    """Alpha, omega total and item statistics of every dimension in every block.

    Parameters
    ----------
    keyed
        Answers after reversal, one row per response.
    instruments
        The instruments by id.
    confidence
        Level of the intervals, 0 to 1.
    draws
        Number of bootstrap samples of persons.
    rng
        Source of the bootstrap samples.

    Notes
    -----
    A dimension has no coefficients, and a note that says so, where it has no more complete
    answers than items, or an item does not vary among these.
    Omega total is of the sum of standardised items (one minres factor of the Pearson
    correlations, observed variance of the sum as denominator), as `psych::omega` with one
    factor. The library's interval of alpha is not used: it comes rounded to 3 decimals.
    """
    blocks = answer_blocks(keyed, instruments)
    scales = [scale for block in blocks for scale in scales_of(block)]
    factors = [None if scale.trouble else congeneric(scale, draws, rng) for scale in scales]
    pairs = list(zip(scales, factors, strict=True))
    return Reliability(
        dimensions=pd.DataFrame(
            [r for s, c in pairs for r in dimension_rows(s, c, confidence)]
        ),
        by_item=pd.DataFrame([row for s, c in pairs for row in item_rows(s, c, confidence)]),
        confidence=confidence,
        draws=draws,
        intervals=INTERVALS,
        notes=[said for s, c in pairs for said in notes_of(s, c)] + weight_notes(blocks),
    )


def dimension_rows(scale: Scale, factor: Congeneric | None, confidence: float) -> list[Row]:
    """Alpha and omega total of a scale."""
    p = len(scale.items)
    key: Row = {**scale.block.ids, "dimension": scale.dimension}
    size: Row = {"n": len(scale.values), "n_items": p}
    alpha = nothing()
    if not scale.trouble:
        alpha = feldt(alpha_of(scale), scale.covariance, scale.n_effective, confidence)
    omega = nothing()
    if factor is not None:
        omega = bootstrapped(factor.omega, factor.omegas, confidence)
    return [
        {**key, "coefficient": "alpha", **alpha, **size, "estimator": "cronbach_alpha"}
        | basis(short_of(p, FEWEST_FOR_ALPHA) or scale.trouble),
        {**key, "coefficient": "omega_total", **omega, **size, "estimator": FACTOR}
        | basis(short_of(p, FEWEST_ITEMS) or scale.trouble),
    ]


def item_rows(scale: Scale, factor: Congeneric | None, confidence: float) -> list[Row]:
    """Corrected item-total correlation, alpha if dropped and loading of every item."""
    rows = []
    for position, item in enumerate(scale.items):
        key: Row = {**scale.block.ids, "dimension": scale.dimension, "item": item}
        found = {
            "corrected_item_total": item_total(scale, position, confidence),
            "alpha_if_dropped": without_item(scale, position, confidence),
            "loading": nothing() if factor is None else loading(factor, position, confidence),
        }
        rows += [
            {**key, "statistic": name, **row, "n": len(scale.values)}
            | {"estimator": ITEM_ESTIMATORS[name]}
            | basis(short_of(len(scale.items), FEWEST_FOR[name]) or scale.trouble)
            for name, row in found.items()
        ]
    return rows


def item_total(scale: Scale, position: int, confidence: float) -> Row:
    """Correlation of an item with the sum of the others, with Fisher's interval."""
    if scale.trouble or len(scale.items) < FEWEST_FOR["corrected_item_total"]:
        return nothing()
    value = float(corrected_item_total(scale.covariance)[position])
    found = pearson_precision(value, scale.n_effective, confidence=confidence)
    return estimate(value, float(found.std_error), float(found.ci_low), float(found.ci_high))


def without_item(scale: Scale, position: int, confidence: float) -> Row:
    """Alpha of the other items, with Feldt's interval."""
    if scale.trouble or len(scale.items) < FEWEST_FOR["alpha_if_dropped"]:
        return nothing()
    others = np.delete(np.delete(scale.covariance, position, axis=0), position, axis=1)
    value = float(alpha_if_dropped(scale.covariance)[position])
    return feldt(value, others, scale.n_effective, confidence)


def loading(factor: Congeneric, position: int, confidence: float) -> Row:
    """Standardised loading on the one factor, with its bootstrap interval."""
    return bootstrapped(
        float(factor.fit.loadings[position]), factor.loadings[:, position], confidence
    )


SHORT_OF = {2: remark("needs_two_items"), 3: remark("needs_three_items")}
"""Why there is no number, by the items that it needs."""


def short_of(p: int, needed: int) -> str:
    """Why there is no number, or nothing."""
    return SHORT_OF[needed] if p < needed else ""


def basis(said: str) -> Row:
    """The last columns of a row."""
    return {"missing": "listwise", "note": said}


def alpha_of(scale: Scale) -> float:
    """Cronbach's alpha, NaN for a single item; the library's where people are not weighted."""
    if len(scale.items) < FEWEST_FOR_ALPHA:
        return np.nan
    if scale.case_weights is not None:
        return cronbach_alpha(scale.covariance)
    return float(pingouin.cronbach_alpha(pd.DataFrame(scale.values, columns=scale.items))[0])


def feldt(alpha: float, covariance: np.ndarray, n: float, confidence: float) -> Row:
    """Estimate, standard error and Feldt's interval of an alpha."""
    if np.isnan(alpha):
        return nothing()
    low, high = alpha_interval(alpha, n=n, p=len(covariance), confidence=confidence)
    return estimate(alpha, alpha_standard_error(covariance, n=n), low, high)


def bootstrapped(value: float, replicates: np.ndarray, confidence: float) -> Row:
    """Estimate, bootstrap standard error and percentile interval."""
    if len(replicates) < 2:
        return estimate(value, np.nan, np.nan, np.nan)
    low, high = percentile_interval(replicates, confidence=confidence)
    return estimate(value, float(replicates.std(ddof=1)), float(low), float(high))


def nothing() -> Row:
    """The estimate columns where there is no number."""
    return estimate(np.nan, np.nan, np.nan, np.nan)


def estimate(value: float, std_error: float, low: float, high: float) -> Row:
    """The estimate columns of a row."""
    return {
        "estimate": float(value),
        "std_error": float(std_error),
        "ci_low": float(low),
        "ci_high": float(high),
    }

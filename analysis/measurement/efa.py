"""Which factors the items form by themselves, and whether these are the intended dimensions."""

import warnings
from dataclasses import dataclass

import numpy as np
import pandas as pd
from factor_analyzer import (
    FactorAnalyzer,
    Rotator,
    calculate_bartlett_sphericity,
    calculate_kmo,
)
from scipy.linalg import helmert

from analysis.columns import BASIS, BLOCK, ESTIMATE
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import (
    structured_blocks,
    unstructured_notes,
    weight_notes,
)
from analysis.measurement.efa_input import (
    FactorInput,
    factor_input,
    identified,
    input_notes,
    without_factors,
)
from analysis.measurement.efa_notes import resampling_notes, solution_notes
from analysis.measurement.efa_tables import (
    FactorSolution,
    Row,
    congruence_rows,
    correlation_rows,
    loading_rows,
    structure_rows,
)
from analysis.notes import Note, note
from analysis.stats.congruence import match_factors
from analysis.stats.minres_resampled import ROTATION_TOLERANCE, resampled_factors
from analysis.stats.rotation import Rotation, oblimin, reordered

MAX_ITERATIONS = 3000
"""Of the library's rotation, as in the frozen runs of GPArotation."""

LARGE_DEVIATION = 100.0
"""Standard deviation of answers that only stand for their correlations."""

FACTORABILITY = ["statistic", "item", "estimate", "df", "p_value"]
LOADINGS = ["item", "dimension", "factor", "matched", *ESTIMATE]
PAIRS = ["factor_a", "factor_b", *ESTIMATE]
STRUCTURE = ["item", "intended", "found", "primary", "cross", "verdict"]
CONGRUENCE = ["dimension", "estimate", "corrected", "std_error", "ci_low", "ci_high"]

INTERVALS = {
    "loadings": "bootstrap_percentile",
    "factor_correlations": "bootstrap_basic",
    "congruence": "bootstrap_basic",
}


@dataclass(frozen=True, slots=True)
class Efa:
    """Exploratory factor analysis with as many factors as intended dimensions.

    Attributes
    ----------
    factorability
        One row per block and statistic (kmo, kmo_item, bartlett): block, statistic, item,
        estimate, df, p_value, n, estimator, missing.
    loadings
        One row per block, item and factor: block, item, dimension (intended), factor, matched
        (the dimension this factor answers to), estimate, std_error, ci_low, ci_high, n,
        estimator, missing.
    factor_correlations
        One row per block and pair: block, factor_a, factor_b (matched dimensions), estimate,
        std_error, ci_low, ci_high, n, estimator, missing.
    structure
        One row per block and item: block, item, intended, found, primary, cross, verdict (see
        `efa_tables.verdict`), n, estimator, missing.
    congruence
        One row per block and dimension: block, dimension, estimate (Tucker's congruence of
        its factor with the intended pattern), corrected (for the bias that the bootstrap
        shows; the interval is around it), std_error, ci_low, ci_high, n, estimator, missing.
    confidence, draws, weak_loading, cross_loading
        The choices behind the tables.
    intervals
        How the intervals of each table are made, of bootstrap samples of persons that go all
        the way from polychoric correlations to oblimin: "bootstrap_percentile", or
        "bootstrap_basic" (reflected at the estimate, within -1 and 1).
    converged
        Whether every extraction and rotation of a full sample converged.
    notes
        Heywood cases, non-convergence, unstable samples, other local minima.
    """

    factorability: pd.DataFrame
    loadings: pd.DataFrame
    factor_correlations: pd.DataFrame
    structure: pd.DataFrame
    congruence: pd.DataFrame
    confidence: float
    draws: int
    weak_loading: float
    cross_loading: float
    intervals: dict[str, str]
    converged: bool
    notes: list[Note]


def efa(
    keyed: pd.DataFrame,
    correlations: pd.DataFrame,
    instruments: dict[str, Instrument],
    *,
    confidence: float,
    draws: int,
    weak_loading: float,
    cross_loading: float,
    rng: np.random.Generator,
) -> Efa:
    """Minres factors of the polychoric correlations, rotated by direct oblimin (gamma = 0).

    Parameters
    ----------
    keyed
        Answers after reversal, one row per response; resampled for the intervals.
    correlations
        Pearson and polychoric correlations of every pair of scored items, long.
    instruments
        The instruments by id; a block gets one factor for each dimension with scored items.
    confidence
        Level of the intervals, 0 to 1.
    draws
        Number of bootstrap samples of persons.
    weak_loading
        An item whose largest absolute loading is below this belongs nowhere.
    cross_loading
        An item whose second largest absolute loading reaches this is not simple.
    rng
        Source of the bootstrap samples and of the random starts.

    Notes
    -----
    KMO and Bartlett's test are those of the pairwise Pearson correlations, with the smallest
    number of persons behind any of them as n. Blocks without a dimension of two items, or with
    too few items for their factors, or where a correlation is missing or persons are no more
    than items, have no factors and a note that says so.
    """
    blocks = structured_blocks(keyed, instruments)
    every = [factor_input(block, correlations) for block in blocks]
    inputs = [given for given in every if not without_factors(given)]
    found = [solution(given, draws, rng) for given in inputs if identified(given)]
    verdicts = {"weak_loading": weak_loading, "cross_loading": cross_loading}
    return Efa(
        factorability=framed([factorability(given) for given in inputs], FACTORABILITY),
        loadings=framed([loading_rows(s, confidence) for s in found], LOADINGS),
        factor_correlations=framed([correlation_rows(s, confidence) for s in found], PAIRS),
        structure=framed([structure_rows(s, **verdicts) for s in found], STRUCTURE),
        congruence=framed([congruence_rows(s, confidence) for s in found], CONGRUENCE),
        confidence=confidence,
        draws=draws,
        **verdicts,
        intervals=INTERVALS,
        converged=all(s.converged for s in found),
        notes=[
            *unstructured_notes(keyed, instruments),
            *(uncomputed(given) for given in every if without_factors(given)),
            *(unidentified(given) for given in inputs if not identified(given)),
            *(said for s in found for said in s.notes),
            *weight_notes(blocks, "bartlett"),
        ],
    )


def unidentified(given: FactorInput) -> Note:
    """What a reader is told of a block that has too few items for its factors."""
    p, m = given.pattern.shape
    return note("factors_not_identified", **given.block.ids, n_items=p, n_factors=m)


def uncomputed(given: FactorInput) -> Note:
    """What a reader is told of a block that cannot be factored."""
    return note("factors_not_computed", **given.block.ids, reason=without_factors(given))


def framed(parts: list[list[Row]], columns: list[str]) -> pd.DataFrame:
    """The rows of all blocks, between what they are about and what they rest on."""
    rows = [row for part in parts for row in part]
    return pd.DataFrame(rows, columns=pd.Index([*BLOCK, *columns, *BASIS]))


def factorability(given: FactorInput) -> list[Row]:
    """Kaiser-Meyer-Olkin measure, overall and by item, and Bartlett's test."""
    p = len(given.items)
    by_item, overall, statistic, p_value = np.full(p, np.nan), np.nan, np.nan, np.nan
    if given.invertible:
        answers = answers_with(given.pearson, given.n)
        by_item, overall = calculate_kmo(answers)
        statistic, p_value = calculate_bartlett_sphericity(answers)
    each = zip(given.items, by_item, strict=True)
    rows = [("kmo", "", overall, np.nan, np.nan)]
    rows += [("kmo_item", item, value, np.nan, np.nan) for item, value in each]
    rows += [("bartlett", "", statistic, p * (p - 1) / 2, p_value)]
    return [
        {
            **given.block.ids,
            "statistic": name,
            "item": item,
            "estimate": float(value),
            "df": float(df),
            "p_value": float(probability),
            "n": given.n,
            "estimator": "pearson",
            "missing": given.missing,
        }
        for name, item, value, df, probability in rows
    ]


def answers_with(correlation: np.ndarray, n: int) -> np.ndarray:
    """Rows (n, p) with exactly this correlation matrix: the library takes answers only.

    Their variance is large because the library judges by the determinant of the covariance
    matrix whether to use a pseudo-inverse.
    """
    p = len(correlation)
    rows = np.zeros((n, p))
    rows[: p + 1] = helmert(p + 1).T @ np.linalg.cholesky(correlation).T
    return rows * LARGE_DEVIATION * np.sqrt(n - 1)


def solution(given: FactorInput, draws: int, rng: np.random.Generator) -> FactorSolution:
    """Full-sample factors in the order of the dimensions, and those of bootstrap samples."""
    unrotated, finished = extracted(given.polychoric, factors=given.pattern.shape[1])
    found = rotated(unrotated)
    match = match_factors(found.loadings, given.pattern)
    rotation = reordered(found, match.order, match.sign)
    resampled = resampled_factors(
        given.codes,
        given.persons,
        n_categories=given.n_categories,
        unrotated=unrotated,
        rotation=rotation,
        draws=draws,
        rng=rng,
        case_weights=given.case_weights,
    )
    notes = input_notes(given)
    if not finished:
        notes.append(note("extraction_not_converged", **given.block.ids))
    notes += solution_notes(given, unrotated, rotation, rng)
    return FactorSolution(
        given=given,
        rotation=rotation,
        resampled=resampled,
        converged=bool(rotation.converged) and finished,
        notes=notes + resampling_notes(given, resampled),
    )


def extracted(correlation: np.ndarray, *, factors: int) -> tuple[np.ndarray, bool]:
    """Unrotated minres loadings (p, m), and whether the library's search converged."""
    analyzer = FactorAnalyzer(
        n_factors=factors,
        rotation=None,  # pyright: ignore[reportArgumentType]
        method="minres",
        is_corr_matrix=True,
    )
    with warnings.catch_warnings(record=True) as caught:
        warnings.simplefilter("always")
        # factor_analyzer 0.5.1 calls scikit-learn by an argument name that 1.6 renamed
        warnings.filterwarnings(
            "ignore", message="'force_all_finite' was renamed", category=FutureWarning
        )
        analyzer.fit(correlation)
    failures = [w for w in caught if str(w.message).startswith("Failed to converge")]
    for other in (w for w in caught if w not in failures):
        warnings.warn_explicit(other.message, other.category, other.filename, other.lineno)
    return np.asarray(analyzer.loadings_), not failures


def rotated(unrotated: np.ndarray) -> Rotation:
    """Direct oblimin by the library, from the unrotated axes.

    The library does not say whether it converged (and `FactorAnalyzer` reorders the loadings
    but not the factor correlations): our own search goes on from its transformation, which
    ends at once if the gradient has vanished and says so if it has not.
    """
    m = unrotated.shape[1]
    start = np.eye(m)
    if m > 1:
        rotator = Rotator(
            method="oblimin", gamma=0, max_iter=MAX_ITERATIONS, tol=ROTATION_TOLERANCE
        )
        rotator.fit(unrotated)
        start = np.asarray(rotator.rotation_)
    return oblimin(unrotated, start, gamma=0.0, tolerance=ROTATION_TOLERANCE)

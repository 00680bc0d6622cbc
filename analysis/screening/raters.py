"""Do raters tell people and dimensions apart? Rater quality of ratings of others."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import cast

import numpy as np
import pandas as pd

from analysis.blocks import answer_matrix, answer_problems, by_block
from analysis.columns import BLOCK
from analysis.errors import raise_all
from analysis.instrument import Instrument
from analysis.notes import Note, note, remark
from analysis.stats.rater_effects import (
    halo,
    halo_limits,
    most_equal_pairs,
    severity,
    severity_interval,
    smallest_spread,
)

INDICES = ("same_profile", "severity", "range", "halo_correlation", "halo_spread")
FEWEST_RATERS = 5
"""Fewer have no variance between them that could be estimated."""


@dataclass(frozen=True, slots=True)
class RaterRules:
    """The stated choices of rater quality.

    Attributes
    ----------
    fewest_ratees
        A rater of fewer people is not tested.
    level
        The share of ordinary raters beyond the cutoff of each index.
    confidence
        Level of the interval of severity.
    simulations
        Ordinary raters drawn for every number of ratees.
    """

    fewest_ratees: int
    level: float
    confidence: float
    simulations: int


@dataclass(frozen=True, slots=True)
class Raters:
    """How each rater rates, beside raters in general.

    Attributes
    ----------
    raters
        One row per rater and index: BLOCK, rater (code), n (ratees), index, estimate, ci_low,
        ci_high (of severity), cutoff, beyond, note (why there is no value, or "").
    distribution
        One row per set of ratings and index: BLOCK, index, n_raters, n_beyond and the quartiles
        of the index over raters, lower_quartile, median, upper_quartile.
    variances
        One row per set of ratings: BLOCK, between, within (variance of overall ratings between
        and within raters), icc, n_raters, n_beyond (raters beyond on any index), n.
    n_raters, n_tested
        Raters of others, and those with enough ratees.
    notes
        Sets of ratings that could not be tested.
    """

    raters: pd.DataFrame
    distribution: pd.DataFrame
    variances: pd.DataFrame
    n_raters: int
    n_tested: int
    notes: list[Note]


def raters(
    keyed: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    *,
    fewest_ratees: int,
    expected_false_positive: float,
    confidence: float,
    simulations: int,
    rng: np.random.Generator,
) -> Raters:
    """Five indices of every rater of others with enough ratees.

    same_profile: share of pairs of ratees with one and the same answers, beside the Poisson
    number of a rater who gives no two the same more often than two raters do. severity: what a
    rater adds to overall ratings, shrunken, with an interval; beyond if it excludes 0. range:
    standard deviation of overall ratings over that of raters in general, beside its chi-square
    quantile. halo_correlation and halo_spread: mean correlation of dimensions over ratees, and
    mean variance of dimensions in a ratee, beside simulated raters with the dimensions'
    covariance in general.

    Parameters
    ----------
    keyed
        Answers after reversal, one row per response; self-ratings are left aside.
    instruments
        The questionnaires, by id.
    fewest_ratees, confidence, simulations
        See `RaterRules`.
    expected_false_positive
        The level of `RaterRules`.
    rng
        Draws the simulated raters.

    Raises
    ------
    DataError
        If the answers do not fit the instruments.

    References
    ----------
    Saal, Downey & Lahey (1980), Psychological Bulletin 88, 413-428,
    https://doi.org/10.1037/0033-2909.88.2.413
    """
    needed = {name: list(one.dimension_of) for name, one in instruments.items()}
    raise_all(answer_problems(keyed, needed, name="answers"))
    rules = RaterRules(fewest_ratees, expected_false_positive, confidence, simulations)
    others = keyed.take(np.flatnonzero(of_others(keyed)))
    rows: list[pd.DataFrame] = []
    variances: list[dict] = []
    notes: list[Note] = []
    streams = rng.spawn(max(others.groupby(BLOCK).ngroups, 1))
    for (block, answers), stream in zip(by_block(others), streams, strict=False):
        found, spread = of_block(answers, instruments[block.instrument], rules, stream)
        rows.append(found.assign(**block.columns))
        if spread is None:
            reason = remark("too_few_raters")
            notes.append(note("raters_not_testable", **block.columns, reason=reason))
        else:
            variances.append({**block.columns, **spread})
    columns = [*BLOCK, *COLUMNS]
    table = pd.concat(rows, ignore_index=True) if rows else pd.DataFrame(columns=columns)
    tested = table.take(np.flatnonzero(table["note"] == "")).drop_duplicates([*BLOCK, "rater"])
    return Raters(
        raters=table.reindex(columns=columns),
        distribution=distribution(table),
        variances=pd.DataFrame(variances, columns=[*BLOCK, *VARIANCES]),
        n_raters=len(table.drop_duplicates([*BLOCK, "rater"])),
        n_tested=len(tested),
        notes=notes,
    )


QUARTILES = {"lower_quartile": 0.25, "median": 0.5, "upper_quartile": 0.75}
COLUMNS = ["rater", "n", "index", "estimate", "ci_low", "ci_high", "cutoff", "beyond", "note"]
VARIANCES = ["between", "within", "icc", "n_raters", "n_beyond", "n"]


def distribution(raters: pd.DataFrame) -> pd.DataFrame:
    """What `raters` say together: of every index how many, how many beyond, and quartiles."""
    tested = raters.take(np.flatnonzero(raters["estimate"].notna()))
    rows = [
        {
            **dict(zip([*BLOCK, "index"], cast(tuple, key), strict=True)),
            **{"n_raters": len(own), "n_beyond": own["beyond"].sum()},
            **{name: own["estimate"].quantile(share) for name, share in QUARTILES.items()},
        }
        for key, own in tested.groupby([*BLOCK, "index"], sort=False)
    ]
    return pd.DataFrame(rows, columns=[*BLOCK, "index", "n_raters", "n_beyond", *QUARTILES])


def of_others(keyed: pd.DataFrame) -> np.ndarray:
    """Which rows were answered by a known rater about somebody else, shape (n,)."""
    known = keyed["rater"].notna().to_numpy()
    return known & (keyed["rater"] != keyed["person"]).to_numpy()


def of_block(
    answers: pd.DataFrame, instrument: Instrument, rules: RaterRules, rng: np.random.Generator
) -> tuple[pd.DataFrame, dict | None]:
    """The rows of one set of ratings, and its variances; None where raters are too few."""
    codes, place, n = np.unique(
        answers["rater"].to_numpy(np.int64), return_inverse=True, return_counts=True
    )
    tested = n >= rules.fewest_ratees
    if tested.sum() < FEWEST_RATERS:
        return untested(codes, n, remark("too_few_raters")), None
    rows = np.flatnonzero(tested[place])
    renumbered = (np.cumsum(tested) - 1)[place[rows]]
    items = list(instrument.dimension_of)
    profiles = answer_matrix(answers.iloc[rows], items)
    scores = dimension_scores(answers.iloc[rows], instrument)
    found, spread = quality(profiles, scores, renumbered, rules, rng)
    found["rater"] = codes[tested][found["rater"]]
    left = untested(codes[~tested], n[~tested], remark("too_few_ratees"))
    table = pd.concat([found, left], ignore_index=True) if len(left) else found
    beyond = int(found.loc[found["beyond"], "rater"].nunique())
    counts = {"n_raters": int(tested.sum()), "n_beyond": beyond, "n": len(rows)}
    return table, {**spread, **counts}


def untested(codes: np.ndarray, n: np.ndarray, reason: str) -> pd.DataFrame:
    """Rows of raters who are not tested, with the reason."""
    table = pd.DataFrame(
        {"rater": np.repeat(codes, len(INDICES)), "n": np.repeat(n, len(INDICES))}
    )
    return table.assign(
        index=np.tile(INDICES, len(codes)), estimate=np.nan, ci_low=np.nan, ci_high=np.nan,
        cutoff=np.nan, beyond=False, note=reason,
    )  # fmt: skip


def dimension_scores(answers: pd.DataFrame, instrument: Instrument) -> np.ndarray:
    """Means of the dimensions, less those of everybody, missing ones at that mean, (n, m)."""
    columns = []
    for items in instrument.scored.values():
        if items:
            values = answer_matrix(answers, items)
            there = ~np.isnan(values)
            total = np.where(there, values, 0.0).sum(axis=1)
            n = there.sum(axis=1)
            columns.append(np.divide(total, n, out=np.full(len(n), np.nan), where=n > 0))
    scores = np.column_stack(columns)
    return np.nan_to_num(scores - np.nanmean(scores, axis=0))


def quality(
    profiles: np.ndarray,
    scores: np.ndarray,
    place: np.ndarray,
    rules: RaterRules,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, dict[str, float]]:
    """The five indices of raters 0 to r - 1, and the variances between and within them."""
    n = np.bincount(place)
    overall = scores.mean(axis=1)
    effect = severity(overall, place)
    low, high = severity_interval(effect, confidence=rules.confidence)
    centred = scores - np.array([scores[place == r].mean(axis=0) for r in range(len(n))])[place]
    covariance = centred.T @ centred / (len(scores) - len(n))
    spread = np.array([overall[place == r].std(ddof=1) for r in range(len(n))])
    typical = np.sqrt(covariance.mean())
    pairs, chance = equal_pairs(profiles, place)
    rated = [halo(scores[place == r]) for r in range(len(n))] if scores.shape[1] > 1 else None
    limits = {
        size: halo_limits(covariance, size, level=rules.level, draws=rules.simulations, rng=rng)
        for size in (np.unique(n) if rated else ())
    }
    absent = np.full(len(n), np.nan)
    correlation, variety = np.array(rated).T if rated else (absent, absent)
    cut = np.array([limits[size] for size in n]) if rated else np.full((len(n), 2), np.nan)
    several = most_equal_pairs(n, chance, level=rules.level)
    narrow = smallest_spread(n, level=rules.level)
    parts = [
        ("same_profile", pairs, several, pairs > several),
        ("severity", effect.estimates, absent, (low > 0) | (high < 0)),
        ("range", spread / typical, narrow, spread / typical < narrow),
        ("halo_correlation", correlation, cut[:, 0], correlation > cut[:, 0]),
        ("halo_spread", variety, cut[:, 1], variety < cut[:, 1]),
    ]
    tables = [
        pd.DataFrame({"rater": np.arange(len(n)), "n": n, "index": name, "estimate": value,
                      "cutoff": cutoff, "beyond": beyond})
        for name, value, cutoff, beyond in parts
    ]  # fmt: skip
    table = pd.concat(tables, ignore_index=True)
    own = (table["index"] == "severity").to_numpy()
    table["ci_low"] = np.where(own, np.tile(low, len(parts)), np.nan)
    table["ci_high"] = np.where(own, np.tile(high, len(parts)), np.nan)
    table["note"] = np.where(table["estimate"].isna(), remark("too_few_or_equal_answers"), "")
    table = table.sort_values("rater", kind="stable", ignore_index=True)
    total = effect.between + effect.within
    icc = effect.between / total if total > 0 else np.nan
    return table, {"between": effect.between, "within": effect.within, "icc": icc}


def equal_pairs(profiles: np.ndarray, place: np.ndarray) -> tuple[np.ndarray, float]:
    """Share of pairs of ratees with one profile in each rater, and between raters."""
    known = np.where(np.isnan(profiles), -1.0, profiles)
    kind = np.unique(known, axis=0, return_inverse=True)[1].ravel()
    counts = pd.crosstab(place, kind).to_numpy()
    n, total = counts.sum(axis=1), counts.sum(axis=0)
    inside = (counts * (counts - 1)).sum(axis=1) / 2
    everywhere = (total * (total - 1)).sum() / 2
    across = len(place) * (len(place) - 1) / 2 - (n * (n - 1)).sum() / 2
    return inside / (n * (n - 1) / 2), float((everywhere - inside.sum()) / across)

"""What differences between groups do to scores: effect sizes, gaps, shares above a cut."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.columns import ESTIMATE
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.invariance.places import Places
from analysis.stats.sem.item_differences import (
    Items,
    LinearItems,
    OrdinalItems,
    expected_answers,
    item_differences,
    mean_answers,
    pooled_sd,
    selected_shares,
)

Row = dict[str, object]

Z_TEST = ["statistic", "p_value"]

NODES = 41
"""Points of quadrature over a factor."""

DRAWS = 100_000
"""People drawn to find shares above a cut; the error of a share is .0016 at most."""


def items_of(
    fit: CfaFit, places: Places, place: int, factor: str, items: Sequence[str]
) -> Items:
    """Parameters of a factor's items in one group or at one occasion."""
    group = places.group(place)
    given, structure = fit.implied[group].matrices, fit.model.groups[group]
    at = [fit.table.items.index(places.name(item, place)) for item in items]
    loadings = given.lambda_[at, fit.table.factors.index(places.name(factor, place))]
    residual_sd = np.sqrt(np.diag(given.theta)[at])
    if not structure.ordinal.any():
        return LinearItems(loadings, given.nu[at], residual_sd)
    cuts = [given.tau[structure.threshold_item == i] for i in at]
    thresholds = np.full((len(items), max(len(cut) for cut in cuts)), np.inf)
    for row, cut in zip(thresholds, cuts, strict=True):
        row[: len(cut)] = cut
    return OrdinalItems(
        loadings=loadings,
        intercepts=given.nu[at],
        residual_sd=residual_sd,
        thresholds=thresholds,
    )


def distribution(fit: CfaFit, places: Places, place: int, factor: str) -> tuple[float, float]:
    """Mean and standard deviation of a factor in one group or at one occasion."""
    given = fit.implied[places.group(place)].matrices
    at = fit.table.factors.index(places.name(factor, place))
    return float(given.alpha[at]), float(np.sqrt(given.psi[at, at]))


def effect_rows(
    fit: CfaFit,
    factors: Mapping[str, Sequence[str]],
    places: Places,
    answers: pd.DataFrame,
    groups: pd.Series,
) -> list[Row]:
    """Effect size of every item, each group against the first: dmacs, signed, unsigned.

    Parameters
    ----------
    fit
        The last accepted step that puts factor means on one scale.
    places
        The groups or occasions it compares.
    answers, groups
        What it was fitted to, the rows of all places one below the other.
    """
    labels, rows = places.labels, []
    member = groups.astype(str).to_numpy()
    parts = [answers.take(np.flatnonzero(member == label)) for label in labels]
    for factor, items in factors.items():
        values = [part[list(items)].to_numpy(dtype=float) for part in parts]
        sds = [np.nanstd(part, axis=0, ddof=1) for part in values]
        counts = [(~np.isnan(part)).sum(axis=0) for part in values]
        reference = items_of(fit, places, 0, factor, items)
        for g in range(1, len(labels)):
            mean, sd = distribution(fit, places, g, factor)
            found = item_differences(
                reference,
                items_of(fit, places, g, factor, items),
                mean=mean,
                sd=sd,
                item_sd=pooled_sd([sds[0], sds[g]], [counts[0], counts[g]]),
                nodes=NODES,
            )
            rows += [
                {
                    "group": labels[g],
                    "dimension": factor,
                    "item": item,
                    "dmacs": float(found.dmacs[i]),
                    "signed": float(found.signed[i]),
                    "unsigned": float(found.unsigned[i]),
                }
                for i, item in enumerate(items)
            ]
    return rows


def impact_rows(
    fit: CfaFit,
    factors: Mapping[str, Sequence[str]],
    places: Places,
    *,
    share: float,
    rng: np.random.Generator,
) -> list[Row]:
    """What the differences do to the dimension score, each group against the first.

    Columns group, dimension, gap (expected difference of mean answers, in standard deviations
    of the first group's), gap_fair (the same if the group answered as the first does at the
    same level of the attribute), gap_change (their difference), share_above (of the group,
    at or above the cut that at least `share` of the first group reach), share_fair,
    share_change.
    """
    rows = []
    for factor, items in factors.items():
        reference = items_of(fit, places, 0, factor, items)
        mean, sd = distribution(fit, places, 0, factor)
        scores = drawn_scores(reference, mean, sd, rng)
        cut, spread = float(np.quantile(scores, 1 - share)), float(scores.std())
        base = mean_score(reference, mean, sd)
        for g in range(1, len(places.labels)):
            own = items_of(fit, places, g, factor, items)
            where = distribution(fit, places, g, factor)
            gap, fair = ((mean_score(x, *where) - base) / spread for x in (own, reference))
            above = selected_shares(
                [own, reference], mean=where[0], sd=where[1], cut=cut, rng=rng, draws=DRAWS
            )
            rows.append(
                {
                    "group": places.labels[g],
                    "dimension": factor,
                    "gap": gap,
                    "gap_fair": fair,
                    "gap_change": gap - fair,
                    "share_above": float(above[0]),
                    "share_fair": float(above[1]),
                    "share_change": float(above[0] - above[1]),
                }
            )
    return rows


def mean_score(items: Items, mean: float, sd: float) -> float:
    """Expected mean answer over the items of people with this distribution."""
    points, weights = np.polynomial.hermite_e.hermegauss(NODES)
    expected = expected_answers(items, mean + sd * points).mean(axis=0)
    return float(expected @ weights / weights.sum())


def drawn_scores(items: Items, mean: float, sd: float, rng: np.random.Generator) -> np.ndarray:
    """Mean answers of drawn people, shape (draws,)."""
    factor = rng.normal(mean, sd, DRAWS)
    return mean_answers(items, factor, rng.normal(size=(DRAWS, len(items.loadings))))


def latent_rows(fit: CfaFit, factors: Mapping[str, Sequence[str]], places: Places) -> list[Row]:
    """Mean and standard deviation of every factor in every group but the first.

    Columns group, dimension, estimate (the mean) and its std_error, ci_low, ci_high,
    statistic, p_value, all in standard deviations of the first group;
    variance and variance_std_error.
    """
    names = ["group", "left", "operator", "right"]
    found = {
        tuple(row[name] for name in names): row for row in fit.estimates.to_dict("records")
    }
    rows = []
    for place, label in enumerate(places.labels[1:], start=1):
        group = fit.table.groups[places.group(place)]
        for factor in factors:
            own = places.name(factor, place)
            mean, variance = found[group, own, "~1", ""], found[group, own, "~~", own]
            rows.append(
                {
                    "group": label,
                    "dimension": factor,
                    **{name: mean[name] for name in [*ESTIMATE, *Z_TEST]},
                    "variance": variance["estimate"],
                    "variance_std_error": variance["std_error"],
                }
            )
    return rows

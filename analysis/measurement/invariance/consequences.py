"""What differences between groups do to scores: effect sizes, gaps, shares above a cut."""

from collections.abc import Mapping, Sequence

import numpy as np
import pandas as pd

from analysis.columns import ESTIMATE
from analysis.measurement.cfa.fit import CfaFit
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


def items_of(fit: CfaFit, group: int, factor: str, items: Sequence[str]) -> Items:
    """Parameters of a factor's items in one group."""
    given, structure = fit.implied[group].matrices, fit.model.groups[group]
    at = [fit.table.items.index(item) for item in items]
    loadings = given.lambda_[at, fit.table.factors.index(factor)]
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


def distribution(fit: CfaFit, group: int, factor: str) -> tuple[float, float]:
    """Mean and standard deviation of a factor in one group."""
    given, at = fit.implied[group].matrices, fit.table.factors.index(factor)
    return float(given.alpha[at]), float(np.sqrt(given.psi[at, at]))


def effect_rows(
    fit: CfaFit, factors: Mapping[str, Sequence[str]], answers: pd.DataFrame, groups: pd.Series
) -> list[Row]:
    """Effect size of every item, each group against the first: dmacs, signed, unsigned.

    Parameters
    ----------
    fit
        The last accepted step that puts factor means on one scale.
    answers, groups
        What it was fitted to.
    """
    labels, rows = fit.table.groups, []
    member = groups.astype(str).to_numpy()
    parts = [answers.take(np.flatnonzero(member == label)) for label in labels]
    for factor, items in factors.items():
        values = [part[list(items)].to_numpy(dtype=float) for part in parts]
        sds = [np.nanstd(part, axis=0, ddof=1) for part in values]
        counts = [(~np.isnan(part)).sum(axis=0) for part in values]
        reference = items_of(fit, 0, factor, items)
        for g in range(1, len(labels)):
            mean, sd = distribution(fit, g, factor)
            found = item_differences(
                reference,
                items_of(fit, g, factor, items),
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
        reference = items_of(fit, 0, factor, items)
        mean, sd = distribution(fit, 0, factor)
        scores = drawn_scores(reference, mean, sd, rng)
        cut, spread = float(np.quantile(scores, 1 - share)), float(scores.std())
        base = mean_score(reference, mean, sd)
        for g in range(1, len(fit.table.groups)):
            own = items_of(fit, g, factor, items)
            where = distribution(fit, g, factor)
            gap, fair = ((mean_score(x, *where) - base) / spread for x in (own, reference))
            above = selected_shares(
                [own, reference], mean=where[0], sd=where[1], cut=cut, rng=rng, draws=DRAWS
            )
            rows.append(
                {
                    "group": fit.table.groups[g],
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


def latent_rows(fit: CfaFit, factors: Mapping[str, Sequence[str]]) -> list[Row]:
    """Mean and standard deviation of every factor in every group but the first.

    Columns group, dimension, estimate (the mean) and its std_error, ci_low, ci_high,
    statistic, p_value, all in standard deviations of the first group;
    variance and variance_std_error.
    """
    names = ["group", "left", "operator", "right"]
    found = {
        tuple(row[name] for name in names): row for row in fit.estimates.to_dict("records")
    }
    return [
        {
            "group": group,
            "dimension": factor,
            **{name: found[group, factor, "~1", ""][name] for name in [*ESTIMATE, *Z_TEST]},
            "variance": found[group, factor, "~~", factor]["estimate"],
            "variance_std_error": found[group, factor, "~~", factor]["std_error"],
        }
        for group in fit.table.groups[1:]
        for factor in factors
    ]

"""Relations within clusters and between them, and how alike people of one cluster are."""

from collections.abc import Iterable
from typing import Any

import numpy as np

from analysis.stats.cluster_robust import TInference, cluster_sums, t_inference
from analysis.stats.intraclass import intraclass_correlation
from analysis.stats.random_intercept import RandomIntercept, random_intercept
from analysis.weighting.least_squares import is_full_rank, standardised
from analysis.weighting.one_design import Design

WITHIN_BETWEEN_DIFFERENCE = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0], [0.0, -1.0, 1.0]])
"""Of constant, slope within and slope between clusters."""

FEWEST_BETWEEN = 4
"""Below so many clusters no slope between them is estimated."""


def mixed_rows(design: Design, confidence: float) -> list[dict[str, Any]]:
    """One row per dimension of the random-intercept model; none where no cluster is shared."""
    x = design.scores.to_numpy()
    if not has_clusters(design) or not is_full_rank(x):
        return []
    z = standardised(design.data, design.weights)
    fit = random_intercept(with_constant(z[:, :-1]), z[:, -1], design.clusters, restricted=True)
    inference = tests_of(fit, confidence)
    return [
        {**where(design), "term": dimension, "estimate": fit.coefficients[j]}
        | inference_row(inference, j)
        | {"between": fit.between, "within": fit.within}
        | basis(design, "random_intercept_reml")
        for j, dimension in enumerate(design.dimensions, start=1)
    ]


def level_rows(design: Design, confidence: float) -> list[dict[str, Any]]:
    """Three rows per dimension: its slope within clusters, between them, and the difference."""
    if not has_clusters(design) or design.n_clusters < FEWEST_BETWEEN:
        return []
    z = standardised(design.data, design.weights)
    rows = []
    for j, dimension in enumerate(design.dimensions):
        means = cluster_means(z[:, [j]], design)
        parts = np.column_stack([z[:, [j]] - means, means])
        if not is_full_rank(parts):
            continue
        fit = random_intercept(
            with_constant(parts),
            z[:, -1],
            design.clusters,
            restricted=True,
            contrasts=WITHIN_BETWEEN_DIFFERENCE,
        )
        inference = tests_of(fit, confidence)
        rows += [
            {**where(design), "dimension": dimension, "level": level}
            | {"estimate": fit.coefficients[k], **inference_row(inference, k)}
            | basis(design, "random_intercept_reml")
            for k, level in enumerate(("within", "between", "difference"))
        ]
    return rows


def likeness_rows(designs: Iterable[Design]) -> list[dict[str, Any]]:
    """One row per criterion, and per dimension of each source: ICC(1) and design effect."""
    rows: dict[tuple[str, str, str], dict[str, Any]] = {}
    for design in designs:
        if not has_clusters(design):
            continue
        alike = intraclass_correlation(design.data, design.clusters)
        size = average_size(design)
        names = [
            *((design.source, "", d) for d in design.dimensions),
            ("", design.criterion, ""),
        ]
        for key, value in zip(names, alike, strict=True):
            source, criterion, dimension = key
            rows.setdefault(
                key,
                {"source": source, "criterion": criterion, "dimension": dimension}
                | {"estimate": value, "cluster_size": size}
                | {"design_effect": 1 + (size - 1) * max(value, 0.0)}
                | basis(design, "icc_anova"),
            )
    return list(rows.values())


def has_clusters(design: Design) -> bool:
    """Whether any two people share a cluster."""
    return 1 < design.n_clusters < len(design.values)


def average_size(design: Design) -> float:
    """People per cluster, as the one-way analysis of variance averages them."""
    sizes = np.bincount(design.clusters).astype(float)
    return float((sizes.sum() - (sizes**2).sum() / sizes.sum()) / (len(sizes) - 1))


def cluster_means(values: np.ndarray, design: Design) -> np.ndarray:
    """The mean of each person's cluster, in the shape of `values` (n, p)."""
    sums = cluster_sums(values, design.clusters, design.n_clusters)
    return (sums / np.bincount(design.clusters)[:, None])[design.clusters]


def with_constant(columns: np.ndarray) -> np.ndarray:
    """`columns` (n, p) behind a column of ones."""
    return np.column_stack([np.ones(len(columns)), columns])


def tests_of(fit: RandomIntercept, confidence: float) -> TInference:
    """Tests and intervals of the fixed effects by Satterthwaite's t."""
    std_error = np.sqrt(np.diag(fit.covariance))
    return t_inference(fit.coefficients, std_error, fit.df, confidence=confidence)


def inference_row(inference: TInference, position: int) -> dict[str, float]:
    """Error, interval and test of one estimate."""
    names = ("std_error", "ci_low", "ci_high", "statistic", "df", "p_value")
    return {name: float(getattr(inference, name)[position]) for name in names}


def where(design: Design) -> dict[str, str]:
    """Which criterion and whose scores."""
    return {"criterion": design.criterion, "source": design.source}


def basis(design: Design, estimator: str) -> dict[str, Any]:
    """What stands behind each number."""
    return {
        **{"n": len(design.values), "n_clusters": design.n_clusters},
        **{"estimator": estimator, "missing": design.missing},
    }

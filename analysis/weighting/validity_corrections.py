"""The ledger of corrections: uncorrected beside corrected, with every number that went in."""

from collections.abc import Callable, Mapping
from typing import Any

import numpy as np
import pandas as pd

from analysis.notes import Note, note, remark
from analysis.stats.corrections import (
    bivariate_indirect_restriction,
    direct_restriction,
    disattenuated,
    indirect_restriction,
    multivariate_restriction,
)
from analysis.weighting.one_design import Design

Inputs = dict[str, float]
Corrected = tuple[str, Callable[[np.ndarray], np.ndarray], Inputs, str]
"""Name of the correction, the correction itself, what went in, and where that is from."""

INPUTS = ("reliability_y", "reliability_x", "u_x", "u_y")
COLUMNS = [
    *("criterion", "source", "dimension", "correction", "uncorrected"),
    *("uncorrected_ci_low", "uncorrected_ci_high", "estimate", "ci_low", "ci_high"),
    *(*INPUTS, "documented", "n", "n_clusters", "estimator", "missing", "note"),
]


def correction_table(
    design: Design,
    correlations: pd.DataFrame,
    reliability: Mapping[str, Mapping[str, Any]],
    restriction: Mapping[str, Mapping[str, Any]],
) -> list[dict[str, Any]]:
    """One row per dimension and correction whose inputs are documented.

    Parameters
    ----------
    correlations
        dimension, estimate, ci_low, ci_high: of this criterion and source.
    reliability
        By criterion: reliability and source.
    restriction
        By dimension: unrestricted_sd, source, selection (direct | indirect),
        criterion_unrestricted_sd, same_direction, correlations (with other dimensions in the
        unrestricted group).

    Notes
    -----
    Reliabilities and standard deviations are taken as known, so limits are corrected as the
    estimate is.
    """
    rows = []
    known = correlations.set_index("dimension")
    for dimension in design.dimensions:
        row = known.loc[dimension]
        r = np.array([row["estimate"], row["ci_low"], row["ci_high"]], dtype=float)
        for found in corrections_of(design, dimension, reliability, restriction):
            rows.append(ledger_row(design, dimension, r, *found))
    return rows + multivariate_rows(design, known, restriction)


def corrections_of(
    design: Design,
    dimension: str,
    reliability: Mapping[str, Mapping[str, Any]],
    restriction: Mapping[str, Mapping[str, Any]],
) -> list[Corrected]:
    """Every correction of one validity whose inputs are documented."""
    found: list[Corrected] = []
    perfect = reliability.get(design.criterion)
    if perfect is not None:
        known = float(perfect["reliability"])
        found.append(
            (
                "criterion_unreliability",
                lambda r: disattenuated(r, reliability_y=known),
                {"reliability_y": known},
                perfect["source"],
            )
        )
    if dimension in restriction:
        found += restrictions_of(design, dimension, perfect, restriction[dimension])
    return found


def restrictions_of(
    design: Design,
    dimension: str,
    perfect: Mapping[str, Any] | None,
    given: Mapping[str, Any],
) -> list[Corrected]:
    """The correction of range restriction that fits how people were selected."""
    u = float(given["unrestricted_sd"]) / spread_of(design, dimension)
    source = given["source"]
    if given["selection"] == "direct":
        found: list[Corrected] = [
            ("case_2", lambda r: direct_restriction(r, u), {"u_x": u}, source)
        ]
        if perfect is not None:
            known = float(perfect["reliability"])
            found.append(
                (
                    "case_2_criterion_unreliability",
                    lambda r: direct_restriction(disattenuated(r, reliability_y=known), u),
                    {"u_x": u, "reliability_y": known},
                    f"{source}; {perfect['source']}",
                )
            )
        return found
    if given.get("criterion_unrestricted_sd") is not None:
        wide = float(given["criterion_unrestricted_sd"]) / criterion_spread(design)
        same = bool(given["same_direction"])
        return [
            (
                "case_5",
                lambda r: bivariate_indirect_restriction(r, u, wide, same_direction=same),
                {"u_x": u, "u_y": wide},
                source,
            )
        ]
    error = design.error_variances[design.dimensions.index(dimension)]
    true_x = 1 - float(error) / float(given["unrestricted_sd"]) ** 2
    known = 1.0 if perfect is None else float(perfect["reliability"])
    return [
        (
            "case_4",
            lambda r: indirect_restriction(r, u, reliability_x=true_x, reliability_y=known),
            {"u_x": u, "reliability_x": true_x, "reliability_y": known},
            source if perfect is None else f"{source}; {perfect['source']}",
        )
    ]


def multivariate_rows(
    design: Design, known: pd.DataFrame, restriction: Mapping[str, Mapping[str, Any]]
) -> list[dict[str, Any]]:
    """All dimensions corrected for selection on several of them at once.

    Only where two or more were selected on directly and all their correlations in the
    unrestricted group are documented.
    """
    direct = [
        d
        for d in design.dimensions
        if d in restriction and restriction[d]["selection"] == "direct"
    ]
    if len(direct) < 2:
        return []
    among = unrestricted_correlations(direct, restriction)
    if np.isnan(among).any():
        return []
    positions = np.array([design.dimensions.index(d) for d in direct])
    wide = np.array([restriction[d]["unrestricted_sd"] for d in direct], dtype=float)
    u = wide / np.array([spread_of(design, d) for d in direct])
    target = among * np.outer(u, u)
    rows = []
    for j, dimension in enumerate(design.dimensions):
        row = known.loc[dimension]
        r = np.array([row["estimate"], row["ci_low"], row["ci_high"]], dtype=float)
        documented = "; ".join(dict.fromkeys(restriction[d]["source"] for d in direct))
        inputs = {"u_x": float(u[direct.index(dimension)])} if dimension in direct else {}
        rows.append(
            ledger_row(
                design,
                dimension,
                r,
                "multivariate",
                lambda values, j=j: selected_on(design, values, j, target, positions),
                inputs,
                documented,
            )
        )
    return rows


def selected_on(
    design: Design, values: np.ndarray, j: int, target: np.ndarray, positions: np.ndarray
) -> np.ndarray:
    """The validity of dimension `j` in the unrestricted group, for each of its `values`."""
    matrices = np.repeat(design.correlations, len(values), axis=0)
    matrices[:, j, -1] = matrices[:, -1, j] = values
    wide = multivariate_restriction(matrices, target, positions)
    variances = wide[:, j, j] * wide[:, -1, -1]
    return np.divide(
        wide[:, j, -1],
        np.sqrt(np.maximum(variances, 0.0)),
        out=np.full(len(values), np.nan),
        where=variances > 0,
    )


def unrestricted_correlations(
    names: list[str], restriction: Mapping[str, Mapping[str, Any]]
) -> np.ndarray:
    """Documented correlations of `names` in the unrestricted group, NaN where there is none."""
    among = np.full((len(names), len(names)), np.nan)
    np.fill_diagonal(among, 1.0)
    for i, a in enumerate(names):
        for k, b in enumerate(names):
            given = restriction[a].get("correlations") or {}
            if b in given:
                among[i, k] = among[k, i] = float(given[b])
    return among


def ledger_row(
    design: Design,
    dimension: str,
    r: np.ndarray,
    correction: str,
    correct: Callable[[np.ndarray], np.ndarray],
    inputs: Inputs,
    documented: str,
) -> dict[str, Any]:
    """One line of the ledger; a corrected correlation beyond 1 is refused."""
    corrected = correct(r)
    said = ""
    if not np.isfinite(corrected[0]):
        said = remark("corrections_contradict_each_other")
    elif abs(corrected[0]) > 1:
        said = remark("corrected_beyond_one")
    if said:
        corrected = np.full(3, np.nan)
    return {
        **{"criterion": design.criterion, "source": design.source, "dimension": dimension},
        **{"correction": correction, "uncorrected": r[0]},
        **{"uncorrected_ci_low": r[1], "uncorrected_ci_high": r[2]},
        **{"estimate": corrected[0]},
        **{"ci_low": max(corrected[1], -1.0), "ci_high": min(corrected[2], 1.0)},
        **{name: inputs.get(name, np.nan) for name in INPUTS},
        **{"documented": documented, "n": len(design.values)},
        **{"n_clusters": design.n_clusters, "estimator": "pearson_cluster_jackknife"},
        **{"missing": design.missing, "note": said},
    }


def spread_of(design: Design, dimension: str) -> float:
    """Standard deviation of a dimension's scores among the people of `design`."""
    return weighted_sd(design.scores[dimension].to_numpy(), design.weights)


def criterion_spread(design: Design) -> float:
    """Standard deviation of the criterion among the people of `design`."""
    return weighted_sd(design.values, design.weights)


def weighted_sd(values: np.ndarray, weights: np.ndarray) -> float:
    """Standard deviation, dividing by n - 1 without weights."""
    deviation = values - np.average(values, weights=weights)
    return float(np.sqrt(weights @ deviation**2 / (weights.sum() - weights.mean())))


def refusals(
    designs: list[Design],
    reliability: Mapping[str, Mapping[str, Any]],
    restriction: Mapping[str, Mapping[str, Any]],
) -> list[Note]:
    """Which corrections are refused because nothing documents their inputs."""
    notes = []
    if not restriction:
        notes.append(note("range_restriction_not_documented"))
    bare = [c for c in dict.fromkeys(d.criterion for d in designs) if c not in reliability]
    notes += [note("criterion_reliability_not_documented", criterion=c) for c in bare]
    direct = [d for d, given in restriction.items() if given["selection"] == "direct"]
    if len(direct) > 1 and np.isnan(unrestricted_correlations(direct, restriction)).any():
        notes.append(note("unrestricted_correlations_not_documented", dimensions=direct))
    return notes

"""Do the weights travel? Each scheme tried on one whole group, or year, that it never saw."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.chain.imputed_fold import filled_fold
from analysis.chain.withheld import Withheld
from analysis.notes import Note, note
from analysis.stats.correlation_interval import correlation, correlation_interval
from analysis.weighting.design import MISSING, moments_of, rows_with
from analysis.weighting.design_inputs import wide_scores
from analysis.weighting.evidence import evidence, stacked, streams
from analysis.weighting.imputation import IMPUTED, Imputation, control_values
from analysis.weighting.penalties import usable
from analysis.weighting.schemes import Contenders, or_equal, scheme_weights

FEW_GROUPS = 4
"""With fewer groups held out, how weights travel is hardly known."""

ESTIMATOR = "leave_one_out_r"
LEFT_OUT = [
    *("criterion", "source", "column", "group", "scheme", "estimate", "std_error", "ci_low"),
    *("ci_high", "gain", "n_train", "n", "n_clusters", "note", "estimator", "missing"),
]
LEFT_OUT_MEANS = [
    *("criterion", "source", "column", "scheme", "estimate", "gain", "n_groups", "n_better"),
    *("n", "estimator", "missing"),
]
"""The columns of the two tables."""


def left_out(
    withheld: Iterator[Withheld],
    clusters: pd.Series,
    case_weights: pd.Series | None,
    compared: Contenders,
    *,
    predictors_from: Sequence[str],
    min_group: int,
    confidence: float,
    rng: np.random.Generator,
    imputation: Imputation | None = None,
    people: pd.DataFrame | None = None,
) -> pd.DataFrame:
    """One row per criterion, source, group and scheme, with the columns `LEFT_OUT`.

    Parameters
    ----------
    clusters, case_weights
        By person.
    min_group
        A group of fewer people gets no number but a reason.
    rng
        Divides people for the tuning of penalties.
    imputation, people
        How empty scores are filled (from what the other groups teach; not for years), and the
        table with the controls; None: people with an empty score are left out.
    """
    rows: list[dict[str, Any]] = []
    for case in withheld:
        for source in predictors_from:
            wide = wide_scores(case.scores, source)[0]
            for criterion in case.tried_on["criterion"].drop_duplicates().astype(str):
                where = {"criterion": criterion, "source": source}
                where |= {"column": case.column, "group": case.group}
                own, other = (
                    rows_with(table, criterion=criterion)
                    for table in (case.learned_from, case.tried_on)
                )
                missing = MISSING if imputation is None else IMPUTED
                if imputation is None or people is None:
                    train = [part_of(wide, own, clusters, case_weights)]
                    test = part_of(wide, other, clusters, case_weights)
                else:
                    train, test = filled_parts(
                        wide, own, other, clusters, imputation, people, where
                    )
                (stream,) = rng.spawn(1)
                names = list(wide.columns)
                rows += case_rows(
                    where | {"missing": missing},
                    *(train, test, names, compared, min_group, confidence, stream),
                )
    return pd.DataFrame(rows, columns=LEFT_OUT)


@dataclass(frozen=True, slots=True)
class Part:
    """Complete people: scores and, last, criterion (n, p + 1), clusters (n,), weights (n,)."""

    data: np.ndarray
    clusters: np.ndarray
    case_weights: np.ndarray | None


def part_of(
    wide: pd.DataFrame,
    performance: pd.DataFrame,
    clusters: pd.Series,
    case_weights: pd.Series | None,
) -> Part:
    """The people of `performance` who have every score, a value and, if need be, a weight."""
    values = performance.set_index("person")["value"].reindex(wide.index)
    data = np.column_stack([wide, values])
    complete = ~np.isnan(data).any(axis=1)
    weights = None if case_weights is None else case_weights.reindex(wide.index).to_numpy()
    if weights is not None:
        complete &= weights > 0
    labels = clusters.reindex(wide.index).astype(str).to_numpy()[complete]
    codes = np.unique(labels, return_inverse=True)[1]
    return Part(data[complete], codes, None if weights is None else weights[complete])


def filled_parts(
    wide: pd.DataFrame,
    learned_from: pd.DataFrame,
    tried_on: pd.DataFrame,
    clusters: pd.Series,
    imputation: Imputation,
    people: pd.DataFrame,
    where: Mapping[str, str],
) -> tuple[list[Part], Part]:
    """Completed copies of the people learned from, and those tried on; empty if impossible."""
    held_out = np.isin(wide.index, tried_on["person"].to_numpy())
    both = pd.concat([learned_from, tried_on]).set_index("person")["value"]
    labels = clusters.reindex(wide.index).astype(str).to_numpy()
    filled = filled_fold(
        wide.to_numpy(dtype=float),
        both.reindex(wide.index).to_numpy(dtype=float),
        control_values(wide.index, people, imputation.controls),
        labels,
        held_out,
        count=imputation.count,
        rng=imputation.rng(*where.values()),
    )
    if filled is None:
        nobody = Part(np.empty((0, wide.shape[1] + 1)), np.empty(0, dtype=int), None)
        return [nobody], nobody
    codes, own = (
        np.unique(labels[rows], return_inverse=True)[1]
        for rows in (filled.train_rows, filled.test_rows)
    )
    return [Part(copy, codes, None) for copy in filled.train], Part(filled.test, own, None)


def case_rows(
    where: Mapping[str, str],
    train: Sequence[Part],
    test: Part,
    dimensions: list[str],
    compared: Contenders,
    min_group: int,
    confidence: float,
    rng: np.random.Generator,
) -> list[dict[str, Any]]:
    """The rows of all schemes for one group."""
    small = len(test.data) < min_group
    base = {"n_train": len(train[0].data), "n": len(test.data), "estimator": ESTIMATOR}
    base |= {"n_clusters": len(np.unique(test.clusters))}
    if small or not all(usable(part.data, test.data, min_group) for part in train):
        nothing = dict.fromkeys(("estimate", "std_error", "ci_low", "ci_high", "gain"), np.nan)
        said = "group_too_small" if small else "no_differences_in_group"
        return [
            {**where, "scheme": s, **nothing, **base, "note": said} for s in compared.schemes
        ]
    learned = stacked(
        [
            evidence(p.data, p.clusters, compared, rng=stream, case_weights=p.case_weights)
            for p, stream in zip(train, streams(rng, len(train)), strict=True)
        ]
    )
    moments = [moments_of(part.data[:, :-1], part.case_weights) for part in train]
    means, sds = (np.mean(values, axis=0) for values in zip(*moments, strict=True))
    z, y = (test.data[:, :-1] - means) / sds, test.data[:, -1]
    found = []
    for scheme in compared.schemes:
        weights = or_equal(scheme_weights(learned, dimensions, compared, scheme)).mean(axis=0)
        composite = z @ weights
        limits = correlation_interval(
            composite,
            y,
            test.clusters,
            confidence=confidence,
            case_weights=test.case_weights,
        )
        estimate = correlation(composite, y, test.case_weights)
        unit = found[0]["estimate"] if found else estimate
        found.append(
            {
                **{**where, "scheme": scheme, "estimate": estimate},
                **{"std_error": float(limits.std_error[0])},
                **{"ci_low": float(limits.ci_low[0]), "ci_high": float(limits.ci_high[0])},
                **{"gain": estimate - unit, **base, "note": ""},
            }
        )
    return found


def left_out_means(rows: pd.DataFrame) -> pd.DataFrame:
    """One row per criterion, source, column and scheme: means over groups, by their people."""
    keys = ["criterion", "source", "column", "scheme"]
    known = rows.take(np.flatnonzero(rows["estimate"].notna()))
    found = []
    for _, own in known.groupby(keys, sort=False):
        n, gain = own["n"].to_numpy(dtype=float), own["gain"].to_numpy(dtype=float)
        found.append(
            {
                **{name: own[name].iloc[0] for name in keys},
                "estimate": float(np.average(own["estimate"].to_numpy(dtype=float), weights=n)),
                "gain": float(np.average(gain, weights=n)),
                **{"n_groups": len(own), "n_better": int((gain > 0).sum()), "n": int(n.sum())},
                **{"estimator": ESTIMATOR, "missing": own["missing"].iloc[0]},
            }
        )
    return pd.DataFrame(found, columns=LEFT_OUT_MEANS)


def left_out_notes(rows: pd.DataFrame) -> list[Note]:
    """Columns with too few groups that are large enough to say much."""
    notes = []
    for column in rows["column"].drop_duplicates():
        own = rows_with(rows, column=column)
        n = len(set(own["group"].to_numpy()[own["estimate"].notna().to_numpy()]))
        if n < FEW_GROUPS:
            notes.append(note("few_groups_left_out", grouping=column, n=n))
    return notes

"""Answers of ordinal and continuous items as sample moments of every group."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.errors import DataError, raise_all
from analysis.measurement.cfa.ordinal_notes import sample_notes, unused_categories
from analysis.measurement.cfa.samples import group_labels, people_problems
from analysis.notes import Note
from analysis.stats.sem.coded_answers import CodedAnswers, coded_answers
from analysis.stats.sem.moment_influence import contributions, moment_covariance
from analysis.stats.sem.moment_order import moment_positions, rearranged
from analysis.stats.sem.ordinal_moments import OrdinalMoments, ordinal_moments

MISSING = ("listwise", "pairwise")


@dataclass(frozen=True, slots=True)
class GroupSample:
    """What a model is fitted to, of one group.

    Attributes
    ----------
    moments
        Thresholds, means, variances and covariances, see `OrdinalMoments`.
    gamma
        Covariance of sqrt(n) times the moments, shape (s, s).
    people
        Number of people, whatever their weight.
    n_clusters
        None without clusters.
    """

    moments: OrdinalMoments
    gamma: np.ndarray
    people: int
    n_clusters: int | None


@dataclass(frozen=True, slots=True)
class OrdinalSamples:
    """Sample moments of all groups.

    Attributes
    ----------
    items, ordinal
        Names in the order of the moments, and those that are ordinal.
    groups
        Labels in order; one empty label without groups.
    samples
        One per group.
    missing
        "listwise" or "pairwise".
    notes
        What the reader has to know about the samples.
    """

    items: list[str]
    ordinal: list[str]
    groups: list[str]
    samples: tuple[GroupSample, ...]
    missing: str
    notes: list[Note]


def ordinal_samples(
    answers: pd.DataFrame,
    *,
    items: Sequence[str],
    ordinal: Sequence[str],
    missing: str,
    groups: pd.Series | None,
    case_weights: pd.Series | None,
    clusters: pd.Series | None,
) -> OrdinalSamples:
    """Sample moments of some items, and their sampling covariances.

    Parameters
    ----------
    answers
        One row per person; other columns than `items` are ignored.
    items
        Columns in the order of the moments. Codes of ordinal items need only be in order.
        Groups may use different ones: each has the thresholds between the codes its own people
        chose, and a note names the codes that others chose (lavaan refuses such groups).
    ordinal
        Which are ordinal; the others are continuous. Names not among `items` are ignored.
    missing
        "listwise" drops people with any answer missing; "pairwise" uses all answers of all
        people who gave one (lavaan `missing = "pairwise"`).
    groups, case_weights, clusters
        Aligned with the rows of `answers`, or None. Case weights are scaled to sum to the
        number of people kept. Clusters are counted within groups.

    Raises
    ------
    DataError
        If a column is absent, weights are not positive, people have no group or cluster, or an
        item does not vary in a group.
    """
    items = [str(item) for item in items]
    raise_all([f"no column {item!r} in the answers" for item in items if item not in answers])
    if missing not in MISSING:
        raise DataError(f"missing={missing!r}: expected one of {', '.join(MISSING)}")
    values = answers[items].to_numpy(dtype=float, na_value=np.nan)
    seen = ~np.isnan(values)
    kept = np.asarray(seen.all(axis=1) if missing == "listwise" else seen.any(axis=1))
    raise_all(people_problems(kept, groups, case_weights, clusters))
    weights = None
    if case_weights is not None:
        weights = case_weights.to_numpy(float)
        weights = weights * (kept.sum() / weights[kept].sum())
    is_ordinal = np.isin(items, list(ordinal))
    labels = group_labels(groups)
    member = pd.Series("", index=answers.index) if groups is None else groups.astype(str)
    rows = [np.flatnonzero(kept & (member == label).to_numpy()) for label in labels]
    coded = [
        coded_answers(values[part], is_ordinal, None if weights is None else weights[part])
        for part in rows
    ]
    raise_all(_unusable(coded, items, labels))
    samples = tuple(
        _sample(part, None if clusters is None else pd.factorize(clusters.iloc[where])[0])
        for part, where in zip(coded, rows, strict=True)
    )
    notes = unused_categories(values, rows, is_ordinal, items, labels)
    for sample, label in zip(samples, labels, strict=True):
        notes += _notes(sample, items, label)
    named = [item for item, here in zip(items, is_ordinal, strict=True) if here]
    return OrdinalSamples(items, named, labels, samples, missing, notes)


def samples_of_items(samples: OrdinalSamples, items: Sequence[str]) -> OrdinalSamples:
    """The same samples with other items left out, or in another order.

    With listwise deletion the people stay those who answered all items of `samples`.
    """
    if list(items) == samples.items:
        return samples
    order = np.array([samples.items.index(item) for item in items], dtype=np.intp)
    parts = []
    for sample in samples.samples:
        at = moment_positions(sample.moments.n_thresholds, sample.moments.ordinal, order)
        moments = rearranged(sample.moments, order, at)
        gamma = sample.gamma[np.ix_(at, at)]
        parts.append(GroupSample(moments, gamma, sample.people, sample.n_clusters))
    notes = [
        note
        for sample, name in zip(parts, samples.groups, strict=True)
        for note in _notes(sample, list(items), name)
    ]
    unused = [note for note in samples.notes if note["note"] == "category_not_chosen"]
    return OrdinalSamples(
        items=list(items),
        ordinal=[item for item in items if item in samples.ordinal],
        groups=samples.groups,
        samples=tuple(parts),
        missing=samples.missing,
        notes=[*(note for note in unused if note["item"] in set(items)), *notes],
    )


def _sample(coded: CodedAnswers, clusters: np.ndarray | None) -> GroupSample:
    fit = ordinal_moments(coded)
    with np.errstate(invalid="ignore"):
        gamma = moment_covariance(contributions(fit), clusters)
    n_clusters = None if clusters is None else len(np.unique(clusters))
    return GroupSample(fit.moments, gamma, len(coded.codes), n_clusters)


def _unusable(coded: list[CodedAnswers], items: list[str], groups: list[str]) -> list[str]:
    """Groups without people, and items that do not vary in a group."""
    found = []
    for part, group in zip(coded, groups, strict=True):
        where = f" in group {group}" if group else ""
        if len(part.codes) < 2:
            found.append(f"{len(part.codes)} people with usable answers{where}")
            continue
        flat = np.where(part.ordinal, part.n_categories < 2, ~(part.variance > 0))
        found += [f"item {items[item]} does not vary{where}" for item in np.flatnonzero(flat)]
    return found


def _notes(sample: GroupSample, items: list[str], group: str) -> list[Note]:
    return sample_notes(
        sample.moments, items, group, people=sample.people, n_clusters=sample.n_clusters
    )

"""Where the same people judge competency and performance, the relation is partly theirs."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pandas as pd

from analysis.columns import COMPOSITE
from analysis.errors import DataError
from analysis.notes import Note, note
from analysis.weighting.design import designs, rows_with
from analysis.weighting.imputation import Imputation
from analysis.weighting.one_design import Design
from analysis.weighting.pooled_rows import over_copies
from analysis.weighting.validity_rows import correlation_rows


@dataclass(frozen=True, slots=True)
class CommonSource:
    """One source of predictors that is also a source of a criterion.

    Attributes
    ----------
    criterion
        The criterion that rests on it, an indicator or the composite.
    source
        Who answered about both.
    elsewhere
        Sources of scores from which the same criterion can be predicted without sharing
        judges: the split-source estimate.
    """

    criterion: str
    source: str
    elsewhere: list[str]


def common_sources(
    criterion_sources: Mapping[str, Sequence[str]],
    *,
    predictors_from: Sequence[str],
    answered_by: Sequence[str],
) -> list[CommonSource]:
    """Every pair of a criterion and a source of predictors that share their judges.

    Parameters
    ----------
    criterion_sources
        For each criterion, whose statements it is made of: "records", "manager", "self".
    predictors_from
        Sources whose scores are weighed.
    answered_by
        All sources with scores.
    """
    return [
        CommonSource(criterion, source, [s for s in answered_by if s not in sources])
        for criterion, sources in criterion_sources.items()
        for source in predictors_from
        if source in sources
    ]


def composite_sources(
    kpi_sources: Mapping[str, Sequence[str]], shares: Mapping[str, float]
) -> list[str]:
    """Whose statements a composite is made of: those of every indicator with a share."""
    left = 0.0 if shares else 1.0
    used = [
        s for kpi, sources in kpi_sources.items() if shares.get(kpi, left) > 0 for s in sources
    ]
    return list(dict.fromkeys(used))


def common_source_notes(found: Sequence[CommonSource]) -> list[Note]:
    """One note for each pair, with the sources of a split-source estimate, if any."""
    notes = []
    for pair in found:
        who = {"criterion": pair.criterion, "source": pair.source}
        if pair.elsewhere:
            notes.append(note("common_source_split", **who, elsewhere=pair.elsewhere))
        else:
            notes.append(note("common_source_only", **who))
    return notes


def with_composite(
    kpi_sources: Mapping[str, Sequence[str]], shares: Mapping[str, float]
) -> dict[str, list[str]]:
    """Whose statements each indicator and the composite are made of."""
    single = {kpi: list(sources) for kpi, sources in kpi_sources.items()}
    return {COMPOSITE: composite_sources(kpi_sources, shares), **single}


def split_designs(
    shared: Iterable[CommonSource],
    person_scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    *,
    cluster: str | None,
    imputation: Imputation | None,
) -> dict[tuple[str, str], Design]:
    """By criterion and source: the designs of split-source estimates that people allow."""
    found = {}
    for criterion, source in dict.fromkeys(
        (p.criterion, s) for p in shared for s in p.elsewhere
    ):
        try:
            (design,) = designs(
                person_scores,
                rows_with(performance, criterion=criterion),
                people,
                predictors_from=[source],
                cluster=cluster,
                imputation=imputation,
            )
        except DataError:
            continue
        found[criterion, source] = design
    return found


def possible(
    shared: Sequence[CommonSource], split: Mapping[tuple[str, str], Design]
) -> list[CommonSource]:
    """`shared` with those sources elsewhere that have a split-source estimate."""
    return [
        replace(p, elsewhere=[s for s in p.elsewhere if (p.criterion, s) in split])
        for p in shared
    ]


def common_source_rows(
    shared: Sequence[CommonSource],
    found: Sequence[Design],
    split: Mapping[tuple[str, str], Design],
    confidence: float,
) -> list[dict[str, Any]]:
    """Correlations with the criterion of scores from the judges of both, and from others.

    One row per dimension of each: the columns of `correlations`, and judged_by (who answered
    about both) and judges ("same" or "other").
    """
    own = {(d.criterion, d.source): d for d in found}
    rows = []
    for pair in shared:
        keys = [(pair.source, "same", own), *((s, "other", split) for s in pair.elsewhere)]
        rows += [
            {**row, "judged_by": pair.source, "judges": judges}
            for source, judges, where in keys
            for row in over_copies(
                where[pair.criterion, source],
                lambda d: correlation_rows(d, confidence),
                confidence,
            )
        ]
    return rows

"""Where the same people judge competency and performance, the relation is partly theirs."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from analysis.notes import Note, note


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
    used = [
        s for kpi, sources in kpi_sources.items() if shares.get(kpi, 1.0) > 0 for s in sources
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

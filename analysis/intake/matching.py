"""Whether files speak of the same people: how many ids of one stand in the other."""

from collections.abc import Callable, Iterator, Sequence, Set
from dataclasses import dataclass

import pandas as pd

from analysis.intake.cells import column_of
from analysis.intake.coding import CodedExport
from analysis.intake.exports import RecordExport
from analysis.intake.id_rules import IdRules
from analysis.intake.likeness import Likeness, likeness
from analysis.intake.people import ReadPeople
from analysis.intake.pseudonyms import pseudonyms
from analysis.intake.rejects import KEPT
from analysis.messages import message
from analysis.notes import Note, note

MOST_ALIKE = 0.05
FEWEST_ALIKE = 3
"""More ids than this share, and so many, that match only if written otherwise are no slips."""


@dataclass(frozen=True, slots=True)
class Known:
    """Whom a study knows, for tables that do not hold answers.

    Attributes
    ----------
    answered
        Codes of the people described by answers.
    ids
        The ids of all people known, without what does not count; read only where it is asked.
    min_share
        The least share of people that must be found.
    """

    answered: frozenset[int]
    ids: Callable[[], Set[str]]
    min_share: float


def persons_of(coded: CodedExport, role: str = "person") -> frozenset[str]:
    """The ids in the kept rows of an export."""
    found = column_of(coded.responses.loc[coded.rejected_for == KEPT], role)
    return frozenset(found.dropna())


def match_answers(
    coded: Sequence[CodedExport],
    listed: ReadPeople | None,
    people_file: str,
    min_share: float,
) -> tuple[list[str], list[Note]]:
    """What is wrong, and what is odd, about who is in which file."""
    problems: list[str] = []
    notes = [*nobody_in_common(coded, min_share)]
    if listed is not None and len(listed.table):
        persons = frozenset(column_of(listed.table, "person"))
        for c in coded:
            wrong, odd = listed_or_not(c, persons, people_file, min_share)
            problems += wrong
            notes += odd
        notes += [*raters_elsewhere(coded, listed, people_file, min_share)]
    return problems or [*unlike_others(coded)], notes


def listed_or_not(
    coded: CodedExport, persons: Set[str], people_file: str, min_share: float
) -> tuple[list[str], list[Note]]:
    """Problems and notes of how many people described are among the `persons` listed."""
    export, ours = coded.export, persons_of(coded)
    found = likeness(ours, persons, export.ids)
    counts = {"n": len(ours), "n_found": len(ours & persons), "other": people_file}
    too_few = counts["n_found"] < min_share * len(ours)
    if found and (too_few or no_slips(found, len(ours))):
        more = said_of(found, export.ids)
        return [message("matching.unlike", file=export.file, **counts, **more)], []
    if too_few:
        share = f"{min_share:.0%}"
        return [message("matching.strangers", file=export.file, share=share, **counts)], []
    return [], [told(export.file, found)] if found else []


def no_slips(found: Likeness, size: int) -> bool:
    """Whether too many of `size` ids match only if written otherwise."""
    return found.n >= FEWEST_ALIKE and found.n > MOST_ALIKE * size


def said_of(found: Likeness, stated: IdRules) -> dict[str, object]:
    """What a message says of ids that would match if they were written otherwise."""
    return {"n_more": found.n, "ways": found.in_words(), "setting": found.setting(stated)}


def told(file: str, found: Likeness) -> Note:
    """The note on a few ids that would match if they were written otherwise."""
    return note("ids_alike_elsewhere", file=file, n=found.n, ways=found.ways)


def unlike_others(coded: Sequence[CodedExport]) -> Iterator[str]:
    """Files of answers whose ids would match those of other files if written otherwise."""
    for position, c in enumerate(coded):
        ours = persons_of(c)
        theirs = everyone(coded[:position], c)
        found = likeness(ours, theirs, c.export.ids) if theirs else None
        if found and no_slips(found, min(len(ours), len(theirs))):
            files = dict.fromkeys(other.export.file for other in coded[:position])
            counts = {"n": len(ours), "n_found": len(ours & theirs), "other": ", ".join(files)}
            more = said_of(found, c.export.ids)
            yield message("matching.unlike", file=c.export.file, **counts, **more)


def nobody_in_common(coded: Sequence[CodedExport], min_share: float) -> Iterator[Note]:
    """Answers of two sources that are hardly about the same people."""
    for position, c in enumerate(coded):
        before = [o for o in coded[:position] if o.export.source != c.export.source]
        ours, theirs = persons_of(c), everyone(before, c)
        n, size = len(ours & theirs), min(len(ours), len(theirs))
        if n < min_share * size:
            yield note("sources_share_few_people", file=c.export.file, n=n, n_people=size)


def everyone(coded: Sequence[CodedExport], but: CodedExport) -> frozenset[str]:
    """The people described in other files than that of `but`."""
    others = [persons_of(c) for c in coded if c.export.file != but.export.file]
    return frozenset[str]().union(*others)


def raters_elsewhere(
    coded: Sequence[CodedExport], listed: ReadPeople, people_file: str, min_share: float
) -> Iterator[Note]:
    """Managers who answer, and are hardly among the managers whom the people file names."""
    clusters = [c for c in listed.id_columns if c != "person"]
    named = {c: frozenset(column_of(listed.table, c).dropna()) for c in clusters}
    for c in coded:
        if c.export.source != "manager" or c.export.anonymous or not clusters:
            continue
        raters = persons_of(c, "rater")
        column = max(clusters, key=lambda name: len(raters & named[name]))
        n = len(raters & named[column])
        if n < min_share * min(len(raters), len(named[column])):
            where = {"file": people_file, "column": column}
            yield note("raters_not_among_clusters", **where, n=n, n_raters=len(raters))
            if found := likeness(raters, named[column], c.export.ids):
                yield told(c.export.file, found)


def match_records(
    export: RecordExport, ids: pd.Series, persons: Set[str], key: bytes, known: Known
) -> tuple[list[str], list[Note]]:
    """Problems and notes of how many people of the study stand in a table of performance.

    Both may hold more people than the other: the table a whole company, the study people
    without performance. So the fewer of the two must be found.

    Parameters
    ----------
    export
        The table.
    ids
        Its column of ids.
    persons
        The pseudonyms of everybody the study knows.
    key
        The programme's key.
    known
        Whom the study knows by id, to see under which way of writing more match.
    """
    if export.person is None:
        return [], []
    theirs = frozenset(ids.dropna())
    n_found = sum(p in persons for p in pseudonyms(theirs, key=key))
    size = min(len(persons), len(theirs))
    if n_found == size:
        return [], []
    found = likeness(known.ids(), theirs, export.ids)
    counts = {"file": export.file, "n": len(persons), "n_found": n_found}
    too_few = n_found < known.min_share * size
    if found and (too_few or no_slips(found, size)):
        more = said_of(found, export.ids)
        return [message("matching.unlike_records", **counts, **more)], []
    if too_few:
        share = {"n_ids": len(theirs), "share": f"{known.min_share:.0%}"}
        return [message("matching.strange_records", **counts, **share)], []
    return [], [told(export.file, found)] if found else []


def answers_without_records(recorded: Set[int], n_persons: int, known: Known) -> list[str]:
    """The message if far fewer people have answers and records than chance would bring about.

    Few may have answered, and few may have records: then few have both. Of `n_persons`, shares
    a and r would leave a·r with both if answers and records had nothing to do with each other.
    """
    expected = len(known.answered) * len(recorded) / max(n_persons, 1)
    n = len(known.answered & recorded)
    if n >= known.min_share * expected:
        return []
    counts = {"n": n, "n_answered": len(known.answered), "n_recorded": len(recorded)}
    return [message("matching.answers_without_records", **counts)]

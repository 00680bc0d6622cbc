"""The answer table: every kept response of every export, coded as answered."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import Literal

import pandas as pd

from analysis.errors import InstrumentError, raise_all
from analysis.instrument import Instrument
from analysis.intake.accounts import people_flow, rejects, response_flow, unmapped_table
from analysis.intake.cells import column_of
from analysis.intake.coding import CodedExport, code_export
from analysis.intake.content import content_problems
from analysis.intake.direction_checks import direction_notes, direction_problems
from analysis.intake.duplicates import repeats
from analysis.intake.exports import Export, PeopleExport
from analysis.intake.file_notes import file_notes, people_notes
from analysis.intake.form_checks import check_notes
from analysis.intake.identities import Identities, identities_of, identity_table
from analysis.intake.item_direction import directions
from analysis.intake.keying import key_items
from analysis.intake.layout import instrument_problems, layout_problems
from analysis.intake.matching import match_answers
from analysis.intake.missingness import missing_data
from analysis.intake.people import ReadPeople, people_table, read_people
from analysis.intake.rejects import KEPT, flow_table, nothing_kept
from analysis.intake.responses import Kept, answer_table, kept_responses, missing_cells
from analysis.intake.same_ids import without_several
from analysis.intake.settled import settled
from analysis.intake.shown_order import order_notes, shown_order
from analysis.messages import message
from analysis.notes import Note


@dataclass(frozen=True, slots=True)
class Answers:
    """What was answered, by whom, about whom.

    Attributes
    ----------
    answers
        One row per response, coded as answered (`columns.RESPONSE` and one column per item, in
        the order in which they were shown).
    keyed
        The same with reversed items turned.
    missing
        response, item, reason of every empty cell of the response's own instrument.
    missing_data
        How much is missing in each block, of all and by group, and Little's test of all:
        block, group, level, n, n_complete, n_patterns, missing_share, statistic, df,
        p_value, note.
    people
        One row per person: declared groups, clusters, controls, case weight.
    identities
        code, pseudonym, is_person (described or listed, not only a rater or a cluster).
    rejects
        file, row, reason, detail of every row left out.
    flow
        file, instrument, source, wave, step, n: the states received, readable, matched and
        kept with the reasons before each; received = kept + every reason, by file.
    mapping
        file, item, column, found_by (name, rename or text), n_codes, n_labels, n_invalid,
        invalid_labels: where each item was read, and how its cells were.
    unmapped
        file, label, n, n_items, suggestion: answers that are neither codes nor labels, once
        each; those that could be personal together, without a label.
    n_received, n_kept
        Rows of all exports of answers, and those that became responses.
    notes
        What a reader should know.
    """

    answers: pd.DataFrame
    keyed: pd.DataFrame
    missing: pd.DataFrame
    missing_data: pd.DataFrame
    people: pd.DataFrame
    identities: pd.DataFrame
    rejects: pd.DataFrame
    flow: pd.DataFrame
    mapping: pd.DataFrame
    unmapped: pd.DataFrame
    n_received: int
    n_kept: int
    notes: list[Note]


def answers(
    exports: list[Export],
    people: PeopleExport | None,
    instruments: dict[str, Instrument],
    *,
    key: bytes,
    duplicates: Literal["latest_complete"],
    max_invalid_share: float,
    min_matched_share: float,
    form_orders: Mapping[str, Sequence[str]] = MappingProxyType({}),
) -> Answers:
    """The answer table of a study.

    Parameters
    ----------
    exports
        The exports of answers.
    people
        Who the people are, where there is such a file.
    instruments
        The questionnaires asked, by id.
    key
        The programme's key of pseudonyms, whose order codes and rows follow.
    duplicates
        Which of several responses of the same rater about the same person stays.
    max_invalid_share
        A column with a larger share of cells that cannot be read stops the run.
    min_matched_share
        The least share of the people described in a file who must be in the people file.
    form_orders
        The items of the study's own forms by instrument, where their order is known.

    Raises
    ------
    DataError
        With one line for every problem of every file.
    InstrumentError
        If the items of the instruments cannot stand in one table.
    """
    shares = max_invalid_share, min_matched_share
    ready = prepared(exports, people, instruments, key, duplicates, *shares)
    content = content_problems(ready.table, ready.kept.parts, ready.coded, instruments)
    found = [*directions(ready.table, ready.kept.parts, ready.coded, instruments)]
    raise_all([*ready.problems, *content, *direction_problems(found)])
    result = result_of(ready, people, instruments, form_orders)
    return replace(result, notes=[*result.notes, *direction_notes(found)])


def answers_of_few(
    exports: list[Export],
    people: PeopleExport | None,
    instruments: dict[str, Instrument],
    *,
    key: bytes,
    duplicates: Literal["latest_complete"],
    max_invalid_share: float,
) -> Answers:
    """The same where the answers are too few or too much alike for any analysis."""
    ready = prepared(exports, people, instruments, key, duplicates, max_invalid_share, 0)
    raise_all(ready.problems)
    return result_of(ready, people, instruments, {})


@dataclass(frozen=True, slots=True)
class Prepared:
    """All files read and put together, and what is wrong with them."""

    coded: list[CodedExport]
    listed: ReadPeople | None
    identities: Identities
    kept: Kept
    table: pd.DataFrame
    problems: list[str]
    notes: list[Note]


def prepared(
    exports: list[Export],
    people: PeopleExport | None,
    instruments: dict[str, Instrument],
    key: bytes,
    duplicates: str,
    max_invalid_share: float,
    min_matched_share: float,
) -> Prepared:
    """All files read and put together; raises where that is not possible."""
    if duplicates != "latest_complete":
        raise ValueError(f"no rule for duplicates is called {duplicates!r}")
    raise_all([*instrument_problems(instruments)], InstrumentError)
    listed = read_people(people, max_invalid_share=max_invalid_share) if people else None
    several = listed.several if listed else frozenset[str]()
    coded, problems = coded_exports(exports, instruments, max_invalid_share, several)
    problems += listed.problems if listed else []
    if not coded:
        raise_all(problems or [message("answers.no_file")])
    file = people.file if people else ""
    wrong, notes = match_answers(coded, listed, file, min_matched_share)
    identities = identities_of(id_columns(coded, listed), key=key)
    kept = kept_responses(coded, identities, instruments)
    problems += [*wrong, *repeats(coded, kept.duplicates)]
    return Prepared(coded, listed, identities, kept, answer_table(kept), problems, notes)


def result_of(
    ready: Prepared,
    people: PeopleExport | None,
    instruments: dict[str, Instrument],
    form_orders: Mapping[str, Sequence[str]],
) -> Answers:
    """The answer table and all that belongs to it."""
    coded, listed, kept = ready.coded, ready.listed, ready.kept
    everyone = people_table(listed, column_of(ready.table, "person"), ready.identities)
    items = shown_order(coded, instruments, form_orders)
    table = weighted(ready.table, everyone)
    table = table.loc[:, [*(c for c in table if c not in set(items)), *items]]
    missing = missing_cells(kept)
    notes = [*people_notes(table, listed, ready.identities), *ready.notes]
    notes += order_notes(coded, items)
    groups = [g for g in people.groups if g in everyone] if people else []
    return Answers(
        answers=table,
        keyed=key_items(table, instruments),
        missing=missing,
        missing_data=missing_data(table, everyone, instruments, groups),
        people=everyone,
        identities=identity_table(ready.identities, everyone["person"]),
        rejects=rejects(coded, kept, listed),
        flow=flow_table([*response_flow(coded, kept), *people_flow(listed, people)]),
        mapping=pd.concat([c.mapping for c in coded], ignore_index=True),
        unmapped=unmapped_table(coded),
        n_received=sum(len(c.responses) for c in coded),
        n_kept=len(table),
        notes=[*file_notes(coded, people, listed), *notes, *check_notes(table, instruments)],
    )


def coded_exports(
    exports: list[Export],
    instruments: dict[str, Instrument],
    max_invalid_share: float,
    several: frozenset[str],
) -> tuple[list[CodedExport], list[str]]:
    """The exports that can be read as answers, coded, and the problems of all."""
    problems: list[str] = []
    coded: list[CodedExport] = []
    for given in exports:
        instrument = instruments.get(given.instrument)
        if instrument is None:
            name = given.instrument
            problems.append(message("answers.no_instrument", file=given.file, instrument=name))
            continue
        export = settled(given, instrument)
        if found := [*layout_problems(export, instrument)]:
            problems += found
        else:
            read = code_export(export, instrument, max_invalid_share=max_invalid_share)
            coded.append(without_several(read, several))
    for c in coded:
        problems += c.problems
        if not (c.rejected_for == KEPT).any():
            reasons = c.rejected_for.tolist()
            problems.append(nothing_kept(c.export.file, reasons, len(c.responses)))
    return coded, problems


def id_columns(coded: list[CodedExport], listed: ReadPeople | None) -> Iterator[pd.Series]:
    """Every column of ids: persons and raters of kept rows, people and their clusters."""
    for c in coded:
        kept = c.responses.loc[c.rejected_for == KEPT]
        yield from (column_of(kept, name) for name in ("person", "rater"))
    if listed:
        yield from (column_of(listed.table, column) for column in listed.id_columns)


def weighted(answers: pd.DataFrame, people: pd.DataFrame) -> pd.DataFrame:
    """`answers` with the case weight of the person, where people have one."""
    if "case_weight" not in people:
        return answers
    weights = people.set_index("person")["case_weight"].reindex(answers["person"])
    return answers.assign(case_weight=weights.to_numpy(dtype=float))

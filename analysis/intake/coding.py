"""One export made into coded answers: who, about whom, and a code for every item."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.instrument import Instrument
from analysis.intake.cell_errors import tell_faults
from analysis.intake.cells import column_of
from analysis.intake.code_checks import Coded, code_findings
from analysis.intake.exports import Export
from analysis.intake.joined_columns import joined, n_contradictions
from analysis.intake.labels import (
    NO_CODE,
    REASON,
    CodedColumn,
    Legend,
    allowed,
    code_column,
)
from analysis.intake.layout import shown_items
from analysis.intake.particulars import particulars
from analysis.intake.recoded import recoded_items, turned_back
from analysis.intake.rejects import KEPT, empty_rows, first_reason
from analysis.intake.unmapped import in_words, unmapped_of
from analysis.messages import message
from analysis.notes import Note, note

BETWEEN = "; "
"""What stands between the columns of one item."""

MAPPING = ["file", "item", "column", "found_by", "n_codes", "n_labels", "n_invalid"]
MAPPING += ["invalid_labels"]


@dataclass(frozen=True, slots=True)
class CodedExport:
    """One export after coding, before anybody has a code.

    Attributes
    ----------
    export
        Where it comes from.
    responses
        (n rows) person, rater (ids), form, language, started_at, seconds, n_answered.
    codes
        (n, p) int8, floats where any item is the score of a test; `NO_CODE` where there is no
        answer; items in the instrument's order.
    reasons
        (n, p) uint8 missing reasons, as in `CodedColumn`.
    rejected_for
        (n,) why a row is left out; "" where it is kept.
    mapping
        One row per item: how its cells were read.
    unmapped
        The answers that could not be read, once each, as far as they may be named.
    refused
        Items whose column is refused, so that nothing else need be said about them.
    problems
        One line each, beginning with the file.
    notes
        What a reader should know.
    """

    export: Export
    responses: pd.DataFrame
    codes: np.ndarray
    reasons: np.ndarray
    rejected_for: np.ndarray
    mapping: pd.DataFrame
    unmapped: pd.DataFrame
    refused: set[str]
    problems: list[str]
    notes: list[Note]

    @property
    def declared(self) -> set[str]:
        """The columns of the export that are read."""
        items = (str(item) for item in self.mapping["item"])
        columns = (column for item in items for column in self.export.columns_of(item))
        return {*self.export.columns.values(), *self.export.own, *columns}


def code_export(
    export: Export, instrument: Instrument, *, max_invalid_share: float
) -> CodedExport:
    """The coded answers of `export`, whose layout has no problem."""
    legends = legends_of(export, instrument)
    columns = coded_columns(export, instrument)
    items = {item: joined(found) for item, found in columns.items()}
    codes, reasons = stacked(items, instrument, len(export.table))
    responses, problems, notes = particulars(export, max_invalid_share)
    responses["n_answered"] = (codes != NO_CODE).sum(axis=1, dtype=np.int32)
    refused = {i for i, c in items.items() if c.invalid_share > max_invalid_share}
    ids = [export.columns[role] for role in ("person", "rater") if role in export.columns]
    unmapped = unmapped_of(
        export.file, items, instrument, export.table, private={*ids, *export.personal}
    )
    found = code_findings(Coded(export, instrument, items, legends), unmapped.named, refused)
    read = {*export.columns.values(), *(export.column_of.get(i, i) for i in items)}
    tell_faults(export.file, export.table, sorted(read), max_invalid_share, problems, notes)
    if n := sum(c.n_recoded for c in items.values()):
        notes.append(note("codes_read_by_their_labels", file=export.file, n=n))
    if turned := recoded_items(export, instrument):
        notes.append(note("items_turned_back", file=export.file, items=turned))
    problems += found.problems
    problems += contradictions(export, columns)
    problems += [
        invalid_problem(export, instrument, item, items[item], unmapped.named)
        for item in items
        if item in refused - found.explained
    ]
    return CodedExport(
        export=export,
        responses=responses,
        codes=codes,
        reasons=reasons,
        rejected_for=rejection(export, responses, reasons),
        mapping=mapping_of(export, items, set(unmapped.named)),
        unmapped=unmapped.table,
        refused=refused | found.explained,
        problems=problems,
        notes=[*notes, *found.notes],
    )


def legends_of(export: Export, instrument: Instrument) -> dict[str, Legend]:
    """What the file and the study say of the cells of every item shown (its first column)."""
    return {
        item: legend_of(export, instrument, item, export.columns_of(item)[0])
        for item in shown_items(export, instrument)
    }


def legend_of(export: Export, instrument: Instrument, item: str, column: str) -> Legend:
    """What the file and the study say of the cells of one `column` of an item."""
    legend = export.legends.get(column, Legend())
    own = [export.labels_of.get(n, {}) for n in (instrument.all_items[item].options, item)]
    return replace(legend, labels={**legend.labels, **own[0], **own[1]})


def coded_columns(export: Export, instrument: Instrument) -> dict[str, list[CodedColumn]]:
    """The coded columns of every item shown, as people answered."""
    turned = recoded_items(export, instrument)
    found: dict[str, list[CodedColumn]] = {}
    for item in shown_items(export, instrument):
        options = instrument.options_of(item)
        columns = [
            code_column(
                column_of(export.table, column),
                options,
                legend_of(export, instrument, item, column),
            )
            for column in export.columns_of(item)
        ]
        found[item] = [turned_back(c, options) if item in turned else c for c in columns]
    return found


def contradictions(
    export: Export, columns: Mapping[str, Sequence[CodedColumn]]
) -> Iterator[str]:
    """The items of several columns in which the same people answered differently."""
    for item, found in columns.items():
        if len(found) > 1 and (n := n_contradictions(found)):
            names = ", ".join(export.columns_of(item))
            about = {"file": export.file, "item": item, "columns": names, "n": n}
            yield message("columns.filled_twice", **about)


def stacked(
    items: dict[str, CodedColumn], instrument: Instrument, n: int
) -> tuple[np.ndarray, np.ndarray]:
    """Codes and reasons of all items of the instrument, those not shown included."""
    shape = (n, len(instrument.all_items))
    dtype = np.result_type(np.int8, *(c.codes for c in items.values()))
    codes = np.full(shape, NO_CODE, dtype=dtype, order="F")
    reasons = np.full(shape, REASON["not_shown"], dtype=np.uint8, order="F")
    for j, item in enumerate(instrument.all_items):
        if item in items:
            codes[:, j], reasons[:, j] = items[item].codes, items[item].reasons
    return codes, reasons


def rejection(export: Export, responses: pd.DataFrame, reasons: np.ndarray) -> np.ndarray:
    """Why each row is left out; "" where it is kept."""
    no_person = responses["person"].isna().to_numpy()
    nothing = np.isin(reasons, [REASON["not_shown"], REASON["skipped"]]).all(axis=1)
    where = {
        "empty_row": empty_rows(export.table, no_person & nothing),
        "no_person": no_person,
        "no_rater": responses["rater"].isna().to_numpy(),
        "no_answers": (responses["n_answered"] == 0).to_numpy(),
    }
    reasons = first_reason(len(responses), where)
    return (
        reasons
        if export.aside is None
        else np.where(export.aside == KEPT, reasons, export.aside)
    )


def mapping_of(
    export: Export, items: dict[str, CodedColumn], frequent: set[str]
) -> pd.DataFrame:
    """Which column each item was read from, how it was found, and how its cells were read."""
    rows = [
        {
            "file": export.file,
            "item": item,
            "column": BETWEEN.join(export.columns_of(item)),
            "found_by": found_by(export, item),
            "n_codes": c.n_codes,
            "n_labels": c.n_labels,
            "n_invalid": c.n_invalid,
            "invalid_labels": named(c, frequent),
        }
        for item, c in items.items()
    ]
    return pd.DataFrame(rows, columns=MAPPING)


def found_by(export: Export, item: str) -> str:
    """What told the column of `item`: its name, the study's `rename`, or the text above it."""
    if item in export.by_text:
        return "text"
    return "name" if export.columns_of(item) == [item] else "rename"


def named(column: CodedColumn, frequent: set[str]) -> str:
    """The unreadable answers of `column` that may be named, separated by semicolons."""
    return "; ".join(sorted(set(column.invalid) & frequent))


def invalid_problem(
    export: Export,
    instrument: Instrument,
    item: str,
    column: CodedColumn,
    frequent: Mapping[str, str],
) -> str:
    """The message for an item whose column holds too many unreadable answers."""
    options = instrument.options_of(item)
    about = {
        "file": export.file,
        "column": " + ".join(export.columns_of(item)),
        "share": f"{column.invalid_share:.1%}",
        "options": instrument.all_items[item].options,
        "codes": allowed(options),
    }
    is_test = options.scores is not None
    problem = (
        message("codes.no_scores", **about) if is_test else message("codes.neither", **about)
    )
    labels = in_words({c: like for c, like in frequent.items() if c in column.invalid})
    return message("codes.such_as", problem=problem, labels=labels) if labels else problem

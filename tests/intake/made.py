"""Files of forty people made by a test: answers, people and sales, each with ids of its own."""

import csv
from collections.abc import Callable
from pathlib import Path

from analysis.intake.answers import Answers, answers
from analysis.intake.assembled import assembled
from analysis.intake.exports import Export, PeopleExport, RecordExport
from analysis.intake.id_rules import NOTHING_IGNORED, IdRules
from analysis.intake.known_ids import ids_in
from analysis.intake.matching import Known
from analysis.intake.raw_exports import read_export
from analysis.intake.records import Records, records
from tests.intake.exported import INSTRUMENTS, ITEMS, KEY, SMALL

N = 40
Writing = Callable[[int], str]


def plain(i: int) -> str:
    """The id of person `i` as it should be: E0001."""
    return f"E{i:04}"


def write(path: Path, rows: list[list[str]]) -> Path:
    """A file of these rows."""
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def answer_row(i: int) -> list[str]:
    """What person `i` answered: items of a dimension go together, reversed ones turned."""
    kept = [min(5, 1 + i % 5 + (i // 5 + i * j + j) % 2) for j in range(len(ITEMS))]
    return [str(6 - k if SMALL.all_items[item].reversed else k)
            for item, k in zip(ITEMS, kept, strict=True)]  # fmt: skip


def answer_file(path: Path, ids: list[str], **columns: list[str]) -> Path:
    """Answers of people with these `ids`, and further `columns`."""
    cells = zip(ids, *columns.values(), strict=True)
    rows = [[*row, *answer_row(i)] for i, row in enumerate(cells)]
    return write(path, [["staff", *columns, *ITEMS], *rows])


def one_of_four(i: int) -> str:
    """The manager of person `i`."""
    return f"M{i % 4:02}"


def people_file(path: Path, ids: list[str], boss: Writing = one_of_four) -> Path:
    """People with these `ids` in two regions, a manager each, and years of tenure."""
    rows = [[who, "NS"[i % 2] + "orth", boss(i), str(i % 9)] for i, who in enumerate(ids)]
    return write(path, [["staff", "region", "boss", "tenure"], *rows])


def sales_file(path: Path, ids: list[str]) -> Path:
    """Two months of sales of people with these `ids`."""
    rows = [[who, f"2025-0{m}", str(100 * i + m)] for i, who in enumerate(ids) for m in (1, 2)]
    return write(path, [["staff", "month", "amount"], *rows])


def export_of(path: Path, source: str = "self", rater: str | None = None, **options) -> Export:
    """The answers in the file at `path`."""
    columns = {"person": "staff", "rater": rater}
    given = {"wave": 1, "form": "A", "rename": {}, "items": None, "only": {}, "labels": {},
             "missing": {}, "columns": columns, **options}  # fmt: skip
    raw = read_export(path, "auto")
    return assembled(raw, file=path.name, instrument="small", source=source, **given)


def people_of(path: Path, rules: IdRules = NOTHING_IGNORED, **options) -> PeopleExport:
    """The people in the file at `path`."""
    table = read_export(path, "auto").table
    return PeopleExport(path.name, table, person="staff", groups=["region"], clusters=["boss"],
                        controls=["tenure"], ids=rules, **options)  # fmt: skip


def taken(*exports: Export, people: PeopleExport | None = None) -> Answers:
    """The answer table of these files."""
    return answers(
        list(exports), people, INSTRUMENTS, key=KEY, duplicates="latest_complete",
        max_invalid_share=0.2, min_matched_share=0.5,
    )  # fmt: skip


def sold(path: Path, found: Answers, *files: Path, rules: IdRules = NOTHING_IGNORED) -> Records:
    """The records in the file at `path` of the people of `found`, who come from `files`."""
    table = RecordExport(path.name, read_export(path, "auto").table, source="records",
                         person="staff", period="month", exposure=None, columns=["amount"],
                         ids=rules)  # fmt: skip
    known = Known(
        answered=frozenset(found.answers["person"]),
        ids=lambda: frozenset().union(
            *(ids_in(f, "auto", None, "staff", rules) for f in files)
        ),
        min_share=0.5,
    )
    return records([table], found.identities, key=KEY, max_invalid_share=0.2, whom=known)

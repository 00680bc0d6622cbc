"""The data files of a study: their names, and the columns that each must have."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.instrument import Instrument
from analysis.intake.headers import check_file
from analysis.intake.item_columns import Asked
from analysis.kpi import Kpi
from workflow.criteria_checks import criteria_columns
from workflow.file_settings import OneFile
from workflow.path_names import path_problem
from workflow.settings import People, Responses, Settings


def files_wrong(
    folder: Path, main: Settings, instruments: dict[str, Instrument], kpis: dict[str, Kpi]
) -> list[str]:
    """What is wrong with the data files of the study: missing, empty, columns not there."""
    problems: list[str] = []
    for r in (r for r in main.responses if not any(map(path_problem, names_in(r)))):
        if r.instrument in instruments:
            dictionary = folder / r.dictionary if r.dictionary else None
            asked = Asked(instruments[r.instrument], r.source, r.rename, items=r.items)
            about = (r.format, response_columns(r), dictionary, asked)
            problems += check_file(folder / r.file, *about, sheets=r.sheets)
    people = main.people
    needed = dict.fromkeys(people_columns(people), "people")
    if not path_problem(people.file):
        problems += check_file(folder / people.file, "auto", needed, sheets=people.sheets)
    for c in (c for c in main.criteria if not path_problem(c.file)):
        needed = criteria_columns(c, kpis)
        problems += check_file(
            folder / c.file, "auto", needed, months_aside=True, sheets=c.sheets
        )
    return problems


def names_in(responses: Responses) -> list[str]:
    """The files that an export of answers is read from."""
    return [responses.file, *([responses.dictionary] if responses.dictionary else [])]


def names_unusable(main: Settings) -> Iterator[str]:
    """Data files whose names no file can have, or that the workflow would misread."""
    files = [name for r in main.responses for name in names_in(r)]
    files += [main.people.file, *(c.file for c in main.criteria), main.previous or ""]
    for file in dict.fromkeys(f for f in files if f):
        if problem := path_problem(file):
            yield f"study.yaml: {problem}"


def response_columns(responses: Responses) -> dict[str, str]:
    """The columns beside items that an export of answers must have, and what each is for."""
    columns = responses.columns.model_dump(exclude_none=True)
    chosen = dict.fromkeys(responses.only, "only")
    return {column: name for name, column in columns.items()} | chosen


def people_columns(people: People) -> list[str]:
    """The columns that the people table must have."""
    own = [c for c in (people.person, people.case_weight) if c]
    return [*own, *people.groups, *people.clusters, *people.controls]


def sheets_of(file: OneFile, columns: Iterable[str]) -> dict[str, list[str]]:
    """Which sheets of a workbook `file` are read for `columns`, as plain values."""
    return {"columns": list(columns), "named": file.sheets}

"""The data files of a study: their names, and the columns that each must have."""

from collections.abc import Iterable, Iterator
from pathlib import Path

from analysis.instrument import Instrument
from analysis.intake.headers import check_file
from analysis.kpi import Kpi
from workflow.file_settings import OneFile
from workflow.path_names import path_problem
from workflow.settings import Criteria, People, Responses, Settings


def files_wrong(
    folder: Path, main: Settings, instruments: dict[str, Instrument], kpis: dict[str, Kpi]
) -> list[str]:
    """What is wrong with the data files of the study: missing, empty, columns not there."""
    problems: list[str] = []
    for r in (r for r in main.responses if not any(map(path_problem, names_in(r)))):
        if r.instrument in instruments:
            needed = response_columns(r, instruments[r.instrument])
            dictionary = folder / r.dictionary if r.dictionary else None
            problems += check_file(folder / r.file, r.format, needed, dictionary, r.sheets)
    people = main.people
    needed = dict.fromkeys(people_columns(people), "people")
    if not path_problem(people.file):
        problems += check_file(folder / people.file, "auto", needed, sheets=people.sheets)
    for c in (c for c in main.criteria if not path_problem(c.file)):
        needed = criteria_columns(c, kpis)
        problems += check_file(folder / c.file, "auto", needed, sheets=c.sheets)
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


def response_columns(responses: Responses, instrument: Instrument) -> dict[str, str]:
    """The columns that an export of answers must have, and what each is for."""
    columns = responses.columns.model_dump(exclude_none=True)
    item_columns = {item: column for column, item in responses.rename.items()}
    shown = instrument.all_items if responses.items is None else responses.items
    items = {item_columns.get(item, item): f"item {item}" for item in shown}
    chosen = dict.fromkeys(responses.only, "only")
    return {column: name for name, column in columns.items()} | items | chosen


def criteria_columns(criteria: Criteria, kpis: dict[str, Kpi]) -> dict[str, str]:
    """The columns that a table of performance must have, and what each is for."""
    columns = {c: "person" for c in [criteria.person] if c}
    columns |= {c: "period" for c in [criteria.period] if c}
    columns |= {c: "exposure" for c in [criteria.exposure] if c}
    columns |= dict.fromkeys(criteria.controls, "control")
    for name in criteria.kpis:
        kpi = kpis.get(name) if isinstance(name, str) else name
        columns |= {c: f"KPI {kpi.id}" for c in kpi.columns} if kpi else {}
    return columns


def people_columns(people: People) -> list[str]:
    """The columns that the people table must have."""
    own = [c for c in (people.person, people.case_weight) if c]
    return [*own, *people.groups, *people.clusters, *people.controls]


def sheets_of(file: OneFile, columns: Iterable[str]) -> dict[str, list[str]]:
    """Which sheets of a workbook `file` are read for `columns`, as plain values."""
    return {"columns": list(columns), "named": file.sheets}

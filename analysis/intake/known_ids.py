"""Ids as files of answers and people have them, read again to be compared and not kept."""

from pathlib import Path

from analysis.intake.id_columns import read_person_ids
from analysis.intake.id_rules import IdRules
from analysis.intake.raw_exports import read_export


def ids_in(
    path: str | Path,
    format: str,
    dictionary: str | Path | None,
    person: str | None,
    rules: IdRules,
) -> frozenset[str]:
    """The ids of people in a file, without what `rules` leave out.

    Parameters
    ----------
    path, format, dictionary
        The file, as `raw_exports.read_export` takes it.
    person
        The column of ids, called by its name or question; None where every row is a person.
    rules
        What of ids does not count.
    """
    raw = read_export(path, format, dictionary)
    column = None if person is None else raw.called(person)
    return frozenset(read_person_ids(Path(path).name, raw.table, column, rules).ids.dropna())

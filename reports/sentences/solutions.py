"""Whether the factors of a set of answers have a solution that can be read, and if not, why."""

from collections.abc import Mapping
from typing import Any

from analysis.columns import BLOCK
from reports import style
from reports.reading import Reading, blocks

CFA, EFA = "measurement/cfa", "measurement/efa"

FACTOR_TROUBLE = (
    "extraction_not_converged",
    "rotation_not_converged",
    "heywood_case_of_factors",
)
"""Notes on exploratory factors that are not to be read."""

Key = tuple[str, str, int]


def notes_of(reading: Reading, rule: str, key: Key) -> list[Mapping[str, Any]]:
    """The notes of a rule on one set of answers."""
    notes = reading.given.summary(rule).get("notes") or []
    return [said for said in notes if tuple(said.get(name) for name in BLOCK) == key]


def intended_models(reading: Reading) -> list[dict[str, Any]]:
    """The row of the intended model of every set of answers."""
    frame = reading.table(CFA, "models")
    return frame[frame["role"] == "hypothesised"].to_dict("records")


def key_of(row: Mapping[str, Any]) -> Key:
    """The set of answers that a row is about."""
    return row["instrument"], row["source"], row["wave"]


def is_solved(row: Mapping[str, Any]) -> bool:
    """Whether a model has an admissible solution with a fit."""
    return bool(row["converged"]) and bool(row["proper"]) and row["cfi"] == row["cfi"]


def unsolved(reading: Reading, row: Mapping[str, Any]) -> str:
    """What a model has in place of an admissible solution: did not converge, or why not."""
    if not row["converged"]:
        return reading.words.text("no_solution.not_converged")
    said = [
        text
        for note in notes_of(reading, CFA, key_of(row))
        if note.get("model") in (row["model"], "") and (text := improper_text(reading, note))
    ]
    if bool(row["proper"]) or not said:
        name = "no_estimates" if row["proper"] else "improper"
        return reading.words.text(f"no_solution.{name}")
    return reading.words.text("no_solution.because", why=reading.words.listing(said))


def improper_text(reading: Reading, note: Mapping[str, Any]) -> str:
    """What makes a solution impossible, from a note on it; nothing from other notes."""
    if note["note"] == "negative_variance":
        value, name = style.number(note["estimate"]), reading.dimension(note["name"])
        kind = f"no_solution.variance_{note['kind']}"
        return reading.words.text(kind, name=name, value=value)
    if note["note"] == "covariance_not_possible":
        return reading.words.text(f"no_solution.covariance_{note['kind']}")
    return ""


def factor_trouble(reading: Reading, key: Key) -> str:
    """Why exploratory factors are not to be read; nothing if they are."""
    words = reading.words
    said = []
    for note in notes_of(reading, EFA, key):
        if note["note"] == "heywood_case_of_factors":
            value = style.number(note["communality"])
            named = {"item": note["item"], "value": value}
            said.append(words.text("no_solution.heywood_case_of_factors", **named))
        elif note["note"] in FACTOR_TROUBLE:
            said.append(words.text(f"no_solution.{note['note']}"))
    return words.listing(said)


def readable_structure(reading: Reading) -> Any:
    """The rows on items of those sets of answers whose exploratory factors can be read."""
    frame = reading.table(EFA, "structure")
    trouble = {key for key in blocks(frame) if factor_trouble(reading, key)}
    keep = [key not in trouble for key in frame[BLOCK].itertuples(index=False, name=None)]
    return frame.loc[keep].reset_index(drop=True)

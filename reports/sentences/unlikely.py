"""Values of performance that look like slips: told before anything that follows from them."""

from reports import style
from reports.reading import Reading

UNLIKELY = (
    "records_far_above",
    "records_far_below",
    "kpi_far_above",
    "kpi_far_below",
    "level_of_file",
    "level_of_period",
)
"""The notes that a slip of the unit brings about."""


def unlikely_values(reading: Reading) -> list[str]:
    """How far values of performance are off, and where, if any look like slips."""
    notes = reading.given.summary("criterion/performance").get("notes") or []
    found = [said for said in notes if said["note"] in UNLIKELY]
    if not found:
        return []
    names = [reading.criterion(n["kpi"]) if "kpi" in n else n["column"] for n in found]
    where = reading.words.listing(list(dict.fromkeys(names)))
    times = style.number(max(n["times"] for n in found), 0)
    return [reading.words.text("lead.unlikely", times=times, where=where)]

"""Sentences on what came in: numbers are picked from the results, never made."""

from reports import style
from reports.reading import Reading


def intake_findings(reading: Reading) -> list[str]:
    """How many answers and records came in, and how many could be used."""
    words = reading.words
    answers, records = (reading.given.summary(f"intake/{r}") for r in ("answers", "records"))
    received, kept = int(answers["n_received"]), int(answers["n_kept"])
    return [
        words.text(
            "findings.intake.answers",
            received=style.count(received),
            kept=style.count(kept),
            rejected=style.count(received - kept),
        ),
        words.text(
            "findings.intake.records",
            received=style.count(records["n_received"]),
            kept=style.count(records["n_kept"]),
            without=style.count(records["n_people_without_records"]),
        ),
        *same_ids(reading, "findings.intake.same_ids"),
    ]


def same_ids(reading: Reading, sentence: str) -> list[str]:
    """The `sentence` on ids that may stand for several people, if there are any."""
    notes = reading.given.summary("intake/answers").get("notes") or []
    found = [n["n"] for n in notes if n["note"] == "ids_of_several_people"]
    return [reading.words.text(sentence, n=style.count(n)) for n in found]

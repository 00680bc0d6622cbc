"""Sentences on scores: numbers are picked from the results, never made."""

from reports import style
from reports.reading import Reading


def scoring_findings(reading: Reading) -> list[str]:
    """How sure a score is."""
    frame = reading.table("scoring/scores", "scales")
    frame = frame[frame["standard_error_of_measurement"].notna()]
    order = frame.sort_values("standard_error_of_measurement", kind="stable")
    if order.empty:
        return []
    low, high = order.iloc[0], order.iloc[-1]
    return [
        reading.words.text(
            "findings.scoring.error",
            smallest=reading.dimension(low["dimension"]),
            low=style.number(low["standard_error_of_measurement"]),
            largest=reading.dimension(high["dimension"]),
            high=style.number(high["standard_error_of_measurement"]),
            answers_low=reading.block(low["instrument"], low["source"], low["wave"]),
            answers_high=reading.block(high["instrument"], high["source"], high["wave"]),
        )
    ]

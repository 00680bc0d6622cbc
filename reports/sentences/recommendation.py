"""Sentences on the verdict and the recommended weights."""

from reports import style
from reports.reading import Reading


def verdict_findings(reading: Reading) -> list[str]:
    """What the evidence says about unequal weights, in one plain sentence."""
    summary = reading.given.summary("weighting/recommendation")
    evidence = summary["evidence"]
    words = reading.words
    name = summary["verdict"]
    values = {
        "unequal": {"scheme": words.term("scheme", summary["scheme"])},
        "equal": {
            "best": words.term("scheme", evidence["scheme"]),
            "gain": style.bounded(evidence["minimal_gain"]),
        },
        "too_little_data": {
            "gain": style.bounded(evidence["minimal_gain"]),
            "n": style.count(evidence["n"]),
            "needed": style.count(rounded_up(evidence["n_needed"])),
            "power": style.percent(evidence["power"], 0),
        },
        "no_validity": {},
    }[name]
    return [words.text(f"terms.weight_verdict.{name}", **values)]


def rounded_up(n: float) -> float:
    """A number of people that is an approximation, in steps of ten, never too few."""
    return -(-n // 10) * 10


def recommendation(reading: Reading) -> list[str]:
    """The verdict, and the points that follow."""
    if not reading.anything_valid():
        return verdict_findings(reading)
    return [
        *verdict_findings(reading),
        *point_findings(reading),
        *rank_findings(reading),
    ]


def point_findings(reading: Reading) -> list[str]:
    """The points of 100, and why equal weights are not the same points where they are not."""
    words = reading.words
    frame = reading.table("weighting/recommendation", "weights")
    several = len(set(frame["source"])) > 1
    parts = []
    for row in frame.to_dict("records"):
        name = reading.dimension(row["dimension"])
        if several:
            name = f"{reading.source(row['source'])} · {name}"
        points = style.number(row["points"], 0)
        parts.append(words.text("signs.with_points", name=name, points=points))
    rounded = set(frame["scheme"]) == {"unit"} and len(set(frame["points"])) > 1
    kind = "points_equal" if rounded else "points"
    return [words.text(f"findings.weighting.{kind}", parts=words.listing(parts))]


def rank_findings(reading: Reading) -> list[str]:
    """How far people would move if the scheme that is shown took the place of equal weights."""
    shown = reading.table("weighting/recommendation", "ranks")["scheme"].iloc[0]
    frame = reading.table("weighting/recommendation", "rank_changes")
    rows = frame[(frame["scheme"] == shown) & (frame["against"] == "unit")]
    if rows.empty:
        return []
    row = rows.iloc[0]
    return [
        reading.words.text(
            "findings.recommendation.ranks",
            scheme=reading.words.term("scheme", shown),
            r=style.bounded(row["correlation"]),
            mean=style.number(row["mean_change"], 0),
            share=style.percent(row["large_share"], 0),
        )
    ]

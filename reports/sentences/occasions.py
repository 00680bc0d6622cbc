"""Sentences on sources and years of the same people: which dimensions may be compared."""

import pandas as pd

from reports import style
from reports.reading import Reading
from reports.sentences.invariance import largest
from reports.tables.invariance import LADDER
from reports.tables.occasions import (
    DIMENSION,
    RULE,
    differing,
    occasions,
    own,
    standing_of,
)

STANDINGS = ("scores", "latent", "relations", "structure", "unknown")


def occasion_findings(reading: Reading) -> list[str]:
    """For every comparison one sentence for each degree of comparability that occurs."""
    frame = reading.table(RULE, "occasions").drop_duplicates(DIMENSION)
    return [
        said
        for _, rows in frame.groupby([*LADDER, "compared"], sort=False)
        for said in comparison_texts(
            reading, list(rows[DIMENSION].itertuples(index=False, name=None))
        )
    ]


def comparison_texts(reading: Reading, keys: list[tuple]) -> list[str]:
    """The sentences of one comparison, from the keys of its dimensions."""
    words, frame = reading.words, reading.table(RULE, "occasions")
    first, n = own(frame, keys[0]).iloc[0], max(own(frame, key)["n"].max() for key in keys)
    names = ["instrument", "source", "grouping", "compared"]
    compared = occasions(reading, *(str(first[name]) for name in names))
    found = []
    for standing in STANDINGS:
        some = [key for key in keys if standing_of(reading, key) == standing]
        if not some:
            continue
        named = partial_cost(reading, some) if standing == "latent" else {}
        found.append(
            words.text(
                f"findings.measurement.occasions_{standing}",
                compared=compared,
                n=style.count(n),
                dimensions=words.listing([reading.dimension(key[-1]) for key in some]),
                **named,
            )
        )
    return found


def partial_cost(reading: Reading, keys: list[tuple]) -> dict[str, str]:
    """The items that differ in these dimensions, and what they do to scores."""
    items = [item for key in keys for item in differing(reading, key)]
    frame = reading.table(RULE, "occasion_impact")
    impact = pd.concat([own(frame, key) for key in keys])
    return {"items": reading.words.listing(items), **largest(impact)}


def compared_by(reading: Reading, grouping: str) -> bool:
    """Whether sources or years were tested: of the same people, or years of different ones."""
    tables = (reading.table(RULE, name) for name in ("steps", "occasions"))
    return any(
        bool((frame["p_change"].notna() & (frame["grouping"] == grouping)).any())
        for frame in tables
    )

"""Tables of the competency model itself: what its dimensions and levels mean."""

import pandas as pd

from analysis.instrument import Level
from reports import style
from reports.reading import Reading
from reports.tables.cells import titled


def table_dimensions(reading: Reading) -> pd.DataFrame:
    """Every dimension with its definition, its elements where it has any, and its items."""
    given = [d for i in reading.given.instruments.values() for d in i.dimensions]
    columns = {
        "dimension": [reading.said(d.title) for d in given],
        "definition": [reading.said(d.definition) for d in given],
        "elements": [
            reading.words.listing([reading.said(e.title) for e in d.elements]) for d in given
        ],
        "n_items": [style.count(sum(item.role == "scored" for item in d.items)) for d in given],
    }
    if not any(columns["elements"]):
        del columns["elements"]
    return titled(reading, columns)


def table_levels(reading: Reading) -> pd.DataFrame:
    """Every level with its behaviours, and whether the source has it."""
    given = [
        (d, level)
        for i in reading.given.instruments.values()
        for d in i.dimensions
        for level in d.levels
    ]
    return titled(
        reading,
        {
            "dimension": [reading.said(d.title) for d, _ in given],
            "competency_level": [f"{x.level} · {reading.said(x.title)}" for _, x in given],
            "behaviour": [behaviours(reading, x) for _, x in given],
            "origin": [
                reading.words.term("origin", "reconstructed" if x.reconstructed else "source")
                for _, x in given
            ],
        },
    )


def behaviours(reading: Reading, level: Level) -> str:
    """What people of this level do, sentence after sentence."""
    sentences = [reading.said(text) for text in (level.behaviour, *level.anchors)]
    return reading.words.in_a_row(sentences)

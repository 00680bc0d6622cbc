"""Tables of sources and years of the same people: what may be compared, means, steps."""

from typing import Any

import pandas as pd

from reports import style
from reports.reading import Reading
from reports.tables.cells import basis, dimensions, terms, titled, wordings
from reports.tables.invariance import (
    LADDER,
    after_releases,
    impact_on_scores,
    indices,
    latent,
    reached,
    released,
    sizes_of,
    step_tests,
)

RULE = "measurement/invariance"
DIMENSION = [*LADDER, "dimension"]


def table_comparisons(reading: Reading) -> pd.DataFrame:
    """What may be compared of every dimension, and the items that differ."""
    frame = reading.table(RULE, "occasions").drop_duplicates(DIMENSION).reset_index(drop=True)
    keys = list(frame[DIMENSION].itertuples(index=False, name=None))
    standing = [standing_of(reading, key) for key in keys]
    items = [differing(reading, key) for key in keys]
    return titled(
        reading,
        {
            "occasions": compared(reading, frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "may_compare": terms(reading, "may_compare", standing),
            "items_to_mend": [reading.words.listing(own) or style.MISSING for own in items],
            **basis(reading, frame),
        },
    )


def table_means(reading: Reading) -> pd.DataFrame:
    """Latent means in standard deviations of the first occasion."""
    frame = reading.table(RULE, "occasion_means")
    return titled(
        reading,
        {
            "occasions": compared(reading, frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "occasion": later(reading, frame),
            **latent(frame),
            **basis(reading, frame),
        },
    )


def later(reading: Reading, frame: Any) -> list[str]:
    """The occasion of each row that is compared with the first."""
    return [label(reading, *row) for row in frame[["grouping", "group"]].to_numpy()]


def table_items(reading: Reading) -> pd.DataFrame:
    """Items released at a step, with the size and direction of what differs."""
    freed = released(reading, "occasion_items", DIMENSION)
    sizes = reading.table(RULE, "occasion_effects")
    frame = freed.merge(
        sizes[[*DIMENSION, "item", "group", "dmacs", "signed"]], on=[*DIMENSION, "item"]
    )
    return titled(
        reading,
        {
            "occasions": compared(reading, frame),
            "step": terms(reading, "ladder_step", frame["step"]),
            "dimension": dimensions(reading, frame["dimension"]),
            "item": frame["item"],
            "wording": wordings(reading, frame),
            "holdout": terms(reading, "holdout", frame["holdout"]),
            "occasion": later(reading, frame),
            **sizes_of(reading, frame),
            **basis(reading, frame),
        },
    )


def table_impact(reading: Reading) -> pd.DataFrame:
    """What the differences do to the gap of scores and to selection, where there are any."""
    frame = after_releases(reading, "occasion_impact", "occasion_items", DIMENSION)
    return titled(
        reading,
        {
            "occasions": compared(reading, frame),
            "dimension": dimensions(reading, frame["dimension"]),
            "occasion": later(reading, frame),
            **impact_on_scores(frame),
            **basis(reading, frame),
        },
    )


def table_steps(reading: Reading) -> pd.DataFrame:
    """Every step of every dimension with its decision, its tests and its fit."""
    frame = reading.table(RULE, "occasions")
    return titled(
        reading,
        {
            "occasions": compared(reading, frame),
            "dimension": dimensions(reading, frame["dimension"]),
            **step_tests(reading, frame),
            **indices(frame, ["cfi", "rmsea"]),
            **basis(reading, frame),
        },
    )


def compared(reading: Reading, frame: Any) -> list[str]:
    """The occasions of each row, the reference first."""
    rows = frame[["instrument", "source", "grouping", "compared"]].itertuples(index=False)
    return [occasions(reading, *row) for row in rows]


def occasions(
    reading: Reading, instrument: str, source: str, grouping: str, labels: str
) -> str:
    """The names of sources, or of a source and its years."""
    names = [label(reading, grouping, one) for one in labels.split(" + ")]
    if grouping != "source":
        names.insert(0, reading.source(source))
    if len(set(reading.table(RULE, "occasions")["instrument"])) > 1:
        names.insert(0, reading.said(reading.given.instruments[instrument].title))
    return reading.words.text("signs.join").join(names)


def label(reading: Reading, grouping: str, name: str) -> str:
    """The name of a source or a year."""
    if grouping == "source":
        return reading.source(name)
    return reading.words.text("signs.wave", wave=name)


def standing_of(reading: Reading, key: tuple) -> str:
    """What the ladder of one dimension allows to be compared."""
    steps = own(reading.table(RULE, "occasions"), key)
    found = reached(steps)
    if found != "scores" and "not_fitted" in set(steps["decision"]):
        return "unknown"
    return "latent" if found == "scores" and differing(reading, key) else found


def differing(reading: Reading, key: tuple) -> list[str]:
    """Items of one dimension that were released at a step that matters for means."""
    tests = own(reading.table(RULE, "occasion_items"), key)
    freed = tests[tests["released"].astype(bool) & (tests["step"] != "residuals")]
    return list(dict.fromkeys(freed["item"]))


def own(frame: Any, key: tuple) -> Any:
    """The rows of one ladder of one dimension."""
    same = [row == key for row in frame[DIMENSION].itertuples(index=False, name=None)]
    return frame.loc[pd.Series(same, index=frame.index, dtype=bool)]

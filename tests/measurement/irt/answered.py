"""Answers of two groups to two short dimensions; one item may differ."""

import numpy as np
import pandas as pd

from analysis.instrument import Dimension, Instrument, Item, Options, Text
from tests.stats.irt.graded_data import drawn

SLOPES = np.array([1.2, 1.6, 2.1, 1.4])
INTERCEPTS = np.array([[2.4, 0.8, -0.8, -2.4]] * 4) + np.array([0, 0.4, -0.4, 0.2])[:, None]
DIMENSIONS = ("north", "south")
ITEMS = [f"{d}{i}" for d in DIMENSIONS for i in range(1, 5)]
TEXT = Text(zh="测验", en="Test")


def instrument(dimensions: tuple[str, ...] = DIMENSIONS, *, per: int = 4) -> Instrument:
    options = Options(codes={code: TEXT for code in range(1, 6)}, no_answer={})
    return Instrument(
        schema_version=1,
        id="test",
        version="1.0.0",
        title=TEXT,
        source="invented",
        options={"five": options},
        dimensions=[
            Dimension(
                id=d,
                title=TEXT,
                definition=TEXT,
                items=[
                    Item(id=f"{d}{i}", self=TEXT, options="five") for i in range(1, per + 1)
                ],
            )
            for d in dimensions
        ],
    )


def table(codes: np.ndarray) -> pd.DataFrame:
    """An answer table with codes from 1 on."""
    people = np.arange(len(codes))
    frame = pd.DataFrame(codes + 1, columns=ITEMS[: codes.shape[1]], dtype="Int8")
    return frame.assign(
        response=people, person=people, instrument="test", source="self", wave=1
    )


def two_groups(
    seed: int, n: int, *, shift: float = 0.0
) -> tuple[pd.DataFrame, pd.DataFrame, np.ndarray]:
    """Answers, people, and the attributes (2 n, 2); the first item is shifted in group b."""
    rng = np.random.default_rng(seed)
    codes, attributes = [], []
    for group in range(2):
        parts = []
        for d in range(2):
            intercepts = INTERCEPTS.copy()
            if group == 1 and d == 0:
                intercepts[0] += shift
            parts.append(drawn(rng, n, slopes=SLOPES, intercepts=intercepts, mean=-0.4 * group))
        codes.append(np.hstack([part[0] for part in parts]))
        attributes.append(np.column_stack([part[1] for part in parts]))
    people = pd.DataFrame({"person": np.arange(2 * n), "team": np.repeat(["a", "b"], n)})
    return table(np.vstack(codes)), people, np.vstack(attributes)

"""`make check-shared SHARED=folder`: graded response parameters beside published ones.

The answers cannot be committed, so this is no part of the test suite. The folder, or its data/,
holds ltm_science/science_7items.csv.
"""

import sys
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.instrument import Dimension, Instrument, Item, Options, Text
from analysis.measurement.irt.irt import irt

PLACE = Path("ltm_science") / "science_7items.csv"

PUBLISHED = {
    "Comfort": ((1.041, 4.864, 2.640, -1.466), (0.18838, 0.49088, 0.22267, 0.15868)),
    "Work": ((1.226, 2.924, 0.901, -2.266), (0.18189, 0.23928, 0.14289, 0.20308)),
    "Future": ((2.296, 5.238, 2.216, -1.965), (0.48269, 0.72817, 0.35640, 0.32209)),
    "Benefit": ((1.095, 3.348, 0.992, -1.688), (0.18336, 0.27659, 0.14053, 0.16864)),
}
"""Slope and intercepts, and their standard errors: 392 people, Eurobarometer 1992. R package
mirt, tests/testthat/test-02-mirtTwo.R (Chalmers, 2012, JSS 48(6))."""

WITHIN = 0.01
"""The tolerance of the published values."""


def science(file: Path) -> pd.DataFrame:
    """The answers as an answer table of one block."""
    table = pd.read_csv(file)[list(PUBLISHED)]
    people = np.arange(len(table))
    return table.assign(
        response=people, person=people, instrument="science", source="self", wave=1
    )


def instrument() -> Instrument:
    """Four items of four options, one dimension."""
    text = Text(zh="科学态度", en="Attitude to science")
    options = Options(codes={code: text for code in range(1, 5)}, no_answer={})
    items = [Item(id=name, self=text, options="agree4") for name in PUBLISHED]
    return Instrument(
        schema_version=1,
        id="science",
        version="1.0.0",
        title=text,
        source="Eurobarometer 1992",
        options={"agree4": options},
        dimensions=[Dimension(id="science", title=text, definition=text, items=items)],
    )


def main(folder: Path) -> int:
    """Print one line an item; 1 if any parameter or standard error is further away."""
    file = next((f for f in (folder / PLACE, folder / "data" / PLACE) if f.is_file()), None)
    if file is None:
        print(f"{folder} has no {PLACE}; say where it is: make check-shared SHARED=…")
        return 2
    found = irt(
        science(file),
        {"science": instrument()},
        n_points=61,
        reach=6,
        misfit_share=0.05,
        misfit_draws=200,
        estimator="wlsmv",
        missing="listwise",
        confidence=0.95,
        rng=np.random.default_rng(1),
    )
    wrong = 0
    for item, wanted in PUBLISHED.items():
        rows = found.parameters[found.parameters["item"] == item]
        rows = rows[rows["parameter"] != "location"]
        got = rows[["estimate", "std_error"]].to_numpy(dtype=float).T
        away = float(np.abs(got - np.array(wanted)).max())
        wrong += away > WITHIN
        shown = " ".join(f"{value:.3f}" for value in got[0])
        print(f"{'wrong' if away > WITHIN else 'right'}  {item}: {shown} (off by {away:.4f})")
    print(f"{len(PUBLISHED) - wrong} of {len(PUBLISHED)} items as published, within {WITHIN}")
    return int(wrong > 0)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

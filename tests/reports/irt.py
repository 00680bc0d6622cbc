"""Made-up results of graded response models and of tests of single items."""

import numpy as np
import pandas as pd

from analysis.instrument import Instrument

HOW = {"n": 470, "estimator": "graded_mml", "missing": "available"}
SOURCES = ("self", "manager")
POINTS = np.linspace(-6, 6, 13)


def irt(instrument: Instrument) -> dict:
    """Every item alike; dimensions differ in how exactly they measure."""
    reliability = {d: 0.72 + 0.03 * i for i, d in enumerate(instrument.scored)}
    of = instrument.dimension_of.items()
    return {
        "parameters": rows(
            instrument,
            [
                {"dimension": d, "item": item, "parameter": kind, "category": code}
                | {"estimate": value, "std_error": 0.1, "ci_low": value - 0.2}
                | {"ci_high": value + 0.2}
                for item, d in of
                for kind, code, value in parameters()
            ],
        ),
        "information": rows(
            instrument,
            [
                {"dimension": d, "item": "", "attribute": x, "std_error": 0.4}
                | {"information": 6 * np.exp(-((x + 1) ** 2) / 4)}
                for d in instrument.scored
                for x in POINTS
            ],
        ),
        "dimensions": rows(
            instrument,
            [
                {"dimension": d, "reliability": reliability[d], "exact_from": -2.4}
                | {"exact_to": 1.5}
                for d in instrument.scored
            ],
        ),
        "agreement": rows(
            instrument,
            [
                {"dimension": d, "item": item, "parameter": "loading", "category": np.nan}
                | {"irt": 0.71, "cfa": 0.70, "difference": 0.01}
                for item, d in of
            ],
        ),
        "misfit": rows(instrument, [{"cutoff": -0.9, "n_beyond": 21, "share_beyond": 0.045}]),
        "summary": {"notes": []},
    }


def parameters() -> list[tuple[str, float, float]]:
    """Slope, intercepts and locations of an item of four options."""
    places = [(2.0, -1.6), (3.0, -0.2), (4.0, 1.3)]
    each = [[("intercept", c, -1.8 * b), ("location", c, b)] for c, b in places]
    return [("slope", np.nan, 1.8), *(row for pair in each for row in pair)]


def rows(instrument: Instrument, given: list[dict]) -> pd.DataFrame:
    """The rows for both sets of answers."""
    return pd.DataFrame(
        [
            {"instrument": instrument.id, "source": source, "wave": 1, **row, **HOW}
            for source in SOURCES
            for row in given
        ]
    )


def dif(instrument: Instrument) -> dict:
    """Self-ratings: one item differs clearly, one is doubtful; manager ratings: none."""
    decisions = {("self", "inf1"): "differs", ("self", "ach1"): "unclear"}
    about = {"grouping": "gender"}
    items = rows(
        instrument,
        [
            {**about, "dimension": d, "item": item, "decision": "same", "anchor": True}
            | {"p_adjusted": 0.6, "p_logistic_adjusted": 0.7, "p_nonuniform": 0.5}
            | {"r_squared_gain": 0.002, "size": "negligible"}
            for item, d in instrument.dimension_of.items()
        ],
    )
    keys = zip(items["source"], items["item"], strict=True)
    items["decision"] = [decisions.get(key, "same") for key in keys]
    found = items["decision"] == "differs"
    items.loc[found, "size"] = "moderate"
    items.loc[found, ["p_adjusted", "p_logistic_adjusted"]] = 0.001
    return {
        "tests": items,
        "effects": rows(
            instrument,
            [
                {**about, "group": "female", "dimension": d, "item": item, "signed": -0.3}
                | {"unsigned": 0.31, "standardised": -0.4}
                for item, d in instrument.dimension_of.items()
            ],
        ),
        "dimensions": rows(
            instrument,
            [
                {**about, "group": "female", "dimension": d, "estimate": 0.1}
                | {"score_shift": -0.06 if d == "influence" else 0.0}
                for d in instrument.scored
            ],
        ),
        "alignment": rows(
            instrument,
            [
                {"grouping": "region", "dimension": d, "item": item, "n_groups": 8}
                | {"n_alike": 6 if item == "per2" else 8, "unlike": ""}
                for item, d in instrument.dimension_of.items()
            ],
        ),
        "groups": rows(
            instrument,
            [{**about, "group": "male", "role": "reference", "note": ""}],
        ),
        "summary": {"notes": []},
    }

"""Simulated careless answers: which share is found, and how many honest people are flagged?

Run by `make calibrate`; writes screening_detection.csv beside this file. 36 items in six
dimensions, eight of them reversed at places drawn anew in every study; no times, no attention
items. Every row is one design: options, loading, people, how much readers differ in going to
the ends of scales, pattern and share of careless people; `extreme` holds 5 % of honest people
at the top of every scale and nobody careless.
"""

import itertools
import sys
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis.screening.flags import apply_screening, fit_screening
from analysis.seeds import stream
from analysis.simulation.careless import (
    CAREFUL,
    EXTREME,
    CarelessDesign,
    draw_careless_study,
)

SEED = 20260101
STUDIES = {200: 20, 500: 8}
"""By number of people, so that every row rests on 4,000 people."""
CATEGORIES, LOADINGS = (4, 7), (0.5,)
"""Weak items: the better they load, the easier random answers are to see."""
PATTERNS, SHARES = ("straight_line", "random", "alternating", "partial"), (0.05, 0.15)
STYLE = 0.35
"""As much as the people of two real questionnaires differ."""
CONDITIONS = [
    ("nobody", 0.0, 0.0),
    ("extreme", 0.0, 0.05),
    *((pattern, share, 0.0) for pattern in PATTERNS for share in SHARES),
]


def defaults() -> dict:
    """The options of screening as they ship, in draft precision."""
    known = yaml.safe_load((ROOT / "config/defaults.yaml").read_text(encoding="utf-8"))
    elsewhere = ("exclude", "fewest_ratees")
    options = {k: v for k, v in known["screening"].items() if k not in elsewhere}
    return options | {"simulations": known["replications"]["draft"]["screening_simulations"]}


OPTIONS = defaults()


def flagged(design: CarelessDesign, rng: np.random.Generator) -> pd.DataFrame:
    """Behaviour of everybody in one study, and whether they are flagged."""
    study = draw_careless_study(design, rng)
    asked = {study.instrument.id: study.instrument}
    screening = fit_screening(study.answers, study.keyed, asked, rng=rng, **OPTIONS)
    _, flags = apply_screening(screening, study.answers, study.keyed)
    return pd.DataFrame({"behaviour": study.behaviour, "flagged": flags["flagged"]})


def row(categories: int, loading: float, people: int, style: float, condition: tuple) -> dict:
    """Shares found and falsely flagged in all studies of one design."""
    name, careless, extreme = condition
    design = CarelessDesign(
        people=people,
        dimensions=6,
        items=6,
        n_reversed=8,
        categories=categories,
        loading=loading,
        between=0.4,
        pattern="random" if name in ("nobody", "extreme") else name,
        careless=careless,
        extreme=extreme,
        style=style,
    )
    size = f"{categories} {loading} {people} {style}"
    key = ("screening_detection", name, f"{careless}", size)
    streams = stream(SEED, *key).spawn(STUDIES[people])
    everybody = pd.concat([flagged(design, one) for one in streams])
    by = everybody.groupby("behaviour")["flagged"].agg(["mean", "size"])
    other = name if careless else EXTREME
    return {
        "categories": categories,
        "loading": loading,
        "people": people,
        "style": style,
        "condition": name,
        "careless": careless,
        "studies": STUDIES[people],
        "n_found_among": int(by["size"].get(other, 0)),
        "flagged": by["mean"].get(other, np.nan),
        "n_attentive": int(by["size"][CAREFUL]),
        "falsely_flagged": by["mean"][CAREFUL],
    }


def main() -> None:
    """Write the table, and print it by pattern."""
    alike = itertools.product(CATEGORIES, LOADINGS, STUDIES, [0.0], CONDITIONS)
    designs = [*alike, *itertools.product([5], LOADINGS, [500], [STYLE], CONDITIONS)]
    table = pd.DataFrame([row(*design) for design in designs])
    file = Path(__file__).with_suffix(".csv")
    table.to_csv(file, index=False, float_format="%.4f", lineterminator="\n")
    shown = table.groupby(["condition", "careless", "style"])[["flagged", "falsely_flagged"]]
    print(shown.agg(["mean", "min", "max"]).round(3).to_string())


if __name__ == "__main__":
    main()

"""Nested data of the tests of mixed models: committed tables, and draws from a seed."""

import json
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

ROOT = Path(__file__).parents[2]
REFERENCE = ROOT / "tests/reference"
EXPECTED: dict[str, Any] = json.loads((REFERENCE / "mixed/expected.json").read_text("utf-8"))[
    "values"
]


@dataclass(frozen=True, slots=True)
class Nested:
    """What `nested_reml` takes, with the labels of the groups by level."""

    X: np.ndarray
    y: np.ndarray
    codes: np.ndarray
    parents: tuple[np.ndarray, ...]
    weights: np.ndarray
    labels: tuple[np.ndarray, ...] = ()

    @property
    def members(self) -> list[np.ndarray]:
        """Indicator matrix of every level, shapes (n, G_l)."""
        rows, found = self.codes, []
        for level in range(len(self.parents) + 1):
            found.append(np.eye(int(rows.max()) + 1)[rows])
            if level < len(self.parents):
                rows = self.parents[level][rows]
        return found


def nested(
    frame: pd.DataFrame, outcome: str, terms: list[str], levels: list[str], weight: str = ""
) -> Nested:
    columns = [np.ones(len(frame)), *(frame[t].to_numpy(dtype=float) for t in terms)]
    labels, coded = zip(
        *(np.unique(frame[name].astype(str), return_inverse=True) for name in levels),
        strict=True,
    )
    parents = []
    for inner, outer in pairwise(coded):
        up = np.zeros(inner.max() + 1, dtype=int)
        up[inner] = outer
        parents.append(up)
    weights = frame[weight].to_numpy(dtype=float) if weight else np.ones(len(frame))
    return Nested(
        np.column_stack(columns),
        frame[outcome].to_numpy(dtype=float),
        coded[0],
        tuple(parents),
        weights,
        labels,
    )


def demo() -> pd.DataFrame:
    folder = ROOT / "studies/demo_sales_2026/data"
    people = pd.read_csv(folder / "people.csv", encoding="utf-8-sig")
    sales = pd.read_csv(folder / "sales.csv", encoding="utf-8-sig")
    frame = sales.merge(people, on="employee_id").dropna(
        subset=[
            *("sales_amount", "months_active", "tenure_months", "territory_potential"),
            *("manager_id", "region"),
        ]
    )
    positive = frame[["sales_amount", "tenure_months", "territory_potential"]] > 0
    frame = frame[positive.all(axis=1)].reset_index(drop=True)
    months = pd.get_dummies(frame["month"], drop_first=True, prefix="", prefix_sep="")
    return frame.assign(
        log_sales=np.log(frame["sales_amount"] / frame["months_active"]),
        lp=np.log(frame["territory_potential"]),
        lt=np.log(frame["tenure_months"]),
        **{name: months[name] for name in months},
    )


def reference_study(name: str) -> Nested:
    if name.startswith("klein"):
        frame = pd.read_csv(REFERENCE / "data/klein2000.csv")
        terms = ["POSAFF", "COHES"] if name.endswith("ri") else []
        return nested(frame, "JOBSAT", terms, ["GRPID"])
    if name.startswith("hs"):
        frame = pd.read_csv(REFERENCE / "data/HolzingerSwineford1939.csv")
        grade = frame["grade"].map("{:.0f}".format)
        keys = [frame["school"], grade.replace("nan", "NA"), frame["sex"], frame["agemo"] // 4]
        frame["cl"] = ["|".join(map(str, row)) for row in zip(*keys, strict=True)]
        frame["room"] = [f"{s} {g}" for s, g in zip(keys[0], keys[1], strict=True)]
        levels = ["cl", "room"] if name == "hs.nested" else ["cl"]
        return nested(frame, "x9", ["x1", "x4"], levels)
    frame = demo()
    if name == "demo.three":
        return nested(frame, "log_sales", ["lp", "lt"], ["employee_id", "manager_id", "region"])
    months = sorted(c for c in frame if str(c).startswith("2025-"))
    terms = [*months, "lp", "lt"]
    return nested(frame, "log_sales", terms, ["employee_id", "manager_id"], "months_active")


def drawn(
    rng: np.random.Generator,
    *,
    people: int,
    managers: int,
    regions: int,
    periods: int,
    variances: tuple[float, float, float, float],
    weighted: bool = False,
) -> tuple[Nested, np.ndarray]:
    """A study of three levels, and the true sum of the effects of every person."""
    up = rng.permutation(np.arange(people) % managers)
    region = np.arange(managers) % regions
    codes = np.repeat(np.arange(people), periods)
    keep = rng.random(len(codes)) < 0.9
    keep[::periods] = True
    codes = codes[keep]
    n = len(codes)
    weights = rng.uniform(0.4, 1.6, n) if weighted else np.ones(n)
    regressors = [np.ones(n), *rng.normal(size=(2, n)), rng.normal(size=people)[codes]]
    design = np.column_stack(regressors)
    sds = np.sqrt(variances)
    effect = sds[0] * rng.normal(size=people)
    effect += (sds[1] * rng.normal(size=managers))[up]
    effect += (sds[2] * rng.normal(size=regions))[region[up]]
    noise = sds[3] * rng.normal(size=n) / np.sqrt(weights)
    y = design @ [10, 0.5, -0.3, 0.2] + effect[codes] + noise
    return Nested(design, y, codes, (up, region), weights), effect

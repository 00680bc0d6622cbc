"""Frozen results of R on regressions, and the data they were made from."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

REFERENCE = Path(__file__).parents[1] / "reference"
EXPECTED: dict[str, Any] = json.loads(
    (REFERENCE / "validity/expected.json").read_text(encoding="utf-8")
)["values"]
STUDIES = ["bfi_age", "bfi_edu", "hs_x9"]
MIXED = {
    "klein": ("klein2000.csv", "JOBSAT", ["POSAFF", "COHES"]),
    "hs_school_grade": ("HolzingerSwineford1939.csv", "x9", ["x1", "x4"]),
}


def expected(name: str) -> Any:
    """The value of an entry."""
    return EXPECTED[name]["value"]


def regression_data(name: str) -> pd.DataFrame:
    """Predictors and, last, the outcome."""
    if name == "hs_x9":
        table = pd.read_csv(REFERENCE / "data/HolzingerSwineford1939.csv")
        return table[["x1", "x2", "x3", "x4", "x5", "x6", "x9"]]
    answers = pd.read_csv(REFERENCE / "data/bfi_complete25.csv")
    turned = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]
    answers[turned] = 7 - answers[turned]
    means = {s: answers[[f"{s}{i}" for i in range(1, 6)]].mean(axis=1) for s in "ACENO"}
    scales = pd.DataFrame(means)
    if name == "bfi_age":
        return scales.assign(age=answers["age"])
    both = scales.assign(gender=answers["gender"], education=answers["education"])
    return both.dropna()


def clustered_data(name: str) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """Design with constant, outcome and cluster codes."""
    file, outcome, predictors = MIXED[name]
    table = pd.read_csv(REFERENCE / "data" / file)
    labels = table["GRPID"].astype(str) if name == "klein" else school_class(table)
    design = np.column_stack([np.ones(len(table)), table[predictors]])
    codes = np.unique(labels.to_numpy(dtype=str), return_inverse=True)[1]
    return design, table[outcome].to_numpy(dtype=float), codes


def school_class(table: pd.DataFrame) -> pd.Series:
    """The made-up classes of the Holzinger and Swineford pupils."""
    parts = [table["school"], table["grade"], table["sex"], table["agemo"] // 4]
    return pd.Series(["|".join(map(str, row)) for row in zip(*parts, strict=True)])

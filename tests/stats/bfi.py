"""The answers behind the frozen entries of several tests."""

from pathlib import Path

import numpy as np
import pandas as pd

DATA = Path(__file__).parents[1] / "reference" / "data"
TURNED = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]


def bfi_codes(name: str, items: list[str]) -> np.ndarray:
    """Answers to `items` of the file `name` as categories from 0, -1 where missing."""
    table = np.genfromtxt(DATA / name, delimiter=",", names=True)
    answers = np.stack([table[item] for item in items], axis=1)
    return np.where(np.isnan(answers), -1, answers - 1).astype(np.int8)


def scale_answers(name: str) -> pd.DataFrame:
    """The answers behind an entry of `reliability`, such as "hs9" or "complete.A"."""
    if name == "hs9":
        hs = pd.read_csv(DATA / "HolzingerSwineford1939.csv")
        return hs[[f"x{number}" for number in range(1, 10)]]
    sample, letter = name.split(".")
    file = {"complete": "bfi_complete25.csv", "pairwise": "bfi.csv"}[sample]
    table = pd.read_csv(DATA / file)
    table[TURNED] = 7 - table[TURNED]
    return table[[f"{letter}{number}" for number in range(1, 6)]]

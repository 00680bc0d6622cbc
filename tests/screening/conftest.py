"""The 2,436 complete answers behind the reference, and what R careless makes of them."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

REFERENCE = Path(__file__).parents[1] / "reference"
DIMENSIONS = {d: [f"{d}{i}" for i in range(1, 6)] for d in "ACENO"}
REVERSED = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]


@pytest.fixture(scope="session")
def careless() -> dict:
    text = (REFERENCE / "careless" / "expected.json").read_text(encoding="utf-8")
    values = json.loads(text)["values"]
    return {
        name: {**entry, "value": np.array(entry["value"], dtype=float)}
        if isinstance(entry["value"], list)
        else entry
        for name, entry in values.items()
    }


@pytest.fixture(scope="session")
def raw() -> pd.DataFrame:
    data = pd.read_csv(REFERENCE / "data" / "bfi_complete25.csv")
    return data[[item for items in DIMENSIONS.values() for item in items]].astype(float)


@pytest.fixture(scope="session")
def keyed(raw) -> pd.DataFrame:
    return raw.assign(**{item: 7 - raw[item] for item in REVERSED})


@pytest.fixture(scope="session")
def dimensions() -> dict[str, list[str]]:
    return DIMENSIONS

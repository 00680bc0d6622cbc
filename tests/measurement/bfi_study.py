"""The SAPA answers to 25 personality items, as the stages before hand them on."""

import json
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from analysis.instrument import Instrument, load_instrument

ROOT = Path(__file__).resolve().parents[2]
REFERENCE = ROOT / "tests" / "reference"
LETTERS = {
    "agreeableness": "A",
    "conscientiousness": "C",
    "extraversion": "E",
    "neuroticism": "N",
    "openness": "O",
}


def frozen(area: str) -> dict[str, Any]:
    return json.loads((REFERENCE / area / "expected.json").read_text())["values"]


def bfi() -> dict[str, Instrument]:
    return {"sapa_bfi": load_instrument(ROOT / "instruments" / "sapa_bfi.yaml")}


def keyed(file: str = "bfi_complete25.csv", *, as_answered: bool = False) -> pd.DataFrame:
    instrument = bfi()["sapa_bfi"]
    answers = pd.read_csv(REFERENCE / "data" / file)[list(instrument.all_items)].astype("Int8")
    for item in instrument.all_items.values():
        if item.reversed and not as_answered:
            answers[item.id] = 7 - answers[item.id]
    n = np.arange(len(answers), dtype=np.int32)
    ids = pd.DataFrame({"response": n, "person": n, "rater": n, "source": "self", "wave": 1})
    return pd.concat([ids.assign(instrument="sapa_bfi"), answers], axis=1)


def nothing_missing() -> pd.DataFrame:
    return pd.DataFrame({"response": [], "item": [], "reason": []}).astype(
        {"response": "int32", "item": "str", "reason": "str"}
    )

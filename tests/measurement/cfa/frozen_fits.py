"""Frozen fits of lavaan to continuous items, and ours to the same data."""

import json
import re
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.measurement.cfa.continuous import fit_continuous
from analysis.measurement.cfa.fit import CfaFit

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
FROZEN = json.loads((REFERENCE / "cfa_continuous/expected.json").read_text())["values"]
FILES = {
    "HS": "HolzingerSwineford1939.csv",
    "HSM": "HS_missing.csv",
    "BC": "bfi_complete25.csv",
    "BFI": "bfi.csv",
}


@cache
def data(name: str) -> pd.DataFrame:
    """The data of generate.R, with its made-up clusters and weights."""
    table = pd.read_csv(REFERENCE / "data" / FILES[name])
    row = np.arange(1, len(table) + 1)
    weight = np.resize([0.5, 1, 2, 1.5, 3], len(table))
    return table.assign(cluster=(row * 7) % 36, weight=weight)


def entries(call: str, name: str) -> list[str]:
    """Values of an option that is a text or a c(...) of texts."""
    found = re.search(rf"{re.escape(name)} = (c\([^)]*\)|'[^']*')", call)
    return re.findall(r"'([^']*)'", found.group(1)) if found else []


@cache
def ours(name: str) -> CfaFit:
    """Our fit of a frozen entry."""
    entry = FROZEN[name]
    call, value = entry["call"], entry["value"]
    table = data(value["data"])
    groups = None
    if value["groups"] != [""]:
        groups = pd.Series(pd.Categorical(table["school"], categories=value["groups"]))
    return fit_continuous(
        value["model"],
        table,
        estimator=(entries(call, "estimator") or ["ml"])[0].lower(),
        missing=(entries(call, "missing") or ["listwise"])[0],
        groups=groups,
        case_weights=table["weight"] if "sampling.weights" in call else None,
        clusters=table["cluster"] if "cluster =" in call else None,
        std_lv="std.lv = TRUE" in call,
        orthogonal="orthogonal = TRUE" in call,
        mean_structure="meanstructure = TRUE" in call,
        group_equal=entries(call, "group.equal"),
        group_partial=entries(call, "group.partial"),
        confidence=0.95,
    )


def numbers(values: list[float | None]) -> np.ndarray:
    """A frozen column; null is NaN."""
    return np.array([np.nan if value is None else value for value in values], dtype=float)


def aligned(name: str) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lavaan's parameters and ours, row by row."""
    value = FROZEN[name]["value"]
    columns = ("est", "se", "z", "pvalue", "ci_low", "ci_high")
    lavaan = pd.DataFrame({column: numbers(value[column]) for column in columns})
    groups = [value["groups"][max(int(g), 1) - 1] for g in value["group"]]
    keys = [
        (left, operator, "" if operator == ":=" else right, "" if operator == ":=" else group)
        for left, operator, right, group in zip(
            value["lhs"], value["op"], value["rhs"], groups, strict=True
        )
    ]
    found = ours(name).estimates
    right = found["right"].where(found["operator"] != ":=", "")
    places = {
        key: row
        for row, key in enumerate(
            zip(found["left"], found["operator"], right, found["group"], strict=True)
        )
    }
    turned = [key if key in places else (key[2], key[1], key[0], key[3]) for key in keys]
    order = [places[key] for key in turned]
    assert sorted(order) == list(range(len(found))), "not the same parameters"
    return lavaan, found.iloc[order].reset_index(drop=True)

"""Models, estimates and samples rebuilt from frozen lavaan parameter tables."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.stats.sem.answers import Answers, patterns
from analysis.stats.sem.coded_answers import coded_answers
from analysis.stats.sem.implied import Implied, implied, jacobian
from analysis.stats.sem.likelihood import Pattern
from analysis.stats.sem.model import GroupStructure, Matrices, Matrix, Model
from analysis.stats.sem.moment_influence import contributions, moment_covariance
from analysis.stats.sem.ordinal_moments import OrdinalMoments, ordinal_moments
from analysis.stats.sem.residuals import Moments
from analysis.stats.sem.saturated import saturated_moments
from analysis.stats.sem.standardised import Places

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
FROZEN = json.loads((REFERENCE / "cfa_results" / "expected.json").read_text())["values"]
MODELS = [name for name, entry in FROZEN.items() if "parameters" in entry["value"]]
ORDINAL = [name for name in MODELS if "ordered" in FROZEN[name]["call"]]
CONTINUOUS = [name for name in MODELS if name not in ORDINAL]


@dataclass(frozen=True)
class FrozenModel:
    """A fit of lavaan; tuples have one entry per group."""

    model: Model
    values: np.ndarray
    places: tuple[Places, ...]
    rows: tuple[np.ndarray, ...]  # rows of the lavaan table that the places stand for
    table: dict
    items: list[str]
    factors: list[str]

    @property
    def given(self) -> tuple[Implied, ...]:
        groups = range(len(self.model.groups))
        return tuple(implied(self.model, group, self.values) for group in groups)

    @property
    def jacobians(self) -> tuple[np.ndarray, ...]:
        groups = range(len(self.model.groups))
        basis = self.model.basis
        return tuple(jacobian(self.model, group, self.values) @ basis for group in groups)


class Names:
    """Where a row of a lavaan table stands."""

    def __init__(self, table: dict) -> None:
        rows = list(zip(table["lhs"], table["op"], table["rhs"], strict=True))
        self.factors = list(
            dict.fromkeys(left for left, operator, _ in rows if operator == "=~")
        )
        loaded = dict.fromkeys(right for _, operator, right in rows if operator == "=~")
        self.items = [item for item in loaded if item not in self.factors]
        cuts = {(left, right) for left, operator, right in rows if operator == "|"}
        self.cuts = sorted(cuts, key=lambda cut: (self.items.index(cut[0]), int(cut[1][1:])))
        self.threshold_item = np.array(
            [self.items.index(item) for item, _ in self.cuts], dtype=int
        )

    def place(self, left: str, operator: str, right: str) -> tuple[Matrix, int, int] | None:
        items, factors = self.items, self.factors
        match operator:
            case "=~" if right in factors:
                return Matrix.BETA, factors.index(right), factors.index(left)
            case "=~":
                return Matrix.LAMBDA, items.index(right), factors.index(left)
            case "~~" if left in factors:
                return Matrix.PSI, *descending(factors, left, right)
            case "~~":
                return Matrix.THETA, *descending(items, left, right)
            case "~1" if left in factors:
                return Matrix.ALPHA, factors.index(left), 0
            case "~1":
                return Matrix.NU, items.index(left), 0
            case "|":
                return Matrix.TAU, self.cuts.index((left, right)), 0
            case "~*~":
                return Matrix.DELTA, items.index(left), 0
        return None


def descending(names: list[str], left: str, right: str) -> tuple[int, int]:
    pair = names.index(left), names.index(right)
    return max(pair), min(pair)


@cache
def frozen_model(name: str) -> FrozenModel:
    table = FROZEN[name]["value"]["parameters"]
    names = Names(table)
    where = [
        names.place(*row) for row in zip(table["lhs"], table["op"], table["rhs"], strict=True)
    ]
    group_of = table.get("group") or [1 if at else 0 for at in where]
    labels = table.get("label") or [""] * len(where)
    theta_form = 'parameterization = "theta"' in FROZEN[name]["call"]
    free = [row for row, at in enumerate(where) if at and table["se"][row] not in (0, None)]
    tied: dict[str, list[int]] = {}
    for element, row in enumerate(free):
        tied.setdefault(labels[row] or f"row {row}", []).append(element)
    basis = np.zeros((len(free), len(tied)))
    for column, members in enumerate(tied.values()):
        basis[members, column] = 1
    structures, places, shown = [], [], []
    for group in range(1, max(group_of) + 1):
        mine = [row for row, at in enumerate(where) if at and group_of[row] == group]
        structures.append(structure(names, where, table, [r for r in mine], free))
        kinds, rows, columns = np.array([where[row] for row in mine]).T
        places.append(Places(kinds, rows, columns))
        shown.append(np.array(mine))
    values = np.array([table["est"][row] for row in free], dtype=float)
    model = Model(
        groups=tuple(structures),
        basis=basis,
        offset=np.zeros(len(free)),
        start=np.full(len(free), np.nan),
        mean_structure="~1" in table["op"],
        theta_parameterization=theta_form,
    )
    return FrozenModel(
        model, values, tuple(places), tuple(shown), table, names.items, names.factors
    )


def structure(
    names: Names, where: list, table: dict, rows: list[int], free: list[int]
) -> GroupStructure:
    parts = empty(len(names.items), len(names.factors), len(names.cuts))
    position = {row: element for element, row in enumerate(free)}
    for row in rows:
        if row not in position:
            put(parts, *where[row], table["est"][row])
    mine = [row for row in rows if row in position]
    kinds, first, second = np.array([where[row] for row in mine]).T
    return GroupStructure(
        fixed=Matrices(*(parts[kind] for kind in Matrix)),
        matrix=kinds,
        row=first,
        column=second,
        element=np.array([position[row] for row in mine]),
        ordinal=np.isin(np.arange(len(names.items)), names.threshold_item),
        threshold_item=names.threshold_item,
    )


def empty(p: int, m: int, t: int) -> dict[Matrix, np.ndarray]:
    return {
        Matrix.LAMBDA: np.zeros((p, m)),
        Matrix.BETA: np.zeros((m, m)),
        Matrix.PSI: np.zeros((m, m)),
        Matrix.THETA: np.zeros((p, p)),
        Matrix.NU: np.zeros(p),
        Matrix.ALPHA: np.zeros(m),
        Matrix.TAU: np.zeros(t),
        Matrix.DELTA: np.ones(p),
    }


def put(parts: dict, kind: Matrix, first: int, second: int, value: float) -> None:
    part = parts[kind]
    if part.ndim == 1:
        part[first] = value
    else:
        part[first, second] = value
        if kind in (Matrix.PSI, Matrix.THETA):
            part[second, first] = value


def answers(name: str) -> pd.DataFrame:
    """The answers an entry was fitted to, complete ones unless FIML; items and the group."""
    call = FROZEN[name]["call"]
    file = "bfi_complete25" if name.startswith("bfi") else "HolzingerSwineford1939"
    file = "bfi_sparse5" if "SPARSE" in call else "HS_missing" if "HSM" in call else file
    file = "bfi" if "BFI[" in call else file
    frame = pd.read_csv(REFERENCE / "data" / f"{file}.csv")
    items = frozen_model(name).items
    rows = frame[items].notna()
    kept = frame[rows.any(axis=1) if "fiml" in call else rows.all(axis=1)]
    column = next((c for c in ("school", "gender") if f'"{c}"' in call), None)
    return kept[items].assign(group=kept[column] if column else "")


def by_group(name: str) -> list[pd.DataFrame]:
    """Answers of every group, in the order of lavaan: of first appearance."""
    frame = answers(name)
    return [part.drop(columns="group") for _, part in frame.groupby("group", sort=False)]


@cache
def ordinal_groups(name: str) -> tuple[tuple[OrdinalMoments, np.ndarray], ...]:
    """Sample moments of every group, and the covariance of root-n times their vector."""
    ordinal = frozen_model(name).model.groups[0].ordinal
    fits = [
        ordinal_moments(coded_answers(part.to_numpy(float), ordinal)) for part in by_group(name)
    ]
    return tuple((fit.moments, moment_covariance(contributions(fit))) for fit in fits)


def people(name: str) -> list[Answers]:
    return [Answers(part.to_numpy(float), np.ones(len(part)), None) for part in by_group(name)]


def all_patterns(name: str) -> list[list[Pattern]]:
    return [patterns(group) for group in people(name)]


def observed_moments(name: str) -> list[Moments]:
    """Sample moments per group, means only where they are modelled."""
    model = frozen_model(name)
    if name in ORDINAL:
        nothing = np.empty(0)
        return [Moments(moments.covariance, nothing) for moments, _ in ordinal_groups(name)]
    found = [saturated_moments(part, len(model.items)) for part in all_patterns(name)]
    divisor = [1 if "ULS" not in FROZEN[name]["call"] and "WLS" not in FROZEN[name]["call"]
               else n / (n - 1) for n in group_sizes(name)]  # fmt: skip
    return [
        Moments(one.covariance * scale, one.mean if model.model.mean_structure else np.empty(0))
        for one, scale in zip(found, divisor, strict=True)
    ]


def implied_moments(name: str) -> list[Moments]:
    model = frozen_model(name)
    means = name not in ORDINAL and model.model.mean_structure
    return [
        Moments(given.covariance, given.mean if means else np.empty(0)) for given in model.given
    ]


def group_sizes(name: str) -> np.ndarray:
    return np.atleast_1d(FROZEN[name]["value"]["n"]).astype(float)


def factor_moments(given: Implied) -> tuple[np.ndarray, np.ndarray]:
    """Covariance and mean of the factors."""
    parts = given.matrices
    effects = np.linalg.inv(np.eye(len(parts.beta)) - parts.beta)
    return effects @ parts.psi @ effects.T, effects @ parts.alpha

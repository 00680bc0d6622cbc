"""Fits that lavaan froze cell by cell (tests/reference/cfa_cells), and ours to the same."""

import json
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd

from analysis.measurement.cfa.continuous import fit_continuous
from analysis.measurement.cfa.expression_values import Dual, evaluated
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.model_matrices import placed, threshold_order
from analysis.measurement.cfa.ordinal import fit_ordinal
from analysis.measurement.cfa.samples import sample
from analysis.stats.sem import likelihood
from analysis.stats.sem.answers import patterns
from analysis.stats.sem.implied import implied, jacobian, moments
from analysis.stats.sem.implied_variances import variances
from analysis.stats.sem.least_squares import WeightedMoments, statistics, weighted
from analysis.stats.sem.likelihood import Pattern
from analysis.stats.sem.model import elements, parameters_of
from analysis.stats.sem.modification_indices import (
    extended,
    modification_indices,
    standardised_change,
)
from analysis.stats.sem.residuals import correlation_residuals
from analysis.stats.sem.standardised import Places, explained, standardised

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
FOLDER = REFERENCE / "cfa_cells"
FILES = {
    "HS": "HolzingerSwineford1939",
    "HSM": "HS_missing",
    "BC": "bfi_complete25",
    "BFI": "bfi",
    "SPARSE": "bfi_sparse5",
}
LEAST_SQUARES = ("uls", "wls", "dwls", "wlsm", "wlsmv", "ulsm", "ulsmv")


def frozen(name: str) -> dict[str, dict]:
    """One file of frozen fits: name of the fit, then spec and value."""
    return json.loads((FOLDER / f"{name}.json").read_text())["values"]


@cache
def data(name: str) -> pd.DataFrame:
    """Answers of a data set, committed or drawn by samples.R."""
    known = FILES.get(name)
    file = REFERENCE / "data" / f"{known}.csv" if known else FOLDER / "samples" / f"{name}.csv"
    return pd.read_csv(file)


@dataclass(frozen=True)
class Entry:
    """A fit of lavaan and ours."""

    spec: dict
    value: dict
    fit: CfaFit

    @property
    def least_squares(self) -> bool:
        return self.fit.estimator in LEAST_SQUARES

    @property
    def ordinal(self) -> bool:
        return bool(self.fit.table.ordinal)

    @property
    def n_groups(self) -> int:
        return len(self.fit.sample)


def listed(found: str | list[str] | None) -> list[str]:
    """R writes a vector of one as a text."""
    if found is None:
        return []
    return [found] if isinstance(found, str) else found


def fit_of(spec: dict, labels: list[str]) -> CfaFit:
    """Our fit of a spec; groups in the order of lavaan."""
    table = data(spec["data"])
    groups = None
    if "group" in spec:
        groups = table[spec["group"]].astype(str)
        groups = groups.astype(pd.CategoricalDtype([str(label) for label in labels]))
    ordered = listed(spec.get("ordered"))
    settings = {
        "missing": spec.get("missing", "listwise"),
        "groups": groups,
        "case_weights": table[spec["sampling.weights"]] if "sampling.weights" in spec else None,
        "clusters": table[spec["cluster"]] if "cluster" in spec else None,
        "std_lv": spec.get("std.lv", False),
        "orthogonal": spec.get("orthogonal", False),
        "group_equal": listed(spec.get("group.equal")),
        "group_partial": listed(spec.get("group.partial")),
        "confidence": 0.95,
    }
    if not ordered:
        return fit_continuous(
            spec["model"],
            table,
            estimator=spec.get("estimator", "ML").lower(),
            mean_structure=spec.get("meanstructure", False),
            **settings,
        )
    return fit_ordinal(
        spec["model"],
        table,
        ordinal=ordered,
        estimator=spec["estimator"].lower(),
        parameterization=spec.get("parameterization", "delta"),
        **settings,
    )


def entry_of(found: dict) -> Entry:
    """Spec and value of lavaan with our fit."""
    spec, value = found["spec"], found["value"]
    return Entry(spec, value, fit_of(spec, [str(label) for label in value["groups"]]))


def numbers(column: list[float | None]) -> np.ndarray:
    """A frozen column; null is NaN."""
    return np.array([np.nan if value is None else value for value in column], dtype=float)


def lavaan_table(entry: Entry) -> pd.DataFrame:
    """Lavaan's rows; group numbers as our labels."""
    found = entry.value["parameters"]
    frame = pd.DataFrame({"left": found["lhs"], "operator": found["op"], "right": found["rhs"]})
    number = found.get("group", [1] * len(frame))
    defined = frame["operator"] == ":="
    frame["group"] = [entry.fit.table.groups[max(int(g), 1) - 1] for g in number]
    frame.loc[defined, ["right", "group"]] = ""
    for column in (
        "est", "se", "z", "pvalue", "ci.lower", "ci.upper", "std.lv", "std.all", "std.nox",
    ):  # fmt: skip
        frame[column] = numbers(found[column])
    return frame


def our_table(entry: Entry) -> pd.DataFrame:
    """Our rows with standardised values, one row per parameter and group, then defined ones."""
    fit = entry.fit
    found = fit.estimates.copy()
    found.loc[found["operator"] == ":=", ["right", "group"]] = ""
    values = elements(fit.model, fit.parameters)
    latent, complete = np.full(len(found), np.nan), np.full(len(found), np.nan)
    for group in range(entry.n_groups):
        at, places = group_places(fit, group)
        given = standardised(fit.model, group, values, places)
        latent[at], complete[at] = given.latent, given.complete
    for values in (latent, complete):
        values[len(fit.table.rows) :] = defined(fit, values)
    return found.assign(latent=latent, complete=complete)


def defined(fit: CfaFit, values: np.ndarray) -> list[float]:
    """Defined parameters at standardised values of the labelled ones."""
    nothing = np.zeros(0)
    labels = fit.table.rows["label"]
    known = {
        label: Dual(float(value), nothing)
        for label, value in reversed(list(zip(labels, values, strict=False)))
        if label
    }
    found = []
    for definition in fit.table.definitions:
        known[definition.name] = evaluated(definition.expression, known)
        found.append(known[definition.name].value)
    return found


def group_places(fit: CfaFit, group: int) -> tuple[np.ndarray, Places]:
    """Rows of the table that belong to a group, and where they stand in its matrices."""
    rows = fit.table.rows
    at = np.flatnonzero((rows["group"] == fit.table.groups[group]).to_numpy())
    mine = rows.iloc[at]
    names = mine[["left", "operator", "right"]].itertuples(index=False, name=None)
    return at, places_of(fit, group, list(names))


def places_of(fit: CfaFit, group: int, names: list[tuple[str, str, str]]) -> Places:
    """Where named parameters of a group stand."""
    rows = fit.table.rows
    mine = rows[(rows["group"] == fit.table.groups[group]) & (rows["operator"] == "|")]
    order = threshold_order(fit.table, pd.DataFrame(mine))
    at = [placed(fit.table, order, *name) for name in names]
    return Places(*np.array(at, dtype=int).reshape(-1, 3).T)


def aligned(entry: Entry) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Lavaan's table and ours, row by row; every row of either is there."""
    theirs, mine = lavaan_table(entry), our_table(entry)
    key = ["left", "operator", "right", "group"]
    places = {row: i for i, row in enumerate(mine[key].itertuples(index=False, name=None))}
    order = []
    for left, operator, right, group in theirs[key].itertuples(index=False, name=None):
        straight = (left, operator, right, group)
        order.append(places[straight if straight in places else (right, operator, left, group)])
    assert sorted(order) == list(range(len(mine))), "not the same parameters"
    return theirs, mine.iloc[order].reset_index(drop=True)


def explained_cells(entry: Entry) -> list[tuple[float, float | None]]:
    """R squared of items and factors in every group, ours and lavaan's."""
    values = elements(entry.fit.model, entry.fit.parameters)
    table, cells = entry.fit.table, []
    for group, expected in enumerate(entry.value["r2"]):
        found = explained(entry.fit.model, group, values)
        mine = dict(zip(table.items, found.items, strict=True))
        mine |= dict(zip(table.factors, found.factors, strict=True))
        cells += [(float(mine[name]), value) for name, value in expected.items()]
    return cells


def residual_cells(entry: Entry) -> list[tuple[np.ndarray, np.ndarray]]:
    """Residual correlations (Bentler) of every group, ours and lavaan's."""
    items = entry.fit.table.items
    order = [items.index(name) for name in entry.value["residual_items"]]
    at = np.ix_(order, order)
    return [
        (correlation_residuals(one.covariance, given.covariance)[at], np.array(expected, float))
        for one, given, expected in zip(
            entry.fit.sample, entry.fit.implied, entry.value["residuals"], strict=True
        )
    ]


def modification_cells(entry: Entry) -> pd.DataFrame:
    """Our index and changes of every row that lavaan lists."""
    top = entry.value["mi"]
    size = len(top["mi"])
    number = np.array(top.get("group", [1] * size))
    found = pd.DataFrame(
        np.nan, index=range(size), columns=["mi", "epc", "sepc.lv", "sepc.all", "sepc.nox"]
    )
    for group in range(entry.n_groups):
        rows = np.flatnonzero(number == group + 1)
        if len(rows) == 0:
            continue
        names = [(top["lhs"][i], top["op"][i], top["rhs"][i]) for i in rows]
        places = places_of(entry.fit, group, names)
        found.loc[rows] = modification_values(entry, group, places)
    return found


def modification_values(entry: Entry, group: int, places: Places) -> np.ndarray:
    """Index, change and its three standardisations, each entry freed alone."""
    fit = entry.fit
    wider = extended(fit.model, group, places)
    r, q = len(fit.model.offset), fit.model.basis
    values = np.concatenate([elements(fit.model, fit.parameters), wider.offset[r:]])
    score, information = score_and_information(entry, wider, values)
    result = modification_indices(
        score=score[r:],
        cross_information=information[r:, :r] @ q,
        own_information=np.diag(information)[r:],
        information=q.T @ information[:r, :r] @ q,
        n=sum(part.n for part in fit.sample),
    )
    p, m = len(fit.table.items), len(fit.table.factors)
    given = implied(fit.model, group, values[:r]).matrices
    spread = variances(fit.model, fit.model.groups[group], given, r).value
    latent, complete = standardised_change(result.change, places, spread, p=p, m=m)
    return np.column_stack([result.index, result.change, latent, complete, complete])


def score_and_information(entry: Entry, model, values) -> tuple[np.ndarray, np.ndarray]:
    """Slope of minus half the fit function, and expected information per person."""
    fit = entry.fit
    if not entry.least_squares:
        seen = all_patterns(entry)
        return (
            -likelihood.gradient(model, seen, values),
            likelihood.expected_information(model, seen, values),
        )
    assert fit.weight is not None
    people = sum(part.n for part in fit.sample)
    score, information = np.zeros(len(values)), np.zeros((len(values), len(values)))
    for group, (part, weight) in enumerate(zip(fit.sample, fit.weight, strict=True)):
        slopes = jacobian(model, group, values)
        away = fit.sample_vector[group] - moments(model, group, implied(model, group, values))
        pulled = weighted(weight, slopes)
        score += (part.n - 1) / people * pulled.T @ away
        information += part.n / people * slopes.T @ pulled
    return score, information


def all_patterns(entry: Entry) -> list[list[Pattern]]:
    """Patterns of answers of every group, as the fit saw them."""
    spec, fit = entry.spec, entry.fit
    table = data(spec["data"])
    groups = None
    if "group" in spec:
        groups = table[spec["group"]].astype(str)
        groups = groups.astype(pd.CategoricalDtype(fit.table.groups))
    taken = sample(
        table,
        fit.table.items,
        missing=spec.get("missing", "listwise"),
        groups=groups,
        case_weights=table[spec["sampling.weights"]] if "sampling.weights" in spec else None,
        clusters=table[spec["cluster"]] if "cluster" in spec else None,
    )
    return [patterns(people) for people in taken.groups]


def objective(entry: Entry, parameters: np.ndarray) -> float:
    """What the estimator minimises, at given parameters."""
    fit = entry.fit
    if not entry.least_squares:
        values = elements(fit.model, parameters)
        return likelihood.objective(fit.model, all_patterns(entry), values)
    assert fit.weight is not None
    samples = [
        WeightedMoments(vector, weight, part.n)
        for vector, weight, part in zip(fit.sample_vector, fit.weight, fit.sample, strict=True)
    ]
    return float(statistics(fit.model, samples, parameters).sum())


def steepness(entry: Entry, parameters: np.ndarray) -> float:
    """Largest slope of the objective, per person."""
    fit = entry.fit
    score, _ = score_and_information(entry, fit.model, elements(fit.model, parameters))
    return float(np.abs(fit.model.basis.T @ score).max())


def their_parameters(entry: Entry) -> np.ndarray:
    """Lavaan's estimates as parameters of our model."""
    theirs, mine = aligned(entry)
    rows = entry.fit.table.rows
    key = ["left", "operator", "right", "group"]
    known = mine[key].assign(est=theirs["est"])
    both = rows[[*key, "free"]].merge(known, on=key, how="left")
    free = both[both["free"] >= 0].set_index("free")["est"].sort_index()
    return parameters_of(entry.fit.model, free.to_numpy())

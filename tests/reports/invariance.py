"""Made-up results of measurement invariance: partial, safe, failed, and not testable."""

import numpy as np
import pandas as pd

from analysis.instrument import Instrument

STEPS = ("configural", "thresholds", "loadings", "intercepts", "residuals")
HOW = {"n": 470, "estimator": "wlsmv", "missing": "pairwise"}
HOLDS = ("holds",) * 5
PARTIAL = ("holds", "holds", "partial", "holds", "holds")
RELATIONS = ("holds", "holds", "holds", "fails", "not_reached")
STRUCTURE = ("holds", "holds", "fails", "not_reached", "not_reached")
NOT_FITTED = ("not_fitted", *("not_reached",) * 4)


def invariance(instrument: Instrument) -> dict:
    """Two items differ in self-ratings; manager ratings are the same in both groups."""
    return tables(instrument, {"self": PARTIAL, "manager": HOLDS})


def failed(instrument: Instrument) -> dict:
    """Steps fail: with items that stand out, and without."""
    return tables(instrument, {"self": RELATIONS, "manager": STRUCTURE})


def untested(instrument: Instrument) -> dict:
    """No group can be compared, for want of estimates; the tables keep their items."""
    found = tables(instrument, {"self": PARTIAL, "manager": PARTIAL})
    steps = tables(instrument, {"self": NOT_FITTED, "manager": NOT_FITTED})["steps"]
    occasions = found["occasions"].assign(decision="not_fitted", p_change=np.nan)
    tests = found["item_tests"]
    seen = np.where(tests["source"] == "self", "confirmed", "not_found")
    found["item_tests"] = tests.assign(holdout=seen)
    return {**found, "steps": steps, "occasions": occasions}


def tables(instrument: Instrument, decisions: dict[str, tuple[str, ...]]) -> dict:
    """All tables for the decisions of every source."""
    found: dict[str, list[dict]] = {}
    for source, decided in decisions.items():
        for name, rows in ladder(instrument, decided).items():
            where = {"instrument": instrument.id, "source": source, "wave": 1}
            found.setdefault(name, []).extend({**where, **HOW, **row} for row in rows)
    columns = [*ladder(instrument, PARTIAL)["item_tests"][0], "instrument", "source", "wave"]
    tests = pd.DataFrame(found.pop("item_tests"), columns=[*columns, *HOW])
    frames = {name: pd.DataFrame(rows) for name, rows in found.items()}
    paired = same_people(instrument)
    return {**frames, **paired, "item_tests": tests, "summary": {"notes": []}}


def same_people(instrument: Instrument) -> dict:
    """Self and manager: each dimension reaches something else; the last is safe."""
    ends = dict(
        zip(instrument.scored, (PARTIAL, RELATIONS, STRUCTURE, NOT_FITTED), strict=False)
    )
    where = {"instrument": instrument.id, "source": "self", "wave": 1, **HOW, "n": 463}
    where |= {"compared": "self + manager"}
    paired = {"grouping": "source"}
    rows = [
        {**step(name, d, first=i == 0), **where, **paired, "dimension": dimension}
        for dimension in instrument.scored
        for i, (name, d) in enumerate(zip(STEPS, ends.get(dimension, HOLDS), strict=True))
    ]
    item = {"dimension": next(iter(ends)), "step": "loadings", "item": "inf1", "released": True}
    item |= {"holdout": "too_few"}
    mean = {"group": "manager", "dimension": next(iter(ends)), "estimate": -0.3}
    mean |= {"ci_low": -0.45, "ci_high": -0.15, "p_value": 0.001, "variance": 1.1}
    about = {"dimension": next(iter(ends)), "group": "manager"}
    effect = about | {"item": "inf1", "dmacs": 0.42, "signed": 0.24, "unsigned": 0.25}
    impact = about | {"gap": -0.2, "gap_fair": -0.26, "gap_change": 0.06}
    impact |= {"share_above": 0.24, "share_fair": 0.22, "share_change": 0.021}
    return {
        "occasions": pd.DataFrame(rows),
        "occasion_effects": pd.DataFrame([{**where, **paired, **effect}]),
        "occasion_impact": pd.DataFrame([{**where, **paired, **impact}]),
        "occasion_items": pd.DataFrame([{**where, **paired, **item}]),
        "occasion_means": pd.DataFrame([{**where, **paired, **mean}]),
    }


def ladder(instrument: Instrument, decided: tuple[str, ...]) -> dict[str, list[dict]]:
    """The rows of one source: gender compared, region too small."""
    where = {"grouping": "gender", "group": "female"}
    dimensions = list(instrument.scored)
    differ = [
        {"grouping": "gender", "step": "loadings", "item": item, "released": True}
        | {"statistic": np.nan, "df": np.nan, "p_value": np.nan, "p_adjusted": np.nan}
        | {"holdout": holdout}
        for item, holdout in (("inf1", "confirmed"), ("ach2", "not_confirmed"))
    ]
    stand_out = [{**row, "released": False, "p_adjusted": 0.003} for row in differ]
    stand_out = [{**row, "holdout": ""} for row in stand_out]
    items = {PARTIAL: differ, RELATIONS: stand_out}.get(decided, [])
    roles = [("gender", "male", "reference", 233), ("gender", "female", "compared", 237)]
    roles += [("region", "north", "not_testable", 120), ("region", "south", "not_testable", 3)]
    roles += [("region", "east", "not_testable", 4)]
    return {
        "steps": [
            step(name, d, first=i == 0)
            for i, (name, d) in enumerate(zip(STEPS, decided, strict=True))
        ],
        "item_tests": items,
        "effects": [
            {**where, "dimension": d, "item": item, "dmacs": 0.31, "unsigned": 0.2}
            | {"signed": -0.18 if item == "inf1" else 0.11}
            for item, d in instrument.dimension_of.items()
        ],
        "impact": [
            {**where, "dimension": d, "gap": -0.2, "gap_fair": -0.12, "gap_change": -0.08}
            | {"share_above": 0.21, "share_fair": 0.245, "share_change": -0.035}
            for d in dimensions
        ],
        "latent_means": [
            {**where, "dimension": d, "estimate": -0.1, "std_error": 0.1, "ci_low": -0.3}
            | {"ci_high": 0.1, "statistic": -1.0, "p_value": 0.32, "variance": 0.9}
            for d in dimensions
        ],
        "groups": [
            {"grouping": grouping, "group": group, "role": role, "n": n}
            | {"note": "group_too_small" if role == "not_testable" else ""}
            for grouping, group, role, n in roles
        ],
    }


def step(name: str, decision: str, *, first: bool) -> dict:
    """One step; what was not reached has no numbers, the first one no test."""
    row: dict[str, object] = {"grouping": "gender", "step": name, "decision": decision}
    fit = {"chi_square": 793.6, "df": 819, "cfi": 0.991, "rmsea": 0.012, "srmr": 0.052}
    test = {"statistic": 36.1, "df_change": 39, "p_change": 0.6, "p_familywise": 0.97}
    test |= {"cfi_change": -0.002, "cfi_cutoff": -0.004, "rmsea_change": 0.001}
    test |= {"rmsea_cutoff": 0.003, "srmr_change": 0.002, "srmr_cutoff": 0.005}
    blank = decision in ("not_reached", "not_fitted")
    row |= dict.fromkeys(fit, np.nan) if blank else fit
    row |= dict.fromkeys(test, np.nan) if blank or first else test
    return row | {"p_partial": 0.4 if decision == "partial" else np.nan}

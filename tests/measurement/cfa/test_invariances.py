"""What must not matter: order of items, people, groups; labels of answers; reversed items.

One drawn change of everything at once for every estimator, against one fit of the untouched
answers: the results are the same up to sign.
"""

from dataclasses import dataclass
from functools import cache

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from analysis.measurement.cfa.continuous import fit_continuous
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.ordinal import fit_ordinal
from tests.measurement.cfa.cells import data

SAME = 1e-6  # the same minimum along another path; most agree to rounding
STATISTIC = 1e-7  # relative
ITEMS = [f"u{i}" for i in (1, 2, 3, 5, 6, 7)]
FACTORS = {"f": ITEMS[:3], "g": ITEMS[3:]}
REVERSING = 6  # codes 1 to 5
CONTINUOUS = {
    "ml": {},
    "mlm": {},
    "mlmv": {},
    "mlr": {},
    "uls": {},
    "wls": {},
    "fiml": {"estimator": "ml", "missing": "fiml"},
    "fiml_mlr": {"estimator": "mlr", "missing": "fiml"},
}
ORDINAL = {
    "wls": {},
    "dwls": {},
    "wlsm": {},
    "wlsmv": {},
    "ulsm": {},
    "ulsmv": {},
    "wlsmv_theta": {"estimator": "wlsmv", "parameterization": "theta"},
    "ulsmv_theta": {"estimator": "ulsmv", "parameterization": "theta"},
    "wlsmv_pairwise": {"estimator": "wlsmv", "missing": "pairwise"},
}
CHOICES = [("continuous", name) for name in CONTINUOUS] + [
    ("ordinal", name) for name in ORDINAL
]


@dataclass(frozen=True)
class Change:
    """What is done to the answers and to the model."""

    items: tuple[str, ...] = tuple(ITEMS)
    reversed: frozenset[str] = frozenset()
    factors: tuple[str, ...] = ("f", "g")
    people: int = 0
    codes: tuple[int, ...] = (1, 2, 3, 4, 5)
    groups: tuple[str, ...] = ("north", "south")


@st.composite
def changes(draw) -> Change:
    steps = draw(st.lists(st.integers(1, 9), min_size=5, max_size=5))
    return Change(
        items=tuple(draw(st.permutations(ITEMS))),
        reversed=frozenset(draw(st.sets(st.sampled_from(ITEMS)))),
        factors=tuple(draw(st.permutations(["f", "g"]))),
        people=draw(st.integers(1, 10**6)),
        codes=tuple(np.cumsum(steps) - 20),
        groups=tuple(draw(st.permutations(["north", "south"]))),
    )


@cache
def answers(missing: bool) -> pd.DataFrame:
    table = data("three").query("group != 'west'")[[*ITEMS, "group"]].astype({"u1": float})
    if missing:
        table[ITEMS] = table[ITEMS].astype(float)
        for item in range(4):
            table.iloc[item :: 7 + item, item] = np.nan
    return table.reset_index(drop=True)


def fitted(kind: str, name: str, change: Change, group_equal: list[str]) -> CfaFit:
    special = (CONTINUOUS if kind == "continuous" else ORDINAL)[name]
    chosen = {"estimator": name, "missing": "listwise"} | special
    table = answers(chosen["missing"] != "listwise").copy()
    for item in change.reversed:
        table[item] = REVERSING - table[item]
    if kind == "ordinal":
        table[ITEMS] = table[ITEMS].replace(dict(zip(range(1, 6), change.codes, strict=True)))
    if change.people:
        table = table.sample(frac=1, random_state=change.people)
    ordered = pd.CategoricalDtype(list(change.groups), ordered=True)
    syntax = "\n".join(
        f"{factor} =~ " + " + ".join(i for i in change.items if i in FACTORS[factor])
        for factor in change.factors
    )
    settings_ = chosen | {
        "groups": table["group"].astype(ordered), "case_weights": None, "clusters": None,
        "std_lv": True, "orthogonal": False, "group_equal": group_equal, "group_partial": [],
        "confidence": 0.95,
    }  # fmt: skip
    if kind == "continuous":
        return fit_continuous(
            syntax, table[list(change.items)], mean_structure=True, **settings_
        )
    settings_ = {"parameterization": "delta"} | settings_
    return fit_ordinal(syntax, table[list(change.items)], ordinal=ITEMS, **settings_)


@cache
def untouched(kind: str, name: str) -> CfaFit:
    return fitted(kind, name, Change(), [])


def signed(fit: CfaFit, change: Change, sign: dict[tuple[str, str], float]) -> pd.DataFrame:
    """Loadings, covariances and residual variances, with the signs of the untouched items."""
    rows = fit.estimates[fit.estimates["operator"].isin(["=~", "~~"])].copy()
    turn = {item: -1.0 if item in change.reversed else 1.0 for item in ITEMS}
    factor = np.array(
        [
            sign.get((g, a), 1.0) * sign.get((g, b), 1.0) if a != b else 1.0
            for g, a, b in rows[["group", "left", "right"]].itertuples(index=False, name=None)
        ]
    )
    item = np.where(rows["operator"] == "=~", rows["right"].map(turn).fillna(1.0), 1.0)
    rows["estimate"] *= factor * item
    first = rows[["left", "right"]].min(axis=1)
    second = rows[["left", "right"]].max(axis=1)
    rows = rows.assign(one=first, two=second)
    return rows.set_index(["group", "operator", "one", "two"])[["estimate", "std_error"]]


def factor_signs(fit: CfaFit, change: Change, base: CfaFit) -> dict[tuple[str, str], float]:
    """Whether a factor of a group points the other way."""
    found = {}
    for group in change.groups:
        for factor, (item, *_) in FACTORS.items():
            turn = -1.0 if item in change.reversed else 1.0
            both = loading(fit, group, factor, item) * loading(base, group, factor, item)
            found[group, factor] = float(np.sign(turn * both))
    return found


def loading(fit: CfaFit, group: str, factor: str, item: str) -> float:
    rows = fit.estimates.set_index(["group", "left", "operator", "right"])["estimate"]
    return float(rows.loc[group, factor, "=~", item])


@pytest.mark.parametrize(("kind", "name"), CHOICES)
@settings(max_examples=4, deadline=None)
@given(change=changes())
def test_nothing_but_signs_changes(kind, name, change):
    base, fit = untouched(kind, name), fitted(kind, name, change, [])
    assert fit.converged
    one = signed(base, Change(), {})
    other = signed(fit, change, factor_signs(fit, change, base)).loc[one.index]
    np.testing.assert_allclose(other, one, atol=SAME)
    for tests, expected in ((fit.tests, base.tests), (fit.baseline, base.baseline)):
        assert list(tests) == list(expected)
        for test, wanted in zip(tests.values(), expected.values(), strict=True):
            assert test.statistic == pytest.approx(wanted.statistic, rel=STATISTIC)
            assert test.df == pytest.approx(wanted.df, rel=STATISTIC)
            assert test.scaling == pytest.approx(wanted.scaling, rel=STATISTIC, nan_ok=True)


@pytest.mark.parametrize(("kind", "name"), CHOICES)
def test_swapped_groups_with_equal_loadings_fit_the_same(kind, name):
    one, other = (
        fitted(kind, name, Change(groups=groups), ["loadings"])
        for groups in (("north", "south"), ("south", "north"))
    )
    for test, wanted in zip(other.tests.values(), one.tests.values(), strict=True):
        assert test.statistic == pytest.approx(wanted.statistic, rel=STATISTIC)
        assert test.df == pytest.approx(wanted.df, rel=STATISTIC)


@pytest.mark.parametrize("estimator", ["ml", "mlr", "mlm", "mlmv", "wls"])
def test_units_do_not_matter(estimator):
    """Units 25,000 times apart; lavaan finds no standard errors for such answers."""
    wide = data("scales")
    narrow = wide / wide.std()
    one, other = (
        fit_continuous(
            "f =~ x1 + x2 + x3 + x4\ng =~ x5 + x6 + x7 + x8", table, estimator=estimator,
            missing="listwise", groups=None, case_weights=None, clusters=None, std_lv=True,
            orthogonal=False, mean_structure=True, group_equal=[], group_partial=[],
            confidence=0.95,
        )
        for table in (wide, narrow)
    )  # fmt: skip
    for test, wanted in zip(one.tests.values(), other.tests.values(), strict=True):
        assert test.statistic == pytest.approx(wanted.statistic, rel=STATISTIC)
    tested = other.estimates["statistic"].notna() & (other.estimates["operator"] != "~1")
    np.testing.assert_allclose(
        one.estimates.loc[tested, "statistic"],
        other.estimates.loc[tested, "statistic"],
        rtol=SAME,
    )

"""Indices, standardised solutions, local misfit, difference tests: those of lavaan."""

import json
from functools import cache
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.measurement.cfa.comparison import comparison_rows
from analysis.measurement.cfa.dimensions import reliability_rows
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.indices import fit_rows
from analysis.measurement.cfa.latent_parts import parts_of
from analysis.measurement.cfa.misfit import modifications, residual_correlations
from analysis.measurement.cfa.ordinal import fit_ordinal
from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.measurement.cfa.resampled import resampled_answers
from analysis.measurement.cfa.solution import solution
from tests.measurement.cfa.omega_delta import omega_error

REFERENCE = Path(__file__).resolve().parents[2] / "reference"
FROZEN = json.loads((REFERENCE / "cfa_results" / "expected.json").read_text())["values"]
RTOL, ATOL = 1e-4, 1e-5  # chi-squares relative, indices absolute: the entries' own
ERRORS = 1e-3  # standard errors, relative: lavaan's polychorics stop at 1e-6
CHANGES = 5e-4  # modification indices and expected changes, relative, for the same reason
DIFFERENCES = 1e-3  # difference of two chi-squares, relative
INTERVAL = 2e-5  # lavaan seeks the noncentrality to 1.2e-4 of itself
RESAMPLED = 0.3  # the delta method takes the misfitting model as right: a quarter smaller here
JACKKNIFE = 0.4  # a standard error from 20 groups, relative

BFI = {d: [f"{d}{i}" for i in range(1, 6)] for d in "ACENO"}
REVERSED = ["A1", "C4", "C5", "E1", "E2", "O2", "O5"]
FACTORS = "\n".join(f"{d} =~ {' + '.join(items)}" for d, items in BFI.items())
PAIR = "\n".join(f"{d} =~ {' + '.join(BFI[d])}" for d in "AE")
ONE = "g =~ " + " + ".join(BFI["A"] + BFI["E"])
CASES = {
    "bfi.wlsmv": (FACTORS, "wlsmv", False),
    "bfi.wlsm": (FACTORS, "wlsm", False),
    "bfi.ulsmv": (FACTORS, "ulsmv", False),
    "bfi.second_order_wlsmv": (f"{FACTORS}\ng =~ A + C + E + N + O", "wlsmv", False),
    "bfi.bifactor_AE_wlsmv": (f"{ONE}\n{PAIR}", "wlsmv", True),
    "bfi.AE_wlsmv": (PAIR, "wlsmv", False),
    "bfi.AE_one_wlsmv": (ONE, "wlsmv", False),
}


@cache
def answers() -> pd.DataFrame:
    return pd.read_csv(REFERENCE / "data" / "bfi_complete25.csv")


@cache
def fitted(name: str) -> CfaFit:
    syntax, estimator, orthogonal = CASES[name]
    return fit(syntax, answers(), estimator, orthogonal=orthogonal)


def fit(
    syntax: str, table: pd.DataFrame, estimator: str, *, orthogonal: bool = False
) -> CfaFit:
    return fit_ordinal(
        syntax,
        table,
        ordinal=[item for items in BFI.values() for item in items],
        estimator=estimator,
        missing="listwise",
        groups=None,
        case_weights=None,
        clusters=None,
        std_lv=orthogonal,
        orthogonal=orthogonal,
        parameterization="delta",
        group_equal=[],
        group_partial=[],
        confidence=0.9,
    )


@pytest.mark.parametrize("name", CASES)
def test_every_index_is_that_of_lavaan(name):
    frozen = FROZEN[name]["value"]["fit"]
    rows = {(r["index"], r["variant"]): r for r in fit_rows(fitted(name), confidence=0.9)}
    endings = {"standard": "", "scaled": ".scaled", "robust": ".robust"}
    for (index, variant), row in rows.items():
        end = endings[variant]
        if index == "chi_square":
            assert row["estimate"] == pytest.approx(frozen[f"chisq{end}"], rel=RTOL)
            assert row["df"] == frozen[f"df{end}"]
            if frozen[f"pvalue{end}"] is not None:
                assert row["p_value"] == pytest.approx(frozen[f"pvalue{end}"], abs=ATOL)
            continue
        expected = frozen["crmr_nomean" if index == "crmr" else f"{index}{end}"]
        if expected is None:
            continue
        assert row["estimate"] == pytest.approx(expected, abs=ATOL), (index, variant)
        if index == "rmsea":
            low, high = (frozen[f"rmsea.ci.{side}{end}"] for side in ("lower", "upper"))
            assert [row["ci_low"], row["ci_high"]] == pytest.approx([low, high], abs=INTERVAL)
            assert row["p_value"] == pytest.approx(frozen[f"rmsea.pvalue{end}"], abs=ATOL)


@pytest.mark.parametrize("name", ["bfi.AE_wlsmv", "bfi.bifactor_AE_wlsmv"])
def test_standardised_solutions_and_their_errors_are_those_of_lavaan(name):
    frozen = FROZEN[name]["value"]
    table = frozen["parameters"]
    expected = pd.DataFrame(
        {
            "left": table["lhs"],
            "operator": table["op"],
            "right": table["rhs"],
            "value": table["std.all"],
            "error": frozen["std_all_se"],
        }
    )
    found = solution(fitted(name), confidence=0.9)
    both = found.merge(expected, on=["left", "operator", "right"])
    both = both[both["operator"].isin(["=~", "~~"])]
    assert len(both) >= 20
    np.testing.assert_allclose(both["standardised"].astype(float), both["value"], atol=ATOL)
    np.testing.assert_allclose(
        both["standardised_std_error"].astype(float), both["error"], rtol=ERRORS, atol=ATOL
    )


@pytest.mark.parametrize("name", ["bfi.wlsmv", "bfi.AE_wlsmv"])
def test_explained_variance_is_that_of_lavaan(name):
    rows = solution(fitted(name), confidence=0.9).query("operator == 'r2'")
    frozen = FROZEN[name]["value"]["r2"]
    for item, value in zip(rows["left"], rows["estimate"], strict=True):
        assert value == pytest.approx(frozen[item], abs=ATOL)


@pytest.mark.parametrize("name", [n for n in CASES if "modification" in FROZEN[n]["value"]])
def test_modification_indices_are_those_of_lavaan(name):
    top = FROZEN[name]["value"]["modification"]
    found = modifications(fitted(name))
    known = {
        frozenset((left, right)) if operator == "~~" else (left, right): row
        for left, operator, right, *row in found[
            ["left", "operator", "right", "index", "change", "standardised_change"]
        ].itertuples(index=False, name=None)
    }
    for i, operator in enumerate(top["op"]):
        left, right = top["lhs"][i], top["rhs"][i]
        key = (left, right) if operator == "=~" else frozenset((left, right))
        if key in known:
            expected = [top[column][i] for column in ("mi", "epc", "sepc.all")]
            np.testing.assert_allclose(known[key], expected, rtol=CHANGES)
    assert len(known) == len(found)


@pytest.mark.parametrize("name", ["bfi.wlsmv", "bfi.AE_wlsmv", "bfi.AE_one_wlsmv"])
def test_residual_correlations_are_those_of_lavaan(name):
    matrix = np.array(FROZEN[name]["value"]["residuals"], dtype=float)
    upper = matrix[np.triu_indices(len(matrix), 1)]
    rows = residual_correlations(fitted(name))
    np.testing.assert_allclose(rows["residual"], upper, atol=ATOL)
    assert (rows["std_error"] > 0).all()


@pytest.mark.parametrize(
    ("difference", "restricted", "general"),
    [
        ("diff.bfi.second_order", "bfi.second_order_wlsmv", "bfi.wlsmv"),
        ("diff.bfi.AE_one", "bfi.AE_one_wlsmv", "bfi.AE_wlsmv"),
    ],
)
def test_difference_tests_are_those_of_lavaan(difference, restricted, general):
    frozen = FROZEN[difference]["value"]
    (row,) = comparison_rows({name: fitted(name) for name in (general, restricted)})
    assert (row["model"], row["nested_in"]) == (restricted, general)
    assert row["relation"] == "nested"
    assert row["df"] == frozen["df"]
    assert row["statistic"] == pytest.approx(frozen["statistic"], rel=DIFFERENCES)
    assert row["p_value"] == pytest.approx(frozen["p_value"], abs=ATOL)


def test_what_is_not_nested_gets_no_test():
    other = PAIR.replace("E1 +", "").replace("A5", "A5 + E1")
    fits = {"AE_wlsmv": fitted("bfi.AE_wlsmv"), "other": fit(other, answers(), "wlsmv")}
    (row,) = comparison_rows(fits)
    assert row["relation"] == "not_nested"
    assert np.isnan(row["statistic"])


def test_order_of_items_in_the_general_model_does_not_matter():
    turned = "\n".join(reversed(PAIR.splitlines()))
    fits = {"one": fitted("bfi.AE_one_wlsmv"), "two": fit(turned, answers(), "wlsmv")}
    (row,) = comparison_rows(fits)
    frozen = FROZEN["diff.bfi.AE_one"]["value"]
    assert row["statistic"] == pytest.approx(frozen["statistic"], rel=DIFFERENCES)


def test_categorical_omega_and_variance_extracted_are_those_of_semtools():
    keyed = answers().assign(**{item: 7 - answers()[item] for item in REVERSED})
    frozen = FROZEN["reliability.bfi_keyed_wlsmv"]["value"]
    rows = reliability_of(FACTORS, keyed, BFI)
    found = {(row["coefficient"], row["dimension"]): row["estimate"] for row in rows}
    expected = zip(BFI, frozen["categorical_omega"], frozen["AVE"], strict=True)
    for dimension, omega, extracted in expected:
        assert found["omega_categorical", dimension] == pytest.approx(omega, abs=ATOL)
        assert found["ave", dimension] == pytest.approx(extracted, abs=ATOL)


def reliability_of(
    syntax: str, people: pd.DataFrame, dimensions: dict[str, list[str]], draws: int = 2
) -> list:
    """The rows of a model, omega resampled `draws` times."""
    items = [item for own in dimensions.values() for item in own]
    samples = ordinal_samples(
        people,
        items=items,
        ordinal=items,
        missing="listwise",
        groups=None,
        case_weights=None,
        clusters=None,
    )
    resampled = resampled_answers(
        people, samples, None, None, draws=draws, rng=np.random.default_rng(4)
    )
    found = fit(syntax, people, "wlsmv")
    return reliability_rows(found, dimensions, resampled, confidence=0.9)


def test_the_error_of_omega_is_that_of_the_jackknife():
    """By groups of people, 60 at a time left out; and that of the delta method."""
    table = answers()[BFI["A"] + BFI["E"]].iloc[:1200]
    dimensions = {d: BFI[d] for d in "AE"}

    def omegas(people: pd.DataFrame, draws: int = 2) -> list[tuple[float, float]]:
        rows = reliability_of(PAIR, people, dimensions, draws)
        return [
            (float(r["estimate"]), float(r["std_error"]))
            for r in rows
            if r["coefficient"] == "omega_categorical"
        ]

    whole = omegas(table, draws=400)
    parts = np.arange(len(table)) % 20
    left = np.array([[w for w, _ in omegas(table[parts != part])] for part in range(20)])
    jackknife = np.sqrt(19 / 20 * ((left - left.mean(axis=0)) ** 2).sum(axis=0))
    errors = [error for _, error in whole]
    np.testing.assert_allclose(errors, jackknife, rtol=JACKKNIFE)
    given = fit(PAIR, table, "wlsmv")
    inside = [np.isin(given.table.items, items) for items in dimensions.values()]
    delta = [omega_error(given, parts_of(given), one) for one in inside]
    np.testing.assert_allclose(errors, delta, rtol=RESAMPLED)

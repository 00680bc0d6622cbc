"""Anchors: lavaan frozen, every parameter and test; invariances; what hard samples say."""

import json
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from analysis.errors import AnalysisError, DataError
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.ordinal import fit_ordinal, fit_samples
from analysis.measurement.cfa.ordinal_estimators import ESTIMATORS
from analysis.measurement.cfa.ordinal_samples import ordinal_samples
from analysis.stats.sem.least_squares import WeightedMoments, statistics
from analysis.stats.sem.model import parameters_of

ESTIMATE = 1e-5  # of the reference
STD_ERROR = 1e-4  # of the reference, relative
CHI_SQUARE, SCALED = 1e-4, 1e-3  # of the reference, relative
LAVAAN_STOPS = 2e-3  # standard errors: lavaan's search ends before the minimum; see `agrees`
SAME = 1e-6  # the same minimum reached along another path

REFERENCE = Path(__file__).parents[2] / "reference"
EXPECTED = json.loads((REFERENCE / "cfa_ordinal/expected.json").read_text())["values"]
COMPLETE = pd.read_csv(REFERENCE / "data/bfi_complete25.csv")
RAW = pd.read_csv(REFERENCE / "data/bfi.csv")
SPARSE = pd.read_csv(REFERENCE / "data/bfi_sparse5.csv")
WEIGHTS = [0.5, 1, 2, 1.5, 0.7]
SCALES = {scale: [f"{scale}{i}" for i in range(1, 6)] for scale in "ACENO"}
A, E, N = (SCALES[scale] for scale in "AEN")
ALL = [item for items in SCALES.values() for item in items]
FIVE = "\n".join(f"{scale} =~ {' + '.join(items)}" for scale, items in SCALES.items())
TWO = f"N =~ {' + '.join(N)}\nA =~ {' + '.join(A)}"
BIFACTOR = f"g =~ {' + '.join(A + E)}\nA =~ {' + '.join(A)}\nE =~ {' + '.join(E)}"


def holes() -> pd.DataFrame:
    """Answers that generate.R made incomplete."""
    table = RAW[N + A].astype(float)
    for item in range(10):
        table.iloc[item :: 4 + item, item] = np.nan
    return table.assign(gender=RAW["gender"])


HOLES = holes()


def fitted(syntax: str, table: pd.DataFrame, ordinal: list[str], **other) -> CfaFit:
    settings = {
        "estimator": "wlsmv", "missing": "listwise", "groups": None, "case_weights": None,
        "clusters": None, "std_lv": False, "orthogonal": False, "parameterization": "delta",
        "group_equal": [], "group_partial": [], "confidence": 0.95,
    }  # fmt: skip
    return fit_ordinal(syntax, table, ordinal=ordinal, **(settings | other))


def repeated(table: pd.DataFrame) -> pd.Series:
    return pd.Series(np.resize(WEIGHTS, len(table)), index=table.index)


CASES = {
    "bfi.wlsmv": (FIVE, COMPLETE, ALL, {}),
    "bfi.wlsmv_theta": (
        FIVE, COMPLETE, ALL, {"parameterization": "theta", "std_lv": True}
    ),
    "bfi.dwls": (FIVE, COMPLETE, ALL, {"estimator": "dwls"}),
    "bfi.wlsm": (FIVE, COMPLETE, ALL, {"estimator": "wlsm"}),
    "bfi.ulsmv": (FIVE, COMPLETE, ALL, {"estimator": "ulsmv"}),
    "bfi.wls_AN": (
        "A =~ A1+A2+A3+A4+A5\nN =~ N1+N2+N3+N4+N5", COMPLETE, A + N, {"estimator": "wls"}
    ),
    "bfi.second_order_wlsmv": (FIVE + "\ng =~ A+C+E+N+O", COMPLETE, ALL, {}),
    "bfi.bifactor_AE_wlsmv": (
        BIFACTOR, COMPLETE, A + E, {"orthogonal": True, "std_lv": True}
    ),
    "bfi.mixed_wlsmv": (TWO, COMPLETE, N, {}),
    "bfi.A_sparse_wlsmv": (f"A =~ {' + '.join(A)}", SPARSE, A, {}),
    "pairwise_wlsmv": (TWO, HOLES, N + A, {"missing": "pairwise"}),
    "listwise_wlsmv": (TWO, HOLES, N + A, {}),
    "weighted_wlsmv": (TWO, COMPLETE, N + A, {"case_weights": repeated(COMPLETE)}),
    "mixed_pairwise_weighted_wlsmv": (
        TWO, HOLES, N, {"missing": "pairwise", "case_weights": repeated(HOLES)}
    ),
    "gender_loadings_wlsmv": (
        TWO, COMPLETE, N + A, {"groups": COMPLETE["gender"], "group_equal": ["loadings"]}
    ),
    "gender_weighted_wlsmv": (
        TWO, COMPLETE, N + A,
        {"groups": COMPLETE["gender"], "case_weights": repeated(COMPLETE),
         "group_equal": ["loadings", "thresholds"]},
    ),
    "gender_pairwise_theta_wlsmv": (
        TWO, HOLES, N + A,
        {"groups": HOLES["gender"], "missing": "pairwise", "parameterization": "theta",
         "group_equal": ["loadings"]},
    ),
    "mean_variance_adjusted": (TWO, COMPLETE, N + A, {"estimator": "wlsmvs"}),
    "ulsm": (TWO, COMPLETE, N + A, {"estimator": "ulsm"}),
    "mixed_ulsmv": (TWO, COMPLETE, N, {"estimator": "ulsmv"}),
    "wls_mixed": (TWO, COMPLETE, N, {"estimator": "wls"}),
}  # fmt: skip


def objective(fit: CfaFit, parameters: np.ndarray) -> float:
    samples = [
        WeightedMoments(vector, weight, group.n)
        for vector, weight, group in zip(fit.sample_vector, fit.weight, fit.sample, strict=True)
    ]
    return statistics(fit.model, samples, parameters).sum()


def estimates_agree(fit: CfaFit, parameters: dict) -> None:
    """Every free cell within the reference's tolerance, or theirs is not the minimum."""
    rows = fit.estimates[fit.estimates["free"]]
    groups = {label: number for number, label in enumerate(fit.table.groups, start=1)}
    right = rows["right"].where(rows["operator"] != "~1", "")
    numbers = rows["group"].map(groups)
    mine = dict(
        zip(
            zip(rows["left"], rows["operator"], right, numbers, strict=True),
            zip(rows["estimate"], rows["std_error"], strict=True),
            strict=True,
        )
    )
    keys = [
        (left, operator, other, group)
        if (left, operator, other, group) in mine
        else (other, operator, left, group)
        for left, operator, other, group in zip(
            parameters["lhs"], parameters["op"], parameters["rhs"], parameters["group"],
            strict=True,
        )
    ]  # fmt: skip
    assert sorted(keys) == sorted(mine)
    found = np.array([mine[key] for key in keys])
    theirs, errors = np.array(parameters["est"]), np.array(parameters["se"])
    np.testing.assert_allclose(found[:, 1], errors, rtol=STD_ERROR)
    apart = np.abs(found[:, 0] - theirs)
    if apart.max() > ESTIMATE:
        # lavaan ends its search earlier: ours has the smaller objective
        assert (apart / errors).max() < LAVAAN_STOPS
        value = dict(zip(keys, theirs, strict=True))
        named = list(zip(rows["left"], rows["operator"], right, numbers, strict=True))
        there = parameters_of(fit.model, np.array([value[name] for name in named]))
        assert objective(fit, fit.parameters) < objective(fit, there)


@pytest.mark.parametrize("case", CASES)
def test_agrees_with_lavaan(case):
    syntax, table, ordinal, settings = CASES[case]
    fit = fitted(syntax, table, ordinal, **settings)
    expected = EXPECTED[case]["value"]
    assert fit.converged
    estimates_agree(fit, expected["parameters"])
    theirs = expected["fit"]
    tests = {"": (fit.tests, "chisq", "df"), "baseline.": (fit.baseline, "chisq", "df")}
    for prefix, (found, statistic, df) in tests.items():
        assert found["standard"].df == theirs[f"{prefix}{df}"]
        assert found["standard"].statistic == pytest.approx(
            theirs[f"{prefix}{statistic}"], rel=CHI_SQUARE
        )
        scaled_name = ESTIMATORS[fit.estimator].test
        if scaled_name is None:
            assert list(found) == ["standard"]
            continue
        scaled = found[scaled_name]
        assert scaled.statistic == pytest.approx(theirs[f"{prefix}chisq.scaled"], rel=SCALED)
        assert scaled.scaling == pytest.approx(
            theirs[f"{prefix}chisq.scaling.factor"], rel=SCALED
        )
        if not prefix:
            assert scaled.df == pytest.approx(theirs["df.scaled"], rel=SCALED)
            assert scaled.p_value == pytest.approx(theirs["pvalue.scaled"], abs=1e-4)
            assert scaled.shift == pytest.approx(theirs.get("shift", 0.0), rel=SCALED)
    if theirs["pvalue"] is None:
        assert np.isnan(fit.tests["standard"].p_value)
    else:
        assert fit.tests["standard"].p_value == pytest.approx(theirs["pvalue"], abs=1e-4)


SMALL = f"N =~ {' + '.join(N)}"


def same(one: CfaFit, other: CfaFit) -> None:
    key = ["group", "left", "operator", "right"]
    first = one.estimates.set_index(key)[["estimate", "std_error"]]
    second = other.estimates.set_index(key)[["estimate", "std_error"]].loc[first.index]
    np.testing.assert_allclose(first, second, atol=SAME)
    for name, test in one.tests.items():
        assert test.statistic == pytest.approx(other.tests[name].statistic, abs=1e-4)


def test_order_of_people_codes_and_columns_does_not_matter():
    one = fitted(SMALL, COMPLETE, N)
    mixed = COMPLETE[[*reversed(N), "gender"]].sample(frac=1, random_state=1)
    mixed[N] = mixed[N] ** 2 - 7
    same(one, fitted(SMALL, mixed, N))


def test_order_of_items_does_not_matter_with_variance_fixed():
    one = fitted(TWO, COMPLETE, N + A, std_lv=True)
    turned = f"A =~ {' + '.join(A)}\nN =~ {' + '.join(reversed(N))}"
    other = fitted(turned, COMPLETE, N + A, std_lv=True)
    one_loadings = one.estimates[one.estimates["operator"] == "=~"].set_index(["left", "right"])
    loadings = other.estimates[other.estimates["operator"] == "=~"].set_index(["left", "right"])
    for factor, items in (("N", N), ("A", A)):
        mine = one_loadings.loc[factor].loc[items, "estimate"]
        theirs = loadings.loc[factor].loc[items, "estimate"]
        sign = np.sign(mine.iloc[0] * theirs.iloc[0])
        np.testing.assert_allclose(mine, sign * theirs, atol=SAME)
    for name in one.tests:
        assert one.tests[name].statistic == pytest.approx(other.tests[name].statistic, abs=1e-4)


def test_reversed_item_turns_its_loading():
    turned = COMPLETE.assign(N3=7 - COMPLETE["N3"])
    one, other = (fitted(SMALL, table, N).estimates for table in (COMPLETE, turned))
    sign = np.where((one["operator"] == "=~") & (one["right"] == "N3"), -1, 1)
    kept = one["operator"].isin(["=~", "~~"])
    np.testing.assert_allclose(
        one.loc[kept, "estimate"], (sign * other["estimate"])[kept], atol=SAME
    )
    cuts = one["operator"] == "|"
    mine = one[cuts & (one["left"] == "N3")]["estimate"].to_numpy()
    theirs = other[cuts & (other["left"] == "N3")]["estimate"].to_numpy()
    np.testing.assert_allclose(mine, -theirs[::-1], atol=1e-9)


def test_groups_swapped_are_the_same_groups():
    gender = COMPLETE["gender"]
    one = fitted(SMALL, COMPLETE, N, groups=gender)
    other = fitted(SMALL, COMPLETE, N, groups=3 - gender)
    swapped = other.estimates.assign(group=other.estimates["group"].map({"1": "2", "2": "1"}))
    key = ["group", "left", "operator", "right"]
    first = one.estimates.set_index(key)["estimate"]
    np.testing.assert_allclose(
        first, swapped.set_index(key)["estimate"].loc[first.index], atol=SAME
    )


def test_groups_without_constraints_are_separate_models():
    both = fitted(SMALL, COMPLETE, N, groups=COMPLETE["gender"])
    parts = [fitted(SMALL, COMPLETE[COMPLETE["gender"] == g], N) for g in (1, 2)]
    total = sum(part.tests["standard"].statistic for part in parts)
    assert both.tests["standard"].statistic == pytest.approx(total, rel=1e-9)


def test_groups_may_use_different_categories():
    table = COMPLETE[[*N, "gender"]].copy()
    men = table["gender"] == 1
    table.loc[men, "N1"] = table.loc[men, "N1"].clip(upper=4)
    fit = fitted(SMALL, table, N, groups=table["gender"])
    cuts = fit.estimates[(fit.estimates["operator"] == "|") & (fit.estimates["left"] == "N1")]
    assert cuts.groupby("group").size().to_dict() == {"1": 3, "2": 5}
    named = [note for note in fit.notes if note["note"] == "category_not_chosen"]
    assert [(note["group"], note["item"], note["code"]) for note in named] == [
        ("1", "N1", 5.0), ("1", "N1", 6.0)
    ]  # fmt: skip
    parts = [fitted(SMALL, table[table["gender"] == g], N) for g in (1, 2)]
    total = sum(part.tests["standard"].statistic for part in parts)
    assert fit.tests["standard"].statistic == pytest.approx(total, rel=1e-9)


def test_clusters_of_one_are_no_clusters():
    plain = fitted(SMALL, COMPLETE, N)
    each = fitted(SMALL, COMPLETE, N, clusters=pd.Series(np.arange(len(COMPLETE))))
    same(plain, each)
    assert each.n_clusters == (len(COMPLETE),)


def test_several_models_share_their_samples():
    samples = ordinal_samples(
        COMPLETE, items=A + N, ordinal=A + N, missing="listwise", groups=None,
        case_weights=None, clusters=None,
    )  # fmt: skip
    settings = {
        "estimator": "wlsmv", "std_lv": False, "orthogonal": False, "parameterization": "delta",
        "group_equal": [], "group_partial": [], "confidence": 0.95,
    }  # fmt: skip
    same(fit_samples(TWO, samples, **settings), fitted(TWO, COMPLETE, N + A))
    same(fit_samples(SMALL, samples, **settings), fitted(SMALL, COMPLETE, N))


def note_ids(fit: CfaFit) -> set[str]:
    return {note["note"] for note in fit.notes}


def test_too_few_people_for_the_full_weight_matrix_are_named():
    few = COMPLETE.iloc[:20]
    fit = fitted(SMALL, few, N, estimator="wls")
    assert not fit.converged
    assert {"fewer_people_than_moments", "no_weight_matrix", "model_not_converged"} <= note_ids(
        fit
    )
    free = fit.estimates["free"]
    assert fit.estimates.loc[free, "estimate"].isna().all()
    assert np.isnan(fit.tests["standard"].statistic)
    assert "fewer_people_than_moments" in note_ids(fitted(SMALL, few, N))


def test_copied_item_is_named():
    table = COMPLETE[N].copy()
    table["N2"] = table["N1"]
    fit = fitted(SMALL, table, N)
    assert not fit.converged
    assert {"correlation_at_bound", "no_weight_matrix"} <= note_ids(fit)


def test_matrix_out_of_range_is_named():
    rng = np.random.default_rng(3)
    rho = np.array([[1, 0.9, -0.5], [0.9, 1, 0.5], [-0.5, 0.5, 1]])
    table = pd.DataFrame(np.nan, index=range(900), columns=["a", "b", "c"])
    for number, (i, j) in enumerate([(0, 1), (0, 2), (1, 2)]):
        draw = rng.multivariate_normal([0, 0], [[1, rho[i, j]], [rho[i, j], 1]], size=300)
        rows = slice(300 * number, 300 * (number + 1))
        table.iloc[rows, [i, j]] = np.digitize(draw, [-0.6, 0.5])
    fit = fitted("f =~ a + b + c", table, ["a", "b", "c"], missing="pairwise")
    assert "correlations_not_positive_definite" in note_ids(fit)


def test_negative_residual_variance_is_named():
    rho = np.array([[1, 0.7, 0.6], [0.7, 1, 0.3], [0.6, 0.3, 1]])  # a loading of 1.18
    draw = np.random.default_rng(1).multivariate_normal(np.zeros(3), rho, size=2000)
    table = pd.DataFrame(np.digitize(draw, [-0.6, 0.5]), columns=["a", "b", "c"])
    fit = fitted("f =~ a + b + c", table, ["a", "b", "c"])
    named = [note for note in fit.notes if note["note"] == "negative_variance"]
    assert [(note["kind"], note["name"]) for note in named] == [("item", "a")]
    assert fit.converged


def test_constant_item_is_refused():
    with pytest.raises(DataError, match="N1 does not vary"):
        fitted(SMALL, COMPLETE.assign(N1=3), N)


def test_unknown_choices_are_refused():
    with pytest.raises(AnalysisError, match="estimator='pml'"):
        fitted(SMALL, COMPLETE, N, estimator="pml")
    with pytest.raises(DataError, match="missing='fiml'"):
        fitted(SMALL, COMPLETE, N, missing="fiml")
    with pytest.raises(DataError, match="no column 'N9'"):
        fitted("N =~ N1 + N2 + N9", COMPLETE, N)
    with pytest.raises(AnalysisError, match="ignores clusters"):
        fitted(SMALL, COMPLETE, N, estimator="dwls", clusters=COMPLETE["age"])


def test_model_that_is_not_identified_is_named():
    fit = fitted("f =~ N1 + N2", COMPLETE, N)
    assert "model_not_identified" in note_ids(fit)
    assert fit.tests["standard"].df == -1
    assert np.isnan(fit.tests["standard"].p_value)
    assert fit.estimates.loc[fit.estimates["free"], "std_error"].isna().all()


def test_clusters_of_copies_count_once():
    twice = pd.concat([COMPLETE, COMPLETE], ignore_index=True)
    copies = pd.Series(np.tile(np.arange(len(COMPLETE)), 2))
    one = fitted(SMALL, COMPLETE, N)
    two = fitted(SMALL, twice, N, clusters=copies)
    # standard errors divide by n - 1 people, see moment_covariance
    np.testing.assert_allclose(
        one.estimates["std_error"], two.estimates["std_error"], rtol=1e-6
    )
    ignored = fitted(SMALL, twice, N)
    free = one.estimates["free"]
    ratio = one.estimates.loc[free, "std_error"] / ignored.estimates.loc[free, "std_error"]
    np.testing.assert_allclose(ratio, np.sqrt(2), rtol=1e-3)
    scaled = [fit.tests["scaled_shifted"].statistic for fit in (one, two)]
    assert scaled[0] == pytest.approx(scaled[1], rel=1e-3)

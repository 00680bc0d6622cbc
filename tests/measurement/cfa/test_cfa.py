"""The rule: what is known of a simulated questionnaire is found again, and what is wrong is."""

from dataclasses import fields

import numpy as np
import pandas as pd
import pytest

from analysis.columns import BLOCK
from analysis.errors import DataError
from analysis.instrument import Instrument
from analysis.measurement.cfa.cfa import Cfa, cfa
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.indices import fit_rows
from analysis.measurement.cfa.misfit import modifications
from analysis.measurement.cfa.models import models_of
from analysis.measurement.cfa.ordinal import fit_ordinal
from analysis.measurement.cfa.simulated_indices import simulated_indices
from tests.measurement.ordinal_study import instrument, keyed

DIMENSIONS = {d: [f"{d}{i}" for i in range(1, 5)] for d in "abc"}
ITEMS = [item for items in DIMENSIONS.values() for item in items]
LOADINGS = np.tile([0.8, 0.7, 0.65, 0.75], 3)
CORRELATION = np.array([[1, 0.5, 0.3], [0.5, 1, 0.4], [0.3, 0.4, 1]])
N = 1500
SAMPLING = 0.09  # four standard errors of a loading (.02) at this n
CORRELATION_SAMPLING = 0.12  # four standard errors of a factor correlation (.03)
SAME_MINIMUM = 1e-6  # two searches of the same minimum
SAME = 1e-8  # another order of sums
SCORE_MEAN = 0.2  # 12 samples of 90 dependent statistics; four times what they vary by


def simulated(n: int, *, shared: float = 0.0, seed: int = 7) -> pd.DataFrame:
    """Five-point answers; the residuals of a1 and a2 correlate by `shared`."""
    rng = np.random.default_rng(seed)
    factors = rng.multivariate_normal(np.zeros(3), CORRELATION, size=n)
    residual = np.eye(12)
    residual[0, 1] = residual[1, 0] = shared
    errors = rng.multivariate_normal(np.zeros(12), residual, size=n)
    latent = np.repeat(factors, 4, axis=1) * LOADINGS + errors * np.sqrt(1 - LOADINGS**2)
    codes = 1 + np.digitize(latent, [-1.6, -0.7, 0.2, 1.1])
    return keyed({item: codes[:, i] for i, item in enumerate(ITEMS)})


def result(answers: pd.DataFrame, given: Instrument | None = None, **options) -> Cfa:
    chosen: dict = {
        "estimator": "wlsmv",
        "missing": "pairwise",
        "cluster": None,
        "confidence": 0.95,
        "cutoff_draws": 20,
        "omega_draws": 60,
    }
    return cfa(
        answers,
        options.pop("people", None),
        {"small": given or instrument(DIMENSIONS)},
        **(chosen | options),
        rng=np.random.default_rng(1),
    )


@pytest.fixture(scope="module")
def found() -> Cfa:
    return result(simulated(N))


@pytest.fixture(scope="module")
def misfitted() -> Cfa:
    return result(simulated(N, shared=0.35))


def of(table: pd.DataFrame, **values: object) -> pd.DataFrame:
    for name, value in values.items():
        table = table[table[name] == value]
    return table.reset_index(drop=True)


def test_every_table_begins_with_the_block_and_ends_with_its_basis(found):
    for field in fields(found):
        table = getattr(found, field.name)
        if isinstance(table, pd.DataFrame):
            assert list(table)[:3] == BLOCK
            assert list(table)[-3:] == ["n", "estimator", "missing"]
            assert len(table)
    assert found.converged


def test_loadings_and_factor_correlations_are_recovered(found):
    rows = of(found.parameters, model="correlated")
    loadings = of(rows, operator="=~")
    assert loadings["right"].tolist() == ITEMS
    np.testing.assert_allclose(loadings["standardised"], LOADINGS, atol=SAMPLING)
    pairs = found.discriminant
    np.testing.assert_allclose(
        pairs["estimate"], CORRELATION[np.triu_indices(3, 1)], atol=CORRELATION_SAMPLING
    )
    np.testing.assert_allclose(
        of(rows, operator="r2")["estimate"], loadings["standardised"] ** 2, atol=SAME
    )
    assert pairs["fornell_larcker"].all()
    np.testing.assert_allclose(pairs["htmt2"], pairs["estimate"], atol=0.05)


def test_the_true_model_fits_and_one_factor_does_not(found):
    models = found.models.set_index("model")
    assert models.loc["correlated", "role"] == "hypothesised"
    assert models.loc["correlated", "p_value"] > 0.01
    assert models.loc["correlated", "cfi"] > 0.99 > 0.9 > models.loc["one_factor", "cfi"]
    assert models.loc["one_factor", "rmsea_ci_low"] > 0.08
    assert models["proper"].all()


def test_items_of_another_dimension_are_noticed():
    swapped = {"a": [*DIMENSIONS["a"][:3], "b4"], "b": [*DIMENSIONS["b"][:3], "a4"]}
    wrong = result(simulated(N), instrument(swapped | {"c": DIMENSIONS["c"]}))
    main = of(wrong.models, role="hypothesised").iloc[0]
    assert main["p_value"] < 1e-6
    top = of(wrong.modification, operator="=~").iloc[:2]
    assert set(zip(top["left"], top["right"], strict=True)) == {("a", "a4"), ("b", "b4")}
    assert (top["p_adjusted"] < 0.001).all()


def test_nesting_is_found_and_tested(found):
    rows = found.comparisons.set_index(["model", "nested_in"])
    relation = rows["relation"]
    for pair in (
        ("one_factor", "correlated"),
        ("one_factor", "second_order"),
        ("one_factor", "bifactor"),
        ("second_order", "bifactor"),
    ):
        assert relation[pair] == "nested"
    assert relation["correlated", "second_order"] == "equivalent"
    assert relation["correlated", "bifactor"] == "nested"
    assert rows.loc[("one_factor", "correlated"), "p_value"] < 1e-6
    assert rows.loc[("one_factor", "correlated"), "df"] == 3
    tested = rows["relation"] == "nested"
    assert rows.loc[tested, "statistic"].notna().all()
    assert rows.loc[~tested, "statistic"].isna().all()


def test_what_two_items_share_is_named(misfitted, found):
    first = misfitted.modification.iloc[0]
    assert (first["left"], first["operator"], first["right"]) == ("a1", "~~", "a2")
    assert first["p_adjusted"] < 0.01
    assert first["standardised_change"] == pytest.approx(0.35, abs=0.15)
    pair = misfitted.residuals.set_index(["item_a", "item_b"])["p_adjusted"]
    assert pair["a1", "a2"] < 0.01
    assert (found.modification["p_adjusted"] > 0.05).all()
    assert (found.residuals["p_adjusted"] > 0.05).all()


def test_score_tests_of_the_true_model_have_the_mean_of_chi_square():
    tables = [modifications(fitted_by_hand(simulated(400, seed=seed))) for seed in range(12)]
    assert all(len(table) == 24 + 66 for table in tables)
    means = [float(table["statistic"].mean()) for table in tables]
    assert np.mean(means) == pytest.approx(1, abs=SCORE_MEAN)


def test_categorical_omega_is_the_reliability_of_the_sum(found):
    """Against the squared correlation of sums with true sums, from ten times the people."""
    rows = of(found.reliability, coefficient="omega_categorical", model="correlated")
    rng = np.random.default_rng(3)
    factor = rng.normal(size=200_000)
    loadings, cuts = LOADINGS[:4], np.array([-1.6, -0.7, 0.2, 1.1])
    sums = [
        sum(
            np.digitize(w * factor + np.sqrt(1 - w**2) * rng.normal(size=len(factor)), cuts)
            for w in loadings
        )
        for _ in range(2)
    ]
    truth = np.corrcoef(sums)[0, 1]
    np.testing.assert_allclose(rows["estimate"], truth, atol=0.04)
    assert (rows["ci_low"] < truth).all()
    assert (rows["ci_high"] > truth).all()
    assert rows["std_error"].between(0.004, 0.02).all()


def test_scores_of_their_own_are_worth_more_than_the_total(found):
    rows = found.reliability.pivot_table(
        index="dimension", columns="coefficient", values="estimate"
    )
    rows = rows.loc[list("abc")]
    assert (rows["prmse_subscore"] > rows["prmse_total"]).all()
    assert (rows["prmse_augmented"] >= rows["prmse_subscore"]).all()
    np.testing.assert_allclose(rows["prmse_subscore"], rows["omega_categorical"], atol=SAME)


def test_cutoffs_stand_beside_the_indices_they_judge(found, misfitted):
    rows = of(found.cutoffs, level=1).set_index("index")
    assert list(rows.index) == ["srmr", "rmsea", "cfi"]
    assert (rows["n_failed"] == 0).all()
    assert rows.loc["cfi", "observed"] > rows.loc["cfi", "cutoff"]
    assert rows.loc["rmsea", "observed"] < rows.loc["rmsea", "cutoff"]
    models = of(found.models, role="hypothesised").iloc[0]
    for index in ("cfi", "rmsea", "srmr"):
        assert rows.loc[index, "observed"] == models[index]
    true = of(misfitted.cutoffs, level=0).set_index("index")
    assert true.loc["cfi", "observed"] < true.loc["cfi", "cutoff"]


@pytest.mark.parametrize("estimator", ["wlsmv", "wlsm", "ulsmv"])
def test_simulated_answers_are_fitted_as_any_others(estimator):
    """By the short way and by the whole fit, also where a category stays empty."""
    (model, *_) = models_of(instrument(DIMENSIONS))
    fit = fitted_by_hand(simulated(400), estimator)
    for seed, empty in ((1, False), (2, True)):
        codes = simulated(400, seed=seed)[ITEMS].to_numpy(float) - 1
        if empty:
            codes[:, 0] = np.maximum(codes[:, 0], 1)
        answers = keyed({item: codes[:, i].astype(int) + 1 for i, item in enumerate(ITEMS)})
        whole = fit_rows(fitted_by_hand(answers, estimator), confidence=0.95)
        value = {(row["index"], row["variant"]): row["estimate"] for row in whole}
        short = simulated_indices(fit, model, codes)
        assert short.cfi == pytest.approx(value["cfi", "scaled"], abs=SAME_MINIMUM)
        assert short.rmsea == pytest.approx(value["rmsea", "scaled"], abs=SAME_MINIMUM)
        assert short.srmr == pytest.approx(value["srmr", "standard"], abs=SAME_MINIMUM)


def test_indices_name_their_variant(found):
    rows = of(found.fit, model="correlated")
    both = rows[["index", "variant"]].apply(tuple, axis=1)
    variants = ("standard", "scaled", "robust")
    assert set(both) == {
        *((i, v) for i in ("cfi", "tli", "rmsea") for v in variants),
        *(("chi_square", v) for v in variants[:2]),
        *(("srmr", "standard"), ("crmr", "standard")),
    }
    assert both.is_unique


@pytest.mark.parametrize("missing", ["pairwise", "listwise"])
def test_order_of_people_does_not_matter(missing):
    answers = simulated(300)
    rng = np.random.default_rng(5)
    for item in ITEMS[:4]:
        answers.loc[rng.choice(300, 20, replace=False), item] = pd.NA
    shuffled = answers.sample(frac=1, random_state=2)
    one, other = (result(a, missing=missing, cutoff_draws=1) for a in (answers, shuffled))
    for name in ("fit", "parameters", "comparisons", "reliability", "discriminant"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), rtol=1e-6)
    assert one.models["n"].iloc[0] == (300 if missing == "pairwise" else 300 - dropped(answers))


def dropped(answers: pd.DataFrame) -> int:
    return int(answers[ITEMS].isna().any(axis=1).sum())


def test_clusters_widen_the_intervals_of_what_they_share():
    answers = pd.concat([simulated(150)] * 2, ignore_index=True)
    answers = answers.assign(response=range(300), person=range(300), rater=range(300))
    people = pd.DataFrame({"person": range(300), "team": [*range(150), *range(150)]})
    plain = result(answers, cutoff_draws=1)
    clustered = result(answers, people=people, cluster="team", cutoff_draws=1)
    ratio = (
        of(clustered.parameters, model="correlated", operator="=~")["std_error"]
        / of(plain.parameters, model="correlated", operator="=~")["std_error"]
    )
    np.testing.assert_allclose(ratio.astype(float), np.sqrt(2), rtol=0.02)
    assert "fewer_people_than_moments" not in {n["note"] for n in clustered.notes}


def fitted_by_hand(answers: pd.DataFrame, estimator: str = "wlsmv") -> CfaFit:
    (model, *_) = models_of(instrument(DIMENSIONS))
    return fit_ordinal(
        model.syntax,
        answers,
        ordinal=ITEMS,
        estimator=estimator,
        missing="pairwise",
        groups=None,
        case_weights=None,
        clusters=None,
        std_lv=True,
        orthogonal=False,
        parameterization="delta",
        group_equal=[],
        group_partial=[],
        confidence=0.95,
    )


def test_the_same_estimates_as_a_fit_by_hand(found):
    fit = fitted_by_hand(simulated(N))
    rows = of(found.parameters, model="correlated")
    rows = rows[rows["operator"] != "r2"]
    np.testing.assert_allclose(
        rows["estimate"].astype(float), fit.estimates["estimate"], atol=SAME
    )


def test_an_improper_solution_is_said_and_not_interpreted():
    """Correlations .8, .8, .5 leave the first item a communality of 1.28."""
    matrix = np.array([[1, 0.8, 0.8], [0.8, 1, 0.5], [0.8, 0.5, 1]])
    latent = np.random.default_rng(0).multivariate_normal(np.zeros(3), matrix, size=500)
    codes = 1 + np.digitize(latent, [-1, 0, 1])
    answers = keyed({f"a{i + 1}": codes[:, i] for i in range(3)})
    found = result(answers, instrument({"a": ["a1", "a2", "a3"]}), cutoff_draws=1)
    row = of(found.models, model="correlated").iloc[0]
    assert row["converged"]
    assert not row["proper"]
    assert row["note"] == "improper_solution;minimum_at_boundary"
    assert row["solution"] == "boundary"
    assert found.reliability.empty
    assert found.cutoffs.empty
    said = {note["note"] for note in found.notes}
    assert {"negative_variance", "no_dynamic_cutoffs"} <= said
    negative = next(note for note in found.notes if note["note"] == "negative_variance")
    assert negative["source"] == "self"
    assert set(negative) == {"note", *BLOCK, "model", "kind", "name", "estimate"}


def test_raters_of_several_people_are_counted():
    answers = simulated(200).assign(rater=np.arange(200) // 10)
    (said,) = [
        note
        for note in result(answers, cutoff_draws=1).notes
        if note["note"] == "answers_share_raters"
    ]
    assert (said["n"], said["n_raters"]) == (200, 20)


@pytest.mark.parametrize(
    ("options", "message"),
    [
        ({"estimator": "mlr"}, "estimator 'mlr': expected one of wlsmv, wlsm, ulsmv"),
        ({"missing": "fiml"}, "missing 'fiml': expected one of pairwise, listwise"),
        ({"cluster": "team"}, "people have no column 'team'"),
    ],
)
def test_wrong_choices_are_refused(options, message):
    with pytest.raises(DataError, match=message):
        result(simulated(50), **options)


def test_an_item_that_does_not_vary_is_refused():
    with pytest.raises(DataError, match="a1 does not vary"):
        result(simulated(50).assign(a1=3))

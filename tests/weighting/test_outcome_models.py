"""Counted, capped and often-zero indicators by their own models."""

import numpy as np
import pandas as pd
import pytest
import statsmodels.api as sm

from analysis.kpi import Kpi
from analysis.weighting.outcome_fits import Outcome, outcome_fits
from analysis.weighting.outcome_models import OutcomeModels, outcome_models

SAME = 1e-7
N = 400


def kpi(name: str, **fields) -> Kpi:
    words = {"zh": name, "en": name}
    plain = {"id": name, "title": words, "definition": words, "unit": words,
             "better": "higher", "numerator": name, "aggregate": "mean"}  # fmt: skip
    return Kpi.model_validate(plain | fields)


@pytest.fixture(scope="module")
def drawn():
    rng = np.random.default_rng(5)
    people = pd.DataFrame(
        {"person": np.arange(N), "manager": np.arange(N) % 40, "tenure": rng.uniform(2, 90, N)}
    )
    z = rng.normal(size=(N, 2)) + 0.5 * rng.normal(size=(N, 1))
    scores = pd.concat(
        [
            pd.DataFrame(
                {"person": np.arange(N), "instrument": "i", "source": "manager", "wave": 1,
                 "dimension": d, "score": z[:, j]}
            )
            for j, d in enumerate(("drive", "care"))
        ]
    )  # fmt: skip
    exposure = rng.uniform(3, 12, N)
    team = 0.2 * rng.normal(size=40)[people["manager"]]
    rate = np.exp(0.5 + 0.3 * z[:, 0] + 0.2 * np.log(people["tenure"] / 30) + team)
    counts = rng.poisson(rate * exposure)
    latent = 0.8 + 0.2 * z[:, 0] + 0.1 * z[:, 1] + 0.25 * rng.normal(size=N)
    amount = np.exp(1 + 0.4 * z[:, 1] + 0.5 * rng.normal(size=N))
    some = rng.random(N) < 1 / (1 + np.exp(-1 - 0.8 * z[:, 0]))
    values = {
        "customers": counts / exposure,
        "share": np.minimum(latent, 1.0),
        "renewals": amount * some,
        "plain": latent,
    }
    table = pd.concat(
        [
            pd.DataFrame(
                {"person": np.arange(N), "kpi": name, "raw": raw, "exposure": exposure}
            )
            for name, raw in values.items()
        ]
    )
    kpis = [
        kpi("customers", kind="count", aggregate="per_exposure"),
        kpi("share", kind="share", cap=1.0),
        kpi("renewals", kind="amount"),
        kpi("plain"),
    ]
    return scores, table, people, kpis


def modelled(drawn, **changed) -> OutcomeModels:
    chosen = {
        "adjust_for": {"tenure": "log"},
        "predictors_from": ["manager"],
        "cluster": "manager",
        "confidence": 0.95,
    }
    return outcome_models(*drawn, **(chosen | changed))


@pytest.fixture(scope="module")
def found(drawn) -> OutcomeModels:
    return modelled(drawn)


def rows(found: OutcomeModels, criterion: str, model: str, part: str = "") -> pd.DataFrame:
    table = found.coefficients
    here = (table["criterion"] == criterion) & (table["model"] == model)
    return table[here & (table["part"] == part)].set_index("dimension")


def test_each_indicator_gets_the_models_it_needs(found) -> None:
    models = found.models.groupby("criterion", sort=False)[["model", "part"]]
    named = {k: [m or p for p, m in t.to_numpy()] for k, t in models}
    assert named == {
        "customers": ["gaussian", "log", "quasi_poisson"],
        "share": ["gaussian", "log", "tobit"],
        "renewals": ["gaussian", "log", "occurs", "amount"],
    }


def test_counts_have_the_errors_of_statsmodels(drawn, found) -> None:
    """Quasi-Poisson with errors by cluster, from the wide table by another route."""
    scores, table, people, _ = drawn
    wide = scores.pivot_table(index="person", columns="dimension", values="score", sort=False)
    z = (wide - wide.mean()) / wide.std()
    own = table[table["kpi"] == "customers"].set_index("person")
    design = np.column_stack([np.ones(N), z, np.log(people["tenure"])])
    model = sm.GLM(own["raw"] * own["exposure"], design, sm.families.Poisson(),
                   exposure=own["exposure"])  # fmt: skip
    fit = model.fit(
        cov_type="cluster", tol=1e-13,
        cov_kwds={"groups": people["manager"], "use_correction": False},
    )  # fmt: skip
    mine = rows(found, "customers", "quasi_poisson")
    np.testing.assert_allclose(mine["estimate"], fit.params[1:3], atol=SAME)
    np.testing.assert_allclose(mine["std_error"], fit.bse[1:3] * np.sqrt(40 / 39), atol=SAME)
    assert set(mine["df"]) == {39}


def test_truth_is_near(found) -> None:
    """Effects of a standard deviation, the square root of 1.25; eight of them, 3.5 errors."""
    sd = np.sqrt(1.25)
    truths = {
        ("customers", "quasi_poisson", ""): [0.3 * sd, 0],
        ("share", "tobit", ""): [0.2 * sd, 0.1 * sd],
        ("renewals", "two_part", "occurs"): [0.8 * sd, 0],
        ("renewals", "two_part", "amount"): [0, 0.4 * sd],
    }
    for key, truth in truths.items():
        table = rows(found, *key)
        distance = np.abs(table["estimate"] - truth)
        assert (distance < 3.5 * table["std_error"]).all(), key


def test_a_cap_hides_part_of_the_relation(found) -> None:
    assert (rows(found, "share", "tobit")["estimate"]
            > 1.1 * rows(found, "share", "gaussian")["estimate"]).all()  # fmt: skip


def test_models_are_compared_with_least_squares(found) -> None:
    table = found.models
    gaussian = table[table["model"] == "gaussian"]
    np.testing.assert_allclose(gaussian[["agreement", "order_agreement"]], 1)
    assert table["agreement"].between(-1, 1 + 1e-9).all()
    shares = table.drop_duplicates("criterion").set_index("criterion")
    assert shares.loc["share", "capped_share"] > 0.1
    assert shares.loc["renewals", "zero_share"] > 0.1


def test_nothing_is_modelled_twice_where_numbers_are_plain(drawn) -> None:
    scores, table, people, kpis = drawn
    only = table[table["kpi"] == "plain"]
    found = modelled((scores, only, people, kpis[-1:]))
    assert found.coefficients.empty
    assert found.models.empty
    assert found.coefficients["n"].dtype.kind == "i"


def test_a_model_that_cannot_be_fitted_is_named() -> None:
    """Whoever sells anything is told by the score: the logit has no finite optimum."""
    x = np.linspace(-1, 1, 60)
    values = np.where(x > 0, 1 + x, 0.0)
    design = np.column_stack([np.ones(60), x])
    outcome = Outcome(values, np.ones(60), design, np.arange(60), False, np.inf)
    fits = {(f.model, f.part): f for f in outcome_fits(outcome)}
    assert not fits["two_part", "occurs"].converged
    assert np.isnan(fits["two_part", "occurs"].coefficients).all()
    assert fits["two_part", "amount"].converged


def test_who_lacks_a_control_is_left_out(drawn) -> None:
    scores, table, people, kpis = drawn
    gaps = people.assign(tenure=people["tenure"].where(people["person"] >= 7))
    found = modelled((scores, table, gaps, kpis))
    assert set(rows(found, "customers", "gaussian")["n"]) == {N - 7}


def test_notes_name_the_model(drawn) -> None:
    scores, table, people, kpis = drawn
    wide = scores[scores["dimension"] == "drive"].set_index("person")["score"]
    told = table["person"].map(wide) > 0
    table = table.assign(raw=np.where(table["kpi"] == "renewals", told * 2.0, table["raw"]))
    notes = modelled((scores, table, people, kpis)).notes
    assert {"note": "outcome_model_not_fitted", "criterion": "renewals", "source": "manager",
            "outcome": "occurs"} in notes  # fmt: skip


def test_amounts_that_are_all_the_same_have_no_model(drawn) -> None:
    scores, table, people, kpis = drawn
    either = (table["raw"] > table["raw"].median()).astype(float)
    table = table.assign(raw=np.where(table["kpi"] == "renewals", either, table["raw"]))
    found = modelled((scores, table, people, kpis))
    mine = found.models[found.models["criterion"] == "renewals"].set_index(["model", "part"])
    assert np.isnan(mine.loc[("two_part", "amount"), "agreement"])
    assert mine.loc[("two_part", "occurs"), "agreement"] > 0
    assert {n["outcome"] for n in found.notes if n["note"] == "outcome_model_not_fitted"} == {
        "log",
        "amount",
    }

from dataclasses import replace

import numpy as np
import pytest

from analysis.weighting.importance import importance
from analysis.weighting.importance_indices import PARTS

CLOSED_FORM = 1e-10


def of(study, seed=1, draws=200, cluster="manager_id", sets=None):
    return importance(
        study.person_scores,
        study.performance,
        study.people,
        predictors_from=["manager"],
        cluster=cluster,
        sets=sets or {},
        draws=draws,
        confidence=0.95,
        rng=np.random.default_rng(seed),
    )


def test_the_parts_divide_r_squared(study):
    table = of(study).importance
    wide = study.person_scores.pivot_table("score", "person", "dimension")
    y = study.performance["value"]
    r_squared = np.linalg.solve(wide.corr(), wide.corrwith(y)) @ wide.corrwith(y)
    for _, rows in table[table["method"].isin(PARTS)].groupby("method"):
        assert rows["estimate"].sum() == pytest.approx(r_squared, abs=CLOSED_FORM)
        assert rows["share"].sum() == pytest.approx(1, abs=CLOSED_FORM)
        assert (rows["ci_low"] < rows["estimate"]).all()
        assert (rows["estimate"] < rows["ci_high"]).all()
        assert (rows["share_ci_low"] < rows["share"]).all()
        assert (rows["share"] < rows["share_ci_high"]).all()
        assert list(rows["dimension"]) == ["influence", "planning", "service"]
    assert (table["draws"] == 200).all()
    assert (table["level"] == "observed").all()


def test_what_clearly_dominates_does_so_in_nearly_every_sample(study):
    table = of(study).dominance.set_index(["dimension_a", "dimension_b", "kind"])
    first = table.loc[("influence", "service")]
    assert (first["dominates"] == 1).all()
    assert (first["reproducibility"] > 0.95).all()
    assert list(first.index) == ["complete", "conditional", "general"]


def test_the_same_seed_gives_the_same_numbers(study):
    once, again = of(study, seed=3).importance, of(study, seed=3).importance
    assert once.equals(again)


def test_order_of_rows_does_not_matter(study):
    performance = study.performance.sample(frac=1, random_state=1)
    again = of(replace(study, performance=performance))
    assert again.importance.equals(of(study).importance)


def test_one_dimension_has_everything(draw):
    found = of(draw([0.4]))
    shares = found.importance["share"].dropna()
    assert len(shares) == len(PARTS)
    assert (shares == 1).all()
    assert found.differences.empty
    assert found.dominance.empty


def test_collinear_dimensions_share_and_are_named(study):
    scores = study.person_scores.copy()
    copied = scores.loc[scores["dimension"] == "influence", "score"].to_numpy()
    scores.loc[scores["dimension"] == "planning", "score"] = copied
    found = of(replace(study, person_scores=scores))
    shares = found.importance.set_index(["method", "dimension"])["estimate"]
    for method in ("general_dominance", "relative_weight"):
        twins = shares[method]["influence"], shares[method]["planning"]
        assert twins[0] == pytest.approx(twins[1], abs=1e-8)
    assert "collinear_dimensions" in [note["note"] for note in found.notes]


def test_sets_enter_as_a_whole_and_the_rest_stand_alone(study):
    found = of(study, sets={"people": ["influence", "service"]}).sets.set_index("set")
    assert list(found.index) == ["people", "planning"]
    assert found.loc["people", "dimensions"] == "influence+service"
    assert found["share"].sum() == pytest.approx(1, abs=CLOSED_FORM)
    alone = of(study).importance.query("method == 'general_dominance'")
    assert found["estimate"].sum() == pytest.approx(alone["estimate"].sum(), abs=CLOSED_FORM)


def test_parts_that_dimensions_share_sum_to_r_squared(study):
    found = of(study)
    general = found.importance.query("method == 'general_dominance'")["estimate"].sum()
    assert len(found.commonality) == 7
    assert found.commonality["estimate"].sum() == pytest.approx(general, abs=CLOSED_FORM)


def test_conditional_gains_average_to_general_dominance(study):
    found = of(study)
    means = found.conditional.groupby("dimension", sort=False)["estimate"].mean()
    general = found.importance.query("method == 'general_dominance'").set_index("dimension")
    np.testing.assert_allclose(means, general["estimate"], atol=CLOSED_FORM)


def test_without_their_errors_scores_have_the_importance_of_what_they_measure(draw):
    """Errors that are added to true scores, and known, are taken out again."""
    true = draw([0.4, 0.3, 0.1], managers=400, team=10)
    rng = np.random.default_rng(6)
    error = true.person_scores["dimension"].map(
        {"influence": 0.3, "planning": 1.0, "service": 0.6}
    )
    noisy = true.person_scores.assign(
        score=true.person_scores["score"] + error * rng.normal(size=len(error)),
        std_error=error,
    )
    expected = of(true, draws=100).importance
    found = of(replace(true, person_scores=noisy), draws=100).importance
    latent = found[found["level"] == "latent"].reset_index(drop=True)
    seen = found[found["level"] == "observed"].reset_index(drop=True)
    ours = latent["method"].isin(["general_dominance", "zero_order", "beta"])
    off = (latent["estimate"] - expected["estimate"]).abs()
    assert (off < 4 * latent["std_error"])[ours].all()
    weaker = (seen["dimension"] == "planning") & (seen["method"] == "beta")
    lost = (expected["estimate"] - seen["estimate"])[weaker].iloc[0]
    assert lost > 4 * seen["std_error"][weaker].iloc[0]


def test_pure_noise_is_rarely_called_important(draw):
    """Two dimensions of noise in each of 60 studies; the one with an effect is found."""
    called, found = [], []
    for seed in range(60):
        study = draw([0.4, 0.0, 0.0], seed=seed)
        rng = np.random.default_rng(seed)
        noise = study.person_scores["dimension"] != "influence"
        scores = study.person_scores.copy()
        scores.loc[noise, "score"] = rng.normal(size=noise.sum())
        table = of(replace(study, person_scores=scores), draws=300).importance
        parts = table[table["method"] == "general_dominance"].set_index("dimension")
        called += [*parts.loc[["planning", "service"], "important"]]
        found.append(parts.loc["influence", "important"])
    assert np.mean(called) <= 0.05
    assert np.mean(found) == 1

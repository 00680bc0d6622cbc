from dataclasses import replace

import numpy as np
import pytest

from analysis.weighting.importance import importance
from analysis.weighting.importance_indices import PARTS

CLOSED_FORM = 1e-10


def of(study, seed=1, draws=200, cluster="manager_id"):
    return importance(
        study.person_scores,
        study.performance,
        study.people,
        predictors_from=["manager"],
        cluster=cluster,
        sets={},
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

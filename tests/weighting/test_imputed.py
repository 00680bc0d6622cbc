"""Scores imputed several times: pooled numbers against R, and what imputation must not do."""

import json
from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import t as student

from analysis.errors import DataError
from analysis.stats.dominance import general_dominance
from analysis.weighting.design import designs
from analysis.weighting.importance import importance
from analysis.weighting.imputation import Imputation
from analysis.weighting.one_design import Design
from analysis.weighting.pooled_rows import over_copies
from analysis.weighting.validity import validity
from analysis.weighting.validity_rows import correlation_rows, regression_rows

REFERENCE = Path(__file__).parents[1] / "reference/pooled_regression/expected.json"
R = json.loads(REFERENCE.read_text(encoding="utf-8"))

EXACT = 1e-8
"""The formulas are those of R; Satterthwaite's degrees of freedom differ in the ninth digit."""

SAME = 1e-12

CONFIDENCE = 0.95
COPIES = Imputation(5, {}, seed=1)
BASE = {"predictors_from": ["manager"], "cluster": "manager_id"}

SLOPES = np.array([0.4, 0.2, 0.1])
STUDIES = 300
COVERAGE = 0.04
"""Three Monte Carlo errors of 300 intervals that cover 95 %."""

MEAN_COVERAGE = 0.02
"""Of three slopes together: 93 to 97 % is asked for."""

BIAS = 0.02
"""Six Monte Carlo errors of a mean slope: imputed ones stay below, listwise ones do not where
the criterion decides who has a gap."""


def with_gaps(study, share: float, seed: int, *, by_criterion: float = 0.0):
    """The study without some scores of the first two dimensions, more where y is high."""
    rng = np.random.default_rng(seed)
    y = study.performance["value"].to_numpy()
    odds = np.log(share / (1 - share)) + by_criterion * (y - y.mean()) / y.std()
    scores = study.person_scores["score"].to_numpy().reshape(len(y), -1).copy()
    scores[:, :2][rng.random((len(y), 2)) < 1 / (1 + np.exp(-odds))[:, None]] = np.nan
    return replace(study, person_scores=study.person_scores.assign(score=scores.ravel()))


def tables_of(study) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame]:
    return study.person_scores, study.performance, study.people


@pytest.fixture
def gappy(draw):
    study = with_gaps(draw([0.5, 0.2, 0.0]), 0.2, seed=2)
    people = study.people.assign(tenure=np.arange(480.0) % 7)
    people.loc[::9, "tenure"] = np.nan
    return replace(study, people=people, performance=study.performance.iloc[20:])


def design_of_r() -> Design:
    """Copies that mice made, as the copies of a design."""
    whole = np.array(R["copies"][0], dtype=float)
    n = len(whole)
    persons = np.repeat(np.arange(n), 3)
    table = {"person": persons, "instrument": "air", "source": "self", "wave": 1}
    scores = pd.DataFrame({**table, "dimension": R["names"] * n, "score": whole[:, :3].ravel()})
    (design,) = designs(
        scores,
        pd.DataFrame({"person": np.arange(n), "criterion": "ozone", "value": whole[:, 3]}),
        pd.DataFrame({"person": np.arange(n), "month": R["month"]}),
        predictors_from=["self"],
        cluster="month",
    )
    copies = tuple(
        replace(design, scores=pd.DataFrame(np.array(c)[:, :3], columns=R["names"]))
        for c in R["copies"]
    )
    return replace(design, copies=copies)


def test_pooled_regression_is_that_of_mice_cell_by_cell():
    rows = over_copies(design_of_r(), lambda d: regression_rows(d, CONFIDENCE), CONFIDENCE)
    for name, expected in R["cr2"].items():
        np.testing.assert_allclose([r[name] for r in rows], expected, rtol=EXACT)
    hc3 = R["hc3"]
    np.testing.assert_allclose([r["hc3_std_error"] for r in rows], hc3["std_error"], rtol=EXACT)
    statistic = np.abs(np.array(hc3["estimate"]) / hc3["std_error"])
    expected = 2 * student.sf(statistic, hc3["df"])
    np.testing.assert_allclose([r["hc3_p_value"] for r in rows], expected, rtol=1e-6)
    margin = student.ppf(0.975, R["cr2"]["df"]) * R["cr2"]["std_error"]
    limits = np.array(R["cr2"]["estimate"]) - margin
    np.testing.assert_allclose([r["ci_low"] for r in rows], limits, rtol=EXACT)


def test_correlations_are_pooled_by_hand_as_fishers_z():
    design = design_of_r()
    (row, *_) = over_copies(design, lambda d: correlation_rows(d, CONFIDENCE), CONFIDENCE)
    singles = [correlation_rows(c, CONFIDENCE)[0] for c in design.copies]
    r = np.array([s["estimate"] for s in singles])
    errors = np.array([s["std_error"] for s in singles]) / (1 - r**2)
    z, m = np.arctanh(r), len(r)
    total = (errors**2).mean() + (1 + 1 / m) * z.var(ddof=1)
    assert row["estimate"] == pytest.approx(np.tanh(z.mean()), rel=SAME)
    assert row["statistic"] == pytest.approx(z.mean() / np.sqrt(total), rel=SAME)
    assert row["ci_low"] < row["estimate"] < row["ci_high"]
    assert 0 < row["fraction_missing"] < 1


def frames_of(result: object) -> dict[str, pd.DataFrame]:
    values = {f.name: getattr(result, f.name) for f in fields(result)}  # pyright: ignore[reportArgumentType]
    return {k: v for k, v in values.items() if isinstance(v, pd.DataFrame)}


def all_rules(study, imputation: Imputation | None) -> list[object]:
    tables, rng = tables_of(study), np.random.default_rng
    controls = {"tenure": "none"} if "tenure" in study.people else {}
    shared = {**BASE, "draws": 100, "confidence": CONFIDENCE, "imputation": imputation}
    return [
        validity(
            *tables,
            **shared,
            controls=controls,
            criterion_reliability={},
            range_restriction={},
            kpi_sources={},
            shares={},
            rng=rng(1),
        ),
        importance(*tables, **shared, sets={"two": ["influence", "planning"]}, rng=rng(1)),
    ]


def test_without_gaps_imputation_changes_no_number(study):
    for here, there in zip(all_rules(study, COPIES), all_rules(study, None), strict=True):
        for name, frame in frames_of(here).items():
            pd.testing.assert_frame_equal(frame, frames_of(there)[name], rtol=SAME, atol=SAME)


def test_order_of_rows_does_not_matter(gappy):
    rng = np.random.default_rng(3)
    names = ("person_scores", "performance", "people")
    drawn = (t.sample(frac=1, random_state=rng) for t in tables_of(gappy))
    shuffled = replace(gappy, **dict(zip(names, drawn, strict=True)))
    order = gappy.person_scores["dimension"].iloc[:3].tolist()
    key = shuffled.person_scores["dimension"].map(order.index)
    scores = shuffled.person_scores.assign(key=key).sort_values("key", kind="stable")
    shuffled = replace(shuffled, person_scores=scores.drop(columns="key"))
    given = Imputation(3, {"tenure": "none"}, seed=1)
    for here, there in zip(all_rules(gappy, given), all_rules(shuffled, given), strict=True):
        for name, frame in frames_of(here).items():
            pd.testing.assert_frame_equal(frame, frames_of(there)[name], rtol=1e-9)


def test_every_rule_says_how_it_filled(gappy):
    given = Imputation(3, {"tenure": "none"}, seed=1)
    for result in all_rules(gappy, given):
        for name, frame in frames_of(result).items():
            if "missing" in frame and len(frame):
                assert set(frame["missing"]) == {"multiple_imputation"}, name
        (said,) = [n for n in result.notes if n["note"] == "imputed_people"]  # pyright: ignore[reportAttributeAccessIssue]
        assert (said["n"], said["n_imputations"]) == (460 - said_empty(gappy), 3)


def said_empty(study) -> int:
    """People with a criterion and no score at all: none, as the third score is complete."""
    empty = study.person_scores["score"].isna().to_numpy().reshape(480, 3)
    return int(empty.all(axis=1).sum())


def test_people_without_criterion_teach_but_are_left_out(gappy):
    (design,) = designs(*tables_of(gappy), **BASE, imputation=COPIES)
    assert len(design.values) == 460
    assert design.gaps is not None
    assert len(design.gaps.values) == 480
    assert {len(c.values) for c in design.copies} == {460}
    for copy in design.copies:
        there = design.scores.notna().to_numpy()
        np.testing.assert_array_equal(
            copy.scores.to_numpy()[there], design.scores.to_numpy()[there]
        )
        assert copy.scores.notna().to_numpy().all()
        np.testing.assert_array_equal(copy.values, design.values)


def test_importance_is_the_mean_over_the_copies(gappy):
    given = {**BASE, "imputation": COPIES}
    (design,) = designs(*tables_of(gappy), **given)
    result = importance(
        *tables_of(gappy),
        **given,
        sets={},
        draws=50,
        confidence=CONFIDENCE,
        rng=np.random.default_rng(1),
    )
    table = result.importance
    found = table[(table["method"] == "general_dominance") & (table["level"] == "observed")]
    singles = [general_dominance(c.correlations)[0] for c in design.copies]
    np.testing.assert_allclose(found["estimate"], np.mean(singles, axis=0), rtol=SAME)
    low, middle, high = (
        np.asarray(found[c], dtype=float) for c in ("ci_low", "estimate", "ci_high")
    )
    assert (low < middle).all()
    assert (middle < high).all()


def problems(study, **more: object) -> str:
    with pytest.raises(DataError) as raised:
        designs(*tables_of(study), **{**BASE, "imputation": COPIES, **more})
    return str(raised.value)


def test_what_cannot_be_imputed_is_refused_by_one_line(gappy):
    weighted = replace(gappy, people=gappy.people.assign(case_weight=1.0))
    assert problems(weighted) == "missing.policy imputed cannot be combined with case weights"
    scores = gappy.person_scores["score"].to_numpy().reshape(480, 3).copy()
    scores[5:, 0] = np.nan
    apart = replace(gappy, person_scores=gappy.person_scores.assign(score=scores.ravel()))
    assert "influence and planning are known together of" in problems(apart)
    scores = gappy.person_scores["score"].to_numpy().reshape(480, 3).copy()
    scores[:, 0] = 2 * scores[:, 2]
    same = replace(gappy, person_scores=gappy.person_scores.assign(score=scores.ravel()))
    assert "linear combinations of one another" in problems(same)
    few = replace(gappy, person_scores=gappy.person_scores.iloc[60:78])
    assert "6 people for 12 variables" in problems(
        replace(
            few,
            people=gappy.people.assign(
                **{f"c{k}": np.arange(480.0) ** (k + 1) for k in range(8)}
            ),
        ),
        imputation=Imputation(5, {f"c{k}": "none" for k in range(8)}, seed=1),
    )


def covered(study, imputation: Imputation | None) -> tuple[np.ndarray, np.ndarray]:
    """Slopes, and which intervals hold the truth; the design standardises by its people."""
    (design,) = designs(*tables_of(study), **BASE, imputation=imputation)
    rows = over_copies(design, lambda d: regression_rows(d, CONFIDENCE), CONFIDENCE)
    low, high = (np.array([r[name] for r in rows]) for name in ("ci_low", "ci_high"))
    return np.array([r["estimate"] for r in rows]), (low < SLOPES) & (high > SLOPES)


@pytest.mark.slow
@pytest.mark.parametrize("by_criterion", [0.0, 1.0])
def test_intervals_cover_under_mcar_and_mar_where_complete_people_mislead(draw, by_criterion):
    found = {"imputed": ([], []), "listwise": ([], [])}
    for seed in range(STUDIES):
        whole = draw(SLOPES.tolist(), managers=60, team=6, seed=1000 + seed)
        study = with_gaps(whole, 0.25, seed, by_criterion=by_criterion)
        for name, imputation in (("imputed", Imputation(20, {}, seed)), ("listwise", None)):
            for values, new in zip(found[name], covered(study, imputation), strict=True):
                values.append(new)
    slopes, inside = (np.mean(v, axis=0) for v in found["imputed"])
    listwise = np.mean(found["listwise"][0], axis=0)
    assert np.abs(slopes - SLOPES).max() < BIAS
    np.testing.assert_allclose(inside, 0.95, atol=COVERAGE)
    assert inside.mean() == pytest.approx(0.95, abs=MEAN_COVERAGE)
    assert (np.abs(listwise - SLOPES).max() > BIAS) == (by_criterion > 0)

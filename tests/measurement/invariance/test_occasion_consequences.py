"""What differences between occasions do to scores: closed forms, and what was planted."""

from pathlib import Path

import numpy as np
import pandas as pd
import pytest
from scipy.stats import norm

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.invariance.consequences import (
    NODES,
    effect_rows,
    impact_rows,
    latent_rows,
)
from analysis.measurement.invariance.occasions import (
    continuous_occasions,
    ordinal_occasions,
    wide_answers,
    wide_samples,
)
from analysis.measurement.invariance.places import Places
from analysis.stats.sem.item_differences import OrdinalItems, item_differences, pooled_sd
from tests.measurement.invariance.test_invariance import CHOICES
from tests.measurement.invariance.test_same_people import (
    FACTORS,
    ITEMS,
    N,
    occasions,
    rows,
    run,
)

REFERENCE = Path(__file__).resolve().parents[2] / "reference" / "longitudinal"
PLACES = Places(("self", "manager"), wide=True)
EXACT = 1e-10  # closed forms of the same parameters
DRAWN = 0.006  # standard errors of .0016 and a quantile of as many draws
SHARE = 0.2
SAMPLING = 0.06  # three standard errors of a sum of intercepts with 800 people
CHANCE = 0.03  # three standard errors of the share that follows from it
TRUTH = 200_000  # people, so that what is true is known to .003


def two_sources(name: str, items: list[str]) -> list[pd.DataFrame]:
    """Answers of both occasions of a frozen ladder."""
    frame = pd.read_csv(REFERENCE / f"{name}.csv")
    return [frame[[f"{i}_{o}" for i in items]].set_axis(items, axis=1) for o in (1, 2)]


def estimate(fit: CfaFit, left: str, operator: str, right: str) -> float:
    """A parameter by its name."""
    table = fit.estimates
    same = (table["left"] == left) & (table["operator"] == operator)
    return float(table.loc[same & (table["right"] == right), "estimate"].iloc[0])


def item_table(fit: CfaFit, factor: str, items: list[str], occasion: int) -> np.ndarray:
    """Loadings, intercepts and residual variances of one occasion, shape (3, p)."""
    named = [f"{item}.{occasion}" for item in items]
    return np.array(
        [
            [estimate(fit, f"{factor}.{occasion}", "=~", item) for item in named],
            [estimate(fit, item, "~1", "") for item in named],
            [estimate(fit, item, "~~", item) for item in named],
        ]
    )


def attribute(fit: CfaFit, factor: str, occasion: int) -> tuple[float, float]:
    """Mean and standard deviation of a factor."""
    own = f"{factor}.{occasion}"
    return estimate(fit, own, "~1", ""), np.sqrt(estimate(fit, own, "~~", own))


@pytest.fixture(scope="module")
def linear() -> tuple[list[str], list[pd.DataFrame], CfaFit]:
    """Items, answers and a fit in which one item keeps a loading and another an intercept."""
    items = [f"a{i}" for i in range(1, 5)]
    parts = two_sources("continuous", items)
    kind = continuous_occasions(
        wide_answers(parts),
        {"a": items},
        PLACES,
        estimator="ml",
        missing="listwise",
        case_weights=None,
    )
    freed = frozenset({("loadings", "a1"), ("intercepts", "a1"), ("intercepts", "a3")})
    return items, parts, kind.fit_step("intercepts", freed)


def test_effects_of_continuous_items_are_their_closed_form(linear):
    items, parts, fit = linear
    member = pd.Series(np.repeat(PLACES.labels, len(parts[0])))
    found = pd.DataFrame(
        effect_rows(fit, {"a": items}, PLACES, pd.concat(parts, ignore_index=True), member)
    )
    first, second = (item_table(fit, "a", items, o) for o in (1, 2))
    steeper, higher, _ = second - first
    mean, sd = attribute(fit, "a", 2)
    size = np.sqrt((higher + steeper * mean) ** 2 + (steeper * sd) ** 2)
    spread = np.sqrt([part.var(ddof=1) for part in parts]).mean(axis=0)
    np.testing.assert_allclose(found["dmacs"], size / spread, atol=EXACT)
    np.testing.assert_allclose(found["signed"], higher + steeper * mean, atol=EXACT)
    assert found["item"].tolist() == items
    assert set(found["group"]) == {"manager"}
    same = found["item"].isin(["a2", "a4"])
    np.testing.assert_allclose(found.loc[same, "dmacs"], 0, atol=EXACT)
    assert (found.loc[~same, "dmacs"] > 0).all()


def test_impact_on_continuous_scores_is_that_of_normal_scores(linear):
    items, _, fit = linear
    rng = np.random.default_rng(1)
    found = impact_rows(fit, {"a": items}, PLACES, share=SHARE, rng=rng)[0]
    scores = {}
    for name, own, occasion in (("self", 1, 1), ("as_is", 2, 2), ("fair", 1, 2)):
        slopes, levels, rest = item_table(fit, "a", items, own)
        mean, sd = attribute(fit, "a", occasion)
        center = levels.mean() + slopes.mean() * mean
        scores[name] = center, np.sqrt((slopes.mean() * sd) ** 2 + rest.sum() / 16)
    base, spread = scores["self"]
    cut = base + spread * norm.ppf(1 - SHARE)
    above = {name: norm.sf(cut, *scores[name]) for name in ("as_is", "fair")}
    assert found["gap"] == pytest.approx((scores["as_is"][0] - base) / spread, abs=DRAWN)
    assert found["gap_fair"] == pytest.approx((scores["fair"][0] - base) / spread, abs=DRAWN)
    assert found["gap_change"] == found["gap"] - found["gap_fair"]
    assert found["share_above"] == pytest.approx(above["as_is"], abs=DRAWN)
    assert found["share_fair"] == pytest.approx(above["fair"], abs=DRAWN)
    assert found["share_change"] == found["share_above"] - found["share_fair"]


def test_effects_of_ordinal_items_are_those_of_groups_with_the_same_parameters():
    items = [f"a{i}" for i in range(1, 5)]
    parts = two_sources("two_sources", items)
    samples = wide_samples(wide_answers(parts), missing="listwise", case_weights=None)
    kind = ordinal_occasions(samples, {"a": items}, PLACES, estimator="wlsmv")
    freed = frozenset({("loadings", "a2"), ("intercepts", "a2"), ("intercepts", "a4")})
    fit = kind.fit_step("intercepts", freed)
    member = pd.Series(np.repeat(PLACES.labels, len(parts[0])))
    found = pd.DataFrame(
        effect_rows(fit, {"a": items}, PLACES, pd.concat(parts, ignore_index=True), member)
    )
    reference, focal = (
        OrdinalItems(
            *item_table(fit, "a", items, o)[:2],
            residual_sd=np.sqrt(item_table(fit, "a", items, o)[2]),
            thresholds=np.array(
                [[estimate(fit, f"{i}.{o}", "|", f"t{k}") for k in range(1, 5)] for i in items]
            ),
        )
        for o in (1, 2)
    )
    mean, sd = attribute(fit, "a", 2)
    expected = item_differences(
        reference,
        focal,
        mean=mean,
        sd=sd,
        item_sd=pooled_sd(
            [part.std(ddof=1).to_numpy() for part in parts], [np.full(4, len(parts[0]))] * 2
        ),
        nodes=NODES,
    )
    for name in ("dmacs", "signed", "unsigned"):
        np.testing.assert_allclose(found[name], getattr(expected, name), atol=EXACT)
    means = latent_rows(fit, {"a": items}, PLACES)
    assert [row["estimate"] for row in means] == pytest.approx([mean])
    assert [row["variance"] for row in means] == pytest.approx([sd**2])


def test_what_was_planted_has_its_true_size_and_impact():
    own, other = occasions(np.random.default_rng(3), N, planted=True)
    found = run([rows(own), rows(other, source="manager")])
    effects = found.occasion_effects.set_index("item")
    assert list(effects.index) == ITEMS
    assert set(effects["compared"]) == {"self + manager"}
    alike = [item for item in ITEMS if item not in ("a0", "b1")]
    np.testing.assert_allclose(effects.loc[alike, "signed"], 0, atol=SAMPLING)
    true = np.random.default_rng(9)
    base, harder = occasions(true, TRUTH, planted=True)
    easy = np.array(occasions(true, TRUTH, planted=False)[1])
    at = ITEMS.index("b1")
    gap = harder[:, at].mean() - easy[:, at].mean()
    assert gap < -0.3
    assert effects.loc["b1", "signed"] == pytest.approx(gap, abs=2 * SAMPLING)
    assert effects.loc["b1", "unsigned"] == pytest.approx(-gap, abs=2 * SAMPLING)
    impact = found.occasion_impact.set_index("dimension").loc["b"]
    score, harder, easy = (part[:, 5:].mean(axis=1) for part in (base, harder, easy))
    spread, cut = score.std(), np.quantile(score, 1 - CHOICES["share"])
    assert impact["gap_change"] == pytest.approx(
        (harder.mean() - easy.mean()) / spread, abs=SAMPLING
    )
    change = (harder >= cut).mean() - (easy >= cut).mean()
    assert change < -0.02
    assert impact["share_change"] == pytest.approx(change, abs=CHANCE)
    assert list(found.occasion_impact["dimension"]) == list(FACTORS)

"""Anchors: raters whose habits were planted; raters without any; what is not testable."""

import numpy as np
import pandas as pd
import pytest

from analysis.screening.raters import INDICES, Raters, raters
from tests.screening.demo import frames, questionnaire

OPTIONS = {
    "fewest_ratees": 8,
    "expected_false_positive": 0.01,
    "confidence": 0.95,
    "simulations": 2_000,
}
INSTRUMENT = questionnaire(attention=False)
LENIENT, NARROW, HALO, COPIES, SMALL = range(5)
CUTS = [-1.5, -0.5, 0.5, 1.5]


def rated(seed: int, *, n_raters: int = 40, n: int = 16, severity_sd: float = 0.3):
    """Keyed ratings in which the first five raters have a habit each, and the raters."""
    rng = np.random.default_rng(seed)
    place = np.repeat(np.arange(n_raters), n)
    place = place[~((place == SMALL) & (np.arange(len(place)) % n >= 4))]
    m, people = 6, len(place)
    common, own = rng.standard_normal((people, 1)), rng.standard_normal((people, m))
    view = np.sqrt(0.4) * common + np.sqrt(0.6) * own
    view[place == HALO] = common[place == HALO]
    shift = severity_sd * rng.standard_normal(n_raters)
    shift[[LENIENT, NARROW, HALO, COPIES]] = 1.2, 0, 0, 0
    noise = 0.5 * rng.standard_normal((people, 30))
    noise[place == HALO] *= 0.3
    latent = np.repeat(view, 5, axis=1) * 0.85 + noise + shift[place][:, None]
    latent[place == NARROW] *= 0.2
    codes = np.digitize(latent, CUTS) + 1
    codes[place == COPIES] = codes[place == COPIES][0]
    answers, _, _ = frames(codes.astype(float), INSTRUMENT, source="manager")
    reverse = [INSTRUMENT.all_items[i].reversed for i in INSTRUMENT.dimension_of]
    keyed = answers.assign(rater=(1_000 + place).astype(np.int32))
    assert any(reverse)
    return keyed, place


def judged(keyed: pd.DataFrame, **more) -> Raters:
    options = OPTIONS | more
    return raters(keyed, {"demo": INSTRUMENT}, rng=np.random.default_rng(1), **options)


def beyond(result: Raters) -> pd.DataFrame:
    table = result.raters.pivot_table(
        index="rater", columns="index", values="beyond", aggfunc="max"
    )
    return table.astype(bool)


def test_planted_habits_are_found():
    found = beyond(judged(rated(1)[0]))
    assert found.loc[1_000 + LENIENT, "severity"]
    assert found.loc[1_000 + NARROW, "range"]
    assert found.loc[1_000 + HALO, "halo_correlation"]
    assert found.loc[1_000 + HALO, "halo_spread"]
    assert found.loc[1_000 + COPIES, ["same_profile", "range"]].all()


def test_raters_without_habits_are_beyond_as_rarely_as_stated():
    shares = []
    for seed in range(5):
        keyed, place = rated(10 + seed, severity_sd=0.0)
        keyed = keyed[place > SMALL]
        shares.append(beyond(judged(keyed)).mean())
    mean = pd.concat(shares, axis=1).mean(axis=1)
    # 175 raters at .01: three binomial standard errors; scales of five options are not normal
    assert (mean.drop("severity") <= 0.01 + 0.0226).all(), mean
    # intervals shrunken to nothing where raters do not differ
    assert mean["severity"] <= 0.05


def test_few_ratees_are_named_and_not_tested():
    result = judged(rated(2)[0])
    small = result.raters[result.raters["rater"] == 1_000 + SMALL]
    assert small["index"].tolist() == list(INDICES)
    assert (small["note"] == "too_few_ratees").all()
    assert small["estimate"].isna().all()
    assert not small["beyond"].any()
    assert (result.n_raters, result.n_tested) == (40, 39)
    assert result.variances["n_raters"].tolist() == [39]


def test_few_raters_are_named_in_a_note():
    keyed, place = rated(3)
    result = judged(keyed[place < 4])
    assert [note["note"] for note in result.notes] == ["raters_not_testable"]
    assert result.variances.empty
    assert result.n_tested == 0


def test_people_who_rate_themselves_are_no_raters():
    keyed, _ = rated(4)
    own = keyed.assign(rater=keyed["person"])
    result = judged(own)
    assert result.raters.empty
    assert result.n_raters == 0


def test_variances_are_those_of_balanced_analysis_of_variance():
    keyed, place = rated(5)
    keyed, place = keyed[place > SMALL], place[place > SMALL]
    result = judged(keyed)
    items = list(INSTRUMENT.dimension_of)
    overall = keyed[items].to_numpy(float).mean(axis=1)
    means = pd.Series(overall).groupby(place).transform("mean").to_numpy()
    groups, n = 35, 16
    within = ((overall - means) ** 2).sum() / (groups * (n - 1))
    between = (((means - overall.mean()) ** 2).sum() / (groups - 1) - within) / n
    row = result.variances.iloc[0]
    # the search for the ratio of variances ends at about 1e-6
    assert row["within"] == pytest.approx(within, rel=1e-5)
    assert row["between"] == pytest.approx(between, rel=1e-5)
    share = between / (between + within / n)
    effect = result.raters[result.raters["index"] == "severity"].set_index("rater")["estimate"]
    raw = pd.Series(overall).groupby(place).mean() - overall.mean()
    np.testing.assert_allclose(effect.to_numpy(), share * raw.to_numpy(), rtol=1e-4, atol=1e-7)


def test_order_of_ratings_does_not_matter():
    keyed, _ = rated(6)
    mixed = keyed.sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(judged(keyed).raters, judged(mixed).raters, rtol=1e-9)


def test_what_raters_say_together_names_none_of_them():
    result = judged(rated(7)[0])
    assert "rater" not in result.distribution
    rows = result.distribution.set_index("index")
    for name, own in result.raters[result.raters["estimate"].notna()].groupby("index"):
        found = rows.loc[name, ["lower_quartile", "median", "upper_quartile"]].astype(float)
        np.testing.assert_allclose(found, np.percentile(own["estimate"], [25, 50, 75]))
        assert rows.loc[name, ["n_raters", "n_beyond"]].tolist() == [
            len(own),
            own["beyond"].sum(),
        ]
    anybody = beyond(result).any(axis=1)
    assert result.variances["n_beyond"].tolist() == [anybody.sum()]


def test_without_raters_there_is_no_distribution():
    keyed, _ = rated(4)
    result = judged(keyed.assign(rater=keyed["person"]))
    assert result.distribution.empty

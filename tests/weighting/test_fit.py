from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.weighting.fit import Weights, apply_weights, fit_weights
from analysis.weighting.schemes import SCHEMES, contenders

RECOVERY = 0.02  # three standard errors of a weight at n = 50,000


FIXED = {"expert": {"a": 5.0, "b": 3.0, "c": 2.0}, "previous": {"a": 0.2, "b": 0.3, "c": 0.5}}
COMPARED = contenders(SCHEMES, fixed=FIXED, prior="expert", prior_people=50)


def fit(scores, y, scheme):
    people = np.arange(len(scores))
    return fit_weights(scores, y, people, COMPARED, scheme, rng=np.random.default_rng(1))


def table(n, slopes, seed=1):
    rng = np.random.default_rng(seed)
    scores = pd.DataFrame(rng.normal(size=(n, len(slopes))), columns=list("abc"))
    return 3 + 2 * scores, pd.Series(scores.to_numpy() @ slopes + rng.normal(size=n))


def test_known_weights_are_recovered():
    scores, y = table(50_000, [0.6, 0.3, 0.1])
    for scheme in ("zero_order", "bayes", "ridge", "elastic_net", "nnls", "ols"):
        found = fit(scores, y, scheme).weights  # orthogonal: all go with the slopes
        np.testing.assert_allclose(found, [0.6, 0.3, 0.1], atol=RECOVERY)
    assert fit(scores, y, "expert").weights == pytest.approx([0.5, 0.3, 0.2])
    squares = np.array([0.36, 0.09, 0.01]) / 0.46  # orthogonal: shares of squared slopes
    for scheme in ("general_dominance", "relative_weight"):
        np.testing.assert_allclose(fit(scores, y, scheme).weights, squares, atol=RECOVERY)


@pytest.mark.parametrize("scheme", SCHEMES)
def test_composites_are_made_of_scores_standardised_where_weights_were_fitted(scheme):
    scores, y = table(60, [0.5, 0.2, 0.3])
    fitted = fit(scores, y, scheme)
    new = table(10, [0.5, 0.2, 0.3], seed=2)[0]
    expected = ((new - scores.mean()) / scores.std()) @ fitted.weights
    np.testing.assert_allclose(apply_weights(fitted, new[["c", "a", "b"]]), expected)
    assert Weights(**asdict(fitted)) == fitted


def test_nothing_to_weigh_gives_equal_weights_and_says_so():
    scores, y = table(200, [-0.5, -0.5, -0.5])
    fitted = fit(scores, y, "nnls")
    assert fitted.weights == [1 / 3] * 3
    assert fitted.equal_because == "no_positive_validity"


def test_constant_and_missing_dimensions_are_refused():
    scores, y = table(20, [0.5, 0.2, 0.3])
    with pytest.raises(DataError, match="weights: a is the same for all 20 people"):
        fit(scores.assign(a=1.0), y, "unit")
    with pytest.raises(DataError, match="weights: no scores of b"):
        apply_weights(fit(scores, y, "unit"), scores.drop(columns="b"))

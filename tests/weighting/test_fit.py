from dataclasses import asdict

import numpy as np
import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.stats.composite_weights import SCHEMES
from analysis.weighting.fit import Weights, apply_weights, fit_weights

RECOVERY = 0.02  # three standard errors of a weight at n = 50,000


def table(n, slopes, seed=1):
    rng = np.random.default_rng(seed)
    scores = pd.DataFrame(rng.normal(size=(n, len(slopes))), columns=list("abc"))
    return 3 + 2 * scores, pd.Series(scores.to_numpy() @ slopes + rng.normal(size=n))


def test_known_weights_are_recovered():
    scores, y = table(50_000, [0.6, 0.3, 0.1])
    regression = fit_weights(scores, y, "regression").weights
    np.testing.assert_allclose(regression, [0.6, 0.3, 0.1], atol=RECOVERY)
    squares = np.array([0.36, 0.09, 0.01]) / 0.46  # orthogonal: shares of squared slopes
    for scheme in ("general_dominance", "relative_weight"):
        np.testing.assert_allclose(
            fit_weights(scores, y, scheme).weights, squares, atol=RECOVERY
        )


@pytest.mark.parametrize("scheme", SCHEMES)
def test_composites_are_made_of_scores_standardised_where_weights_were_fitted(scheme):
    scores, y = table(60, [0.5, 0.2, 0.3])
    fitted = fit_weights(scores, y, scheme)
    new = table(10, [0.5, 0.2, 0.3], seed=2)[0]
    expected = ((new - scores.mean()) / scores.std()) @ fitted.weights
    np.testing.assert_allclose(apply_weights(fitted, new[["c", "a", "b"]]), expected)
    assert Weights(**asdict(fitted)) == fitted


def test_nothing_to_weigh_gives_equal_weights_and_says_so():
    scores, y = table(200, [-0.5, -0.5, -0.5])
    fitted = fit_weights(scores, y, "regression")
    assert fitted.weights == [1 / 3] * 3
    assert fitted.equal_because == "no_positive_validity"


def test_constant_and_missing_dimensions_are_refused():
    scores, y = table(20, [0.5, 0.2, 0.3])
    with pytest.raises(DataError, match="weights: a is the same for all 20 people"):
        fit_weights(scores.assign(a=1.0), y, "unit")
    with pytest.raises(DataError, match="weights: no scores of b"):
        apply_weights(fit_weights(scores, y, "unit"), scores.drop(columns="b"))

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import binomtest
from statsmodels.stats.proportion import proportion_confint

from analysis.stats.share_interval import wilson_interval

CLOSED_FORM = 1e-10  # the same formula, other order of operations


@pytest.mark.parametrize("confidence", [0.8, 0.95, 0.99])
@pytest.mark.parametrize("n", [2, 17, 480])
def test_scipy_and_statsmodels_agree(n: int, confidence: float) -> None:
    counts = np.unique(np.linspace(0, n, 9).astype(int))
    low, high = wilson_interval(counts / n, n=n, confidence=confidence)
    for count, bottom, top in zip(counts, low, high, strict=True):
        other = binomtest(int(count), n).proportion_ci(confidence, method="wilson")
        np.testing.assert_allclose([bottom, top], [other.low, other.high], atol=CLOSED_FORM)
    other = proportion_confint(counts, n, alpha=1 - confidence, method="wilson")
    np.testing.assert_allclose([low, high], other, atol=CLOSED_FORM)


def test_published_example() -> None:
    """Newcombe (1998), Statistics in Medicine 17, 857, table I, method 3."""
    low, high = wilson_interval(np.array([81 / 263]), n=263, confidence=0.95)
    np.testing.assert_allclose([low[0], high[0]], [0.2553, 0.3662], atol=5e-5)


@given(st.floats(0, 1), st.integers(1, 10_000))
def test_it_holds_the_share_and_mirrors(share: float, n: int) -> None:
    low, high = wilson_interval(np.array([share, 1 - share]), n=n, confidence=0.95)
    assert 0 <= low[0] <= share + CLOSED_FORM
    assert share - CLOSED_FORM <= high[0] <= 1
    np.testing.assert_allclose(low[0], 1 - high[1], atol=CLOSED_FORM)

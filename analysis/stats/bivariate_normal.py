"""The bivariate standard normal distribution: density, its slope in rho, and probabilities."""

from collections.abc import Iterator

import numpy as np
from numpy.polynomial.laguerre import laggauss
from numpy.polynomial.legendre import leggauss
from scipy.special import ndtr

Rule = tuple[np.ndarray, np.ndarray]
"""Nodes and weights of a quadrature."""

FAR = 38.0
"""Beyond this a normal variable has no mass in double precision; it stands for infinity."""

TAIL = 0.925
"""From this correlation on, the integral is taken from the perfect correlation down."""

NODES = {0.3: leggauss(6), 0.75: leggauss(12), 1.0: leggauss(20)}
"""Gauss-Legendre nodes and weights that are exact enough up to each absolute correlation."""

TAIL_NODES = {0.96: leggauss(20), 0.99: leggauss(16), 0.998: leggauss(12), 1.0: leggauss(8)}
"""The same from `TAIL` on: the nearer to a perfect correlation, the shorter the way to it."""

APART = 5.0
"""Limits so many conditional standard deviations apart are far: beyond both lies some 1e-8."""

BEYOND_NODES = laggauss(12)
"""Gauss-Laguerre nodes and weights for what lies beyond limits that are far apart."""

UNDERFLOW = -700.0
"""Exponents end here: smaller exponentials add nothing and take twenty times as long."""


def density(h: np.ndarray, k: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """Density at (h, k); the three arrays broadcast, abs(rho) < 1.

    It is also the derivative of the probability P(X <= h, Y <= k) with respect to rho.

    References
    ----------
    Plackett, R. L. (1954). A reduction formula for normal multivariate integrals.
    Biometrika, 41(3-4), 351-360, eq. 3. https://doi.org/10.1093/biomet/41.3-4.351
    """
    h, k = np.clip(h, -FAR, FAR), np.clip(k, -FAR, FAR)
    rest = (1 - rho) * (1 + rho)
    return np.exp(-((h - rho * k) ** 2 / rest + k * k) / 2) / (2 * np.pi * np.sqrt(rest))


def density_and_slope(
    h: np.ndarray, k: np.ndarray, rho: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Density at (h, k), and its derivative with respect to rho; shapes as in `density`."""
    h, k = np.clip(h, -FAR, FAR), np.clip(k, -FAR, FAR)
    rest = (1 - rho) * (1 + rho)
    value = density(h, k, rho)
    return value, value * (rho / rest + (h - rho * k) * (k - rho * h) / rest**2)


def probability(h: np.ndarray, k: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """P(X <= h, Y <= k) at an absolute error near 1e-15, for -1 <= rho <= 1.

    Parameters
    ----------
    h, k
        Limits, shape (m, ...) that broadcast to each other; infinite ones are allowed.
    rho
        Correlations, shape (m,): one for every entry of the first axis.

    Notes
    -----
    The probability at rho is that of independence plus the integral of the density over the
    correlation, by Gauss-Legendre quadrature on its arc sine. Near perfect correlation the
    integral runs from there, after the part that is singular has been taken out by hand.

    References
    ----------
    Drezner, Z., & Wesolowsky, G. O. (1990). On the computation of the bivariate normal
    integral. Journal of Statistical Computation and Simulation, 35(1-2), 101-107.
    https://doi.org/10.1080/00949659008811236

    Genz, A. (2004). Numerical computation of rectangular bivariate and trivariate normal and
    t probabilities. Statistics and Computing, 14, 251-260, eqs. 3-6.
    https://doi.org/10.1023/B:STCO.0000035304.20635.31
    """
    h, k = np.clip(h, -FAR, FAR), np.clip(k, -FAR, FAR)
    shape = np.broadcast_shapes(h.shape, k.shape)
    out = np.empty(shape)
    size, lower = np.abs(rho), 0.0
    for upper, rule in {0.3: NODES[0.3], 0.75: NODES[0.75], TAIL: NODES[1.0]}.items():
        part = (size >= lower) & (size < upper)
        lower = upper
        if part.any():
            out[part] = _from_independence(h[part], k[part], _beside(rho[part], shape), rule)
    for part, rule in _tails(size):
        out[part] = _from_perfect(h[part], k[part], _beside(rho[part], shape), rule)
    return out


def far_apart(h: np.ndarray, k: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """Whether limits are `APART` conditional standard deviations apart, both being finite."""
    h, k = np.clip(h, -FAR, FAR), np.clip(k, -FAR, FAR)
    inner = (np.abs(h) < FAR) & (np.abs(k) < FAR)
    return inner & ((h - k) ** 2 >= APART**2 * (1 - rho) * (1 + rho))


def shortfall(h: np.ndarray, k: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """By how much P(X <= h, Y <= k) is less than P(X <= h) or P(Y <= k), the smaller of both.

    That is the probability of being below the smaller limit in one variable and above the
    larger in the other. Where limits are far apart it has a small *relative* error, however
    small it is itself: the difference of the probabilities is lost in rounding below 1e-16.

    Parameters
    ----------
    h, k
        Limits, shape (m, c); infinite ones are allowed.
    rho
        Correlations, shape (m,), from 0.3 (for the relative error) to below 1.
    """
    h, k = np.clip(h, -FAR, FAR), np.clip(k, -FAR, FAR)
    far = far_apart(h, k, rho[:, None])
    out = np.zeros(h.shape)
    middle = rho < TAIL
    least = ndtr(np.minimum(h[middle], k[middle]))
    out[middle] = least - probability(h[middle], k[middle], rho[middle])
    for part, rule in _tails(rho):
        pair, corner = np.nonzero(part[:, None] & ~far)
        r = rho[pair]
        out[pair, corner] = _integral_to_perfect(
            h[pair, corner], k[pair, corner], (1 - r) * (1 + r), rule
        )
    pair, corner = np.nonzero(far)
    out[pair, corner] = _beyond(h[pair, corner], k[pair, corner], rho[pair])
    out[(np.abs(h) == FAR) | (np.abs(k) == FAR)] = 0.0
    return out


def _tails(size: np.ndarray) -> Iterator[tuple[np.ndarray, Rule]]:
    """Which absolute correlations from `TAIL` on share a quadrature rule, with the rule."""
    lower = TAIL
    for upper, rule in TAIL_NODES.items():
        part = (size >= lower) & ((size < upper) | (upper == 1))
        lower = upper
        if part.any():
            yield part, rule


def _beside(rho: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """`rho` (m,) with as many axes as `shape`."""
    return rho.reshape(-1, *(1,) * (len(shape) - 1))


def _from_independence(h: np.ndarray, k: np.ndarray, rho: np.ndarray, rule: Rule) -> np.ndarray:
    """Genz (2004), eq. 3: the independent product plus the integral from 0 to rho."""
    product, squares = h * k, (h * h + k * k) / 2
    angle = np.arcsin(rho)
    total = np.zeros_like(product)
    for node, weight in zip(*rule, strict=True):
        sine = np.sin(angle * (node + 1) / 2)
        exponent = sine * product
        exponent -= squares
        exponent /= (1 - sine) * (1 + sine)
        total += weight * np.exp(exponent, out=exponent)
    return total * (angle / (4 * np.pi)) + ndtr(h) * ndtr(k)


def _from_perfect(h: np.ndarray, k: np.ndarray, rho: np.ndarray, rule: Rule) -> np.ndarray:
    """Genz (2004), eqs. 5-6: the perfect correlation of the same sign minus the integral."""
    sign = np.where(rho < 0, -1.0, 1.0)
    x, y = -h, -k * sign
    missing = _integral_to_perfect(x, y, (1 - rho) * (1 + rho), rule)
    same = ndtr(-np.maximum(x, y)) - missing
    opposite = np.where(y > x, np.where(x < 0, ndtr(y) - ndtr(x), ndtr(-x) - ndtr(-y)), 0.0)
    return np.where(sign > 0, same, opposite + missing)


def _integral_to_perfect(
    x: np.ndarray, y: np.ndarray, rest: np.ndarray, rule: Rule
) -> np.ndarray:
    """Integral of the density at (x, y) from the correlation whose 1 - rho² is `rest` to 1.

    A series in 1 - rho² has a closed form in its first two terms; `_remainder` adds what they
    leave.
    """
    product, gap = x * y, (x - y) ** 2
    first, second = (4 - product) / 8, (12 - product) / 16
    safe = np.where(rest > 0, rest, 1.0)
    width = np.sqrt(safe)
    series = (
        1 - first * (gap - safe) * (1 - second * gap / 5) / 3 + first * second * safe**2 / 5
    )
    total = width * np.exp(np.maximum(-(gap / safe + product) / 2, UNDERFLOW)) * series
    distance = np.sqrt(gap)
    edge = np.sqrt(2 * np.pi) * ndtr(-distance / width) * distance
    edge *= 1 - first * gap * (1 - second * gap / 5) / 3
    total -= np.exp(np.clip(-product / 2, UNDERFLOW, -UNDERFLOW)) * edge
    total += _remainder(product, gap, width, rule)
    return np.where(rest > 0, total / (2 * np.pi), 0.0)


def _remainder(
    product: np.ndarray, gap: np.ndarray, width: np.ndarray, rule: Rule
) -> np.ndarray:
    """What the first two terms of the series leave of the integral, by quadrature.

    It is worked out for every pair, corner and step of a search: each node passes over the
    arrays as seldom as it can, in place. The two terms are one polynomial in `product`.
    """
    level, total = product / -2, np.zeros_like(product)
    exact, smooth, weighted = (np.empty_like(product) for _ in range(3))
    for node, weight in zip(*rule, strict=True):
        square = (width * (node + 1) / 2) ** 2
        root = np.sqrt(1 - square)
        np.multiply(product, -square / (2 * (1 + root) ** 2), out=exact)
        np.exp(exact, out=exact)
        exact /= root
        np.multiply(product, square**2 / 128, out=smooth)
        smooth -= square / 8 + square**2 / 8
        smooth *= product
        smooth += 1 + square / 2 + 3 * square**2 / 8
        exact -= smooth
        np.divide(gap, -2 * square, out=weighted)
        weighted += level
        np.maximum(weighted, UNDERFLOW, out=weighted)
        np.exp(weighted, out=weighted)
        exact *= weighted
        exact *= width * (weight / 2)
        total += exact
    return total


def _beyond(h: np.ndarray, k: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """The shortfall at limits far apart: the same integral over the falling exponent itself.

    With s² = 1 - r², the density falls as exp(-(h - k)² / (2 s²)) on the way to r = 1. That
    exponent, less its value at `rho`, is what the Gauss-Laguerre quadrature runs over.
    """
    product, gap = h * k, (h - k) ** 2
    start = gap / (2 * (1 - rho) * (1 + rho))
    total = np.zeros_like(gap)
    for node, weight in zip(*BEYOND_NODES, strict=True):
        square = gap / (2 * (start + node))
        root = np.sqrt(1 - square)
        exponent = np.maximum(-start - product / (1 + root), UNDERFLOW)
        total += weight * square * np.sqrt(square) * np.exp(exponent) / root
    return total / (2 * np.pi * gap)

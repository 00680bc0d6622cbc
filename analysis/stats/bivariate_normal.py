"""The bivariate standard normal distribution: density, its slope in rho, and probabilities."""

import numpy as np
from numpy.polynomial.legendre import leggauss
from scipy.special import ndtr

FAR = 38.0
"""Beyond this a normal variable has no mass in double precision; it stands for infinity."""

TAIL = 0.925
"""From this correlation on, the integral is taken from the perfect correlation down."""

NODES = {0.3: leggauss(6), 0.75: leggauss(12), 1.0: leggauss(20)}
"""Gauss-Legendre nodes and weights that are exact enough up to each absolute correlation."""

UNDERFLOW = -100.0
"""Exponents below this add nothing to a probability."""


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
    part = size >= TAIL
    if part.any():
        out[part] = _from_perfect(h[part], k[part], _beside(rho[part], shape))
    return out


def _beside(rho: np.ndarray, shape: tuple[int, ...]) -> np.ndarray:
    """`rho` (m,) with as many axes as `shape`."""
    return rho.reshape(-1, *(1,) * (len(shape) - 1))


def _from_independence(
    h: np.ndarray, k: np.ndarray, rho: np.ndarray, rule: tuple[np.ndarray, np.ndarray]
) -> np.ndarray:
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


def _from_perfect(h: np.ndarray, k: np.ndarray, rho: np.ndarray) -> np.ndarray:
    """Genz (2004), eqs. 5-6: the perfect correlation of the same sign minus the integral."""
    sign = np.where(rho < 0, -1.0, 1.0)
    x, y = -h, -k * sign
    missing = _integral_to_perfect(x, y, (1 - rho) * (1 + rho))
    same = ndtr(-np.maximum(x, y)) - missing
    opposite = np.where(y > x, np.where(x < 0, ndtr(y) - ndtr(x), ndtr(-x) - ndtr(-y)), 0.0)
    return np.where(sign > 0, same, opposite + missing)


def _integral_to_perfect(x: np.ndarray, y: np.ndarray, rest: np.ndarray) -> np.ndarray:
    """Integral of the density at (x, y) from the correlation whose 1 - rho² is `rest` to 1."""
    product, gap = x * y, (x - y) ** 2
    first, second = (4 - product) / 8, (12 - product) / 16
    safe = np.where(rest > 0, rest, 1.0)
    width = np.sqrt(safe)
    series = (
        1 - first * (gap - safe) * (1 - second * gap / 5) / 3 + first * second * safe**2 / 5
    )
    total = width * _small_exp(-(gap / safe + product) / 2) * series
    distance = np.sqrt(gap)
    edge = np.sqrt(2 * np.pi) * ndtr(-distance / width) * distance
    edge = edge * (1 - first * gap * (1 - second * gap / 5) / 3)
    total -= (
        np.where(product > UNDERFLOW, np.exp(-np.maximum(product, UNDERFLOW) / 2), 0) * edge
    )
    for node, weight in zip(*NODES[1.0], strict=True):
        square = (width * (node + 1) / 2) ** 2
        root = np.sqrt(1 - square)
        exact = np.exp(-product * square / (2 * (1 + root) ** 2)) / root
        smooth = 1 + first * square * (1 + second * square)
        total += (
            width / 2 * weight * _small_exp(-(gap / square + product) / 2) * (exact - smooth)
        )
    return np.where(rest > 0, total / (2 * np.pi), 0.0)


def _small_exp(exponent: np.ndarray) -> np.ndarray:
    """The exponential of `exponent`, 0 where it is too small to count."""
    return np.where(exponent > UNDERFLOW, np.exp(np.maximum(exponent, UNDERFLOW)), 0.0)

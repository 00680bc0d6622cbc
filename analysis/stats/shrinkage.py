"""What R² would be in the population, and how well the equation would predict new people."""

from math import exp, inf, nan

from scipy.integrate import quad


def ezekiel(r_squared: float, *, n: int, p: int) -> float:
    """Adjusted R²: Ezekiel's estimate of the population R² (may be negative).

    Parameters
    ----------
    r_squared
        Squared multiple correlation in the sample.
    n, p
        People and predictors, n > p + 1.

    References
    ----------
    Ezekiel (1930), Methods of correlation analysis, as formula "Ezekiel" of Yin & Fan
    (2001), J. Experimental Education 69, https://doi.org/10.1080/00220970109600656
    """
    return 1 - (1 - r_squared) * (n - 1) / (n - p - 1)


def olkin_pratt(r_squared: float, *, n: int, p: int) -> float:
    """The minimum-variance unbiased estimate of the population R², exactly.

    Parameters as in `ezekiel`.

    Notes
    -----
    The hypergeometric function 2F1(1, 1; c; z) with c = (n - p + 1) / 2 and z = 1 - R² is
    evaluated as Euler's integral, (c - 1) times the integral of (1 - t)^(c - 2) / (1 - zt)
    over 0 < t < 1, after t = 1 - exp(-x / (c - 1)); series codes fail for large n. At R² = 0
    it is (c - 1) / (c - 2), Gauss's theorem, or infinite where n <= p + 3.

    References
    ----------
    Olkin & Pratt (1958), Annals of Mathematical Statistics 29,
    https://doi.org/10.1214/aoms/1177706717
    """
    c, z = (n - p + 1) / 2, 1 - r_squared
    if z == 1:
        return -p / (n - p - 3) if n > p + 3 else -inf
    series, _ = quad(
        lambda x: exp(-x) / (1 - z + z * exp(-x / (c - 1))), 0, inf, epsabs=0, epsrel=1e-12
    )
    return float(1 - (n - 3) / (n - p - 1) * z * series)


def browne_cross_validity(r_squared: float, *, n: int, p: int) -> float:
    """Squared correlation to expect when the fitted equation predicts new people.

    Parameters as in `ezekiel`. NaN with n <= p + 2: the expectation does not exist.

    Notes
    -----
    Browne's population R² is estimated by Ezekiel's formula and set to 0 where that is
    negative, and so is the estimate of its square.

    References
    ----------
    Browne (1975), British J. Mathematical and Statistical Psychology 28,
    https://doi.org/10.1111/j.2044-8317.1975.tb00550.x
    """
    if n <= p + 2:
        return nan
    rho2 = max(ezekiel(r_squared, n=n, p=p), 0.0)
    rho4 = max(rho2**2 - 2 * p * (1 - rho2) ** 2 / ((n - 1) * (n - p + 1)), 0.0)
    return ((n - p - 3) * rho4 + rho2) / ((n - 2 * p - 2) * rho2 + p)

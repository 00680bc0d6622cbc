"""How far one general factor carries: omegas, ECV, PUC and H."""

import numpy as np

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.intervals import Row, omega_rows, plain
from analysis.measurement.cfa.latent_parts import orthogonal_loadings
from analysis.measurement.cfa.omega_shares import Dimensions, general_shares
from analysis.measurement.cfa.resampled import Resampled
from analysis.stats.sem.bifactor_strength import bifactor_strength
from analysis.stats.sem.population_misfit import coefficient_h

MODELS = ("bifactor", "second_order")


def general_factor_rows(
    fit: CfaFit, dimensions: Dimensions, resampled: Resampled, *, confidence: float
) -> list[Row]:
    """Omegas with intervals, then strength of the factors; none if there is not one general.

    Rows dimension ("" is all items), item ("" unless it is about one), coefficient, estimate,
    std_error, ci_low, ci_high. Of a second-order model the factors are what its Schmid-Leiman
    transformation makes of them.
    """
    general = general_position(fit, dimensions)
    if general is None:
        return []
    shares = general_shares(fit, dimensions, general)
    rows = omega_rows(fit, shares, resampled, confidence=confidence)
    return [{"item": "", **row} for row in rows] + strength_rows(fit, dimensions, general)


def general_position(fit: CfaFit, dimensions: Dimensions) -> int | None:
    """Which factor is the only one that is no dimension, if there is one."""
    names = fit.table.factors
    found = [position for position, name in enumerate(names) if name not in dimensions]
    return found[0] if len(found) == 1 else None


def strength_rows(fit: CfaFit, dimensions: Dimensions, general: int) -> list[Row]:
    """Explained common variance of scale, dimensions and items; PUC; coefficient H.

    References
    ----------
    Rodriguez, A., Reise, S. P., & Haviland, M. G. (2016). Evaluating bifactor models:
    Calculating and interpreting statistical indices. Psychological Methods, 21(2), 137-150.
    https://doi.org/10.1037/met0000045
    """
    names = fit.table.factors
    loadings = orthogonal_loadings(fit)
    strength = bifactor_strength(loadings, general=general)
    h = coefficient_h(loadings)
    rows = [
        coefficient("ecv", strength.explained_common_variance),
        coefficient("puc", strength.uncontaminated_pairs),
        coefficient("h", h[general]),
    ]
    for at in (names.index(d) for d in dimensions if d in names):
        rows.append(coefficient("ecv_specific", strength.of_factor[at], dimension=names[at]))
        rows.append(coefficient("h", h[at], dimension=names[at]))
    items = zip(fit.table.items, strength.of_item, strict=True)
    of = {item: d for d, own in dimensions.items() for item in own}
    return rows + [
        coefficient("iecv", share, dimension=of.get(item, ""), item=item)
        for item, share in items
    ]


def coefficient(name: str, value: float, *, dimension: str = "", item: str = "") -> Row:
    """A row without interval."""
    value = float(value) if np.isfinite(value) else np.nan
    return {"item": item, **plain(dimension, name, value)}

"""Ladders of occasions: answers about the same people side by side in one wide model."""

from collections.abc import Sequence

import numpy as np
import pandas as pd

from analysis.measurement.cfa.continuous import scaling_at
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.ordinal_samples import OrdinalSamples, ordinal_samples
from analysis.measurement.invariance.kinds import (
    Factors,
    Kind,
    fit_linear,
    fit_ordinal,
    linear_steps,
    ordinal_steps,
)
from analysis.measurement.invariance.occasion_ladder import occasion_syntax
from analysis.measurement.invariance.places import Places, at_occasion
from analysis.measurement.invariance.search import Releases


def wide_answers(parts: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """One row per person from one frame per occasion, all with the same rows in one order."""
    named = [
        part.rename(columns=lambda item, o=occasion: at_occasion(str(item), o))
        for occasion, part in enumerate(parts)
    ]
    return pd.concat([part.reset_index(drop=True) for part in named], axis=1)


def wide_samples(
    wide: pd.DataFrame, *, missing: str, case_weights: pd.Series | None
) -> OrdinalSamples:
    """Sample moments of all items at all occasions."""
    names = list(wide.columns)
    return ordinal_samples(
        wide,
        items=names,
        ordinal=names,
        missing=missing,
        groups=None,
        case_weights=case_weights,
        clusters=None,
    )


def ordinal_occasions(
    samples: OrdinalSamples, factors: Factors, places: Places, *, estimator: str
) -> Kind:
    """The ladder of Wu and Estabrook over occasions.

    Parameters
    ----------
    samples
        Of `wide_samples`; an item has the same number of categories at every occasion.
    factors
        Items of every factor, without occasions.
    estimator
        One with robust errors: "wlsmv", "wlsm", "ulsmv".
    """
    found = samples.samples[0].moments.n_thresholds + 1
    seen = dict(zip(samples.items, found.tolist(), strict=True))
    counts = {item: seen[at_occasion(item, 0)] for items in factors.values() for item in items}

    def fit_step(step: str, released: Releases) -> CfaFit:
        syntax = occasion_syntax(
            factors, counts, occasions=len(places.labels), step=step, released=released
        )
        return fit_ordinal(syntax, samples, estimator)

    return ordinal_steps(fit_step, factors, counts, places)


def continuous_occasions(
    wide: pd.DataFrame,
    factors: Factors,
    places: Places,
    *,
    estimator: str,
    missing: str,
    case_weights: pd.Series | None,
) -> Kind:
    """Configural, metric, scalar and strict invariance over occasions.

    Parameters
    ----------
    wide
        As of `wide_answers`.
    estimator, missing, case_weights
        As in `analysis.measurement.invariance.kinds.continuous_kind`.
    """

    def fit_step(step: str, released: Releases) -> CfaFit:
        syntax = occasion_syntax(
            factors, None, occasions=len(places.labels), step=step, released=released
        )
        return fit_linear(
            syntax,
            wide,
            None,
            estimator=estimator,
            missing=missing,
            case_weights=case_weights,
        )

    def scaling(fit: CfaFit, parameters: np.ndarray) -> float:
        return scaling_at(fit, parameters, wide, groups=None, case_weights=case_weights)

    return linear_steps(fit_step, scaling, factors, places)

"""Ladders of groups, for ordinal and for continuous answers: what `climb` has to know."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd

from analysis.measurement.cfa.continuous import fit_continuous, scaling_at
from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.ordinal import fit_samples
from analysis.measurement.cfa.ordinal_samples import OrdinalSamples
from analysis.measurement.cfa.samples import group_labels
from analysis.measurement.invariance.continuous_ladder import (
    continuous_steps,
    continuous_syntax,
)
from analysis.measurement.invariance.differences import (
    ScalingAt,
    Tangent,
    likelihood_difference,
    ordinal_difference,
)
from analysis.measurement.invariance.ordinal_ladder import BINARY, Step, ladder_syntax, steps_of
from analysis.measurement.invariance.places import Places
from analysis.measurement.invariance.search import Fitter, Releases
from analysis.stats.sem.difference_tests import DifferenceTest

Factors = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Kind:
    """A ladder that can be climbed.

    Attributes
    ----------
    steps
        In order.
    fit_step
        Estimates a step with some parameters released.
    difference
        Tests a step against a more general one.
    places
        The groups or occasions compared.
    compared
        The items of every factor that a step makes equal, by the name of the step.
    """

    steps: list[Step]
    fit_step: Fitter
    difference: Callable[[Tangent, Tangent], DifferenceTest]
    places: Places
    compared: dict[str, dict[str, list[str]]]


def ordinal_kind(samples: OrdinalSamples, factors: Factors, *, estimator: str) -> Kind:
    """The ladder of Wu and Estabrook.

    Parameters
    ----------
    estimator
        One with robust errors: "wlsmv", "wlsm", "ulsmv".
    """
    counts = dict(zip(samples.items, samples.samples[0].moments.n_thresholds + 1, strict=True))

    def fit_step(step: str, released: Releases) -> CfaFit:
        syntax = ladder_syntax(
            factors, counts, groups=len(samples.groups), step=step, released=released
        )
        return fit_ordinal(syntax, samples, estimator)

    return ordinal_steps(fit_step, factors, counts, Places(tuple(samples.groups), wide=False))


def fit_ordinal(syntax: str, samples: OrdinalSamples, estimator: str) -> CfaFit:
    """A step's model, estimated as it is written."""
    return fit_samples(
        syntax,
        samples,
        estimator=estimator,
        std_lv=True,
        orthogonal=False,
        parameterization="theta",
        group_equal=[],
        group_partial=[],
        confidence=0.95,
    )


def ordinal_steps(
    fit_step: Fitter, factors: Factors, n_categories: Mapping[str, int], places: Places
) -> Kind:
    """The steps that items of so many categories allow."""
    steps = steps_of(n_categories)
    compared = {step.name: compared_at(step.name, factors, n_categories) for step in steps}
    return Kind(steps, fit_step, ordinal_difference, places, compared)


def compared_at(
    step: str, factors: Factors, n_categories: Mapping[str, int]
) -> dict[str, list[str]]:
    """The items that a step makes equal: those of two categories only from intercepts on."""
    late = step not in ("thresholds", "loadings")
    return {
        factor: [item for item in items if late or n_categories[item] > BINARY]
        for factor, items in factors.items()
    }


def continuous_kind(
    answers: pd.DataFrame,
    groups: pd.Series,
    factors: Factors,
    *,
    estimator: str,
    missing: str,
    case_weights: pd.Series | None,
) -> Kind:
    """Configural, metric, scalar and strict invariance.

    Parameters
    ----------
    answers
        One column per item.
    groups
        Aligned with `answers`; categories in order, the first is the reference.
    estimator, missing, case_weights
        "ml" or "mlr", "listwise" or "fiml", as in `fit_continuous`.
    """
    places = Places(tuple(group_labels(groups)), wide=False)

    def fit_step(step: str, released: Releases) -> CfaFit:
        syntax = continuous_syntax(
            factors, groups=len(places.labels), step=step, released=released
        )
        return fit_linear(
            syntax,
            answers,
            groups,
            estimator=estimator,
            missing=missing,
            case_weights=case_weights,
        )

    def scaling(fit: CfaFit, parameters: np.ndarray) -> float:
        return scaling_at(fit, parameters, answers, groups=groups, case_weights=case_weights)

    return linear_steps(fit_step, scaling, factors, places)


def fit_linear(
    syntax: str,
    answers: pd.DataFrame,
    groups: pd.Series | None,
    *,
    estimator: str,
    missing: str,
    case_weights: pd.Series | None,
) -> CfaFit:
    """A step's model, estimated as it is written."""
    return fit_continuous(
        syntax,
        answers,
        estimator=estimator,
        missing=missing,
        groups=groups,
        case_weights=case_weights,
        clusters=None,
        std_lv=True,
        orthogonal=False,
        mean_structure=True,
        group_equal=[],
        group_partial=[],
        confidence=0.95,
    )


def linear_steps(
    fit_step: Fitter, scaling: ScalingAt, factors: Factors, places: Places
) -> Kind:
    """The steps of continuous answers."""
    steps = continuous_steps()
    own = {factor: list(items) for factor, items in factors.items()}
    compared = {step.name: own for step in steps}
    difference = partial(likelihood_difference, scaling_at=scaling)
    return Kind(steps, fit_step, difference, places, compared)

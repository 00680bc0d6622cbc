"""The ladder climbed: every step fitted, tested against the last one accepted, and judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.indices import (
    index_rows,
    residual_rows,
    scaled_chi_squares,
    scaled_test,
)
from analysis.measurement.cfa.ordinal import fit_samples
from analysis.measurement.cfa.ordinal_samples import OrdinalSamples
from analysis.measurement.invariance.differences import ordinal_difference
from analysis.measurement.invariance.ordinal_ladder import (
    BINARY,
    Step,
    ladder_syntax,
    steps_of,
)
from analysis.measurement.invariance.search import Fitter, Releases, search, usable
from analysis.measurement.invariance.step_fit import step_cutoffs

HOLDS, PARTIAL, FAILS, NOT_FITTED, NOT_REACHED = (
    "holds",
    "partial",
    "fails",
    "not_fitted",
    "not_reached",
)
"""What can become of a step."""

INDICES = ("cfi", "rmsea", "srmr")


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of a ladder.

    Attributes
    ----------
    step
        What becomes equal.
    decision
        "holds", "partial" (after releases), "fails", "not_fitted", "not_reached".
    fit
        With everything of the step equal that earlier steps did not release; None if not
        reached.
    accepted
        With the releases of the step; None where none is accepted.
    released
        Releases up to and with this step.
    row
        Numbers of the step, without names.
    tests
        Score tests of the items, of a step that was searched.
    """

    step: Step
    decision: str
    fit: CfaFit | None
    accepted: CfaFit | None
    released: Releases
    row: dict[str, float]
    tests: pd.DataFrame


def climb(
    samples: OrdinalSamples,
    factors: Mapping[str, Sequence[str]],
    *,
    estimator: str,
    alpha: float,
    fewest_shared: int,
    cutoff_draws: int,
    rng: np.random.Generator,
) -> list[Rung]:
    """Every step in turn, until one fails.

    A step holds if the scaled difference test against the last accepted step is not
    significant; it holds in part if it is not significant after a search released the items
    that stand out. Each step is tested at `alpha` and nothing after a failure. Going on after
    a step that held does not protect the whole: k steps of a true ladder, each at `alpha`, are
    called false or partial somewhere in up to 1 - (1 - alpha)^k of studies.

    Parameters
    ----------
    alpha
        Level of the difference tests and of the search.
    fewest_shared
        Items of every factor that must keep equal parameters for a step to hold in part.
    cutoff_draws
        Samples behind the simulated changes of fit indices.
    """
    counts = dict(zip(samples.items, samples.samples[0].moments.n_thresholds + 1, strict=True))

    def fit_step(step: str, released: Releases) -> CfaFit:
        syntax = ladder_syntax(
            factors, counts, groups=len(samples.groups), step=step, released=released
        )
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

    rungs: list[Rung] = []
    for step in steps_of(counts):
        if rungs and rungs[-1].decision not in (HOLDS, PARTIAL):
            rungs.append(not_reached(step, rungs[-1].released))
            continue
        rungs.append(
            rung(
                step,
                rungs[-1] if rungs else None,
                compared_at(step.name, factors, counts),
                fit_step,
                alpha=alpha,
                fewest_shared=fewest_shared,
                cutoff_draws=cutoff_draws,
                rng=rng,
            )
        )
    return rungs


def compared_at(
    step: str, factors: Mapping[str, Sequence[str]], n_categories: Mapping[str, int]
) -> dict[str, list[str]]:
    """The items that a step makes equal: those of two categories only from intercepts on."""
    late = step not in ("thresholds", "loadings")
    return {
        factor: [item for item in items if late or n_categories[item] > BINARY]
        for factor, items in factors.items()
    }


def not_reached(step: Step, released: Releases) -> Rung:
    """A step after one that failed."""
    return Rung(step, NOT_REACHED, None, None, released, {}, pd.DataFrame())


def rung(
    step: Step,
    before: Rung | None,
    factors: Mapping[str, Sequence[str]],
    fit_step: Fitter,
    *,
    alpha: float,
    fewest_shared: int,
    cutoff_draws: int,
    rng: np.random.Generator,
) -> Rung:
    """One step, tested against the one before."""
    released = before.released if before else frozenset()
    fit = fit_step(step.name, released)
    if not usable(fit):
        return Rung(step, NOT_FITTED, fit, None, released, {}, pd.DataFrame())
    if before is None or before.accepted is None:
        return Rung(step, HOLDS, fit, fit, released, indices(fit), pd.DataFrame())
    test = ordinal_difference(fit, before.accepted)
    row = changes(fit, before.accepted) | {
        "statistic": test.statistic,
        "df_change": test.df,
        "p_change": test.p_value,
        **step_cutoffs(fit, before.accepted, draws=cutoff_draws, rng=rng),
    }
    if not test.p_value < alpha:
        return Rung(step, HOLDS, fit, fit, released, row, pd.DataFrame())
    found = search(step.name, before.accepted, released, factors, fit_step, alpha=alpha)
    if not usable(found.fit) or shared_items(factors, step, found.released) < fewest_shared:
        return Rung(step, FAILS, fit, None, released, row, found.tests)
    after = ordinal_difference(found.fit, before.accepted)
    row |= {"p_partial": after.p_value}
    if after.p_value < alpha:
        return Rung(step, FAILS, fit, None, released, row, found.tests)
    return Rung(step, PARTIAL, fit, found.fit, found.released, row, found.tests)


def shared_items(factors: Mapping[str, Sequence[str]], step: Step, released: Releases) -> int:
    """The fewest items of a factor that are still equal in what a step adds."""
    return min(
        sum((step.name, item) not in released for item in items)
        for items in factors.values()
        if items
    )


def indices(fit: CfaFit) -> dict[str, float]:
    """Chi-square and the indices whose change is judged: scaled, but for SRMR."""
    test = scaled_test(fit.tests)
    assert test is not None
    given = scaled_chi_squares(fit.tests, fit.baseline)
    rows = index_rows(fit, "scaled", given, confidence=0.95) + residual_rows(fit)
    found = {str(row["index"]): float(row["estimate"]) for row in rows}
    return {
        "chi_square": test.statistic,
        "df": test.df,
        "p_value": test.p_value,
        **{name: found[name] for name in INDICES},
    }


def changes(fit: CfaFit, before: CfaFit) -> dict[str, float]:
    """Indices of a step and how they differ from those of the step before."""
    here, there = indices(fit), indices(before)
    return here | {f"{name}_change": here[name] - there[name] for name in INDICES}

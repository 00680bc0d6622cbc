"""The ladder climbed: every step fitted, tested against the last one accepted, and judged."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measurement.cfa.fit import CfaFit
from analysis.measurement.cfa.indices import (
    index_rows,
    plain,
    residual_rows,
    scaled_chi_squares,
    scaled_test,
)
from analysis.measurement.invariance.differences import tangent
from analysis.measurement.invariance.familywise import Levels, corrected, level_of
from analysis.measurement.invariance.kinds import Kind
from analysis.measurement.invariance.moment_weights import moment_weights
from analysis.measurement.invariance.ordinal_ladder import Step
from analysis.measurement.invariance.search import Releases, search, usable
from analysis.measurement.invariance.step_fit import Standing, standing, step_cutoffs
from analysis.stats.sem.step_cutoffs import chance_deviations

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
    level
        Of the step's test; 0 where nothing was tested.
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
    accepted: Standing | None
    level: float
    released: Releases
    row: dict[str, float]
    tests: pd.DataFrame


def climb(
    kind: Kind,
    *,
    alpha: float,
    correction: str,
    fewest_shared: int,
    cutoff_draws: int,
    rng: np.random.Generator,
) -> list[Rung]:
    """Every step in turn, until one fails.

    A step holds if the scaled difference test against the last accepted step is not
    significant; it holds in part if it is not significant after a search released the items
    that stand out. Nothing is tested after a failure.

    Parameters
    ----------
    kind
        What is fitted and tested.
    alpha
        Chance that a ladder that holds is called false or partial anywhere, as far as
        `correction` keeps it; level of the search at a step that was rejected.
    correction
        As in `analysis.measurement.invariance.familywise`.
    fewest_shared
        Items of every factor that must keep equal parameters for a step to hold in part.
    cutoff_draws
        Samples behind the simulated changes of fit indices.
    """
    none: Releases = frozenset()
    fit = kind.fit_step(kind.steps[0].name, none)
    if not usable(fit):
        later = [without(step, NOT_REACHED, None, none) for step in kind.steps[1:]]
        return [without(kind.steps[0], NOT_FITTED, fit, none), *later]
    drawn = chance_deviations(
        moment_weights(fit).gammas,
        [sample.n for sample in fit.sample],
        draws=cutoff_draws,
        rng=rng,
    )
    here = standing(fit, drawn)
    rungs = [Rung(kind.steps[0], HOLDS, fit, here, 0.0, none, indices(fit), pd.DataFrame())]
    levels = Levels(alpha, correction, len(kind.steps) - 1)
    for step in kind.steps[1:]:
        if rungs[-1].decision not in (HOLDS, PARTIAL):
            rungs.append(without(step, NOT_REACHED, None, rungs[-1].released))
            continue
        rungs.append(
            rung(step, rungs[-1], kind, drawn, levels=levels, fewest_shared=fewest_shared)
        )
    return rungs


def without(step: Step, decision: str, fit: CfaFit | None, released: Releases) -> Rung:
    """A step that was not reached or not fitted."""
    return Rung(step, decision, fit, None, 0.0, released, {}, pd.DataFrame())


def rung(
    step: Step,
    last: Rung,
    kind: Kind,
    drawn: Sequence[np.ndarray],
    *,
    levels: Levels,
    fewest_shared: int,
) -> Rung:
    """One step, tested against the one before."""
    before, released = last.accepted, last.released
    assert before is not None
    factors = kind.compared[step.name]
    fit = kind.fit_step(step.name, released)
    if not usable(fit):
        return without(step, NOT_FITTED, fit, released)
    here = standing(fit, drawn)
    test = kind.difference(here.tangent, before.tangent)
    level = level_of(levels, handed_on=last.level if last.decision == PARTIAL else 0.0)
    row = changes(fit, before.fit) | {
        "statistic": test.statistic,
        "df_change": test.df,
        "p_change": test.p_value,
        "p_familywise": corrected(test.p_value, levels, level=level),
        **step_cutoffs(here, before),
    }
    if not test.p_value < level:
        return Rung(step, HOLDS, fit, here, level, released, row, pd.DataFrame())
    found = search(
        step.name,
        before.fit,
        released,
        factors,
        kind.fit_step,
        kind.places,
        alpha=levels.alpha,
    )
    failed = Rung(step, FAILS, fit, None, level, released, row, found.tests)
    if not usable(found.fit) or shared_items(factors, step, found.released) < fewest_shared:
        return failed
    after = kind.difference(tangent(found.fit), before.tangent)
    row |= {"p_partial": after.p_value}
    if after.p_value < level:
        return failed
    partial = standing(found.fit, drawn)
    return Rung(step, PARTIAL, fit, partial, level, found.released, row, found.tests)


def shared_items(factors: Mapping[str, Sequence[str]], step: Step, released: Releases) -> int:
    """The fewest items of a factor that are still equal in what a step adds."""
    return min(
        sum((step.name, item) not in released for item in items)
        for items in factors.values()
        if items
    )


def indices(fit: CfaFit) -> dict[str, float]:
    """Chi-square and the indices whose change is judged: scaled where the test is."""
    test = scaled_test(fit.tests)
    variant = "standard" if test is None else "scaled"
    test = test or fit.tests["standard"]
    given = (
        plain(test, fit.baseline["standard"])
        if variant == "standard"
        else scaled_chi_squares(fit.tests, fit.baseline)
    )
    rows = index_rows(fit, variant, given, confidence=0.95) + residual_rows(fit)
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

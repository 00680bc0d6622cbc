"""Whether what a search released is found in one half of the people and holds in the other."""

from collections.abc import Callable
from dataclasses import dataclass
from itertools import pairwise

import numpy as np

from analysis.measurement.invariance.differences import tangent
from analysis.measurement.invariance.familywise import Levels, corrected
from analysis.measurement.invariance.kinds import Kind
from analysis.measurement.invariance.ladder import PARTIAL, Rung
from analysis.measurement.invariance.search import (
    Releases,
    held_alone,
    new_releases,
    search,
    usable,
)
from analysis.stats.holm import holm

CONFIRMED, NOT_CONFIRMED, NOT_FOUND = "confirmed", "not_confirmed", "not_found"
"""Found in the first half and significant in the second; found only; not found."""

TOO_FEW, NOT_TESTABLE = "too_few", "not_testable"
"""Why the halves say nothing of an item."""

Halves = Callable[[], tuple[Kind, Kind] | str]
"""The ladders of both halves, or why there are none."""


@dataclass(frozen=True, slots=True)
class Confirmation:
    """What the halves say of a step that holds in part.

    Attributes
    ----------
    verdicts
        Of every item that was released at the step or found in the first half.
    p_values
        Of the score tests in the second half, of the items found in the first; corrected for
        their number (Holm) and for the steps of the ladder.
    p_value
        Of their difference test together in the second half, corrected for the steps.
    """

    verdicts: dict[str, str]
    p_values: dict[str, float]
    p_value: float


def confirmations(rungs: list[Rung], halves: Halves, levels: Levels) -> dict[str, Confirmation]:
    """The confirmation of every step that holds in part, by the name of the step.

    The search is done again in the first half; each item that it releases is tested in the
    second, the others released, with Holm's correction. Earlier steps are as all people left
    them.

    Parameters
    ----------
    rungs
        Of the ladder of all people.
    levels
        Of that ladder. The search has the level of the whole, the tests in the second half that
        of the step.

    Notes
    -----
    Halves of the people whose step was rejected are not free of the chance that rejected it.
    But where nothing differs, halves are independent: something is found in one (probability
    alpha at most) and confirmed in the other (the step's level at most) in no more than alpha
    times that level of studies, and the step is rejected in just that level of them. So
    chance is confirmed in no more than alpha of the studies where it was released.
    """
    steps = [(last, one) for last, one in pairwise(rungs) if one.decision == PARTIAL]
    if not steps:
        return {}
    both = halves()
    return {
        one.step.name: nothing_known(one, last, both)
        if isinstance(both, str)
        else confirmation(one, last, *both, levels)
        for last, one in steps
    }


def nothing_known(rung: Rung, last: Rung, reason: str) -> Confirmation:
    """No halves, or none in which the step can be searched."""
    found = new_releases(rung.step.name, rung.released, last.released)
    return Confirmation(dict.fromkeys(found, reason), {}, np.nan)


def confirmation(
    rung: Rung, last: Rung, first: Kind, second: Kind, levels: Levels
) -> Confirmation:
    """One step searched in the first half and tested in the second."""
    step, before = rung.step.name, last.released
    if not (step in first.compared and step in second.compared):
        return nothing_known(rung, last, NOT_TESTABLE)
    earlier = first.fit_step(last.step.name, before)
    if not usable(earlier):
        return nothing_known(rung, last, NOT_TESTABLE)
    again = search(
        step,
        earlier,
        before,
        first.compared[step],
        first.fit_step,
        first.places,
        alpha=levels.alpha,
    )
    if not usable(again.fit):
        return nothing_known(rung, last, NOT_TESTABLE)
    seen = new_releases(step, again.released, before)
    plain = retested(step, seen, again.released, second)
    p = {item: corrected(value, levels, level=rung.level) for item, value in plain.items()}
    missed = [i for i in new_releases(step, rung.released, before) if i not in seen]
    verdicts = {item: judged(value, levels.alpha) for item, value in p.items()}
    both = joint(step, before, again.released, second) if seen else np.nan
    together = corrected(both, levels, level=rung.level)
    return Confirmation(verdicts | dict.fromkeys(missed, NOT_FOUND), p, together)


def retested(step: str, items: list[str], released: Releases, half: Kind) -> dict[str, float]:
    """Adjusted p values of holding each item equal; NaN where that cannot be tested."""
    known = {item for own in half.compared[step].values() for item in own}
    p = [
        held_alone(step, item, released, half.fit_step, half.places)
        if item in known
        else np.nan
        for item in items
    ]
    return dict(zip(items, holm(np.array(p, dtype=float)).tolist(), strict=True))


def judged(p_value: float, alpha: float) -> str:
    """The verdict on an item that the first half found."""
    if np.isnan(p_value):
        return NOT_TESTABLE
    return CONFIRMED if p_value < alpha else NOT_CONFIRMED


def joint(step: str, before: Releases, released: Releases, half: Kind) -> float:
    """P value of holding all that was found equal; NaN where a fit cannot be used."""
    fits = [half.fit_step(step, these) for these in (before, released)]
    if not all(map(usable, fits)):
        return np.nan
    restricted, general = map(tangent, fits)
    return half.difference(restricted, general).p_value

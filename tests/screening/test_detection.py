"""Do the flags find careless answers and leave honest ones alone? Several simulated designs.

A smaller version of benchmarks/calibration/screening_detection.py: other seeds, fewer people.
Bounds stand at the target less (false flags: plus) three binomial standard errors at it.
"""

from functools import cache

import numpy as np
import pandas as pd
import pytest

from analysis.screening.flags import apply_screening, fit_screening, flags
from analysis.seeds import stream
from analysis.simulation.careless import (
    CAREFUL,
    EXTREME,
    CarelessDesign,
    CarelessStudy,
    draw_careless_study,
)

OPTIONS = {
    "families_needed": 2,
    "expected_false_positive": 0.015,
    "seconds_per_item": 2.0,
    "max_missing_share": 0.5,
    "synonym_correlation": 0.6,
    "simulations": 1_000,
}
FOUND, FALSE, HONEST = 0.9, 0.03, 0.05
DESIGNS = [(4, 0.7, 500), (5, 0.6, 300), (6, 0.75, 200), (7, 0.6, 600)]
"""Options, loading, people."""


def design(categories: int, loading: float, people: int, **more) -> CarelessDesign:
    start = {"pattern": "random", "careless": 0.0, "extreme": 0.0, "n_reversed": 8}
    return CarelessDesign(
        people=people,
        dimensions=6,
        items=6,
        categories=categories,
        loading=loading,
        between=0.4,
        **(start | more),
    )


def judged(study: CarelessStudy, rng: np.random.Generator) -> pd.DataFrame:
    asked = {study.instrument.id: study.instrument}
    screening = fit_screening(study.answers, study.keyed, asked, rng=rng, **OPTIONS)
    return apply_screening(screening, study.answers, study.keyed)[1]


@cache
def everybody(**more) -> pd.DataFrame:
    """Behaviour and flag of all people of all designs."""
    tables = []
    for number, one in enumerate(DESIGNS):
        rng = stream(7, "detection", number, *more.values())
        study = draw_careless_study(design(*one, **more), rng)
        tables.append(judged(study, rng).assign(behaviour=study.behaviour))
    return pd.concat(tables)


def flagged_share(behaviour: str, **more) -> tuple[float, int]:
    people = everybody(**more)
    of = people.loc[people["behaviour"] == behaviour, "flagged"]
    return float(of.mean()), len(of)


def margin(target: float, n: int) -> float:
    return 3 * np.sqrt(target * (1 - target) / n)


@pytest.mark.parametrize("share", [0.05, 0.15])
@pytest.mark.parametrize("pattern", ["random", "straight_line"])
def test_random_and_straight_line_answers_are_found(pattern, share):
    found, n = flagged_share(pattern, pattern=pattern, careless=share)
    assert found >= FOUND - margin(FOUND, n)
    false, n = flagged_share(CAREFUL, pattern=pattern, careless=share)
    assert false <= FALSE + margin(FALSE, n)


def test_alternating_answers_are_found_and_half_of_the_partial_ones():
    assert flagged_share("alternating", pattern="alternating", careless=0.05)[0] >= FOUND
    assert flagged_share("partial", pattern="partial", careless=0.05)[0] >= 0.4


def test_where_everybody_reads_few_are_flagged():
    false, n = flagged_share(CAREFUL)
    assert false <= FALSE + margin(FALSE, n)


def test_honest_people_at_the_end_of_every_scale_are_left_alone():
    honest, n = flagged_share(EXTREME, extreme=0.05)
    assert n > 70
    assert honest <= HONEST
    false, n = flagged_share(CAREFUL, extreme=0.05)
    assert false <= FALSE + margin(FALSE, n)


def test_without_reversed_items_and_times_a_straight_line_is_undecidable():
    rng = stream(7, "undecidable")
    one = design(5, 0.65, 400, n_reversed=0, pattern="straight_line", careless=0.05)
    study = draw_careless_study(one, rng)
    asked = {study.instrument.id: study.instrument}
    nothing = pd.DataFrame({"response": [], "item": [], "reason": []})
    result = flags(study.answers, study.keyed, nothing, asked, rng=rng, **OPTIONS)
    lines = study.behaviour == "straight_line"
    found = result.flags
    assert not found.loc[lines, "flagged"].any()
    assert found.loc[lines, "undecided"].all()
    runs = result.indices[result.indices["index"] == "longstring"].reset_index(drop=True)
    assert runs.loc[lines, "beyond"].all()
    assert runs.loc[lines, "undecidable"].all()
    assert "contrary_run" not in set(result.indices["index"])
    told = [n for n in result.notes if n["note"] == "straight_lines_undecidable"]
    assert [n["n"] for n in told] == [int(found["undecided"].sum())]
    alone = flags(study.answers, study.keyed, nothing, asked, rng=rng,
                  **(OPTIONS | {"families_needed": 1}))  # fmt: skip
    assert not alone.flags.loc[lines & (alone.flags["reasons"] == "")].flagged.any()
    assert "pattern" not in set(";".join(alone.flags.loc[lines, "families"]).split(";"))


def test_an_index_without_a_value_is_null_with_a_reason_and_no_vote():
    rng = stream(7, "undefined")
    study = draw_careless_study(design(5, 0.65, 300), rng)
    study.answers.loc[0, list(study.instrument.dimension_of)] = pd.NA
    study.keyed.loc[0, list(study.instrument.dimension_of)] = pd.NA
    asked = {study.instrument.id: study.instrument}
    screening = fit_screening(study.answers, study.keyed, asked, rng=rng, **OPTIONS)
    indices, found = apply_screening(screening, study.answers, study.keyed)
    undefined = indices["value"].isna()
    assert (indices["reason"] != "").equals(undefined)
    assert not indices.loc[undefined, "beyond"].any()
    own = indices[indices["response"] == 0].set_index("index")["reason"]
    assert own["longstring"] == "nothing_answered"
    assert own["irv"] == "too_few_or_equal_answers"
    assert found["reasons"].iloc[0] == "missing_share"

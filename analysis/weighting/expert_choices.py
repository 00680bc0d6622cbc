"""What a study says of its experts' weights, and what can be wrong with it."""

from collections.abc import Mapping, Sequence
from typing import Any

SCALE = 9.0
"""The largest judgement of Saaty's scale: absolutely more important."""

SMALLEST = 0.11
"""Its reciprocal, as people write it."""

JOINT = "joint"
"""The name of all judges together."""


def expert_problems(expert: Mapping[str, Any], dimensions: Sequence[str]) -> list[str]:
    """What stands in the way of weights, one line each."""
    shares, judges = expert.get("shares") or {}, expert.get("ahp") or []
    if bool(shares) == bool(judges):
        return ["expert: give either shares or ahp"]
    if shares:
        return share_problems(shares, dimensions)
    names = [j["judge"] for j in judges]
    twice = sorted({n for n in names if names.count(n) > 1})
    problems = [f"expert.ahp: judge {n!r} stands twice" for n in twice]
    problems += [f"expert.ahp: no judge may be called {JOINT!r}"] * (JOINT in names)
    return problems + [p for judge in judges for p in judge_problems(judge, dimensions)]


def share_problems(shares: Mapping[str, float], dimensions: Sequence[str]) -> list[str]:
    """What is wrong with direct shares."""
    problems = [f"expert.shares: {d} has no share" for d in dimensions if d not in shares]
    problems += [f"expert.shares: no dimension {d!r}" for d in shares if d not in dimensions]
    if min(shares.values()) < 0 or not sum(shares.values()) > 0:
        problems.append("expert.shares: no share may be negative, and one must be positive")
    return problems


def judge_problems(judge: Mapping[str, Any], dimensions: Sequence[str]) -> list[str]:
    """What is wrong with the judgements of one judge."""
    where = f"expert.ahp: judge {judge['judge']!r}"
    pairs = [frozenset((p["a"], p["b"])) for p in judge["pairs"]]
    wanted = {frozenset((a, b)) for i, b in enumerate(dimensions) for a in dimensions[:i]}
    problems = [f"{where}: no judgement of {named(p)}" for p in wanted - {*pairs}]
    problems += [f"{where}: {named(p)} is no pair of dimensions" for p in {*pairs} - wanted]
    problems += [f"{where}: {named(p)} is judged twice" for p in {*pairs} if pairs.count(p) > 1]
    return sorted(problems) + [
        f"{where}: {p['a']} and {p['b']}: {p['times']} is not from 1/9 to 9"
        for p in judge["pairs"]
        if not SMALLEST <= p["times"] <= SCALE
    ]


def named(pair: frozenset[str]) -> str:
    """Both names of a pair, in order of the alphabet."""
    return " and ".join(sorted(pair))

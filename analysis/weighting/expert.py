"""Weights that people set: shared out directly, or by pairwise judgements (AHP)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.notes import Note, note
from analysis.stats.ahp import PairwiseWeights, joint_judgements, pairwise_weights
from analysis.weighting.expert_choices import JOINT, expert_problems
from analysis.weighting.schemes import Contenders, contenders

CONSISTENT = 0.10
"""A consistency ratio above it asks for a second look at the judgements: Saaty (1977)."""

JUDGES = ["judge", "dimension", "weight", "consistency_ratio", "largest_eigenvalue"]


@dataclass(frozen=True, slots=True)
class ExpertWeights:
    """Weights by dimension, and where they come from.

    Attributes
    ----------
    weights
        By dimension, with sum 1.
    judges
        judge ("joint" is the geometric mean of all), dimension, weight, consistency_ratio,
        largest_eigenvalue; no rows where shares were set directly.
    notes
        Judges who contradict themselves.
    """

    weights: dict[str, float]
    judges: pd.DataFrame
    notes: list[Note]


def expert_weights(expert: Mapping[str, Any], dimensions: Sequence[str]) -> ExpertWeights:
    """Weights from direct `shares`, or from `ahp`: one list of judgements per judge.

    Parameters
    ----------
    expert
        {"shares": {dimension: share}} or {"ahp": [{"judge": name, "pairs": [{"a", "b",
        "times"}]}]}: a counts `times` as much as b.

    Raises
    ------
    DataError
        One line for everything that is wrong.
    """
    raise_all(expert_problems(expert, dimensions))
    if expert.get("shares"):
        total = sum(expert["shares"].values())
        shares = {d: expert["shares"][d] / total for d in dimensions}
        return ExpertWeights(shares, pd.DataFrame(columns=JUDGES), [])
    matrices = {j["judge"]: judgement_matrix(j["pairs"], dimensions) for j in expert["ahp"]}
    if len(matrices) > 1:
        matrices[JOINT] = joint_judgements(np.stack(list(matrices.values())))
    found = {judge: pairwise_weights(matrix) for judge, matrix in matrices.items()}
    last = list(found)[-1]
    return ExpertWeights(
        dict(zip(dimensions, found[last].weights.tolist(), strict=True)),
        pd.DataFrame([row for j, f in found.items() for row in judge_rows(j, f, dimensions)]),
        [
            note("inconsistent_judgements", judge=judge, ratio=f.consistency_ratio)
            for judge, f in found.items()
            if f.consistency_ratio > CONSISTENT
        ],
    )


def judge_rows(
    judge: str, found: PairwiseWeights, dimensions: Sequence[str]
) -> list[dict[str, Any]]:
    """One row per dimension."""
    return [
        {
            **{"judge": judge, "dimension": dimension, "weight": weight},
            "consistency_ratio": found.consistency_ratio,
            "largest_eigenvalue": found.largest_eigenvalue,
        }
        for dimension, weight in zip(dimensions, found.weights, strict=True)
    ]


def judgement_matrix(pairs: Sequence[Mapping[str, Any]], names: Sequence[str]) -> np.ndarray:
    """The reciprocal matrix of one judge, shape (p, p)."""
    place = {name: i for i, name in enumerate(names)}
    matrix = np.eye(len(names))
    for pair in pairs:
        a, b = place[pair["a"]], place[pair["b"]]
        matrix[a, b], matrix[b, a] = pair["times"], 1 / pair["times"]
    return matrix


def contending(
    choices: Mapping[str, Any], dimensions: Sequence[str], previous: Mapping[str, Any] | None
) -> tuple[Contenders, ExpertWeights | None]:
    """The schemes that a study compares, and the judgements behind its experts' weights.

    Parameters
    ----------
    choices
        schemes, expert (see `expert_weights`; or None), bayes (prior, people).
    previous
        Last year's scoring key, if any.

    Raises
    ------
    DataError
        One line for everything that stands in the way.
    """
    fixed: dict[str, dict[str, float]] = {}
    if previous is not None:
        fixed["previous"] = previous_weights(previous["weights"], dimensions)
    found = None
    if choices["expert"] is not None:
        found = expert_weights(choices["expert"], dimensions)
        fixed["expert"] = found.weights
    bayes = choices["bayes"]
    compared = contenders(
        choices["schemes"], fixed=fixed, prior=bayes["prior"], prior_people=bayes["people"]
    )
    return compared, found


def previous_weights(weights: Mapping[str, Any], dimensions: Sequence[str]) -> dict[str, float]:
    """Weights by dimension of last year's key, which has to weigh the same dimensions."""
    old = dict(zip(weights["dimensions"], weights["weights"], strict=True))
    raise_all(
        [
            *(f"previous: the key has no weight of {d}" for d in dimensions if d not in old),
            *(
                f"previous: the key weighs {d}, not asked now"
                for d in old
                if d not in dimensions
            ),
        ]
    )
    return old

"""Which responses the graded response models of a block would hardly give."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.measurement.answer_blocks import AnswerBlock
from analysis.measurement.irt.graded_dimension import (
    ESTIMATOR,
    GradedDimension,
    abilities_of,
    drawn_codes,
    spread,
)
from analysis.stats.irt.ability import (
    LikelihoodParts,
    expected_abilities,
    likelihood_parts,
    person_fit,
)
from analysis.stats.irt.graded_marginal import answers_by_person


@dataclass(frozen=True, slots=True)
class PeopleFit:
    """Person fit of every response, and how many fall below the cutoff."""

    responses: pd.DataFrame
    summary: pd.DataFrame


def people_fit(
    block: AnswerBlock,
    found: list[GradedDimension],
    points: np.ndarray,
    *,
    share: float,
    draws: int,
    rng: np.random.Generator,
) -> PeopleFit:
    """Standardised log likelihoods over all dimensions.

    At estimated abilities they are not standard normal, so the cutoff is the quantile of
    simulated people who answer everything and follow the models; their dimensions are drawn as
    independent, which the statistic, made of deviations given the abilities, hardly feels.
    """
    n = len(block.rows)
    own = person_fit([spread(parts_of(one, points), one.rows, n) for one in found])
    cutoff = float(np.quantile(drawn_fit(found, points, draws=draws, rng=rng), share))
    known = ~np.isnan(own)
    basis = {"n": int(known.sum()), "estimator": ESTIMATOR, "missing": "available"}
    responses = block.rows[["response", "person"]].assign(estimate=own, beyond=own < cutoff)
    beyond = int((own[known] < cutoff).sum())
    summary = {
        "cutoff": cutoff,
        "expected_share": share,
        "n_beyond": beyond,
        "share_beyond": beyond / known.sum(),
        "draws": draws,
    }
    return PeopleFit(
        responses[known].reset_index(drop=True).assign(**basis),
        pd.DataFrame([summary]).assign(**basis),
    )


def parts_of(found: GradedDimension, points: np.ndarray) -> LikelihoodParts:
    """What person fit is made of, of the responses of a dimension."""
    return likelihood_parts(found.answers, found.graded, abilities_of(found, points).estimates)


def drawn_fit(
    found: list[GradedDimension], points: np.ndarray, *, draws: int, rng: np.random.Generator
) -> np.ndarray:
    """Person fit of simulated people, shape (draws,)."""
    parts = []
    for one in found:
        codes = drawn_codes(one, draws, rng)
        answers = answers_by_person(codes, categories=int(one.model.n_categories.max()))
        scores = expected_abilities(answers, one.graded, one.fit.parameters[0], points)
        parts.append(likelihood_parts(answers, one.graded, scores.estimates))
    return person_fit(parts)

"""What screening learns from people without a sign of carelessness, and others like them."""

from dataclasses import replace

import numpy as np
import pandas as pd

from analysis.screening.attentive import answer_model, drawn, observed
from analysis.screening.index import NOTHING_LEARNED, Learned, Rules
from analysis.screening.person_fit import fit_person_fit
from analysis.screening.psychometric_antonyms import antonym_pairs
from analysis.screening.psychometric_synonyms import synonym_pairs
from analysis.screening.response_style import spread_of_styles, unevenness
from analysis.screening.screened_blocks import ScreenedBlock
from analysis.stats.pairwise_moments import pairwise_covariance

FEWEST_RESPONSES = 30
"""Fewer people have no distribution of answers that could be simulated."""
RESPONSES_PER_ITEM = 2
"""Fewer people an item leave no covariance matrix that one person does not bend."""
SMALLEST_EIGENVALUE = 1e-8
"""Relative to the largest: below it, a covariance matrix is singular."""


def learn(block: ScreenedBlock, clear: np.ndarray, rules: Rules) -> Learned:
    """Pairs, response model, means and covariances of the `clear` people of `block`."""
    keyed = block.keyed.loc[clear]
    varying = keyed.loc[:, keyed.var() > 0]
    items, matrix = varying.columns, pairwise_covariance(varying.to_numpy(float))
    learned = Learned(
        synonyms=synonym_pairs(keyed, correlation=rules.synonym_correlation),
        antonyms=antonym_pairs(block.answers.loc[clear], correlation=rules.synonym_correlation),
        fit=fit_person_fit(keyed, block.dimensions),
        centre=varying.mean(),
        covariance=pd.DataFrame(matrix, index=items, columns=items),
    )
    if len(keyed) < RESPONSES_PER_ITEM * varying.shape[1] or singular(learned.covariance):
        return replace(learned, centre=NOTHING_LEARNED.centre, covariance=pd.DataFrame())
    return learned


def singular(covariance: pd.DataFrame) -> bool:
    """Whether a matrix has no usable inverse; NaN and an empty matrix count as such."""
    matrix = covariance.to_numpy()
    if matrix.size == 0 or np.isnan(matrix).any():
        return True
    values = np.linalg.eigvalsh(matrix)
    return bool(values[0] <= SMALLEST_EIGENVALUE * values[-1])


def simulated_block(
    block: ScreenedBlock, clear: np.ndarray, normals: np.ndarray, styles: np.ndarray
) -> tuple[ScreenedBlock, float]:
    """A block of attentive people like the `clear` ones, without times; spread of styles.

    Parameters
    ----------
    normals, styles
        Independent standard normal draws, shapes (n, p) and (n,).
    """
    given = block.answers.to_numpy(float)[clear]
    seen = observed(given, block.middles)
    spread = spread_of_styles(seen, unevenness(given), normals, styles)
    codes = drawn(answer_model(seen, spread), normals, styles)
    answers = pd.DataFrame(codes, columns=block.answers.columns)
    turned = {item: total - answers[item] for item, total in block.turned.items()}
    nowhere = pd.DataFrame(False, index=answers.index, columns=answers.columns)
    people = replace(
        block, answers=answers, keyed=answers.assign(**turned), every=answers, excused=nowhere
    )
    return people, spread

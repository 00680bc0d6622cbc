"""Who answered with care? Careless-responding indices, and flags by their consensus."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.blocks import Block
from analysis.errors import raise_all
from analysis.instrument import Instrument
from analysis.notes import Note, note
from analysis.screening.consensus import consensus, cutoff_table, index_values, notes
from analysis.screening.cutoffs import BlockScreening, fit_block
from analysis.screening.effect import effect_of_flags, missingness_of_items
from analysis.screening.index import Rules
from analysis.screening.indices import INDICES
from analysis.screening.screened_blocks import ScreenedBlock, screened_blocks

MOST_RESPONSES = 50_000
"""Cutoffs are learned from no more people, drawn at random: it tells correlations to .005."""


@dataclass(frozen=True, slots=True)
class Screening:
    """What screening learned: everything that is needed to judge new answers.

    Attributes
    ----------
    blocks
        Cutoffs, synonyms, means and covariances of every instrument, source and wave.
    instruments
        The questionnaires the answers belong to.
    rules
        The stated choices.
    """

    blocks: dict[Block, BlockScreening]
    instruments: dict[str, Instrument]
    rules: Rules


@dataclass(frozen=True, slots=True)
class Flags:
    """Careless-responding indices, and the responses flagged by consensus.

    Attributes
    ----------
    indices
        One row per response and computed index: response, index, family, value, cutoff,
        beyond, undecidable (beyond, but somebody honest might be too and nothing can tell:
        counts for nothing) and reason (why there is no value, or "").
    flags
        One row per response: response, person, instrument, source, wave, flagged, n_families,
        families and reasons (ids of families and indices beyond, joined by ";"), undecided
        (not flagged, but a straight line that may be honest or careless).
    cutoffs
        One row per block and index: direction, cutoff, basis, n (responses with a value),
        n_beyond, note (why there is no cutoff, or "").
    effect
        Alpha, mean and sd of every dimension in all answers and in those kept.
    missingness
        Empty cells of every item by reason.
    n_responses, n_flagged
        Number of responses judged, and flagged.
    notes
        Indices that could not be computed, blocks where nobody could be flagged, and how the
        people differ from the simulated ones.
    """

    indices: pd.DataFrame
    flags: pd.DataFrame
    cutoffs: pd.DataFrame
    effect: pd.DataFrame
    missingness: pd.DataFrame
    n_responses: int
    n_flagged: int
    notes: list[Note]


def flags(
    answers: pd.DataFrame,
    keyed: pd.DataFrame,
    missing: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    *,
    families_needed: int,
    expected_false_positive: float,
    seconds_per_item: float,
    max_missing_share: float,
    synonym_correlation: float,
    simulations: int,
    rng: np.random.Generator,
) -> Flags:
    """Flag the responses that several families of indices find careless.

    Every instrument, source and wave is judged by itself. A response is flagged when indices of
    at least `families_needed` families lie beyond their cutoffs, or one that suffices alone:
    the same answer again and again over items keyed both ways, or a repeated pattern. Cutoffs
    are such that attentive people are flagged as rarely as expected. Where no items are keyed
    both ways and no time or attention item tells more, a straight line counts for nothing.

    Parameters
    ----------
    answers, keyed
        Answers as given and after reversal, one row per response.
    missing
        Why cells are empty: response, item, reason.
    instruments
        The questionnaires, by id.
    families_needed, expected_false_positive, seconds_per_item
        See `Rules`.
    max_missing_share, synonym_correlation, simulations
        See `Rules`.
    rng
        Draws the simulated attentive answers.

    Raises
    ------
    DataError
        If there are no answers, or they do not fit the instruments.

    References
    ----------
    Meade & Craig (2012), Psychological Methods 17, 437-455, https://doi.org/10.1037/a0028085.
    Curran (2016), Journal of Experimental Social Psychology 66, 4-19,
    https://doi.org/10.1016/j.jesp.2015.07.006
    """
    rules = Rules(
        families_needed=families_needed,
        expected_false_positive=expected_false_positive,
        seconds_per_item=seconds_per_item,
        max_missing_share=max_missing_share,
        synonym_correlation=synonym_correlation,
        simulations=simulations,
    )
    found = list(screened_blocks(answers, keyed, missing, instruments))
    screening = learned_from(found, instruments, rules, rng)
    indices, flagged = judged(found, screening)
    weighted = "case_weight" in answers and answers["case_weight"].notna().to_numpy().any()
    return Flags(
        indices=indices,
        flags=flagged,
        cutoffs=cutoff_table(screening.blocks, INDICES, indices, flagged),
        effect=effect_of_flags(keyed, flagged, instruments),
        missingness=missingness_of_items(answers, missing, instruments),
        n_responses=len(flagged),
        n_flagged=int(flagged["flagged"].to_numpy().sum()),
        notes=notes(screening.blocks, INDICES, families_needed, flagged, indices)
        + [note("without_case_weights", parts=["screening"])] * int(weighted),
    )


def fit_screening(
    answers: pd.DataFrame,
    keyed: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    missing: pd.DataFrame | None = None,
    *,
    families_needed: int,
    expected_false_positive: float,
    seconds_per_item: float,
    max_missing_share: float,
    synonym_correlation: float,
    simulations: int,
    rng: np.random.Generator,
) -> Screening:
    """Learn the cutoffs of every block; parameters as in `flags`.

    Without `missing`, every empty cell counts as left out by the person.
    """
    rules = Rules(
        families_needed=families_needed,
        expected_false_positive=expected_false_positive,
        seconds_per_item=seconds_per_item,
        max_missing_share=max_missing_share,
        synonym_correlation=synonym_correlation,
        simulations=simulations,
    )
    found = list(screened_blocks(answers, keyed, missing, instruments))
    return learned_from(found, instruments, rules, rng)


def learned_from(
    found: Sequence[tuple[Block, ScreenedBlock]],
    instruments: Mapping[str, Instrument],
    rules: Rules,
    rng: np.random.Generator,
) -> Screening:
    """Learn the cutoffs of every block that was `found`; from some of very many people."""
    fitted = {}
    for (name, block), stream in zip(found, rng.spawn(len(found)), strict=True):
        if (n := len(block.responses)) > MOST_RESPONSES:
            block = block.of(np.sort(stream.choice(n, MOST_RESPONSES, replace=False)))
        fitted[name] = fit_block(block, INDICES, rules, stream)
    return Screening(fitted, dict(instruments), rules)


def apply_screening(
    screening: Screening,
    answers: pd.DataFrame,
    keyed: pd.DataFrame,
    missing: pd.DataFrame | None = None,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Index values and flags of `answers` by what `screening` learned, which may be elsewhere.

    Returns the tables `indices` and `flags` of `Flags`.

    Raises
    ------
    DataError
        If the answers do not fit the instruments, or nothing was learned about a block.
    """
    found = list(screened_blocks(answers, keyed, missing, screening.instruments))
    raise_all(
        [
            f"screening: nothing was learned about {name}"
            for name, _ in found
            if name not in screening.blocks
        ]
    )
    return judged(found, screening)


def judged(
    found: Sequence[tuple[Block, ScreenedBlock]], screening: Screening
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Index values and flags of all that was `found`, by what `screening` learned."""
    parts = [index_values(block, screening.blocks[name], INDICES) for name, block in found]
    indices = pd.concat(parts, ignore_index=True)
    indices = indices.sort_values("response", kind="stable", ignore_index=True)
    responses = pd.concat([block.responses for _, block in found], ignore_index=True)
    responses = responses.sort_values("response", ignore_index=True)
    return indices, consensus(responses, indices, INDICES, screening.rules.families_needed)

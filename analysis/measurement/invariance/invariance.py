"""Is a score the same score in every group of people?"""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import BASIS, BLOCK, ESTIMATE
from analysis.errors import raise_all
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import structured_blocks, weight_notes
from analysis.measurement.invariance.choices import Choices
from analysis.measurement.invariance.group_ladder import LadderTables, group_ladder
from analysis.measurement.invariance.same_people import same_people_ladders
from analysis.measurement.invariance.wave_ladder import wave_ladders
from analysis.notes import Note

STEPS = [
    "grouping", "step", "adds", "decision", "chi_square", "df", "p_value", "cfi", "rmsea",
    "srmr", "statistic", "df_change", "p_change", "p_familywise", "p_partial", "p_holdout",
    "cfi_change", "cfi_cutoff", "rmsea_change", "rmsea_cutoff", "srmr_change", "srmr_cutoff",
    "n_groups", "draws",
]  # fmt: skip
ITEMS = ["grouping", "step", "item", "released", "statistic", "df", "p_value", "p_adjusted"]
ITEMS += ["change", "holdout", "p_holdout"]
EFFECTS = ["grouping", "group", "dimension", "item", "dmacs", "signed", "unsigned"]
IMPACT = ["grouping", "group", "dimension", "gap", "gap_fair", "gap_change", "share_above"]
IMPACT += ["share_fair", "share_change"]
MEANS = ["grouping", "group", "dimension", *ESTIMATE, "statistic", "p_value", "variance"]
MEANS += ["variance_std_error"]
OCCASIONS = ["grouping", "compared", "dimension", *STEPS[1:]]
OCCASION_ITEMS = ["grouping", "compared", "dimension", *ITEMS[1:]]
OCCASION_EFFECTS = ["grouping", "compared", *EFFECTS[1:]]
OCCASION_IMPACT = ["grouping", "compared", *IMPACT[1:]]
OCCASION_MEANS = ["grouping", "compared", *MEANS[1:]]
GROUPS = ["grouping", "group", "role", "note"]


@dataclass(frozen=True, slots=True)
class Invariance:
    """The ladder of every block of answers and every grouping of people, of waves and sources.

    Waves of different people are a grouping named "wave" of the latest wave's block.

    All tables begin with instrument, source, wave and grouping (a column of people) and end
    with n, estimator, missing. The reference group is the first.

    Attributes
    ----------
    steps
        One row per step: what becomes equal (step, adds), decision (holds, partial, fails,
        not_fitted, not_reached), the scaled chi_square, df, p_value, cfi, rmsea, srmr, the
        difference test against the last accepted step (statistic, df_change, p_change;
        p_familywise to be compared with alpha; p_partial after releases; p_holdout of what one
        half of the people found, together, in the other half), and the changes of the indices
        beside their simulated cutoffs.
    item_tests
        Score tests of the items at the steps that were searched: step, item, released,
        statistic, df, p_value, p_adjusted (Holm), change; holdout (confirmed, not_confirmed,
        not_found, too_few, not_testable; empty where nothing was asked) and p_holdout, to be
        compared with alpha: what is found in a random half of the people, and its test in the
        other.
    effects
        Effect sizes of every item where means are comparable: group, dimension, item, dmacs,
        signed, unsigned.
    impact
        What differences do to dimension scores: group, dimension, gap, gap_fair, gap_change,
        share_above, share_fair, share_change.
    latent_means
        Factor means and variances where the ladder allows it: group, dimension, estimate ...,
        in standard deviations of the reference group.
    groups
        group, role (reference, compared, not_testable), note; n is the group's own.
    occasions, occasion_items, occasion_effects, occasion_impact, occasion_means
        The same as steps, item_tests, effects, impact and latent_means for sources ("source")
        or waves ("wave") that answered about the same people, one ladder for every dimension:
        grouping, compared (all occasions, the reference first), dimension. Corrected p values
        allow for the number of dimensions too.
    alpha, confidence, share
        Levels of tests and intervals; the share of the reference group above the cut.
    notes
        What a reader has to know.
    """

    steps: pd.DataFrame
    item_tests: pd.DataFrame
    effects: pd.DataFrame
    impact: pd.DataFrame
    latent_means: pd.DataFrame
    groups: pd.DataFrame
    occasions: pd.DataFrame
    occasion_items: pd.DataFrame
    occasion_effects: pd.DataFrame
    occasion_impact: pd.DataFrame
    occasion_means: pd.DataFrame
    alpha: float
    confidence: float
    share: float
    notes: list[Note]


def invariance(
    keyed: pd.DataFrame,
    people: pd.DataFrame,
    instruments: dict[str, Instrument],
    *,
    groupings: dict[str, str | None],
    estimator: str,
    missing: str,
    continuous_from: int,
    min_group: int,
    min_category: int,
    fewest_shared: int,
    holdout_group: int,
    alpha: float,
    correction: str,
    share: float,
    confidence: float,
    cutoff_draws: int,
    rng: np.random.Generator,
) -> Invariance:
    """Whether items measure the same, in the same unit, in all groups of people.

    Parameters
    ----------
    keyed
        Answers after reversal, one row per response.
    people
        One row per person, with a column for every grouping.
    groupings
        Columns of `people`, each with its reference group or None (the largest).
    estimator, missing
        As in `analysis.measurement.cfa.cfa.cfa`.
    continuous_from
        If all items of a questionnaire have so many options, their answers count as continuous:
        robust maximum likelihood, from all answers where `missing` is "pairwise".
    min_group
        Smaller groups are not tested.
    min_category
        Categories that fewer people of a group chose are joined with a neighbour.
    fewest_shared
        Items of every dimension that must stay equal for a step to hold in part.
    holdout_group
        Answers that every group needs for releases to be looked for again in one half of the
        people and tested in the other.
    alpha
        Level of the tests of all steps together, and of the search.
    correction
        How the steps share it, as in `analysis.measurement.invariance.familywise`.
    share
        Share of the reference group above the cut at which selection is compared.
    confidence
        Level of intervals.
    cutoff_draws
        Samples behind the simulated changes of fit.
    rng
        Source of these and of simulated scores.

    Raises
    ------
    DataError
        If `people` lacks a grouping.
    """
    raise_all([f"people have no column {name!r}" for name in groupings if name not in people])
    choices = Choices(
        estimator=estimator,
        missing=missing,
        continuous_from=continuous_from,
        min_group=min_group,
        min_category=min_category,
        fewest_shared=fewest_shared,
        holdout_group=holdout_group,
        alpha=alpha,
        correction=correction,
        share=share,
        confidence=confidence,
        cutoff_draws=cutoff_draws,
    )
    blocks = structured_blocks(keyed, instruments)
    found = [
        group_ladder(block, people, grouping, reference, choices, rng)
        for block in blocks
        for grouping, reference in groupings.items()
    ]
    found += wave_ladders(blocks, choices, rng)
    paired = same_people_ladders(blocks, choices, rng)
    return Invariance(
        steps=joined(found, "steps", STEPS),
        item_tests=joined(found, "item_tests", ITEMS),
        effects=joined(found, "effects", EFFECTS),
        impact=joined(found, "impact", IMPACT),
        latent_means=joined(found, "latent_means", MEANS),
        groups=joined(found, "groups", GROUPS),
        occasions=joined(paired, "occasions", OCCASIONS),
        occasion_items=joined(paired, "occasion_items", OCCASION_ITEMS),
        occasion_effects=joined(paired, "occasion_effects", OCCASION_EFFECTS),
        occasion_impact=joined(paired, "occasion_impact", OCCASION_IMPACT),
        occasion_means=joined(paired, "occasion_means", OCCASION_MEANS),
        alpha=alpha,
        confidence=confidence,
        share=share,
        notes=[said for one in [*found, *paired] for said in one.notes]
        + weight_notes(blocks, "invariance_cutoffs", "effect_sizes"),
    )


def joined(found: list[LadderTables], name: str, columns: list[str]) -> pd.DataFrame:
    """A table of all ladders: what they are about first, what they rest on last."""
    rows = [{**one.common, **row} for one in found for row in one.rows.get(name, [])]
    return pd.DataFrame(rows, columns=[*BLOCK, *dict.fromkeys([*columns, *BASIS])])

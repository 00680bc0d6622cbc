"""Do items work the same in every group? Likelihood ratios and logistic regression."""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import BASIS, BLOCK, ESTIMATE
from analysis.errors import raise_all
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import structured_blocks
from analysis.measurement.irt.comparison import Choices, Comparison, compared
from analysis.notes import Note, note

TESTS = ["grouping", "dimension", "item", "decision", "anchor", "statistic", "df", "p_value"]
TESTS += ["p_adjusted", "p_uniform", "p_nonuniform", "p_logistic", "p_logistic_adjusted"]
TESTS += ["r_squared_gain", "mcfadden_gain", "size"]
EFFECTS = ["grouping", "group", "dimension", "item", "signed", "unsigned", "standardised"]
DIMENSIONS = ["grouping", "group", "dimension", "n_items", "n_anchors", *ESTIMATE, "sd"]
DIMENSIONS += ["sd_std_error", "score_shift"]
ALIGNMENT = ["grouping", "dimension", "item", "parameter", "boundary", "n_groups", "n_alike"]
ALIGNMENT += ["unlike", "explained"]
GROUPS = ["grouping", "group", "role", "note"]


@dataclass(frozen=True, slots=True)
class Dif:
    """Differential item functioning of every block of answers and grouping of people.

    All tables begin with instrument, source, wave and grouping (a column of people) and end
    with n, estimator, missing. The reference group is the first.

    Attributes
    ----------
    tests
        One row per item: decision (same, unclear, differs; untested where one of the two tests
        failed), anchor, the likelihood-ratio test (statistic, df, p_value, p_adjusted), the
        logistic one (p_uniform, p_nonuniform, p_logistic of both, p_logistic_adjusted),
        r_squared_gain (Nagelkerke), mcfadden_gain, size (negligible, moderate, large: the
        larger of what r_squared_gain and the largest standardised effect say).
        Adjusted over all items of block and grouping.
    effects
        Expected answers of a group less those of the reference group at the same standing:
        group, dimension, item, signed, unsigned (in answer options), standardised.
    dimensions
        The attribute in every group but the reference: n_items, n_anchors, estimate (mean) ...,
        sd, sd_std_error, in standard deviations of the reference group; score_shift (what items
        that are no anchors do to the mean answer). With many groups by alignment, without
        anchors and score_shift.
    alignment
        Of groupings with many groups, in place of tests and effects: dimension, item, parameter
        (slope, intercept), boundary (of the intercept, from 1), n_groups, n_alike (groups that
        share it), unlike (the others), explained (share of the variation between groups that
        means and standard deviations explain).
    groups
        group, role (reference, compared, not_testable), note; n is the group's own.
    alpha, confidence
        Levels of tests and intervals.
    notes
        What a reader has to know.
    """

    tests: pd.DataFrame
    effects: pd.DataFrame
    dimensions: pd.DataFrame
    alignment: pd.DataFrame
    groups: pd.DataFrame
    alpha: float
    confidence: float
    notes: list[Note]


def dif(
    keyed: pd.DataFrame,
    people: pd.DataFrame,
    instruments: dict[str, Instrument],
    *,
    groupings: Mapping[str, str | None],
    n_points: int,
    reach: float,
    min_group: int,
    min_category: int,
    most_groups: int,
    fewest_anchors: int,
    alpha: float,
    confidence: float,
) -> Dif:
    """Which items groups answer differently at the same standing, and by how much.

    Parameters
    ----------
    keyed
        Answers after reversal, one row per response.
    people
        One row per person, with a column for every grouping.
    groupings
        Columns of `people`, each with its reference group or None (the largest).
    n_points, reach
        Points of the grid over the attribute, and its ends in standard deviations.
    min_group
        Smaller groups are not tested.
    min_category
        Categories that fewer people of a group chose are joined with a neighbour.
    most_groups
        More groups are aligned rather than tested.
    fewest_anchors
        Items of every dimension that must stay equal.
    alpha
        Level of the tests of all items of a block and grouping (Benjamini & Hochberg).
    confidence
        Level of intervals.

    Raises
    ------
    DataError
        If `people` lacks a grouping.
    """
    raise_all([f"people have no column {name!r}" for name in groupings if name not in people])
    choices = Choices(
        points=np.linspace(-reach, reach, n_points),
        min_group=min_group,
        min_category=min_category,
        most_groups=most_groups,
        fewest_anchors=fewest_anchors,
        alpha=alpha,
        confidence=confidence,
    )
    blocks = structured_blocks(keyed, instruments)
    weighted = any(block.case_weights is not None for block in blocks)
    found = [
        compared(block, people, grouping, reference, choices)
        for block in blocks
        for grouping, reference in groupings.items()
    ]
    return Dif(
        tests=joined(found, "tests", TESTS),
        effects=joined(found, "effects", EFFECTS),
        dimensions=joined(found, "dimensions", DIMENSIONS),
        alignment=joined(found, "alignment", ALIGNMENT),
        groups=joined(found, "groups", GROUPS),
        alpha=alpha,
        confidence=confidence,
        notes=[said for one in found for said in one.notes]
        + ([note("without_case_weights", parts=["single_items"])] if weighted else []),
    )


def joined(found: list[Comparison], name: str, columns: list[str]) -> pd.DataFrame:
    """A table of all comparisons: what it is about first, what it rests on last."""
    rows = [row for one in found for row in one.rows.get(name, [])]
    return pd.DataFrame(rows, columns=[*BLOCK, *columns, *BASIS])

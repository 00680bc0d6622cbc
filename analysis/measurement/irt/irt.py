"""Graded response models: what each item tells, where on the scale, and how surely."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.columns import BASIS, BLOCK, ESTIMATE
from analysis.instrument import Instrument
from analysis.measurement.answer_blocks import AnswerBlock, structured_blocks
from analysis.measurement.irt.fit_of_people import people_fit
from analysis.measurement.irt.graded_dimension import (
    ESTIMATOR,
    GradedDimension,
    graded_dimension,
)
from analysis.measurement.irt.graded_rows import (
    agreement_rows,
    information_rows,
    parameter_rows,
    reliability_row,
    score_rows,
)
from analysis.notes import Note, note, remark

AVAILABLE = "available"

PARAMETERS = ["dimension", "item", "parameter", "category", *ESTIMATE]
INFORMATION = ["dimension", "item", "attribute", "information", "std_error"]
DIMENSIONS = ["dimension", "n_items", "reliability", "reliability_of_scores", "most_exact_at"]
DIMENSIONS += ["exact_from", "exact_to", "log_likelihood", "n_parameters"]
AGREEMENT = ["dimension", "item", "parameter", "category", "irt", "cfa", "difference"]
SCORES = ["response", "person", "dimension", "estimate", "std_error"]
PERSON_FIT = ["response", "person", "estimate", "beyond"]
MISFIT = ["cutoff", "expected_share", "n_beyond", "share_beyond", "draws"]


@dataclass(frozen=True, slots=True)
class Irt:
    """Graded response models of every block and dimension.

    All tables begin with instrument, source, wave and end with n, estimator, missing.

    Attributes
    ----------
    parameters
        One row per parameter: dimension, item, parameter (slope, intercept, location), category
        (lowest answer code above the boundary), estimate ...
    information
        On a grid of the attribute: dimension, item ("" for the dimension), attribute,
        information, std_error (of the dimension).
    dimensions
        One row per dimension: n_items, reliability (of the model), reliability_of_scores (of
        these people's), most_exact_at, exact_from, exact_to (where information is at least half
        of its maximum), log_likelihood, n_parameters.
    agreement
        The model beside a one-factor model of the ordinal answers: dimension, item, parameter
        (loading, threshold), category, irt, cfa, difference.
    scores
        Confidential: response, person, dimension, estimate (posterior mean), std_error.
    person_fit
        Confidential: response, person, estimate (lz over all dimensions), beyond.
    misfit
        One row per block: cutoff of lz, expected_share, n_beyond, share_beyond, draws.
    confidence
        Level of intervals.
    notes
        What a reader has to know.
    """

    parameters: pd.DataFrame
    information: pd.DataFrame
    dimensions: pd.DataFrame
    agreement: pd.DataFrame
    scores: pd.DataFrame
    person_fit: pd.DataFrame
    misfit: pd.DataFrame
    confidence: float
    notes: list[Note]


def irt(
    keyed: pd.DataFrame,
    instruments: dict[str, Instrument],
    *,
    n_points: int,
    reach: float,
    misfit_share: float,
    misfit_draws: int,
    estimator: str,
    missing: str,
    confidence: float,
    rng: np.random.Generator,
) -> Irt:
    """Parameters, information, scores and person fit of every dimension.

    Parameters
    ----------
    keyed
        Answers after reversal, one row per response.
    n_points, reach
        Points of the grid over the attribute, and its ends in standard deviations.
    misfit_share
        Share of people who follow the model beyond the cutoff of person fit.
    misfit_draws
        People simulated to find that cutoff.
    estimator, missing
        Of the one-factor models, as in `analysis.measurement.cfa.cfa.cfa`.
    confidence
        Level of intervals.
    rng
        Source of the simulated people.
    """
    points = np.linspace(-reach, reach, n_points)
    tables: dict[str, list[pd.DataFrame]] = {}
    notes: list[Note] = []
    blocks = structured_blocks(keyed, instruments)
    if any(block.case_weights is not None for block in blocks):
        notes.append(note("without_case_weights", parts=["graded_models"]))
    for block in blocks:
        found, said = fitted(block, points)
        notes += said
        parts = dimension_tables(
            block, found, points, estimator=estimator, missing=missing, confidence=confidence
        )
        if found:
            people = people_fit(
                block, found, points, share=misfit_share, draws=misfit_draws, rng=rng
            )
            parts += [("person_fit", people.responses), ("misfit", people.summary)]
        for name, part in parts:
            tables.setdefault(name, []).append(part.assign(**block.ids))
    return Irt(
        parameters=joined(tables, "parameters", PARAMETERS),
        information=joined(tables, "information", INFORMATION),
        dimensions=joined(tables, "dimensions", DIMENSIONS),
        agreement=joined(tables, "agreement", AGREEMENT),
        scores=joined(tables, "scores", SCORES),
        person_fit=joined(tables, "person_fit", PERSON_FIT),
        misfit=joined(tables, "misfit", MISFIT),
        confidence=confidence,
        notes=notes,
    )


def fitted(block: AnswerBlock, points: np.ndarray) -> tuple[list[GradedDimension], list[Note]]:
    """The dimensions that have estimates, and notes on those that have none."""
    found, notes = [], []
    for name, items in block.instrument.scored.items():
        one = graded_dimension(block, name, items, points)
        why = remark("needs_three_items") if one is None else ""
        if one is not None and not one.fit.converged:
            why = remark("not_converged")
        if one is None or why:
            notes.append(note("no_graded_model", **block.ids, dimension=name, reason=why))
        else:
            found.append(one)
    return found, notes


def dimension_tables(
    block: AnswerBlock,
    found: list[GradedDimension],
    points: np.ndarray,
    *,
    estimator: str,
    missing: str,
    confidence: float,
) -> list[tuple[str, pd.DataFrame]]:
    """Tables of all dimensions of a block by their names."""
    parts = []
    for one in found:
        rows = {
            "parameters": parameter_rows(one, confidence),
            "information": information_rows(one, points),
            "dimensions": [reliability_row(one, points)],
            "agreement": agreement_rows(one, estimator=estimator, missing=missing),
        }
        tables = {name: pd.DataFrame(given) for name, given in rows.items()}
        tables["scores"] = score_rows(block, one, points)
        basis = {"n": len(one.rows), "estimator": ESTIMATOR, "missing": AVAILABLE}
        parts += [(name, table.assign(**basis)) for name, table in tables.items()]
    return parts


def joined(
    tables: dict[str, list[pd.DataFrame]], name: str, columns: list[str]
) -> pd.DataFrame:
    """One table of all blocks: what it is about first, what it rests on last."""
    order = [*BLOCK, *columns, *BASIS]
    if name not in tables:
        return pd.DataFrame(columns=order)
    return pd.concat(tables[name], ignore_index=True).reindex(columns=order)

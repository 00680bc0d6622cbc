"""Does any conclusion change if nobody, or more people, are left out as careless?"""

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.chain.exclusions import EXCLUSIONS, exclusion_of, flags_under
from analysis.chain.factor_model import FactorChoices
from analysis.chain.sensitivity_conclusions import (
    CONCLUSIONS,
    KEYS,
    QUANTITIES,
    conclusion_rows,
    judged,
    with_limits,
)
from analysis.chain.sensitivity_quantities import (
    WeightChoices,
    again,
    model_rows,
    reliability_rows,
    row,
    weighed,
)
from analysis.chain.specification_cells import source_rows
from analysis.columns import COMPOSITE
from analysis.errors import DataError
from analysis.instrument import Instrument
from analysis.notes import Note, note
from analysis.scoring.person_scores import person_scores
from analysis.selection import for_fitting
from analysis.weighting.design import rows_with


@dataclass(frozen=True, slots=True)
class Sensitivity:
    """Reliability, fit, validity and weights under several rules of exclusion.

    Attributes
    ----------
    quantities
        kind (answers, reliability, fit, validity, weight), name, dimension ("" for all
        together), exclusion (none, default, strict), estimate, ci_low, ci_high, rule (by which
        a change is told: "interval" in force, "cfi_change", or ""), changed (against the
        exclusion in force), n, estimator, missing.
    conclusions
        One row per conclusion (reliability, fit, validity, clear_validity, weight, first,
        verdict) and exclusion other than the one in force: changed, n_changed, n_compared,
        largest_change, dimensions (what changed, joined by ";"), found, in_force (ids of
        clearly valid dimensions, the first dimension or the verdict; else "").
    source
        Whose answers they are: the first of `predictors_from`.
    scheme
        The weighting scheme.
    in_force
        The exclusion in force.
    verdicts
        By exclusion.
    strict_families
        Families of indices that suffice under strict exclusion.
    confidence
        Level of the intervals.
    notes
        What could not be computed.
    """

    quantities: pd.DataFrame
    conclusions: pd.DataFrame
    source: str
    scheme: str
    in_force: str
    verdicts: dict[str, str]
    strict_families: int
    confidence: float
    notes: list[Note]


def sensitivity(
    keyed: pd.DataFrame,
    flags: pd.DataFrame,
    scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    *,
    reliability: pd.DataFrame,
    alternatives: pd.DataFrame,
    exclude: str,
    strict_families: int,
    model: FactorChoices,
    weights: WeightChoices,
    rng: np.random.Generator,
) -> Sensitivity:
    """The same numbers with nobody, the flagged, or all who look careless left out.

    Parameters
    ----------
    keyed, flags, scores, performance, people, instruments
        Keyed answers, the flags of screening, the tables `scores` of scoring (of all responses)
        and `performance` of the criterion, people, and what was asked.
    reliability, alternatives
        Tables `dimensions` of reliability and `alternatives` of the recommendation: the
        intervals in force of omega and of the weights.
    exclude, strict_families
        The setting `screening.exclude`, and what strict exclusion is; see
        `analysis.chain.exclusions.flags_under`.
    model, weights
        How factor models are fitted and weights found.
    rng
        Divides people for the verdict; in the same way under every exclusion.

    Raises
    ------
    DataError
        If the answers in force cannot be analysed.
    """
    own, source = exclusion_of(exclude), weights.source
    keyed, scores = source_rows(keyed, source), source_rows(scores, source)
    composite = rows_with(performance, criterion=COMPOSITE)
    divided = np.intersect1d(scores["person"], composite["person"])
    found: dict[str, pd.DataFrame] = {}
    verdicts: dict[str, str] = {}
    notes: list[Note] = []
    for exclusion in EXCLUSIONS:
        marked = flags_under(flags, exclusion, strict_families=strict_families)
        kept, kept_scores = (for_fitting(t, marked, exclude="flagged") for t in (keyed, scores))
        try:
            rows, verdict = weighed(
                person_scores(kept_scores), composite, people, divided, weights, again(rng)
            )
        except DataError:
            if exclusion == own:
                raise
            notes.append(note("exclusion_not_possible", exclusion=exclusion))
            continue
        confidence = weights.demand.confidence
        fit, why_not = model_rows(kept, people, instruments, model, confidence)
        if why_not:
            notes.append(note("exclusion_without_fit", exclusion=exclusion, reason=why_not))
        count = {"n": len(keyed), "estimator": "", "missing": ""}
        rows = [
            row("answers", "n_kept", len(kept), **count),
            *reliability_rows(kept, instruments, confidence),
            *fit,
            *rows,
        ]
        found[exclusion] = pd.DataFrame(rows).assign(exclusion=exclusion)
        verdicts[exclusion] = verdict
    limits = limits_in_force(source_rows(reliability, source), alternatives, weights)
    found[own] = with_limits(found[own], limits)
    table = pd.concat(
        [judged(rows, found[own]) for rows in found.values()], ignore_index=True
    ).reindex(columns=QUANTITIES)
    return Sensitivity(
        quantities=table,
        conclusions=pd.DataFrame(conclusion_rows(table, own, verdicts), columns=CONCLUSIONS),
        source=source,
        scheme=weights.scheme,
        in_force=own,
        verdicts=verdicts,
        strict_families=strict_families,
        confidence=weights.demand.confidence,
        notes=notes,
    )


def limits_in_force(
    reliability: pd.DataFrame, alternatives: pd.DataFrame, weights: WeightChoices
) -> pd.DataFrame:
    """Intervals that other rules found by resampling: `KEYS`, ci_low, ci_high."""
    omega = rows_with(reliability, coefficient="omega_total")
    share = rows_with(alternatives, source=weights.source, scheme=weights.scheme)
    limits = [*KEYS, "ci_low", "ci_high"]
    return pd.concat(
        [
            omega.assign(kind="reliability", name="omega_total").reindex(columns=limits),
            share.assign(kind="weight", name="share").reindex(columns=limits),
        ],
        ignore_index=True,
    )

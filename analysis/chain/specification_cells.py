"""What every specification rests on: correlations of one way to screen, score and adjust."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import product

import numpy as np
import pandas as pd

from analysis.chain.exclusions import flags_under
from analysis.chain.factor_model import FactorChoices, fitted_blocks, scores_of, without_scores
from analysis.criterion.apply_criterion import apply_criterion
from analysis.criterion.fit_criterion import fit_criterion
from analysis.criterion.period_plan import PeriodPlan
from analysis.errors import DataError
from analysis.instrument import Instrument
from analysis.kpi import Kpi
from analysis.measurement.answer_blocks import without_structure
from analysis.measurement.cfa.models import measured
from analysis.notes import Note, note, remark
from analysis.scoring.person_scores import person_scores
from analysis.selection import for_fitting
from analysis.weighting.design import Design, designs, rows_with
from analysis.weighting.imputation import Imputation

MEAN, FACTOR = "mean", "factor"


@dataclass(frozen=True, slots=True)
class Grid:
    """The options of each choice, those of the study itself among them.

    Attributes
    ----------
    screening
        Of `analysis.chain.exclusions.EXCLUSIONS`.
    scores
        "mean" of items, or "factor": scores of the hypothesised factor model.
    criteria
        The composite and indicators; empty for all of them.
    adjustments
        "none", "ols", "mixed".
    schemes
        Weighting schemes that rest on correlations alone.
    """

    screening: Sequence[str]
    scores: Sequence[str]
    criteria: Sequence[str]
    adjustments: Sequence[str]
    schemes: Sequence[str]


@dataclass(frozen=True, slots=True)
class Cell:
    """One way to screen, score, adjust and choose the criterion.

    Attributes
    ----------
    screening, score, adjustment, criterion
        The options.
    correlations
        Of p scores and, last, the criterion; shape (p + 1, p + 1).
    n, n_clusters
        Complete people, and their clusters.
    """

    screening: str
    score: str
    adjustment: str
    criterion: str
    correlations: np.ndarray
    n: int
    n_clusters: int


@dataclass(frozen=True, slots=True)
class CriterionChoices:
    """How indicators become performance; see `fit_criterion`.

    Attributes
    ----------
    adjust_for, shares, exposure
        As configured for the study.
    plan
        The mixed model in force; None adjusts aggregates.
    periods
        The mixed model that is tried, in force or not.
    """

    adjust_for: Mapping[str, str]
    shares: Mapping[str, float]
    exposure: str | None
    plan: PeriodPlan | None
    periods: PeriodPlan

    @property
    def adjustment(self) -> str:
        """The adjustment in force."""
        if self.plan is not None:
            return "mixed"
        return "ols" if self.adjust_for else "none"


def with_own(own: str, options: Sequence[str]) -> list[str]:
    """`options`, each once, and the study's `own` one before them if it is not among them."""
    return list(dict.fromkeys([*([own] if own not in options else []), *options]))


def performances(
    records: pd.DataFrame,
    people: pd.DataFrame,
    kpis: list[Kpi],
    chosen: CriterionChoices,
    wanted: Sequence[str],
) -> tuple[dict[str, pd.DataFrame], list[Note]]:
    """Table `performance` by adjustment, and which adjustments the data do not allow.

    "ols" needs controls, "mixed" indicators of which every one is known for several periods.
    """
    found, notes = {}, []
    for name in with_own(chosen.adjustment, wanted):
        try:
            values = performance_by(name, records, people, kpis, chosen)
        except DataError:
            if name == chosen.adjustment:
                raise
            values = None
        if values is None:
            notes.append(note("adjustment_not_possible", adjustment=name))
        else:
            found[name] = values
    return found, notes


def performance_by(
    name: str,
    records: pd.DataFrame,
    people: pd.DataFrame,
    kpis: list[Kpi],
    chosen: CriterionChoices,
) -> pd.DataFrame | None:
    """Table `performance` by one adjustment; None where it would be another one."""
    in_force = name == chosen.adjustment
    if name == "ols" and not chosen.adjust_for:
        return None
    mixed = chosen.plan if in_force else chosen.periods
    key = fit_criterion(
        records,
        people,
        kpis,
        adjust_for={} if name == "none" else chosen.adjust_for,
        shares=chosen.shares,
        exposure=chosen.exposure,
        plan=mixed if name == "mixed" else None,
    )
    if name == "mixed" and not in_force and any(k.periods is None for k in key.kpis):
        return None
    return apply_criterion(key, records, people).performance


ScoreTable = Callable[[pd.DataFrame], tuple[pd.DataFrame, str]]
"""Scores of the responses that some flags leave, or why there are none."""


def score_tables(
    scores: pd.DataFrame,
    keyed: pd.DataFrame,
    people: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    chosen: FactorChoices,
    *,
    confidence: float,
) -> dict[str, ScoreTable]:
    """How each kind of score is had for the responses that `flags` leave."""

    def means(flags: pd.DataFrame) -> tuple[pd.DataFrame, str]:
        return person_scores(for_fitting(scores, flags, exclude="flagged")), ""

    def factors(flags: pd.DataFrame) -> tuple[pd.DataFrame, str]:
        kept = for_fitting(keyed, flags, exclude="flagged")
        blocks = fitted_blocks(kept, people, instruments, chosen, confidence=confidence)
        reason = next((r for r in map(without_scores, blocks) if r), "")
        if not blocks:
            asked = [instruments[name] for name in dict.fromkeys(kept["instrument"])]
            reason = next((r for r in map(without_structure, asked) if r), "")
        covered = {d for one in blocks for d in measured(one.block.instrument)}
        if not reason and covered != set(scores["dimension"]):
            reason = remark("factors_not_dimensions")
        if reason:
            return scores.head(0), reason
        return person_scores(pd.concat([scores_of(one) for one in blocks])), ""

    return {MEAN: means, FACTOR: factors}


def cells(
    flags: pd.DataFrame,
    tables: Mapping[str, ScoreTable],
    performance: Mapping[str, pd.DataFrame],
    people: pd.DataFrame,
    grid: Grid,
    *,
    in_force: Mapping[str, str],
    strict_families: int,
    source: str,
    cluster: str | None,
    imputation: Imputation | None,
) -> tuple[list[Cell], list[str], list[Note]]:
    """Every cell of the grid, the dimensions, and what could not be computed.

    Raises
    ------
    DataError
        If the study's own choices cannot be analysed.
    """
    found: list[Cell] = []
    notes: list[Note] = []
    dimensions: list[str] = []
    for screening, score in product(grid.screening, grid.scores):
        table, reason = tables[score](
            flags_under(flags, screening, strict_families=strict_families)
        )
        own = (screening, score) == (in_force["screening"], in_force["score"])
        for adjustment, values in performance.items():
            if reason:
                break
            wanted = values.take(np.flatnonzero(values["criterion"].isin(grid.criteria)))
            try:
                here = designs(
                    *(table, wanted, people),
                    predictors_from=[source],
                    cluster=cluster,
                    imputation=imputation,
                )
            except DataError:
                if own:
                    raise
                reason = remark("scores_or_people_lacking")
                continue
            dimensions = dimensions or here[0].dimensions
            options = (screening, score, adjustment)
            found += cells_of(here, grid.criteria, dimensions, options)
        if reason:
            left = {"exclusion": screening, "score": score, "reason": reason}
            notes.append(note("specifications_left_out", **left))
    return found, dimensions, notes


def cells_of(
    here: Sequence[Design],
    criteria: Sequence[str],
    dimensions: Sequence[str],
    options: tuple[str, str, str],
) -> Iterator[Cell]:
    """One cell per criterion; criteria and dimensions in the order of these."""
    for design in sorted(here, key=lambda d: criteria.index(d.criterion)):
        order = [design.dimensions.index(d) for d in dimensions] + [len(dimensions)]
        yield Cell(
            *options,
            criterion=design.criterion,
            correlations=design.correlations[0][np.ix_(order, order)],
            n=len(design.values),
            n_clusters=design.n_clusters,
        )


def criteria_of(performance: pd.DataFrame, wanted: Sequence[str], own: str) -> list[str]:
    """The criteria of the grid that there are, the study's own first."""
    there = list(performance["criterion"].drop_duplicates().astype(str))
    return [own, *(c for c in there if c != own and (not wanted or c in wanted))]


def source_rows(table: pd.DataFrame, source: str) -> pd.DataFrame:
    """The rows of one source in its first wave, which are weighed."""
    rows = rows_with(table, source=source)
    return rows_with(rows, wave=int(rows["wave"].to_numpy().min()))

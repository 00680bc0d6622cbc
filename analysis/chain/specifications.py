"""A specification curve: do weights hang on choices that could have been made otherwise?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from analysis.chain.exclusions import distinct_screening, exclusion_of
from analysis.chain.factor_model import FactorChoices
from analysis.chain.specification_cells import (
    MEAN,
    Cell,
    CriterionChoices,
    Grid,
    cells,
    criteria_of,
    performances,
    score_tables,
    source_rows,
    with_own,
)
from analysis.chain.specification_summaries import (
    CHOICES,
    EFFECTS,
    OPTIONS,
    STABILITY,
    effect_rows,
    first_of,
    is_first,
    leading_shares,
    option_rows,
    share_table,
    stability_rows,
    validity_of,
)
from analysis.columns import COMPOSITE
from analysis.instrument import Instrument
from analysis.kpi import Kpi
from analysis.notes import Note
from analysis.stats.composite_weights import (
    RAW,
    composite_weights,
    least_squares_slopes,
)
from analysis.weighting.design import MISSING
from analysis.weighting.imputation import Imputation

STAND_INS: dict[str, str] = dict.fromkeys(("bayes", "ridge", "elastic_net"), "nnls")
"""For shrunken slopes, negative ones counting as zero: those slopes without shrinkage."""


@dataclass(frozen=True, slots=True)
class Specifications:
    """The weights that follow from every combination of reasonable choices.

    Attributes
    ----------
    specifications
        specification (1, 2, ...), screening, score, criterion, adjustment, scheme, in_force
        (the study's own choices), first (the dimension with the largest share; "" without
        weights), multiple_r (of all dimensions), validity (correlation of the composite and
        the criterion), unit_validity (of the equally weighted one), n, n_clusters, estimator,
        missing, leading_share (of the dimension that is first in force), largest_other (share
        of any other one). All correlations are those of the people the weights come from.
    shares
        specification, dimension, share (0-1; NaN where no dimension goes with more of the
        criterion), place (1 is the largest share; mean places of equal ones), correlation.
    stability
        Over the specifications that have weights: dimension, share, place (both in force),
        median, minimum, maximum, first_share, same_place_share, same_third_share,
        above_equal_share, positive_share (how often the correlation is positive), n.
    effects
        choice, n_options, mean_change and largest_change (of a share, between specifications
        that differ in this choice alone), variance_share (of the shares' variance over
        specifications, main effect), n_pairs.
    options
        choice, option, first_share (how often the dimension that is first in force is first),
        mean_share (of that dimension), n.
    source
        Whose scores are weighed: the first of `predictors_from`.
    first
        The dimension that is first in force; "" where there is none.
    in_force
        The study's own option of every choice.
    n_specifications, n_without_weights
        How many there are, and in how many of them there was nothing to weigh by.
    strict_families
        Families of indices that suffice under strict screening.
    notes
        Options that could not be computed.
    """

    specifications: pd.DataFrame
    shares: pd.DataFrame
    stability: pd.DataFrame
    effects: pd.DataFrame
    options: pd.DataFrame
    source: str
    first: str
    in_force: dict[str, str]
    n_specifications: int
    n_without_weights: int
    strict_families: int
    notes: list[Note]


def specifications(
    keyed: pd.DataFrame,
    flags: pd.DataFrame,
    scores: pd.DataFrame,
    records: pd.DataFrame,
    people: pd.DataFrame,
    instruments: Mapping[str, Instrument],
    kpis: list[Kpi],
    *,
    grid: Grid,
    exclude: str,
    strict_families: int,
    criterion: CriterionChoices,
    model: FactorChoices,
    scheme: str,
    source: str,
    cluster: str | None,
    confidence: float,
    imputation: Imputation | None = None,
) -> Specifications:
    """Weights under every combination of the options of `grid`.

    Parameters
    ----------
    keyed, flags, scores, records, people, instruments, kpis
        Keyed answers, the flags of screening, the table `scores` of scoring (of all responses),
        and the tables of intake.
    grid
        The options. The study's own are added where they are not among them; of options of
        screening that leave out the same people one counts.
    exclude, strict_families
        The setting `screening.exclude`, and what strict screening is; see
        `analysis.chain.exclusions.flags_under`.
    criterion, model
        How performance is made and factor models are fitted.
    scheme
        The scheme in force; where it needs more than correlations, the one of `STAND_INS` takes
        its place, or else the grid's first.
    source, cluster, imputation
        Whose scores are weighed, who belongs together, and how empty scores are filled; see
        `analysis.weighting.design.designs`.
    confidence
        Level of the intervals of factor models.

    Raises
    ------
    DataError
        If the study's own choices cannot be analysed.

    References
    ----------
    Simonsohn, Simmons & Nelson (2020), Nature Human Behaviour 4,
    https://doi.org/10.1038/s41562-020-0912-z
    """
    own = {
        "screening": exclusion_of(exclude),
        "score": MEAN,
        "criterion": COMPOSITE,
        "adjustment": criterion.adjustment,
        "scheme": in_the_grid(scheme, grid),
    }
    tables, left = performances(records, people, kpis, criterion, grid.adjustments)
    weighed = source_rows(scores, source)
    screening, same = distinct_screening(
        flags,
        weighed["response"].to_numpy(),
        with_own(own["screening"], grid.screening),
        own["screening"],
        strict_families=strict_families,
    )
    grid = replace(
        grid,
        screening=screening,
        scores=with_own(MEAN, grid.scores),
        criteria=criteria_of(tables[criterion.adjustment], grid.criteria, COMPOSITE),
        schemes=with_own(own["scheme"], grid.schemes),
    )
    found, dimensions, notes = cells(
        flags,
        score_tables(
            weighed,
            source_rows(keyed, source),
            people,
            instruments,
            model,
            confidence=confidence,
        ),
        tables,
        people,
        grid,
        in_force=own,
        strict_families=strict_families,
        source=source,
        cluster=cluster,
        imputation=imputation,
    )
    return summarised(
        found, dimensions, grid.schemes, own, source, strict_families, [*left, *same, *notes]
    )


def in_the_grid(scheme: str, grid: Grid) -> str:
    """The scheme itself if correlations are all it needs, or else the nearest that is so."""
    if scheme in RAW and scheme != "unit":
        return scheme
    return STAND_INS.get(scheme, grid.schemes[0])


def summarised(
    found: Sequence[Cell],
    dimensions: Sequence[str],
    schemes: Sequence[str],
    own: Mapping[str, str],
    source: str,
    strict_families: int,
    notes: list[Note],
) -> Specifications:
    """Weights by every scheme in every cell, and what they say together."""
    stack = np.stack([cell.correlations for cell in found])
    weights = np.stack([composite_weights(stack, name) for name in schemes], axis=1)
    table, validities = specification_table(found, schemes, stack, weights, own, dimensions)
    shares = weights.reshape(-1, len(dimensions))
    known = np.asarray(np.isfinite(shares).all(axis=1))
    at = int(np.flatnonzero(table["in_force"].to_numpy())[0])
    row = int(known[:at].sum()) if known[at] else None
    leader = None if row is None else int(is_first(shares[[at]])[0].argmax())
    leading, others = leading_shares(shares, leader)
    table = table.assign(leading_share=leading, largest_other=others)
    with_weights = table.take(np.flatnonzero(known))
    return Specifications(
        specifications=table,
        shares=share_table(dimensions, shares, validities, known),
        stability=pd.DataFrame(
            stability_rows(dimensions, shares[known], validities[known], row),
            columns=STABILITY,
        ),
        effects=pd.DataFrame(effect_rows(with_weights, shares[known]), columns=EFFECTS),
        options=pd.DataFrame(option_rows(with_weights, shares[known], leader), columns=OPTIONS),
        source=source,
        first="" if leader is None else dimensions[leader],
        in_force=dict(own),
        n_specifications=len(table),
        n_without_weights=int((~known).sum()),
        strict_families=strict_families,
        notes=notes,
    )


def specification_table(
    found: Sequence[Cell],
    schemes: Sequence[str],
    stack: np.ndarray,
    weights: np.ndarray,
    own: Mapping[str, str],
    dimensions: Sequence[str],
) -> tuple[pd.DataFrame, np.ndarray]:
    """One row per cell and scheme, and the correlations of its dimensions (s, p)."""
    among, r = stack[:, None, :-1, :-1], stack[:, None, :-1, -1]
    explained = (least_squares_slopes(stack) * r[:, 0]).sum(axis=-1)
    multiple = np.sqrt(np.clip(explained, 0.0, 1.0))
    validity = validity_of(weights, among, r)
    unit = validity_of(np.ones_like(r), among, r)
    rows = [
        {
            **{"screening": cell.screening, "score": cell.score, "criterion": cell.criterion},
            **{"adjustment": cell.adjustment, "scheme": scheme},
            **{"first": first_of(weights[i, j], dimensions), "multiple_r": multiple[i]},
            **{"validity": validity[i, j], "unit_validity": unit[i, 0]},
            **{"n": cell.n, "n_clusters": cell.n_clusters},
            **{"estimator": f"weights_{scheme}", "missing": MISSING},
        }
        for i, cell in enumerate(found)
        for j, scheme in enumerate(schemes)
    ]
    table = pd.DataFrame(rows)
    in_force = np.ones(len(table), dtype=bool)
    for name in CHOICES:
        in_force &= (table[name] == own[name]).to_numpy()
    table.insert(0, "specification", np.arange(1, len(table) + 1))
    table.insert(1 + len(CHOICES), "in_force", in_force)
    return table, np.repeat(r[:, 0], len(schemes), axis=0)

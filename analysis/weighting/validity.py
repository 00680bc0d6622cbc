"""Which dimensions go with performance, one by one and together?"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from analysis.errors import raise_all
from analysis.notes import Note, note
from analysis.weighting.common_source import (
    common_source_notes,
    common_source_rows,
    common_sources,
    possible,
    split_designs,
    with_composite,
)
from analysis.weighting.design import designs, unweighted_notes
from analysis.weighting.imputation import Imputation
from analysis.weighting.one_design import Design
from analysis.weighting.pooled_rows import over_copies
from analysis.weighting.validity_corrections import COLUMNS as LEDGER
from analysis.weighting.validity_corrections import correction_table, refusals
from analysis.weighting.validity_levels import (
    where,
)
from analysis.weighting.validity_parts import imputation_notes, likeness_of, one_design
from analysis.weighting.validity_rows import (
    intercorrelation_rows,
)

SMALL_DF = 4
"""Below this df a Satterthwaite t test is unreliable: Tipton (2015),
https://doi.org/10.1037/met0000011 *(cutoff not re-read)*."""


@dataclass(frozen=True, slots=True)
class Validity:
    """How scores go with criteria.

    Attributes
    ----------
    correlations
        criterion, source, dimension, estimate (Pearson), std_error, ci_low, ci_high,
        statistic, df, p_value (of Fisher's z), n, n_clusters, estimator, missing.
    regression
        criterion, source, term, estimate (standardised slope; standardisation is taken as
        known), std_error, ci_low, ci_high, statistic, df, p_value, n, n_clusters,
        estimator, missing; hc3_std_error, hc3_p_value: as if people were independent. In
        these two and in models: imputations and fraction_missing (of the information about
        the estimate), where scores are imputed.
    models
        criterion, source, r_squared with std_error, ci_low, ci_high (independent people),
        r_squared_ezekiel, r_squared_olkin_pratt, cross_validity_browne (squared correlation
        in new people), n_effective (Kish), n, estimator, missing.
    intervals
        criterion, source, term (dimension or multiple_r), method (fisher | bootstrap |
        cluster_bootstrap; R: Olkin and Finn, BCa), estimate, ci_low, ci_high, n, n_clusters,
        draws, missing.
    mixed
        criterion, source, term, estimate (standardised slope beside random intercepts of the
        clusters), std_error, ci_low, ci_high, statistic, df, p_value, between, within
        (variances), n, n_clusters, estimator, missing; empty without clusters.
    levels
        criterion, source, dimension, level (within | between | difference), estimate (slope
        per standard deviation of the score) and the columns of a test; empty without clusters.
    likeness
        source, criterion, dimension (one of the two empty), estimate (ICC), cluster_size,
        design_effect, n, n_clusters, estimator, missing; empty without clusters.
    incremental
        criterion, source, controls, r_squared_controls, r_squared, estimate (gain in R²),
        std_error, ci_low, ci_high, bca_low, bca_high, statistic (Wald's F), df, p_value,
        draws and the basis; empty without controls.
    diagnostics
        criterion, source, check (vif | leverage_max | leverage_high | cook_max |
        residuals_far | reset | curvature | interaction), term, estimate and the columns of a
        test where there is one.
    residuals
        criterion, source, part, predicted, residual (means), spread, n: of equal parts of the
        people, by predicted value.
    corrections
        The ledger: see `analysis.weighting.validity_corrections`.
    common_source
        criterion, source, dimension, judged_by, judges (same | other) and the columns of a
        test: where the source of the scores judged the criterion too, their correlation with
        it, and that of scores from other sources; empty where nobody judged both.
    intercorrelations
        source, dimension_a, dimension_b, estimate, std_error, ci_low, ci_high, n,
        n_clusters, estimator, missing: of the people with the first criterion.
    confidence
        Level of the intervals.
    notes
        Who was left out, and what to be careful about.
    """

    correlations: pd.DataFrame
    regression: pd.DataFrame
    models: pd.DataFrame
    intervals: pd.DataFrame
    mixed: pd.DataFrame
    levels: pd.DataFrame
    likeness: pd.DataFrame
    incremental: pd.DataFrame
    diagnostics: pd.DataFrame
    residuals: pd.DataFrame
    corrections: pd.DataFrame
    common_source: pd.DataFrame
    intercorrelations: pd.DataFrame
    confidence: float
    notes: list[Note]


def validity(
    person_scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    *,
    predictors_from: Sequence[str],
    cluster: str | None,
    controls: Mapping[str, str],
    criterion_reliability: Mapping[str, Mapping[str, Any]],
    range_restriction: Mapping[str, Mapping[str, Any]],
    kpi_sources: Mapping[str, Sequence[str]],
    shares: Mapping[str, float],
    draws: int,
    confidence: float,
    rng: np.random.Generator,
    imputation: Imputation | None = None,
) -> Validity:
    """Correlations and regressions of every criterion on the scores of every source.

    Standard errors allow for people who share a cluster: a delete-one-cluster jackknife for
    correlations, CR2 with Satterthwaite degrees of freedom for regressions.

    Parameters
    ----------
    person_scores, performance, people, predictors_from, cluster, imputation
        See `analysis.weighting.design.designs`.
    controls
        Columns of `people` that may explain performance too, each with its transform (none |
        log).
    criterion_reliability, range_restriction
        Documented inputs of corrections; see `analysis.weighting.validity_corrections`.
    kpi_sources, shares
        Whose statements each indicator is made of, and the indicators' shares in the composite.
    draws
        Bootstrap samples.
    confidence
        Level of the intervals.
    rng
        Draws the bootstrap samples.

    Raises
    ------
    DataError
        One line for everything that stands in the way.
    """
    raise_all(
        [f"controls: the people table has no column {c!r}" for c in controls if c not in people]
    )
    found = designs(
        *(person_scores, performance, people),
        predictors_from=predictors_from,
        cluster=cluster,
        imputation=imputation,
    )
    shared = common_sources(
        {
            k: v
            for k, v in with_composite(kpi_sources, shares).items()
            if k in criteria_of(found)
        },
        predictors_from=predictors_from,
        answered_by=list(person_scores["source"].drop_duplicates().astype(str)),
    )
    split = split_designs(
        *(shared, person_scores, performance, people), cluster=cluster, imputation=imputation
    )
    shared = possible(shared, split)
    first = [next(d for d in found if d.source == source) for source in predictors_from]
    rows: dict[str, list[dict[str, Any]]] = {name: [] for name in TABLES}
    for design, stream in zip(found, rng.spawn(len(found)), strict=True):
        for name, new in one_design(
            design, people, controls, draws, confidence, stream
        ).items():
            rows[name] += new
        alone = pd.DataFrame(
            [r for r in rows["correlations"] if where(design).items() <= r.items()]
        )
        rows["corrections"] += over_copies(
            design,
            partial(
                correction_table,
                correlations=alone,
                reliability=criterion_reliability,
                restriction=range_restriction,
            ),
            confidence,
        )
    rows["common_source"] = common_source_rows(shared, found, split, confidence)
    rows["likeness"] = likeness_of(found, confidence)
    rows["intercorrelations"] = [
        r
        for d in first
        for r in over_copies(d, lambda c: intercorrelation_rows(c, confidence), confidence)
    ]
    tables = {name: pd.DataFrame(rows[name], columns=TABLES[name]) for name in TABLES}
    return Validity(
        **tables,
        confidence=confidence,
        notes=[said for d in found for said in d.notes]
        + common_source_notes(shared)
        + imputation_notes(found)
        + unweighted_notes(found, "random_intercepts", "influence")
        + small_df_notes(rows["correlations"], "dimension")
        + small_df_notes(rows["regression"], "term")
        + refusals(found, criterion_reliability, range_restriction),
    )


CRITERION = ["criterion", "source"]
TEST = ["estimate", "std_error", "ci_low", "ci_high", "statistic", "df", "p_value"]
BASIS = ["n", "n_clusters", "estimator", "missing"]
POOLED = [*BASIS, "imputations", "fraction_missing"]
TABLES: dict[str, list[str]] = {
    "correlations": [*CRITERION, "dimension", *TEST, *POOLED],
    "regression": [*CRITERION, "term", *TEST, "hc3_std_error", "hc3_p_value", *POOLED],
    "models": [
        *(*CRITERION, "r_squared", "std_error", "ci_low", "ci_high", "r_squared_ezekiel"),
        *("r_squared_olkin_pratt", "cross_validity_browne", "n_effective", *POOLED),
    ],
    "intervals": [
        *(*CRITERION, "term", "method", "estimate", "ci_low", "ci_high"),
        *("n", "n_clusters", "draws", "missing"),
    ],
    "mixed": [*CRITERION, "term", *TEST, "between", "within", *BASIS],
    "levels": [*CRITERION, "dimension", "level", *TEST, *BASIS],
    "likeness": [
        *("source", "criterion", "dimension", "estimate", "cluster_size", "design_effect"),
        *BASIS,
    ],
    "incremental": [
        *(*CRITERION, "controls", "r_squared_controls", "r_squared", *TEST[:4], "bca_low"),
        *("bca_high", *TEST[4:], "draws", *BASIS),
    ],
    "diagnostics": [*CRITERION, "check", "term", *TEST, *BASIS],
    "residuals": [*CRITERION, "part", "predicted", "residual", "spread", "n"],
    "corrections": LEDGER,
    "common_source": [*CRITERION, "dimension", "judged_by", "judges", *TEST, *BASIS],
    "intercorrelations": ["source", "dimension_a", "dimension_b", *TEST[:4], *BASIS],
}
"""The columns of every table, also where it is empty."""


def criteria_of(found: Sequence[Design]) -> set[str]:
    """The criteria of the designs."""
    return {design.criterion for design in found}


def small_df_notes(rows: list[dict[str, Any]], term: str) -> list[Note]:
    """Names the estimates whose t test rests on too few degrees of freedom."""
    return [
        note(
            "small_df",
            dimension=row[term],
            **{name: row[name] for name in ("criterion", "source", "estimator", "df")},
        )
        for row in rows
        if row["df"] < SMALL_DF
    ]

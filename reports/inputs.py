"""What a report is made from: the results of every rule, and what was studied and run."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import pandas as pd

from analysis.instrument import Instrument, Text
from analysis.kpi import Kpi

RULES = {
    "intake/answers": ["people", "flow", "mapping", "unmapped", "missing_data"],
    "intake/records": ["flow"],
    "screening/flags": ["flags", "cutoffs", "effect", "missingness"],
    "screening/raters": ["distribution", "variances"],
    "measurement/item_statistics": ["item_statistics", "categories"],
    "measurement/correlations": ["correlations", "matrices"],
    "measurement/reliability": ["dimensions", "by_item"],
    "measurement/retention": ["eigenvalues", "decisions"],
    "measurement/efa": [
        "factorability",
        "loadings",
        "factor_correlations",
        "structure",
        "congruence",
    ],
    "measurement/cfa": [
        "fit",
        "parameters",
        "models",
        "comparisons",
        "residuals",
        "modification",
        "reliability",
        "general_factor",
        "discriminant",
        "cutoffs",
        "determinacy",
    ],
    "measurement/invariance": [
        "steps",
        "item_tests",
        "effects",
        "impact",
        "latent_means",
        "groups",
        "occasions",
        "occasion_items",
        "occasion_effects",
        "occasion_impact",
        "occasion_means",
    ],
    "measurement/irt": ["parameters", "information", "dimensions", "agreement", "misfit"],
    "measurement/dif": ["tests", "effects", "dimensions", "alignment", "groups"],
    "scoring/scores": ["scores", "norms", "scales"],
    "criterion/performance": ["adjustment", "composition", "intercorrelations"],
    "criterion/generalisability": [
        "components",
        "reliability",
        "shares",
        "methods",
        "shapes",
        "quantiles",
    ],
    "weighting/outcome_models": ["coefficients", "models"],
    "weighting/validity": [
        "correlations",
        "regression",
        "models",
        "intervals",
        "mixed",
        "levels",
        "likeness",
        "incremental",
        "diagnostics",
        "residuals",
        "corrections",
        "common_source",
        "intercorrelations",
    ],
    "weighting/importance": [
        "importance",
        "differences",
        "dominance",
        "conditional",
        "commonality",
        "sets",
    ],
    "weighting/latent_validity": ["relations"],
    "weighting/tournament": [
        "schemes",
        "composites",
        "stability",
        "left_out",
        "left_out_means",
    ],
    "weighting/recommendation": ["weights", "alternatives", "rank_changes", "ranks", "judges"],
    "weighting/fairness": ["differences", "impact", "prediction", "trade_off"],
    "weighting/specifications": ["specifications", "shares", "stability", "effects", "options"],
    "weighting/sensitivity": ["quantities", "conclusions"],
}
"""The tables that the report reads, besides the `summary` of each rule."""


@dataclass(frozen=True, slots=True)
class StudyInfo:
    """What was studied.

    Attributes
    ----------
    name
        The study's id.
    title
        Its title, if it has one; else the questionnaires' titles stand for it.
    year
        The year it belongs to.
    purpose
        development | selection | pay.
    simulated
        Whether the data were drawn by a simulator; then every part of the report says so.
    languages
        The languages of forms and reports.
    groups
        Group columns of the people table, shown as the sample's composition.
    clusters
        Cluster columns of the people table, inner to outer; none where people stand alone.
    kpis_assumed
        What the study left open of indicators of its own: names of slots, by indicator.
    """

    name: str
    title: Text | None
    year: int
    purpose: str
    simulated: bool
    languages: tuple[str, ...]
    groups: tuple[str, ...]
    clusters: tuple[str, ...]
    kpis_assumed: Mapping[str, Sequence[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RunInfo:
    """How it was run.

    Attributes
    ----------
    precision
        draft | final.
    seed
        The study's seed.
    confidence
        Level of every interval (0–1).
    settings
        Every setting in force, nested as in config/defaults.yaml.
    versions
        Version of Plumbline, Python and each library.
    hashes
        SHA-256 of every data file, instrument and the lock, by name.
    """

    precision: str
    seed: int
    confidence: float
    settings: Mapping[str, Any]
    versions: Mapping[str, str]
    hashes: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReportInput:
    """Everything a report shows.

    Attributes
    ----------
    results
        Rule ("measurement/reliability") to its tables by name and its `summary`; see `RULES`.
    instruments, kpis
        By id: titles and wording.
    study, run
        What was studied, how it was run.
    min_cell
        Counts of people by group or answer below it are not shown.
    """

    results: Mapping[str, Mapping[str, Any]]
    instruments: Mapping[str, Instrument]
    kpis: Mapping[str, Kpi]
    study: StudyInfo
    run: RunInfo
    min_cell: int = 5

    def table(self, rule: str, name: str) -> pd.DataFrame:
        """The table `name` of `rule`."""
        return self.results[rule][name]

    def summary(self, rule: str) -> Mapping[str, Any]:
        """The scalars of `rule`."""
        return self.results[rule]["summary"]


def missing_results(results: Mapping[str, Mapping[str, Any]]) -> list[str]:
    """One line for each table or summary that a report needs and `results` lacks."""
    return [
        f"{rule}: no {name}"
        for rule, names in RULES.items()
        for name in [*names, "summary"]
        if name not in results.get(rule, {})
    ]

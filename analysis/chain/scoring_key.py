"""What lasts from year to year: everything that scores new people without refitting."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, replace
from typing import Any

import pandas as pd

from analysis.chain.released import (
    released_criterion,
    released_scores,
    released_thresholds,
)
from analysis.columns import COMPOSITE
from analysis.criterion.fit_criterion import fit_criterion
from analysis.criterion.period_plan import period_plan
from analysis.instrument import Instrument
from analysis.kpi import Kpi
from analysis.scoring.apply_scores import apply_scores
from analysis.scoring.fit_scores import fit_scores
from analysis.scoring.person_scores import person_scores
from analysis.selection import for_fitting
from analysis.weighting.design import designs, rows_with
from analysis.weighting.fit import Weights, weights_as
from analysis.weighting.imputation import Imputation

KEY_VERSION = 1
NO_FACTOR_SCORES = "no_confirmatory_model"


def scoring_key(
    keyed: pd.DataFrame,
    flags: pd.DataFrame,
    reliability_dimensions: pd.DataFrame,
    thresholds: pd.DataFrame,
    performance: pd.DataFrame,
    records: pd.DataFrame,
    people: pd.DataFrame,
    weights: Mapping[str, pd.DataFrame],
    instruments: Mapping[str, Instrument],
    kpis: list[Kpi],
    *,
    settings: Mapping[str, Any],
    verdict: Mapping[str, Any],
    predictors_from: Sequence[str],
    cluster: str | None,
    exposure: str | None,
    record: Mapping[str, Any],
    imputation: Imputation | None = None,
) -> dict[str, Any]:
    """The scoring key of a study, as plain values, fit to be released.

    Counts of fewer than `settings["report"]["min_cell"]` people are joined to their neighbours
    (`analysis.chain.released`).

    Parameters
    ----------
    keyed, flags, reliability_dimensions, thresholds, performance, records, people
        Tables of the stages before.
    weights
        Tables `weights` and `covariance` of the weighting.
    settings
        Every option in force.
    verdict
        scheme and verdict of the recommendation.
    predictors_from, cluster, exposure, imputation
        As in the stages that use them.
    record
        Hashes of data, instruments and lock, and versions.
    """
    least = int(settings["report"]["min_cell"])
    exclude, confidence = settings["screening"]["exclude"], settings["confidence"]
    used = for_fitting(keyed, flags, exclude=exclude)
    score_key = fit_scores(used, instruments, reliability_dimensions, confidence=confidence)
    scores = person_scores(apply_scores(score_key, used))
    fitted = recommended(
        *(scores, performance, people, weights["weights"], predictors_from, cluster),
        imputation,
    )
    criterion = fit_criterion(
        records,
        people,
        kpis,
        adjust_for=settings["criterion"]["adjust_for"],
        shares=settings["criterion"]["shares"],
        exposure=exposure,
        plan=period_plan(
            settings["criterion"]["adjustment"],
            clusters=settings["people"]["clusters"],
            taken_out=settings["criterion"]["taken_out"],
            by_period=settings["criterion"]["by_period"],
            season=settings["criterion"]["season"],
        ),
    )
    return {
        "schema_version": KEY_VERSION,
        "study": settings["study"],
        "programme": settings["programme"],
        "year": settings["year"],
        "instruments": {k: v.model_dump(mode="json") for k, v in instruments.items()},
        "scores": asdict(released_scores(score_key, least)),
        "thresholds": released_thresholds(thresholds, least),
        "factor_score_coefficients": None,
        "factor_score_coefficients_reason": NO_FACTOR_SCORES,
        "criterion": asdict(released_criterion(criterion, least)),
        "weights": {
            **asdict(fitted),
            "source": predictors_from[0],
            "verdict": verdict["verdict"],
            "table": weights["weights"].to_dict("records"),
            "covariance": weights["covariance"].to_dict("records"),
        },
        "settings": dict(settings),
        "record": {k: v for k, v in record.items() if k != "settings"},
    }


def recommended(
    scores: pd.DataFrame,
    performance: pd.DataFrame,
    people: pd.DataFrame,
    weights: pd.DataFrame,
    predictors_from: Sequence[str],
    cluster: str | None,
    imputation: Imputation | None,
) -> Weights:
    """The recommended weights, with the means and SDs that their scores are measured by."""
    found = designs(
        scores,
        rows_with(performance, criterion=COMPOSITE),
        people,
        predictors_from=predictors_from[:1],
        cluster=cluster,
        imputation=imputation,
    )[0]
    by_dimension = weights.set_index("dimension").loc[found.dimensions]
    means, sds = found.score_moments
    weights_of_all = weights_as(
        found.filled[0].scores.to_numpy(),
        found.dimensions,
        str(by_dimension["scheme"].iloc[0]),
        by_dimension["weight"].to_numpy(dtype=float),
        found.case_weights,
    )
    return replace(weights_of_all, means=means.tolist(), sds=sds.tolist())

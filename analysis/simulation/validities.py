"""The validities that follow from a stated truth: what a study of it estimates."""

import numpy as np
import pandas as pd

from analysis.instrument import Instrument
from analysis.kpi import Kpi
from analysis.simulation.draw import SimulatedStudy, draw_study
from analysis.simulation.truth import Truth

COVARIATES = ["territory_potential", "tenure_months"]
"""What performance is adjusted for, each as a logarithm."""


def latent_validities(truth: Truth) -> pd.DataFrame:
    """Correlation and effect of each latent dimension with latent performance, in closed form.

    Returns
    -------
    DataFrame
        dimension, latent_effect (standardised regression), latent_correlation.
    """
    effects = np.array([truth.performance.effects[d] for d in truth.dimensions])
    return pd.DataFrame(
        {
            "dimension": truth.dimensions,
            "latent_effect": effects,
            "latent_correlation": np.array(truth.correlations) @ effects,
        }
    )


def true_validities(
    truth: Truth,
    instrument: Instrument,
    kpis: dict[str, Kpi],
    *,
    people: int,
    draws: int,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """What a study without mess estimates of observed scores and criterion, by large draws.

    Each draw has `people` salespeople in teams of the size that the truth states; what comes
    back is the mean over `draws`, so that `mc_error` is its standard error.

    Returns
    -------
    DataFrame
        source, dimension, statistic (correlation or effect: the standardised regression weight
        beside the other dimensions), value, mc_error.
    """
    managers = max(1, round(people * truth.managers / truth.people))
    large = truth.model_copy(update={"people": people, "managers": managers})
    drawn: dict[tuple[str, str], list[np.ndarray]] = {}
    for _ in range(draws):
        study = draw_study(large, instrument, rng)
        criterion = composite_criterion(study, truth.shares, kpis)
        for source in truth.sources:
            scores = dimension_scores(study, source, instrument)
            correlations, effects = validity_pair(scores, criterion)
            drawn.setdefault((source, "correlation"), []).append(correlations)
            drawn.setdefault((source, "effect"), []).append(effects)
    return pd.concat(
        [summary(source, what, np.array(v), truth) for (source, what), v in drawn.items()],
        ignore_index=True,
    )


def summary(source: str, statistic: str, values: np.ndarray, truth: Truth) -> pd.DataFrame:
    """Mean and Monte-Carlo error of `values` (draws x dimensions)."""
    return pd.DataFrame(
        {
            "source": source,
            "dimension": truth.dimensions,
            "statistic": statistic,
            "value": values.mean(axis=0),
            "mc_error": values.std(axis=0, ddof=1) / np.sqrt(len(values)),
        }
    )


def validity_pair(scores: np.ndarray, criterion: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Correlations and standardised regression weights of `scores` with `criterion`."""
    both = np.corrcoef(np.column_stack([scores, criterion]), rowvar=False)
    return both[:-1, -1], np.linalg.solve(both[:-1, :-1], both[:-1, -1])


def dimension_scores(study: SimulatedStudy, source: str, instrument: Instrument) -> np.ndarray:
    """Mean of the keyed answers to each dimension, persons x dimensions."""
    answers = study.answers[source]
    return np.column_stack(
        [keyed(answers, items, instrument).mean(axis=1) for items in instrument.scored.values()]
    )


def keyed(answers: pd.DataFrame, items: list[str], instrument: Instrument) -> np.ndarray:
    """Answers to `items` with reversed items turned, persons x items."""
    values = answers[items].to_numpy(dtype=float)
    turn = [instrument.all_items[item].reversed for item in items]
    ends = [
        instrument.options_of(item).low + instrument.options_of(item).high for item in items
    ]
    return np.where(turn, np.array(ends) - values, values)


def composite_criterion(
    study: SimulatedStudy, shares: dict[str, float], kpis: dict[str, Kpi]
) -> np.ndarray:
    """Adjusted indicators of every person, standardised and combined by `shares`."""
    covariates = np.log(study.people[COVARIATES].to_numpy(dtype=float))
    design = np.column_stack([np.ones(len(covariates)), covariates])
    parts = [
        share * standardised_residual(annual_indicator(study, kpis[name]), design)
        for name, share in shares.items()
    ]
    return np.sum(parts, axis=0)


def standardised_residual(values: np.ndarray, design: np.ndarray) -> np.ndarray:
    """What `design` does not explain of `values`, with unit variance."""
    residual = values - design @ np.linalg.lstsq(design, values, rcond=None)[0]
    return residual / residual.std()


def annual_indicator(study: SimulatedStudy, kpi: Kpi) -> np.ndarray:
    """One `kpi` of every person over the year, oriented and transformed."""
    value = total(study, kpi.numerator)
    if kpi.aggregate == "mean":
        value = value / np.bincount(study.sales["person"], minlength=len(study.people))
    elif kpi.aggregate != "sum":
        value = value / total(study, kpi.denominator or "months_active")
    oriented = value if kpi.better == "higher" else -value
    return np.log(oriented) if kpi.transform == "log" else oriented


def total(study: SimulatedStudy, column: str) -> np.ndarray:
    """The sum of a sales `column` over the months of every person."""
    values = study.sales[column].to_numpy(dtype=float)
    return np.bincount(study.sales["person"], values, minlength=len(study.people))

"""Which scheme wins, and what the evidence says about unequal weights: the decision rules.

1. *Shown to be better*: the interval of a scheme's out-of-sample gain over unit weights lies
   above zero (corrected resampled t, whole clusters held out).
2. *Not beaten*: a scheme stays behind the best one by no more than one standard error of that
   difference (one-standard-error rule).
3. The winner is the simplest scheme, in the order of `SCHEMES`, that is shown to be better and
   not beaten. Where none is shown to be better, unit weights win.

Verdicts, the first that holds:

- `no_validity`: no scheme's out-of-sample correlation has an interval above zero, and the
  omnibus test of all correlations does not reject. Nothing should be weighed.
- `unequal`: the winner is not unit weights.
- `equal`: the interval of the best scheme's gain lies below the minimal gain of interest, or a
  gain of that size would have been found with the demanded power.
- `too_little_data`: neither. The people needed are those with which it would be found.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

import numpy as np
import pandas as pd

from analysis.columns import COMPOSITE
from analysis.errors import raise_all
from analysis.stats.correlation_difference import people_needed, power_of_gain
from analysis.stats.correlation_interval import correlation_interval
from analysis.stats.score_test import OmnibusTest, omnibus_test
from analysis.weighting.design import rows_with
from analysis.weighting.one_design import Design
from analysis.weighting.pooled_rows import pooled_f
from analysis.weighting.schemes import UNIT

SMALLEST_VALIDITY = 0.05
"""What the planning of people takes a smaller correlation of unit weights for."""

LARGEST_VALIDITY = 0.95
"""Likewise, of that correlation and the gain together."""

VERDICTS = ("unequal", "equal", "too_little_data", "no_validity")


@dataclass(frozen=True, slots=True)
class Precision:
    """How precisely this study can tell.

    Attributes
    ----------
    p_value
        Of the omnibus test; NaN where clusters are too few for it.
    design_effect
        How many times clusters, and unequal case weights, enlarge the variance of the unit
        composite's correlation.
    n, n_effective
        People, and how many equally weighted ones they are worth (Kish).
    folds, repeats
        How the cross-validation divided them.
    """

    p_value: float
    design_effect: float
    n: int
    n_effective: float
    folds: int
    repeats: int


@dataclass(frozen=True, slots=True)
class Demand:
    """What is asked of the evidence.

    Attributes
    ----------
    confidence
        Level of intervals and tests.
    minimal_gain
        A smaller gain in out-of-sample correlation is of no interest.
    power
        Probability with which a gain of that size should be found.
    """

    confidence: float
    minimal_gain: float
    power: float


@dataclass(frozen=True, slots=True)
class Verdict:
    """The decision and the numbers behind it.

    Attributes
    ----------
    verdict
        One of `VERDICTS`.
    scheme
        The winner.
    best
        The best scheme other than unit weights.
    simplest_not_beaten
        By the one-standard-error rule alone.
    largest_gain
        The upper limit of its gain.
    power
        To find the minimal gain of interest.
    n_needed
        People with which it is found with the demanded power.
    """

    verdict: str
    scheme: str
    best: str
    simplest_not_beaten: str
    largest_gain: float
    power: float
    n_needed: float


def precision_of(design: Design, *, folds: int, repeats: int) -> Precision:
    """What the people of `design` allow to tell."""
    parts = [
        (c.standardised_scores, c.values, c.clusters, c.case_weights) for c in design.filled
    ]
    tests = [omnibus_test(*part) for part in parts]
    effects = [
        design_effect(z.mean(axis=1), y, clusters, weights) for z, y, clusters, weights in parts
    ]
    return Precision(
        joint_p(tests),
        float(np.mean(effects)),
        len(design.values),
        design.n_effective,
        folds,
        repeats,
    )


def joint_p(tests: Sequence[OmnibusTest]) -> float:
    """The p value of the tests of all copies; NaN where there is none."""
    if len(tests) == 1 or not np.isfinite(tests[0].statistic):
        return tests[0].p_value
    statistics = np.array([t.statistic for t in tests])
    freedom = np.array([float(t.df_error) for t in tests])
    return pooled_f(statistics, freedom, tests[0].df)[2]


def design_effect(
    x: np.ndarray, y: np.ndarray, clusters: np.ndarray, case_weights: np.ndarray | None = None
) -> float:
    """Variance of the correlation with clusters and weights, relative to independent people.

    It is at least 1; the independent people count alike.
    """
    if np.ptp(x) == 0:
        return 1.0
    errors = [
        float(
            correlation_interval(x, y, codes, confidence=0.95, case_weights=weights).std_error[
                0
            ]
        )
        for codes, weights in ((clusters, case_weights), (np.arange(len(x)), None))
    ]
    ratio = (errors[0] / errors[1]) ** 2 if errors[1] > 0 else np.nan
    return float(max(ratio, 1.0)) if np.isfinite(ratio) else 1.0


def of_composite(schemes: pd.DataFrame, source: str, names: Sequence[str]) -> pd.DataFrame:
    """The cross-validation of the composite criterion by scheme, in the order of `names`."""
    here = rows_with(schemes, criterion=COMPOSITE, source=source)
    absent = [name for name in names if name not in set(here["scheme"])]
    raise_all([f"schemes: no cross-validation of {name} for {source}" for name in absent])
    return here.set_index("scheme").loc[list(names)]


def verdict(table: pd.DataFrame, precision: Precision, demand: Demand) -> Verdict:
    """The verdict on the schemes of `table`, which are in the order of complexity.

    Parameters
    ----------
    table
        By scheme: estimate, ci_low, gain, gain_ci_low, gain_ci_high, lag, lag_std_error.
    """
    names = [str(name) for name in table.index]
    rivals = table.drop(index=UNIT)
    unbeaten = (table["lag"] <= table["lag_std_error"]).to_numpy(dtype=bool)
    shown = ((table["gain"] > 0) & (table["gain_ci_low"] > 0)).to_numpy(dtype=bool)
    eligible = shown & unbeaten if (shown & unbeaten).any() else shown
    scheme = names[int(eligible.argmax())] if eligible.any() else UNIT
    best = str(rivals["estimate"].fillna(-np.inf).idxmax()) if len(rivals) else UNIT
    power, needed = planning(float(table["estimate"].iloc[0]), precision, demand)
    largest = float(table.loc[best, "gain_ci_high"])  # pyright: ignore[reportArgumentType]
    valid = bool((table["ci_low"] > 0).any()) or precision.p_value < 1 - demand.confidence
    settled = largest < demand.minimal_gain or power >= demand.power
    found = (
        "no_validity"
        if not valid
        else "unequal"
        if scheme != UNIT
        else "equal"
        if settled
        else "too_little_data"
    )
    return Verdict(
        found,
        scheme if found == "unequal" else UNIT,
        best,
        names[int(unbeaten.argmax())] if unbeaten.any() else UNIT,
        largest,
        power,
        needed,
    )


def planning(unit: float, precision: Precision, demand: Demand) -> tuple[float, float]:
    """Power to find the minimal gain of interest over `unit`, and the people it takes."""
    start = SMALLEST_VALIDITY if np.isnan(unit) else max(unit, SMALLEST_VALIDITY)
    validity = min(start, LARGEST_VALIDITY - demand.minimal_gain)
    shared = {
        **{"folds": precision.folds, "repeats": precision.repeats},
        **{"design_effect": precision.design_effect, "confidence": demand.confidence},
    }
    return (
        power_of_gain(validity, demand.minimal_gain, n=precision.n, **shared),
        people_needed(validity, demand.minimal_gain, power=demand.power, **shared),
    )


def evidence_of(
    decided: Verdict, table: pd.DataFrame, precision: Precision, demand: Demand
) -> dict[str, Any]:
    """The numbers behind the verdict; None, with a reason, for what could not be estimated."""
    best = table.loc[decided.best]
    in_folds = ("estimate", "gain", "gain_ci_low", "gain_ci_high")
    numbers = {
        **{name: (float(best[name]), "not_estimable_in_the_folds") for name in in_folds},
        "unit": (float(table["estimate"].iloc[0]), "not_estimable_in_the_folds"),
        "omnibus_p": (precision.p_value, "fewer_clusters_than_predictors"),
    }
    found: dict[str, Any] = {
        **{"scheme": decided.best, "simplest_not_beaten": decided.simplest_not_beaten},
        **asdict(demand),
        **{
            "n": precision.n,
            "n_effective": precision.n_effective,
            "design_effect": precision.design_effect,
        },
        **{"power_reached": decided.power, "n_needed": decided.n_needed},
    }
    for name, (value, reason) in numbers.items():
        found[name] = value if np.isfinite(value) else None
        if not np.isfinite(value):
            found[f"{name}_reason"] = reason
    return found

"""Anchors: lavaan's robust indices under FIML, and complete data in closed form."""

import numpy as np
import pytest

from analysis.stats.sem.comparative_fit import comparative_fit, tucker_lewis
from analysis.stats.sem.fiml_robust import FimlFit, Saturated, fiml_robust
from analysis.stats.sem.implied import implied, jacobian
from analysis.stats.sem.likelihood import observed_information
from analysis.stats.sem.normal_theory import normal_weight
from analysis.stats.sem.residuals import Moments
from analysis.stats.sem.saturated_model import independence_model, saturated_model
from analysis.stats.sem.scores import first_order_information
from tests.stats.sem.frozen_models import (
    FROZEN,
    all_patterns,
    frozen_model,
    implied_moments,
    observed_moments,
    people,
)
from tests.stats.sem.test_rmsea import index

ATOL = 1e-5  # the EM of lavaan stops early; the entries' own are 1e-4


def robust(name: str, *, normal: bool):
    frozen, fit = frozen_model(name), FROZEN[name]["value"]["fit"]
    p = len(frozen.items)
    answered, seen = people(name), all_patterns(name)
    moments = observed_moments(name)[0]
    at = np.concatenate([moments.mean, moments.covariance[np.triu_indices(p)]])
    model = saturated_model(p, 1, mean_structure=True)
    information = observed_information(model, seen, at)
    scores = (
        information if normal else first_order_information(model, answered, at, [moments.mean])
    )
    saturated = Saturated(
        moments=moments,
        incomplete_information=information,
        complete_information=normal_weight(moments.covariance, mean_structure=True),
        scores=scores,
        n=len(answered[0].values),
    )
    values = answered[0].values
    apart = independence_model(p, 1, mean_structure=True)
    at = np.concatenate([np.nanmean(values, axis=0), np.nanvar(values, axis=0)])
    null = implied(apart, 0, at)
    return fiml_robust(
        [saturated],
        FimlFit(implied_moments(name), list(frozen.jacobians), fit["df"]),
        FimlFit(
            [Moments(null.covariance, null.mean)],
            [jacobian(apart, 0, at)],
            fit["baseline.df"],
        ),
    )


@pytest.mark.parametrize(
    ("name", "normal"),
    [
        ("hs_missing.fiml", True),
        ("hs_missing.fiml_mlr", False),
        ("bfi_missing.fiml_mlr", False),
    ],
)
def test_indices_are_those_of_lavaan(name, normal):
    fit, found = FROZEN[name]["value"]["fit"], robust(name, normal=normal)
    assert comparative_fit(found.model, found.baseline) == pytest.approx(
        fit["cfi.robust"], abs=ATOL
    )
    assert tucker_lewis(found.model, found.baseline) == pytest.approx(
        fit["tli.robust"], abs=ATOL
    )
    rounded = index(name, found.model, found.interval)
    for value, key in (
        (rounded.estimate, "rmsea.robust"),
        (rounded.ci_low, "rmsea.ci.lower.robust"),
        (rounded.ci_high, "rmsea.ci.upper.robust"),
        (rounded.close_p, "rmsea.pvalue.robust"),
        (rounded.not_close_p, "rmsea.notclose.pvalue.robust"),
    ):
        assert value == pytest.approx(fit[key], abs=ATOL)


def test_complete_normal_data_need_no_scaling():
    found = robust("hs.ml_stdlv_mean", normal=True)
    fit = FROZEN["hs.ml_stdlv_mean"]["value"]["fit"]
    assert found.model.statistic == pytest.approx(fit["chisq"], rel=1e-9)
    assert found.model.scaling == pytest.approx(1, abs=1e-9)
    assert found.baseline.statistic == pytest.approx(fit["baseline.chisq"], rel=1e-9)
    assert found.baseline.scaling == pytest.approx(1, abs=1e-9)

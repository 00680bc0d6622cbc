"""Studies that end otherwise than those of conftest: what a reader must not be told."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from reports.inputs import ReportInput
from tests.reports.conftest import changed

CHOSEN = "weighting/recommendation"


def with_verdict(given: ReportInput, verdict: str, **summary: Any) -> ReportInput:
    """`given` with another verdict; `summary` replaces more of what stands beside it."""
    before = given.summary(CHOSEN)
    return changed(given, CHOSEN, summary={**before, "verdict": verdict, **summary})


def without_validity(given: ReportInput) -> ReportInput:
    """Nothing goes with the criterion, so nothing is recommended."""
    parts = given.table("weighting/importance", "importance").assign(important=0.0)
    study = changed(given, "weighting/importance", importance=parts)
    return with_verdict(study, "no_validity")


def with_a_simpler_winner(given: ReportInput) -> ReportInput:
    """A simple scheme is recommended; another predicts better, but not by enough."""
    frame = given.table("weighting/tournament", "schemes").copy()
    frame["lag"] = frame["scheme"].eq("unit") * 0.06 + frame["scheme"].eq("nnls") * 0.004
    frame["gain_ci_low"] = 0.01
    study = changed(given, "weighting/tournament", schemes=frame)
    return with_verdict(study, "unequal", scheme="nnls")


def nothing_flagged(given: ReportInput) -> ReportInput:
    """Every rule of exclusion keeps the same people, and screening moves no weight."""
    frame = given.table("weighting/sensitivity", "quantities").copy()
    frame.loc[frame["name"] == "n_kept", "estimate"] = 470.0
    study = changed(given, "weighting/sensitivity", quantities=frame)
    effects = given.table("weighting/specifications", "effects").copy()
    least = effects["mean_change"].idxmin()
    effects.loc[least, ["mean_change", "largest_change"]] = 0.0
    return changed(study, "weighting/specifications", effects=effects)


def doubtful_regression(given: ReportInput) -> ReportInput:
    """More is explained than can be believed, and every check of the regression objects."""
    validity = given.results["weighting/validity"]
    checks = validity["diagnostics"].copy()
    for check, value in (("vif", 12.0), ("cook_max", 1.4), ("reset", 41.9)):
        checks.loc[checks["check"] == check, "estimate"] = value
    checks.loc[checks["check"] == "reset", "p_value"] = 0.0003
    models = validity["models"].assign(r_squared=0.8)
    return changed(given, "weighting/validity", diagnostics=checks, models=models)


def sound_regression(given: ReportInput) -> ReportInput:
    """No check of the regression objects."""
    checks = given.table("weighting/validity", "diagnostics").assign(p_value=0.4)
    return changed(given, "weighting/validity", diagnostics=checks)


def fair(given: ReportInput) -> ReportInput:
    """No ratio is too low, slopes differ, and the groups were compared in measurement."""
    fairness = given.results["weighting/fairness"]
    impact = fairness["impact"].assign(below_four_fifths=False)
    prediction = fairness["prediction"].assign(slope_p=0.01)
    return changed(given, "weighting/fairness", impact=impact, prediction=prediction)


def unfair(given: ReportInput) -> ReportInput:
    """A ratio that is too low, and significantly so, between groups never compared."""
    impact = given.table("weighting/fairness", "impact").assign(mid_p=0.01)
    study = changed(given, "weighting/fairness", impact=impact)
    groups = given.table("measurement/invariance", "groups").head(0)
    return changed(study, "measurement/invariance", groups=groups)


def weak_items(given: ReportInput) -> ReportInput:
    """Two dimensions that correlate little, with items that share even less."""
    frame = given.table("measurement/cfa", "discriminant")
    frame = frame.assign(fornell_larcker=False, htmt2=0.5, estimate=0.6)
    return changed(given, "measurement/cfa", discriminant=frame)


def lost_fit(given: ReportInput) -> ReportInput:
    """With nobody left out the intended model has no estimates."""
    frame = given.table("weighting/sensitivity", "quantities").copy()
    gone = (frame["kind"] == "fit") & (frame["exclusion"] == "none")
    frame.loc[gone, "estimate"] = float("nan")
    conclusions = given.table("weighting/sensitivity", "conclusions").copy()
    row = (conclusions["conclusion"] == "fit") & (conclusions["exclusion"] == "none")
    conclusions.loc[row, ["changed", "n_compared"]] = [True, 2]
    conclusions.loc[row, "dimensions"] = "cfi;rmsea"
    return changed(given, "weighting/sensitivity", quantities=frame, conclusions=conclusions)


def sound(given: ReportInput, astray: int = 0) -> ReportInput:
    """Items, factors, fit and reliability as intended, but for some items."""
    structure = given.table("measurement/efa", "structure").assign(verdict="as_intended")
    structure.loc[: astray - 1, "verdict"] = "weak"
    study = changed(given, "measurement/efa", structure=structure)
    decisions = given.table("measurement/retention", "decisions")
    same = decisions.assign(n_factors=decisions["n_intended"])
    study = changed(study, "measurement/retention", decisions=same)
    models = given.table("measurement/cfa", "models").assign(cfi=0.99, rmsea=0.01, srmr=0.01)
    study = changed(study, "measurement/cfa", models=models)
    parts = given.table("measurement/reliability", "dimensions").assign(estimate=0.9)
    return changed(study, "measurement/reliability", dimensions=parts)


def unsound(given: ReportInput) -> ReportInput:
    """Half the items astray, another number of factors, misfit, an unreliable dimension."""
    structure = sound(given).table("measurement/efa", "structure")
    study = sound(given, astray=len(structure) // 2)
    decisions = given.table("measurement/retention", "decisions").assign(n_factors=3)
    study = changed(study, "measurement/retention", decisions=decisions)
    models = given.table("measurement/cfa", "models").assign(cfi=0.5, rmsea=0.3, srmr=0.3)
    study = changed(study, "measurement/cfa", models=models)
    parts = given.table("measurement/reliability", "dimensions").assign(estimate=0.5)
    return changed(study, "measurement/reliability", dimensions=parts)


def one_indicator(given: ReportInput) -> ReportInput:
    """The composite consists of a single indicator, which nothing adjusts."""
    performance = given.results["criterion/performance"]
    composition = performance["composition"].head(1).assign(share=1.0)
    adjustment = performance["adjustment"].head(0)
    return changed(
        given, "criterion/performance", composition=composition, adjustment=adjustment
    )


def all_judgements(given: ReportInput) -> Iterator[ReportInput]:
    """Each of the studies above, and each verdict."""
    yield without_validity(given)
    yield with_a_simpler_winner(given)
    yield nothing_flagged(given)
    yield doubtful_regression(given)
    yield sound_regression(given)
    yield fair(given)
    yield unfair(given)
    yield weak_items(given)
    yield lost_fit(given)
    yield sound(given)
    yield sound(given, astray=1)
    yield unsound(given)
    yield one_indicator(given)
    yield with_verdict(given, "equal")
    yield replace(given, study=replace(given.study, purpose="selection"))

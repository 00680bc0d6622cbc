"""Results as a study with imputed scores has them."""

from dataclasses import replace

from reports.inputs import ReportInput


def imputed_validity(given: ReportInput) -> ReportInput:
    """The results as if scores had been imputed for 90 of 100 people with a criterion."""
    tables = given.results["weighting/validity"]
    said = {"note": "imputed_people", "criterion": "composite", "source": "manager", "n": 90}
    said |= {"n_complete": 60, "n_with_criterion": 100, "n_without_criterion": 5}
    regression = tables["regression"].assign(
        missing="multiple_imputation", fraction_missing=0.125, imputations=20
    )
    summary = {**tables["summary"], "notes": [said | {"n_imputations": 20}]}
    found = {**tables, "regression": regression, "summary": summary}
    settings = {**given.run.settings, "missing": {"policy": "imputed"}}
    return replace(
        given,
        results={**given.results, "weighting/validity": found},
        run=replace(given.run, settings=settings),
    )

"""What cannot be asked for together with multiple imputation, one line each."""

from workflow.settings import Settings


def imputation_wrong(settings: Settings) -> list[str]:
    """The choices of a study that `missing.policy: imputed` does not cover."""
    if settings.missing.policy != "imputed":
        return []
    asked = {
        "people.case_weight": settings.people.case_weight is not None,
        "weighting.leave_out_years": settings.weighting.leave_out_years,
    }
    return [
        f"study.yaml: missing.policy imputed cannot be combined with {what} yet"
        for what, used in asked.items()
        if used
    ]

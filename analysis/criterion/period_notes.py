"""What a reader has to know of an adjustment: mediators, and models at their limits."""

from collections.abc import Iterator, Sequence

from analysis.criterion.criterion_key import CriterionKey
from analysis.criterion.nesting import PERSON
from analysis.notes import Note, note


def mediator_notes(key: CriterionKey, consequences: Sequence[str]) -> Iterator[Note]:
    """Names what is adjusted for and probably follows from competency."""
    by_period = [] if key.plan is None else list(key.plan.by_period)
    parts = [c for f in key.kpis if f.kpi.consequence for c in f.kpi.columns]
    for name in dict.fromkeys([*key.adjust_for, *by_period]):
        if name in parts or any(word.lower() in name.lower() for word in consequences):
            yield note("adjusted_for_consequence", column=name)


def period_notes(key: CriterionKey) -> Iterator[Note]:
    """What the mixed models of periods could not find."""
    for fitted in key.kpis:
        model = fitted.periods
        if model is None:
            continue
        if not model.converged:
            yield note("period_model_not_converged", kpi=fitted.kpi.id)
        for level, variance in zip([PERSON, *model.clusters], model.variances, strict=False):
            if variance == 0:
                yield note("no_variance_on_level", kpi=fitted.kpi.id, level=level)

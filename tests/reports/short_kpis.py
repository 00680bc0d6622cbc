"""Results of a study whose indicator is said in three lines: id, title, column."""

from dataclasses import replace

from analysis.kpi import Kpi
from reports.inputs import ReportInput


def with_short_kpi(given: ReportInput) -> ReportInput:
    """The same results, of an indicator that has no definition and leaves choices open."""
    name = given.table("criterion/performance", "composition")["kpi"].iloc[0]
    short = Kpi.model_validate({"id": name, "title": "新客户", "column": "new_clients"})
    study = replace(given.study, kpis_assumed={name: short.assumed})
    return replace(given, kpis=dict(given.kpis) | {name: short}, study=study)

from analysis.criterion.generalisability import generalisability
from analysis.criterion.period_plan import PeriodPlan
from analysis.kpi import Kpi
from analysis.store import read_table, write_result
from workflow.step import step

with step(snakemake):
    params = snakemake.params
    periods = PeriodPlan(
        clusters=list(params.clusters),
        taken_out=list(params.taken_out),
        by_period=dict(params.by_period),
        season=params.season,
    )
    result = generalisability(
        read_table(snakemake.input.records),
        read_table(snakemake.input.people),
        [Kpi.model_validate(kpi) for kpi in params.kpis],
        adjust_for=params.adjust_for,
        shares=params.shares,
        exposure=params.exposure,
        plan=periods if params.adjustment == "mixed" else None,
        periods=periods,
        confidence=params.confidence,
    )
    write_result(result, snakemake.output)

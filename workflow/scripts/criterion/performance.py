from analysis.criterion.performance import performance
from analysis.criterion.period_plan import period_plan
from analysis.kpi import Kpi
from analysis.store import read_table, write_result
from workflow.step import step

with step(snakemake):
    params = snakemake.params
    result = performance(
        read_table(snakemake.input.records),
        read_table(snakemake.input.people),
        [Kpi.model_validate(kpi) for kpi in params.kpis],
        adjust_for=params.adjust_for,
        shares=params.shares,
        exposure=params.exposure,
        plan=period_plan(
            params.adjustment,
            clusters=params.clusters,
            taken_out=params.taken_out,
            by_period=params.by_period,
            season=params.season,
        ),
        consequences=params.consequences,
        confidence=params.confidence,
    )
    write_result(result, snakemake.output)

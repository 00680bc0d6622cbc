from analysis.chain.factor_model import FactorChoices
from analysis.chain.specification_cells import CriterionChoices, Grid
from analysis.chain.specifications import specifications
from analysis.criterion.period_plan import PeriodPlan
from analysis.instrument import load_instruments
from analysis.kpi import Kpi
from analysis.store import read_table, write_result
from analysis.weighting.imputation import Imputation
from workflow.step import step

with step(snakemake):
    params, given = snakemake.params, snakemake.input
    periods = PeriodPlan(
        clusters=list(params.clusters),
        taken_out=list(params.taken_out),
        by_period=dict(params.by_period),
        season=params.season,
    )
    result = specifications(
        read_table(given.keyed),
        read_table(given.flags),
        read_table(given.scores),
        read_table(given.records),
        read_table(given.people),
        load_instruments(given.instruments),
        [Kpi.model_validate(kpi) for kpi in params.kpis],
        grid=Grid(**params.grid),
        exclude=params.exclude,
        strict_families=params.strict_families,
        criterion=CriterionChoices(
            adjust_for=params.adjust_for,
            shares=params.shares,
            exposure=params.exposure,
            plan=periods if params.adjustment == "mixed" else None,
            periods=periods,
        ),
        model=FactorChoices(params.estimator, params.missing, params.cfa_cluster),
        scheme=str(read_table(given.ranks)["scheme"].iloc[0]),
        source=params.predictors_from[0],
        cluster=params.cluster,
        confidence=params.confidence,
        imputation=Imputation.from_settings(params.imputation),
    )
    write_result(result, snakemake.output)

from analysis.kpi import Kpi
from analysis.scoring.person_scores import person_scores
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from analysis.weighting.imputation import Imputation
from analysis.weighting.outcome_models import outcome_models
from workflow.step import step

with step(snakemake):
    params = snakemake.params
    scores, flags = read_table(snakemake.input.scores), read_table(snakemake.input.flags)
    result = outcome_models(
        person_scores(for_fitting(scores, flags, exclude=params.exclude)),
        read_table(snakemake.input.kpi_values),
        read_table(snakemake.input.people),
        [Kpi.model_validate(kpi) for kpi in params.kpis],
        adjust_for=params.adjust_for,
        predictors_from=params.predictors_from,
        cluster=params.cluster,
        confidence=params.confidence,
        imputation=Imputation.from_settings(params.imputation),
    )
    write_result(result, snakemake.output)

from analysis.scoring.person_scores import person_scores
from analysis.seeds import stream
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from analysis.weighting.imputation import Imputation
from analysis.weighting.validity import validity
from workflow.step import step

with step(snakemake):
    params = snakemake.params
    scores, flags = read_table(snakemake.input.scores), read_table(snakemake.input.flags)
    result = validity(
        person_scores(for_fitting(scores, flags, exclude=params.exclude)),
        read_table(snakemake.input.performance),
        read_table(snakemake.input.people),
        predictors_from=params.predictors_from,
        cluster=params.cluster,
        controls=params.controls,
        criterion_reliability=params.criterion_reliability,
        range_restriction=params.range_restriction,
        kpi_sources=params.kpi_sources,
        shares=params.shares,
        draws=params.draws,
        confidence=params.confidence,
        imputation=Imputation.from_settings(params.imputation),
        rng=stream(params.seed, "weighting", "validity"),
    )
    write_result(result, snakemake.output)

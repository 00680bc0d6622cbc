from analysis.scoring.person_scores import person_scores
from analysis.seeds import stream
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from analysis.weighting.importance import importance
from analysis.weighting.imputation import Imputation
from workflow.step import step

with step(snakemake):
    params = snakemake.params
    scores, flags = read_table(snakemake.input.scores), read_table(snakemake.input.flags)
    result = importance(
        person_scores(for_fitting(scores, flags, exclude=params.exclude)),
        read_table(snakemake.input.performance),
        read_table(snakemake.input.people),
        predictors_from=params.predictors_from,
        cluster=params.cluster,
        sets=params.sets,
        draws=params.draws,
        confidence=params.confidence,
        imputation=Imputation.from_settings(params.imputation),
        rng=stream(params.seed, "weighting", "importance"),
    )
    write_result(result, snakemake.output)

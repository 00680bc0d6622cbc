from analysis.scoring.person_scores import person_scores
from analysis.seeds import stream
from analysis.selection import for_fitting
from analysis.store import read_key, read_table, write_result
from analysis.weighting.expert import contending
from analysis.weighting.imputation import Imputation
from analysis.weighting.points import Bounds
from analysis.weighting.recommendation import recommendation
from analysis.weighting.verdict import Demand
from workflow.step import step

with step(snakemake):
    params, given = snakemake.params, snakemake.input
    scores, flags = read_table(given.scores), read_table(given.flags)
    compared, expert = contending(
        params.compared, list(scores["dimension"].unique()), read_key(given.previous)
    )
    result = recommendation(
        person_scores(for_fitting(scores, flags, exclude=params.exclude)),
        read_table(given.performance),
        read_table(given.people),
        read_table(given.schemes),
        compared=compared,
        expert=expert,
        predictors_from=params.predictors_from,
        cluster=params.cluster,
        draws=params.draws,
        demand=Demand(params.confidence, params.minimal_gain, params.power),
        bounds=Bounds(params.round_to, params.floor, params.cap),
        cuts=params.cuts,
        imputation=Imputation.from_settings(params.imputation),
        rng=stream(params.seed, "weighting", "recommendation"),
    )
    write_result(result, snakemake.output)

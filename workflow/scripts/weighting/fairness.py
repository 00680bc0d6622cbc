from analysis.scoring.person_scores import person_scores
from analysis.seeds import stream
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from analysis.weighting.fairness import fairness
from workflow.step import step

AS_GIVEN = [
    "protected",
    "lawful",
    "purpose",
    "cluster",
    "cuts",
    "min_group",
    "power",
    "draws",
    "folds",
    "confidence",
]

with step(snakemake):
    params, given = snakemake.params, snakemake.input
    scores, flags = read_table(given.scores), read_table(given.flags)
    result = fairness(
        person_scores(for_fitting(scores, flags, exclude=params.exclude)),
        read_table(given.performance),
        read_table(given.people),
        read_table(given.alternatives),
        source=params.predictors_from[0],
        rng=stream(params.seed, "weighting", "fairness"),
        **{name: params[name] for name in AS_GIVEN},
    )
    write_result(result, snakemake.output)

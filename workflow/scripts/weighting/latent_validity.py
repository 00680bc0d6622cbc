from analysis.chain.latent_validity import latent_validity
from analysis.instrument import load_instruments
from analysis.seeds import stream
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from workflow.step import step

AS_GIVEN = [
    "predictors_from",
    "estimator",
    "missing",
    "cluster",
    "clustered",
    "draws",
    "confidence",
]

with step(snakemake):
    params, given = snakemake.params, snakemake.input
    keyed, flags = read_table(given.keyed), read_table(given.flags)
    result = latent_validity(
        for_fitting(keyed, flags, exclude=params.exclude),
        read_table(given.performance),
        read_table(given.people),
        load_instruments(given.instruments),
        rng=stream(params.seed, "weighting", "latent_validity"),
        **{name: params[name] for name in AS_GIVEN},
    )
    write_result(result, snakemake.output)

from analysis.instrument import load_instruments
from analysis.measurement.invariance.invariance import invariance
from analysis.seeds import stream
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from workflow.step import step

AS_GIVEN = [
    "groupings",
    "estimator",
    "missing",
    "min_group",
    "continuous_from",
    "min_category",
    "fewest_shared",
    "holdout_group",
    "alpha",
    "correction",
    "share",
    "confidence",
    "cutoff_draws",
]

with step(snakemake):
    params = snakemake.params
    keyed, flags = read_table(snakemake.input.keyed), read_table(snakemake.input.flags)
    result = invariance(
        for_fitting(keyed, flags, exclude=params.exclude),
        read_table(snakemake.input.people),
        load_instruments(snakemake.input.instruments),
        rng=stream(params.seed, "measurement", "invariance"),
        **{name: params[name] for name in AS_GIVEN},
    )
    write_result(result, snakemake.output)

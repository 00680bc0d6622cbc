from analysis.instrument import load_instruments
from analysis.measurement.cfa.cfa import cfa
from analysis.seeds import stream
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from workflow.step import step

with step(snakemake):
    params = snakemake.params
    keyed, flags = read_table(snakemake.input.keyed), read_table(snakemake.input.flags)
    result = cfa(
        for_fitting(keyed, flags, exclude=params.exclude),
        read_table(snakemake.input.people),
        load_instruments(snakemake.input.instruments),
        estimator=params.estimator,
        missing=params.missing,
        cluster=params.cluster,
        confidence=params.confidence,
        cutoff_draws=params.cutoff_draws,
        omega_draws=params.omega_draws,
        rng=stream(params.seed, "measurement", "cfa"),
    )
    write_result(result, snakemake.output)

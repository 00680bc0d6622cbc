from analysis.instrument import load_instruments
from analysis.measurement.retention import retention
from analysis.seeds import stream
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from workflow.step import step

with step(snakemake):
    keyed, flags = read_table(snakemake.input.keyed), read_table(snakemake.input.flags)
    result = retention(
        for_fitting(keyed, flags, exclude=snakemake.params.exclude),
        load_instruments(snakemake.input.instruments),
        draws=snakemake.params.draws,
        percentile=snakemake.params.percentile,
        rng=stream(snakemake.params.seed, "measurement", "retention"),
    )
    write_result(result, snakemake.output)

from analysis.instrument import load_instruments
from analysis.measurement.reliability import reliability
from analysis.seeds import stream
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from workflow.step import step

with step(snakemake):
    keyed, flags = read_table(snakemake.input.keyed), read_table(snakemake.input.flags)
    result = reliability(
        for_fitting(keyed, flags, exclude=snakemake.params.exclude),
        load_instruments(snakemake.input.instruments),
        confidence=snakemake.params.confidence,
        draws=snakemake.params.draws,
        rng=stream(snakemake.params.seed, "measurement", "reliability"),
    )
    write_result(result, snakemake.output)

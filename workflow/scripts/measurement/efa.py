from analysis.instrument import load_instruments
from analysis.measurement.efa import efa
from analysis.seeds import stream
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from workflow.step import step

with step(snakemake):
    params = snakemake.params
    keyed, flags = read_table(snakemake.input.keyed), read_table(snakemake.input.flags)
    result = efa(
        for_fitting(keyed, flags, exclude=params.exclude),
        read_table(snakemake.input.correlations),
        load_instruments(snakemake.input.instruments),
        confidence=params.confidence,
        draws=params.draws,
        weak_loading=params.weak_loading,
        cross_loading=params.cross_loading,
        rng=stream(params.seed, "measurement", "efa"),
    )
    write_result(result, snakemake.output)

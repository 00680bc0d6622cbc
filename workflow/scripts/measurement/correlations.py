from analysis.instrument import load_instruments
from analysis.measurement.correlations import correlations
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from workflow.step import step

with step(snakemake):
    keyed, flags = read_table(snakemake.input.keyed), read_table(snakemake.input.flags)
    result = correlations(
        for_fitting(keyed, flags, exclude=snakemake.params.exclude),
        load_instruments(snakemake.input.instruments),
        confidence=snakemake.params.confidence,
    )
    write_result(result, snakemake.output)

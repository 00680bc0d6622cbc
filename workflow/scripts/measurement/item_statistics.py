from analysis.instrument import load_instruments
from analysis.measurement.item_statistics import item_statistics
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from workflow.step import step

with step(snakemake):
    flags = read_table(snakemake.input.flags)
    exclude = snakemake.params.exclude
    result = item_statistics(
        for_fitting(read_table(snakemake.input.keyed), flags, exclude=exclude),
        for_fitting(read_table(snakemake.input.missing), flags, exclude=exclude),
        load_instruments(snakemake.input.instruments),
        confidence=snakemake.params.confidence,
    )
    write_result(result, snakemake.output)

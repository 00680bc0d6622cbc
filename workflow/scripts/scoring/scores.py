from analysis.instrument import load_instruments
from analysis.scoring.scores import scores
from analysis.selection import flags_in_force
from analysis.store import read_table, write_result
from workflow.step import step

with step(snakemake):
    result = scores(
        read_table(snakemake.input.keyed),
        flags_in_force(read_table(snakemake.input.flags), exclude=snakemake.params.exclude),
        load_instruments(snakemake.input.instruments),
        read_table(snakemake.input.reliability),
        confidence=snakemake.params.confidence,
    )
    write_result(result, snakemake.output)

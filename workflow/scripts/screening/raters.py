from analysis.instrument import load_instruments
from analysis.screening.raters import raters
from analysis.seeds import stream
from analysis.store import read_table, write_result
from workflow.step import step

with step(snakemake):
    params = snakemake.params
    result = raters(
        read_table(snakemake.input.keyed),
        load_instruments(snakemake.input.instruments),
        fewest_ratees=params.fewest_ratees,
        expected_false_positive=params.expected_false_positive,
        confidence=params.confidence,
        simulations=params.simulations,
        rng=stream(params.seed, "screening", "raters"),
    )
    write_result(result, snakemake.output)

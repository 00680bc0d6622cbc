from analysis.form_plan import with_checks
from analysis.instrument import load_instruments
from analysis.screening.flags import flags
from analysis.seeds import stream
from analysis.store import read_table, write_result
from workflow.step import step

with step(snakemake):
    params = snakemake.params
    result = flags(
        read_table(snakemake.input.answers),
        read_table(snakemake.input.keyed),
        read_table(snakemake.input.missing),
        with_checks(load_instruments(snakemake.input.instruments), **params.forms),
        families_needed=params.families_needed,
        expected_false_positive=params.expected_false_positive,
        seconds_per_item=params.seconds_per_item,
        max_missing_share=params.max_missing_share,
        synonym_correlation=params.synonym_correlation,
        simulations=params.simulations,
        rng=stream(params.seed, "screening", "flags"),
    )
    write_result(result, snakemake.output)

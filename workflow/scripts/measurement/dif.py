from analysis.instrument import load_instruments
from analysis.measurement.irt.dif import dif
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from workflow.step import step

AS_GIVEN = ["groupings", "n_points", "reach", "min_group", "min_category", "most_groups"]
AS_GIVEN += ["fewest_anchors", "alpha", "confidence"]

with step(snakemake):
    params = snakemake.params
    keyed, flags = read_table(snakemake.input.keyed), read_table(snakemake.input.flags)
    result = dif(
        for_fitting(keyed, flags, exclude=params.exclude),
        read_table(snakemake.input.people),
        load_instruments(snakemake.input.instruments),
        **{name: params[name] for name in AS_GIVEN},
    )
    write_result(result, snakemake.output)

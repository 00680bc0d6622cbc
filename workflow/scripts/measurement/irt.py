from analysis.instrument import load_instruments
from analysis.measurement.irt.irt import irt
from analysis.seeds import stream
from analysis.selection import for_fitting
from analysis.store import read_table, write_result
from workflow.step import step

AS_GIVEN = ["n_points", "reach", "misfit_share", "misfit_draws", "estimator", "missing"]
AS_GIVEN += ["confidence"]

with step(snakemake):
    params = snakemake.params
    keyed, flags = read_table(snakemake.input.keyed), read_table(snakemake.input.flags)
    result = irt(
        for_fitting(keyed, flags, exclude=params.exclude),
        load_instruments(snakemake.input.instruments),
        rng=stream(params.seed, "measurement", "irt"),
        **{name: params[name] for name in AS_GIVEN},
    )
    write_result(result, snakemake.output)

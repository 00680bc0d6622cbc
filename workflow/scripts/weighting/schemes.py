from analysis.chain.cross_validation import schemes
from analysis.criterion.period_plan import period_plan
from analysis.instrument import load_instruments
from analysis.kpi import Kpi
from analysis.seeds import stream
from analysis.store import read_table, write_result
from workflow.step import step

AS_GIVEN = [
    "predictors_from",
    "cluster",
    "exclude",
    "families_needed",
    "expected_false_positive",
    "seconds_per_item",
    "max_missing_share",
    "synonym_correlation",
    "simulations",
    "adjust_for",
    "shares",
    "exposure",
    "confidence",
    "repeats",
    "folds",
]

with step(snakemake):
    params = snakemake.params
    result = schemes(
        read_table(snakemake.input.answers),
        read_table(snakemake.input.keyed),
        read_table(snakemake.input.records),
        read_table(snakemake.input.people),
        load_instruments(snakemake.input.instruments),
        [Kpi.model_validate(kpi) for kpi in params.kpis],
        missing=read_table(snakemake.input.missing),
        plan=period_plan(
            params.adjustment,
            clusters=params.clusters,
            taken_out=params.taken_out,
            by_period=params.by_period,
            season=params.season,
        ),
        rng=stream(params.seed, "weighting", "schemes"),
        **{name: params[name] for name in AS_GIVEN},
    )
    write_result(result, snakemake.output)

from analysis.chain.tournament import tournament
from analysis.criterion.period_plan import period_plan
from analysis.form_plan import with_checks
from analysis.instrument import load_instruments
from analysis.kpi import Kpi
from analysis.seeds import stream
from analysis.store import read_key, read_table, write_result
from analysis.weighting.expert import contending
from analysis.weighting.imputation import Imputation
from workflow.step import step

AS_GIVEN = [
    "predictors_from",
    "cluster",
    "leave_out",
    "leave_out_years",
    "min_group",
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
    params, given = snakemake.params, snakemake.input
    instruments = with_checks(load_instruments(given.instruments), **params.forms)
    dimensions = list(next(iter(instruments.values())).scored)
    compared, _ = contending(params.compared, dimensions, read_key(given.previous))
    result = tournament(
        read_table(given.answers),
        read_table(given.keyed),
        read_table(given.records),
        read_table(given.people),
        instruments,
        [Kpi.model_validate(kpi) for kpi in params.kpis],
        missing=read_table(given.missing),
        reliability=read_table(given.reliability),
        compared=compared,
        imputation=Imputation.from_settings(params.imputation),
        plan=period_plan(
            params.adjustment,
            clusters=params.clusters,
            taken_out=params.taken_out,
            by_period=params.by_period,
            season=params.season,
        ),
        rng=stream(params.seed, "weighting", "tournament"),
        **{name: params[name] for name in AS_GIVEN},
    )
    write_result(result, snakemake.output)

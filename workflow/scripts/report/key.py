from analysis.chain.scoring_key import scoring_key
from analysis.instrument import load_instruments
from analysis.kpi import Kpi
from analysis.store import plain, read_all, read_table, write_json
from analysis.weighting.imputation import Imputation
from workflow.record import run_record
from workflow.step import step

with step(snakemake):
    params, given = snakemake.params, snakemake.input
    weights = read_all(given.weights)["weighting/recommendation"]
    key = scoring_key(
        read_table(given.keyed),
        read_table(given.flags),
        read_table(given.reliability),
        read_table(given.thresholds),
        read_table(given.performance),
        read_table(given.records),
        read_table(given.people),
        weights,
        load_instruments(given.instruments),
        [Kpi.model_validate(kpi) for kpi in params.kpis],
        settings=params.settings,
        verdict=weights["summary"],
        predictors_from=params.settings["analysis"]["predictors_from"],
        cluster=params.cluster,
        imputation=Imputation.from_settings(params.imputation),
        exposure=params.exposure,
        record=run_record(
            data=given.data,
            instruments=given.instruments,
            code=params.all_code,
            settings=params.settings,
        ),
    )
    write_json(plain(key), snakemake.output.key)

from analysis.store import read_all, write_json, write_table
from workflow.record import run_record
from workflow.step import step

with step(snakemake):
    params, output = snakemake.params, snakemake.output
    record = run_record(
        data=snakemake.input.data,
        instruments=snakemake.input.instruments,
        code=params.all_code,
        settings=params.settings,
    )
    weights = read_all(snakemake.input.weights)["weighting/recommendation"]
    write_table(weights["weights"], output.weights_csv)
    write_json(
        {**weights["summary"], "weights": weights["weights"].to_dict("records")},
        output.weights_json,
    )
    write_json(record, output.run_json)

from pathlib import Path

from analysis.instrument import load_instruments
from analysis.intake.answers import Export, PeopleExport, answers
from analysis.intake.exports import read_export
from analysis.intake.pseudonyms import load_or_create_key
from analysis.store import write_result
from workflow.step import step


def response_export(path, options):
    columns = {name: column for name, column in options["columns"].items() if column}
    kept = {name: options[name] for name in ("instrument", "source", "wave", "form", "rename")}
    table = read_export(path, options["format"])
    return Export(file=Path(path).name, table=table, columns=columns, **kept)


def people_export(path, options):
    kept = {name: options[name] for name in ("person", "clusters", "controls", "case_weight")}
    table = read_export(path, "auto")
    return PeopleExport(
        file=Path(path).name, table=table, groups=list(options["groups"]), **kept
    )


with step(snakemake):
    paths, params = snakemake.input.exports, snakemake.params
    result = answers(
        [response_export(path, r) for path, r in zip(paths, params.responses, strict=True)],
        people_export(snakemake.input.people, params.people),
        load_instruments(snakemake.input.instruments),
        key=load_or_create_key(params.key_file, public=params.public_key),
        duplicates=params.duplicates,
        max_invalid_share=params.max_invalid_share,
    )
    write_result(result, snakemake.output)

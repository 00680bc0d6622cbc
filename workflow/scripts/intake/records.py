from pathlib import Path

from analysis.intake.pseudonyms import load_or_create_key
from analysis.intake.raw_exports import read_export
from analysis.intake.records import RecordExport, records
from analysis.store import read_table, write_result
from workflow.step import step


def record_export(path, options):
    return RecordExport(
        table=read_export(path, "auto").table, **{**options, "file": Path(path).name}
    )


with step(snakemake):
    result = records(
        [
            record_export(path, options)
            for path, options in zip(
                snakemake.input.files, snakemake.params.criteria, strict=True
            )
        ],
        read_table(snakemake.input.identities),
        key=load_or_create_key(snakemake.params.key_file, public=snakemake.params.public_key),
        max_invalid_share=snakemake.params.max_invalid_share,
    )
    write_result(result, snakemake.output)

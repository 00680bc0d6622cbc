from analysis.intake.pseudonyms import load_or_create_key
from analysis.intake.raw_exports import read_export
from analysis.intake.records import records
from analysis.intake.tables import record_export
from analysis.intake.workbooks import SheetChoice
from analysis.store import read_table, write_result
from workflow.step import step

OWN = ("file", "sheets")


def export_of(path, options):
    kept = {name: value for name, value in options.items() if name not in OWN}
    named = [c for c in (options["person"], options["period"]) if c]
    choice = SheetChoice((*named, *options["columns"]), tuple(options["sheets"]))
    return record_export(read_export(path, "auto", choice=choice), path, **kept)


with step(snakemake):
    result = records(
        [
            export_of(path, options)
            for path, options in zip(
                snakemake.input.files, snakemake.params.criteria, strict=True
            )
        ],
        read_table(snakemake.input.identities),
        key=load_or_create_key(snakemake.params.key_file, public=snakemake.params.public_key),
        max_invalid_share=snakemake.params.max_invalid_share,
    )
    write_result(result, snakemake.output)

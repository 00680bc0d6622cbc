from pathlib import Path

from analysis.intake.id_rules import id_rules
from analysis.intake.known_ids import ids_in
from analysis.intake.matching import Known
from analysis.intake.pseudonyms import load_or_create_key
from analysis.intake.raw_exports import read_export
from analysis.intake.records import RecordExport, records
from analysis.store import read_table, write_result
from workflow.step import step


def record_export(path, options, rules):
    file = Path(path).name
    return RecordExport(
        table=read_export(path, "auto").table, ids=rules, **{**options, "file": file}
    )


def known_ids(paths, columns, rules):
    def placed(path, place):
        folder = path.removesuffix(place["file"])
        dictionary = place["dictionary"] and folder + place["dictionary"]
        return path, place["format"], dictionary, place["person"]

    return frozenset().union(
        *(ids_in(*placed(*pair), rules) for pair in zip(paths, columns, strict=True))
    )


with step(snakemake):
    given, params = snakemake.input, snakemake.params
    rules = id_rules(**params.ids)
    result = records(
        [
            record_export(path, options, rules)
            for path, options in zip(given.files, params.criteria, strict=True)
        ],
        read_table(given.identities),
        key=load_or_create_key(params.key_file, public=params.public_key),
        max_invalid_share=params.max_invalid_share,
        whom=Known(
            answered=frozenset(read_table(given.answers)["person"]),
            ids=lambda: known_ids(given.people, params.people, rules),
            min_share=params.min_matched_share,
        ),
    )
    write_result(result, snakemake.output)

from analysis.intake.id_rules import id_rules
from analysis.intake.known_ids import ids_in
from analysis.intake.matching import Known
from analysis.intake.pseudonyms import load_or_create_key
from analysis.intake.raw_exports import read_export
from analysis.intake.records import records
from analysis.intake.tables import record_export
from analysis.intake.workbooks import SheetChoice
from analysis.store import read_table, write_result
from workflow.step import step

OWN = ("file", "sheets")


def export_of(path, options, rules):
    kept = {name: value for name, value in options.items() if name not in OWN}
    named = [c for c in (options["person"], options["period"]) if c]
    choice = SheetChoice((*named, *options["columns"]), tuple(options["sheets"]))
    return record_export(read_export(path, "auto", choice=choice), path, ids=rules, **kept)


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
            export_of(path, options, rules)
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

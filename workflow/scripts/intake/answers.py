from pathlib import Path

from analysis.form_plan import orders_of_forms, with_checks
from analysis.instrument import load_instruments
from analysis.intake.answers import answers
from analysis.intake.assembled import assembled
from analysis.intake.id_rules import id_rules
from analysis.intake.pseudonyms import load_or_create_key
from analysis.intake.raw_exports import read_export
from analysis.intake.tables import people_export
from analysis.intake.workbooks import SheetChoice
from analysis.store import write_result
from workflow.step import step

READ_FIRST = ("format", "dictionary", "collected", "sheet")


def response_export(path, options, sheets, rules):
    folder = Path(path.removesuffix(options["file"]))
    dictionary = options["dictionary"] and folder / options["dictionary"]
    kept = {name: value for name, value in options.items() if name not in READ_FIRST}
    raw = read_export(path, options["format"], dictionary, SheetChoice(**sheets))
    return assembled(raw, ids=rules, **kept)


def people_of(path, options, sheets, rules):
    kept = {name: options[name] for name in ("person", "clusters", "controls", "case_weight")}
    missing = None if options["missing"] is None else tuple(options["missing"])
    raw = read_export(path, "auto", choice=SheetChoice(**sheets))
    return people_export(raw, path, options["groups"], ids=rules, missing=missing, **kept)


with step(snakemake):
    paths, params = snakemake.input.exports, snakemake.params
    instruments = load_instruments(snakemake.input.instruments)
    rules = id_rules(**params.ids)
    result = answers(
        [
            response_export(path, r, sheets, rules)
            for path, r, sheets in zip(paths, params.responses, params.sheets, strict=True)
        ],
        people_of(snakemake.input.people, params.people, params.people_sheets, rules),
        with_checks(instruments, **params.forms),
        key=load_or_create_key(params.key_file, public=params.public_key),
        duplicates=params.duplicates,
        max_invalid_share=params.max_invalid_share,
        min_matched_share=params.min_matched_share,
        form_orders=orders_of_forms(instruments, **params.forms),
    )
    write_result(result, snakemake.output)

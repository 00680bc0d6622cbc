from pathlib import Path

from analysis.form_plan import orders_of_forms, with_checks
from analysis.instrument import load_instruments
from analysis.intake.answers import answers
from analysis.intake.assembled import assembled
from analysis.intake.exports import PeopleExport
from analysis.intake.id_rules import id_rules
from analysis.intake.personal import personal_columns
from analysis.intake.pseudonyms import load_or_create_key
from analysis.intake.raw_exports import read_export
from analysis.store import write_result
from workflow.step import step

READ_FIRST = ("format", "dictionary", "collected")


def response_export(path, options, rules):
    folder = Path(path.removesuffix(options["file"]))
    dictionary = options["dictionary"] and folder / options["dictionary"]
    kept = {name: value for name, value in options.items() if name not in READ_FIRST}
    return assembled(read_export(path, options["format"], dictionary), ids=rules, **kept)


def people_export(path, options, rules):
    kept = {name: options[name] for name in ("person", "clusters", "controls", "case_weight")}
    groups = list(options["groups"])
    person = [kept["person"]] if kept["person"] else []
    weight = [kept["case_weight"]] if kept["case_weight"] else []
    called = [*person, *groups, *kept["clusters"], *kept["controls"], *weight]
    table = read_export(path, "auto").named_as(called)
    return PeopleExport(
        file=Path(path).name,
        table=table,
        groups=groups,
        personal=frozenset(personal_columns(table, table.columns)),
        ids=rules,
        missing=None if options["missing"] is None else tuple(options["missing"]),
        **kept,
    )


with step(snakemake):
    paths, params = snakemake.input.exports, snakemake.params
    instruments = load_instruments(snakemake.input.instruments)
    rules = id_rules(**params.ids)
    result = answers(
        [
            response_export(path, r, rules)
            for path, r in zip(paths, params.responses, strict=True)
        ],
        people_export(snakemake.input.people, params.people, rules),
        with_checks(instruments, **params.forms),
        key=load_or_create_key(params.key_file, public=params.public_key),
        duplicates=params.duplicates,
        max_invalid_share=params.max_invalid_share,
        min_matched_share=params.min_matched_share,
        form_orders=orders_of_forms(instruments, **params.forms),
    )
    write_result(result, snakemake.output)

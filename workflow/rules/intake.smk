"""What was answered, by whom, about whom, and who sold how much?

IN   the study's exports, people table and sales tables; instruments/<id>.yaml; the key
OUT  intake/answers/: answers (as answered), keyed (reversed items turned), missing, missing_data, people,
     identities (code to pseudonym), flow, mapping, unmapped (labels nobody knows)
     intake/records/: records (performance by person and period), flow
     private/intake/: rejects (rows of the files, for their owner to mend; beside results
     they would tell who is who to whoever knows the order of a file)
"""


rule answers:
    input:
        exports=[str(study.folder / r.file) for r in study.main.responses],
        dictionaries=[
            str(study.folder / r.dictionary)
            for r in study.main.responses
            if r.dictionary
        ],
        people=str(study.folder / study.main.people.file),
        instruments=instruments,
        code=code_of("intake/answers"),
    output:
        **tables(
            "intake/answers",
            "answers",
            "keyed",
            "missing",
            "missing_data",
            "people",
            "identities",
            "flow",
            "mapping",
            "unmapped",
            private=["rejects"],
        ),
    log:
        f"{logs}/intake/answers.log",
    params:
        responses=[r.model_dump(mode="json") for r in study.main.responses],
        sheets=[sheets_of(r, response_columns(r)) for r in study.main.responses],
        people=study.main.people.model_dump(mode="json"),
        people_sheets=sheets_of(study.main.people, people_columns(study.main.people)),
        key_file=study.key_file,
        public_key=study.public_key,
        duplicates=option("intake.duplicates"),
        max_invalid_share=option("intake.max_invalid_share"),
        min_matched_share=option("intake.min_matched_share"),
        ids=study.main.ids.model_dump(mode="json"),
        forms=study.forms,
    message:
        "intake: reading {input.exports}"
    script:
        "../scripts/intake/answers.py"


rule records:
    input:
        files=[str(study.folder / c.file) for c in study.main.criteria],
        identities=rules.answers.output.identities,
        answers=rules.answers.output.answers,
        people=[str(study.folder / c["file"]) for c in study.main.id_columns],
        code=code_of("intake/records"),
    output:
        **tables("intake/records", "records", "flow", private=["rejects"]),
    log:
        f"{logs}/intake/records.log",
    params:
        criteria=study.criteria_tables(),
        people=study.main.id_columns,
        ids=study.main.ids.model_dump(mode="json"),
        key_file=study.key_file,
        public_key=study.public_key,
        max_invalid_share=option("intake.max_invalid_share"),
        min_matched_share=option("intake.min_matched_share"),
    message:
        "intake: reading {input.files}"
    script:
        "../scripts/intake/records.py"

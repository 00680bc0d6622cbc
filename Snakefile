"""From questionnaire exports to dimension weights. Read this file first: it is the whole pipeline.

instruments/ ──┐
studies/<s>/ ──┴> intake > screening > measurement > scoring ──┐
                  typed    answered     do the items  a score   ├> weighting > report
                  answers  with care?   measure the   per person│  which       what the
                    │                   dimensions?             │  dimension   reader
                    └──────────────> criterion ─────────────────┘  matters?    sees
                                     sales performance, adjusted

`make run STUDY=studies/<name>` runs one study; results/<study>/<variant>/<stage>/<rule>/ holds
every number, logs/ what happened on the way. Renewal (may last year's weights stand?) has its
room but no rule yet.
"""


include: "workflow/rules/common.smk"
include: "workflow/rules/intake.smk"
include: "workflow/rules/screening.smk"
include: "workflow/rules/measurement.smk"
include: "workflow/rules/scoring.smk"
include: "workflow/rules/criterion.smk"
include: "workflow/rules/weighting.smk"
include: "workflow/rules/report.smk"


rule all:
    default_target: True
    input:
        expand(rules.report.output, variant=sorted(study.settings), language=LANGUAGES),
        expand(rules.record.output, variant=sorted(study.settings)),
        expand(rules.key.output, variant="main"),

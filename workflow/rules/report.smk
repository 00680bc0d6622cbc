"""What does each reader need?

IN   the tables of every stage
OUT  report/: zh.html, en.html (languages of the study), weights.csv, weights.json, run.json, summary_zh.txt, summary_en.txt
     key/: key.json, what scores new people next year without refitting
"""

LANGUAGES = tuple(study.main.languages)


rule report:
    input:
        tables=[
            rules.answers.output.missing,
            rules.answers.output.people,
            rules.answers.output.flow,
            rules.answers.output.mapping,
            rules.answers.output.unmapped,
            rules.answers.output.missing_data,
            rules.answers.output.summary,
            rules.records.output.flow,
            rules.records.output.summary,
            *rules.flags.output,
            rules.raters.output.distribution,
            rules.raters.output.variances,
            rules.raters.output.summary,
            *rules.item_statistics.output,
            *rules.correlations.output,
            *rules.reliability.output,
            *rules.retention.output,
            *rules.efa.output,
            *rules.cfa.output,
            *rules.invariance.output,
            *rules.irt.output,
            *rules.dif.output,
            *rules.scores.output,
            *rules.performance.output,
            *rules.generalisability.output,
            *rules.validity.output,
            *rules.outcome_models.output,
            *rules.importance.output,
            *rules.latent_validity.output,
            *rules.tournament.output,
            *rules.recommendation.output,
            *rules.fairness.output,
            *rules.specifications.output,
            *rules.sensitivity.output,
        ],
        data=study.data_files(),
        instruments=instruments,
        code=code_of("report/report"),
    output:
        page=f"{results}/report/{{language}}.html",
        summary=f"{results}/report/summary_{{language}}.txt",
    log:
        f"{logs}/report/report_{{language}}.log",
    wildcard_constraints:
        language="|".join(LANGUAGES),
    params:
        study=study.about,
        settings=lambda wildcards: study.settings[wildcards.variant].model_dump(
            by_alias=True, mode="json"
        ),
        kpis=study.kpi_definitions(),
        min_cell=option("report.min_cell"),
        all_code=code_of_all(),
    message:
        "report: the page in {wildcards.language}"
    script:
        "../scripts/report/report.py"


rule record:
    input:
        weights=[
            rules.recommendation.output.weights,
            rules.recommendation.output.summary,
        ],
        data=study.data_files(),
        instruments=instruments,
        code=code_of("report/record"),
    output:
        weights_csv=f"{results}/report/weights.csv",
        weights_json=f"{results}/report/weights.json",
        run_json=f"{results}/report/run.json",
    log:
        f"{logs}/report/record.log",
    params:
        settings=lambda wildcards: study.settings[wildcards.variant].model_dump(
            by_alias=True, mode="json"
        ),
        all_code=code_of_all(),
    message:
        "report: recommended weights and what they rest on, for other programs"
    script:
        "../scripts/report/record.py"


rule key:
    input:
        keyed=rules.answers.output.keyed,
        flags=rules.flags.output.flags,
        reliability=rules.reliability.output.dimensions,
        records=rules.records.output.records,
        people=rules.answers.output.people,
        performance=rules.performance.output.performance,
        weights=[
            rules.recommendation.output.weights,
            rules.recommendation.output.covariance,
            rules.recommendation.output.summary,
        ],
        thresholds=rules.correlations.output.thresholds,
        data=study.data_files(),
        instruments=instruments,
        code=code_of("report/key"),
    output:
        key=f"{results}/key/key.json",
    log:
        f"{logs}/report/key.log",
    params:
        settings=lambda wildcards: study.settings[wildcards.variant].model_dump(
            by_alias=True, mode="json"
        ),
        kpis=study.kpi_definitions(),
        exposure=study.exposure(),
        cluster=study.cluster,
        imputation=imputation,
        all_code=code_of_all(),
    message:
        "report: scoring key for next year"
    script:
        "../scripts/report/key.py"

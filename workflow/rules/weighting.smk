"""Which dimensions go with performance, and what weights follow?

IN   scoring/scores, criterion/performance, intake (people, answers, records), screening/flags
OUT  weighting/validity/: correlations, regression, models, intervals, mixed, levels, likeness,
         incremental, diagnostics, residuals, corrections, intercorrelations
     weighting/outcome_models/: coefficients and models of counted, capped, often-zero indicators
     weighting/importance/: importance, differences, dominance, conditional, commonality, sets
     weighting/schemes/: schemes (out of sample), folds, composites
     weighting/weights/: weights (recommended), alternatives, covariance
"""


rule validity:
    input:
        scores=rules.scores.output.scores,
        flags=rules.flags.output.flags,
        performance=rules.performance.output.performance,
        people=rules.answers.output.people,
        code=code_of("weighting/validity"),
    output:
        **tables(
            "weighting/validity",
            "correlations",
            "regression",
            "models",
            "intervals",
            "mixed",
            "levels",
            "likeness",
            "incremental",
            "diagnostics",
            "residuals",
            "corrections",
            "intercorrelations",
        ),
    log:
        f"{logs}/weighting/validity.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        predictors_from=option("analysis.predictors_from"),
        cluster=study.cluster,
        controls=lambda wildcards: study.controls(wildcards.variant),
        criterion_reliability=documented("weighting.criterion_reliability"),
        range_restriction=documented("weighting.range_restriction"),
        draws=option("repeats.bootstrap_importance"),
        confidence=option("confidence"),
    message:
        "weighting: which dimensions go with performance?"
    script:
        "../scripts/weighting/validity.py"


rule outcome_models:
    input:
        scores=rules.scores.output.scores,
        flags=rules.flags.output.flags,
        kpi_values=rules.performance.output.kpis,
        people=rules.answers.output.people,
        code=code_of("weighting/outcome_models"),
    output:
        **tables("weighting/outcome_models", "coefficients", "models"),
    log:
        f"{logs}/weighting/outcome_models.log",
    params:
        kpis=study.kpi_definitions(),
        exclude=option("screening.exclude"),
        adjust_for=option("criterion.adjust_for"),
        predictors_from=option("analysis.predictors_from"),
        cluster=study.cluster,
        confidence=option("confidence"),
    message:
        "weighting: counted, capped and often-zero indicators by their own models"
    script:
        "../scripts/weighting/outcome_models.py"


rule importance:
    input:
        scores=rules.scores.output.scores,
        flags=rules.flags.output.flags,
        performance=rules.performance.output.performance,
        people=rules.answers.output.people,
        code=code_of("weighting/importance"),
    output:
        **tables(
            "weighting/importance",
            "importance",
            "differences",
            "dominance",
            "conditional",
            "commonality",
            "sets",
        ),
    log:
        f"{logs}/weighting/importance.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        predictors_from=option("analysis.predictors_from"),
        cluster=study.cluster,
        sets=option("weighting.sets"),
        draws=option("repeats.bootstrap_importance"),
        confidence=option("confidence"),
    message:
        "weighting: importance of the dimensions"
    script:
        "../scripts/weighting/importance.py"


rule schemes:
    input:
        answers=rules.answers.output.answers,
        keyed=rules.answers.output.keyed,
        missing=rules.answers.output.missing,
        records=rules.records.output.records,
        people=rules.answers.output.people,
        instruments=instruments,
        code=code_of("weighting/schemes"),
    output:
        **tables("weighting/schemes", "schemes", "folds", "composites"),
    log:
        f"{logs}/weighting/schemes.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        families_needed=option("screening.families_needed"),
        expected_false_positive=option("screening.expected_false_positive"),
        seconds_per_item=option("screening.seconds_per_item"),
        max_missing_share=option("screening.max_missing_share"),
        synonym_correlation=option("screening.synonym_correlation"),
        simulations=option("repeats.screening_simulations"),
        kpis=study.kpi_definitions(),
        exposure=study.exposure(),
        adjust_for=option("criterion.adjust_for"),
        adjustment=option("criterion.adjustment"),
        clusters=study.clusters,
        taken_out=option("criterion.taken_out"),
        by_period=option("criterion.by_period"),
        season=option("criterion.season"),
        shares=option("criterion.shares"),
        predictors_from=option("analysis.predictors_from"),
        cluster=study.cluster,
        folds=option("weighting.folds"),
        repeats=option("repeats.cross_validation_repeats"),
        confidence=option("confidence"),
    message:
        "weighting: weighting schemes compared out of sample"
    script:
        "../scripts/weighting/schemes.py"


rule weights:
    input:
        scores=rules.scores.output.scores,
        flags=rules.flags.output.flags,
        performance=rules.performance.output.performance,
        people=rules.answers.output.people,
        schemes=rules.schemes.output.schemes,
        code=code_of("weighting/weights"),
    output:
        **tables("weighting/weights", "weights", "alternatives", "covariance"),
    log:
        f"{logs}/weighting/weights.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        predictors_from=option("analysis.predictors_from"),
        cluster=study.cluster,
        draws=option("repeats.bootstrap_importance"),
        confidence=option("confidence"),
        round_to=option("weighting.round_to"),
    message:
        "weighting: recommended weights"
    script:
        "../scripts/weighting/weights.py"

"""Which dimensions go with performance, and what weights follow?

IN   scoring/scores, criterion/performance, intake (people, answers, records), screening/flags
OUT  weighting/validity/: correlations, regression, models, intervals, mixed, levels, likeness,
         incremental, diagnostics, residuals, corrections, common_source, intercorrelations
     weighting/outcome_models/: coefficients and models of counted, capped, often-zero indicators
     weighting/importance/: importance, differences, dominance, conditional, commonality, sets
     weighting/latent_validity/: relations (of the factors behind the items)
     weighting/tournament/: schemes (out of sample), folds, composites, stability, left_out,
     left_out_means (one whole group or year at a time)
     weighting/recommendation/: weights (recommended), alternatives, covariance, rank_changes,
     ranks, judges
     weighting/fairness/: differences, impact, prediction, trade_off
     weighting/specifications/: specifications, shares, stability, effects, options
     weighting/sensitivity/: quantities, conclusions
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
            "common_source",
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
        kpi_sources=study.kpi_sources(),
        shares=option("criterion.shares"),
        draws=option("repeats.bootstrap_importance"),
        confidence=option("confidence"),
        imputation=imputation,
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
        imputation=imputation,
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
        imputation=imputation,
    message:
        "weighting: importance of the dimensions"
    script:
        "../scripts/weighting/importance.py"


rule latent_validity:
    input:
        keyed=rules.answers.output.keyed,
        flags=rules.flags.output.flags,
        performance=rules.performance.output.performance,
        people=rules.answers.output.people,
        instruments=instruments,
        code=code_of("weighting/latent_validity"),
    output:
        **tables("weighting/latent_validity", "relations"),
    log:
        f"{logs}/weighting/latent_validity.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        predictors_from=option("analysis.predictors_from"),
        estimator=option("measurement.cfa_estimator"),
        missing=option("measurement.cfa_missing"),
        cluster=option("measurement.cfa_cluster"),
        clustered=bool(study.clusters),
        draws=option("repeats.bootstrap_fairness"),
        confidence=option("confidence"),
    message:
        "weighting: factors and performance in one model"
    script:
        "../scripts/weighting/latent_validity.py"


rule tournament:
    input:
        answers=rules.answers.output.answers,
        keyed=rules.answers.output.keyed,
        missing=rules.answers.output.missing,
        records=rules.records.output.records,
        people=rules.answers.output.people,
        reliability=rules.reliability.output.dimensions,
        previous=study.previous_key(),
        instruments=instruments,
        code=code_of("weighting/tournament"),
    output:
        **tables(
            "weighting/tournament",
            "schemes",
            "folds",
            "composites",
            "stability",
            "left_out",
            "left_out_means",
        ),
    log:
        f"{logs}/weighting/tournament.log",
    priority: 1  # long, and recommendation waits for it
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
        leave_out=option("weighting.leave_out"),
        leave_out_years=option("weighting.leave_out_years"),
        min_group=option("weighting.min_group"),
        folds=option("weighting.folds"),
        compared=contenders,
        forms=study.forms,
        repeats=option("repeats.cross_validation_repeats"),
        confidence=option("confidence"),
        imputation=imputation,
    message:
        "weighting: weighting schemes compared out of sample"
    script:
        "../scripts/weighting/tournament.py"


rule recommendation:
    input:
        scores=rules.scores.output.scores,
        flags=rules.flags.output.flags,
        performance=rules.performance.output.performance,
        people=rules.answers.output.people,
        schemes=rules.tournament.output.schemes,
        previous=study.previous_key(),
        code=code_of("weighting/recommendation"),
    output:
        **tables(
            "weighting/recommendation",
            "weights",
            "alternatives",
            "covariance",
            "rank_changes",
            "ranks",
            "judges",
        ),
    log:
        f"{logs}/weighting/recommendation.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        predictors_from=option("analysis.predictors_from"),
        cluster=study.cluster,
        draws=option("repeats.bootstrap_importance"),
        compared=contenders,
        confidence=option("confidence"),
        imputation=imputation,
        minimal_gain=option("weighting.minimal_gain"),
        power=option("weighting.power"),
        round_to=option("weighting.round_to"),
        floor=option("weighting.floor"),
        cap=option("weighting.cap"),
        cuts=option("weighting.cuts"),
    message:
        "weighting: verdict and recommended weights"
    script:
        "../scripts/weighting/recommendation.py"


rule fairness:
    input:
        scores=rules.scores.output.scores,
        flags=rules.flags.output.flags,
        performance=rules.performance.output.performance,
        people=rules.answers.output.people,
        alternatives=rules.recommendation.output.alternatives,
        code=code_of("weighting/fairness"),
    output:
        **tables(
            "weighting/fairness",
            "differences",
            "impact",
            "prediction",
            "trade_off",
        ),
    log:
        f"{logs}/weighting/fairness.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        predictors_from=option("analysis.predictors_from"),
        protected=study.protected(),
        lawful=study.lawful(),
        purpose=study.main.purpose,
        cluster=study.cluster,
        cuts=option("weighting.cuts"),
        min_group=option("weighting.min_group"),
        power=option("weighting.power"),
        draws=option("repeats.bootstrap_fairness"),
        folds=option("weighting.folds"),
        confidence=option("confidence"),
    message:
        "weighting: are the named groups treated alike?"
    script:
        "../scripts/weighting/fairness.py"


rule specifications:
    input:
        keyed=rules.answers.output.keyed,
        flags=rules.flags.output.flags,
        scores=rules.scores.output.scores,
        records=rules.records.output.records,
        people=rules.answers.output.people,
        ranks=rules.recommendation.output.ranks,
        instruments=instruments,
        code=code_of("weighting/specifications"),
    output:
        **tables(
            "weighting/specifications",
            "specifications",
            "shares",
            "stability",
            "effects",
            "options",
        ),
    log:
        f"{logs}/weighting/specifications.log",
    params:
        grid=lambda wildcards: option("weighting.specifications")(
            wildcards
        ).model_dump(),
        exclude=option("screening.exclude"),
        strict_families=option("weighting.strict_families"),
        kpis=study.kpi_definitions(),
        exposure=study.exposure(),
        adjust_for=option("criterion.adjust_for"),
        adjustment=option("criterion.adjustment"),
        clusters=study.clusters,
        taken_out=option("criterion.taken_out"),
        by_period=option("criterion.by_period"),
        season=option("criterion.season"),
        shares=option("criterion.shares"),
        estimator=option("measurement.cfa_estimator"),
        missing=option("measurement.cfa_missing"),
        cfa_cluster=option("measurement.cfa_cluster"),
        predictors_from=option("analysis.predictors_from"),
        cluster=study.cluster,
        confidence=option("confidence"),
        imputation=imputation,
    message:
        "weighting: would other choices give other weights?"
    script:
        "../scripts/weighting/specifications.py"


rule sensitivity:
    input:
        keyed=rules.answers.output.keyed,
        flags=rules.flags.output.flags,
        scores=rules.scores.output.scores,
        performance=rules.performance.output.performance,
        people=rules.answers.output.people,
        reliability=rules.reliability.output.dimensions,
        alternatives=rules.recommendation.output.alternatives,
        ranks=rules.recommendation.output.ranks,
        previous=study.previous_key(),
        instruments=instruments,
        code=code_of("weighting/sensitivity"),
    output:
        **tables("weighting/sensitivity", "quantities", "conclusions"),
    log:
        f"{logs}/weighting/sensitivity.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        strict_families=option("weighting.strict_families"),
        estimator=option("measurement.cfa_estimator"),
        missing=option("measurement.cfa_missing"),
        cfa_cluster=option("measurement.cfa_cluster"),
        predictors_from=option("analysis.predictors_from"),
        cluster=study.cluster,
        folds=option("weighting.folds"),
        compared=contenders,
        repeats=option("repeats.cross_validation_repeats"),
        confidence=option("confidence"),
        imputation=imputation,
        minimal_gain=option("weighting.minimal_gain"),
        power=option("weighting.power"),
        round_to=option("weighting.round_to"),
        floor=option("weighting.floor"),
        cap=option("weighting.cap"),
    message:
        "weighting: do careless answers change a conclusion?"
    script:
        "../scripts/weighting/sensitivity.py"

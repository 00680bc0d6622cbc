"""Do the items measure the dimensions?

IN   intake/answers (keyed, people), screening/flags; instruments/<id>.yaml
OUT  measurement/item_statistics/: item_statistics, categories
     measurement/correlations/: correlations (Pearson, polychoric), thresholds, matrices
     measurement/reliability/: dimensions (alpha, omega), by_item
     measurement/retention/: eigenvalues, decisions (parallel analysis)
     measurement/efa/: factorability, loadings, factor_correlations, structure, congruence
     measurement/cfa/: fit, parameters, models, comparisons, residuals, modification, reliability,
       general_factor, discriminant, cutoffs, scores (a response), determinacy (the intended
       structure against its rivals)
     measurement/invariance/: steps, item_tests, effects, impact, latent_means, groups (does it
       measure the same in every group of people?), occasions, occasion_items, occasion_effects,
       occasion_impact, occasion_means (and in several sources or years of the same people?)
     measurement/irt/: parameters, information, dimensions, agreement (with a factor model), scores and
       person_fit (a response), misfit (graded response models)
     measurement/dif/: tests, effects, dimensions, groups (which items work differently?), alignment
       (of many groups)
"""


rule item_statistics:
    input:
        keyed=rules.answers.output.keyed,
        missing=rules.answers.output.missing,
        flags=rules.flags.output.flags,
        instruments=instruments,
        code=code_of("measurement/item_statistics"),
    output:
        **tables("measurement/item_statistics", "item_statistics", "categories"),
    log:
        f"{logs}/measurement/item_statistics.log",
    params:
        exclude=option("screening.exclude"),
        confidence=option("confidence"),
    message:
        "measurement: item statistics"
    script:
        "../scripts/measurement/item_statistics.py"


rule correlations:
    input:
        keyed=rules.answers.output.keyed,
        flags=rules.flags.output.flags,
        instruments=instruments,
        code=code_of("measurement/correlations"),
    output:
        **tables("measurement/correlations", "correlations", "thresholds", "matrices"),
    log:
        f"{logs}/measurement/correlations.log",
    params:
        exclude=option("screening.exclude"),
        confidence=option("confidence"),
    message:
        "measurement: Pearson and polychoric correlations"
    script:
        "../scripts/measurement/correlations.py"


rule reliability:
    input:
        keyed=rules.answers.output.keyed,
        flags=rules.flags.output.flags,
        instruments=instruments,
        code=code_of("measurement/reliability"),
    output:
        **tables("measurement/reliability", "dimensions", "by_item"),
    log:
        f"{logs}/measurement/reliability.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        confidence=option("confidence"),
        draws=option("repeats.bootstrap_reliability"),
    message:
        "measurement: reliability of every dimension"
    script:
        "../scripts/measurement/reliability.py"


rule retention:
    input:
        keyed=rules.answers.output.keyed,
        flags=rules.flags.output.flags,
        instruments=instruments,
        code=code_of("measurement/retention"),
    output:
        **tables("measurement/retention", "eigenvalues", "decisions"),
    log:
        f"{logs}/measurement/retention.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        draws=option("repeats.parallel_analysis"),
        percentile=option("measurement.parallel_percentile"),
    message:
        "measurement: how many factors?"
    script:
        "../scripts/measurement/retention.py"


rule efa:
    input:
        keyed=rules.answers.output.keyed,
        flags=rules.flags.output.flags,
        correlations=rules.correlations.output.correlations,
        instruments=instruments,
        code=code_of("measurement/efa"),
    output:
        **tables(
            "measurement/efa",
            "factorability",
            "loadings",
            "factor_correlations",
            "structure",
            "congruence",
        ),
    log:
        f"{logs}/measurement/efa.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        confidence=option("confidence"),
        draws=option("repeats.bootstrap_loadings"),
        weak_loading=option("measurement.weak_loading"),
        cross_loading=option("measurement.cross_loading"),
    message:
        "measurement: exploratory factor analysis against the intended structure"
    script:
        "../scripts/measurement/efa.py"


rule cfa:
    input:
        keyed=rules.answers.output.keyed,
        people=rules.answers.output.people,
        flags=rules.flags.output.flags,
        instruments=instruments,
        code=code_of("measurement/cfa"),
    output:
        **tables(
            "measurement/cfa",
            "fit",
            "parameters",
            "models",
            "comparisons",
            "residuals",
            "modification",
            "reliability",
            "general_factor",
            "discriminant",
            "cutoffs",
            "scores",
            "determinacy",
        ),
    log:
        f"{logs}/measurement/cfa.log",
    priority: 1  # long: not to be left for the end, when nothing else runs
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        estimator=option("measurement.cfa_estimator"),
        missing=option("measurement.cfa_missing"),
        cluster=option("measurement.cfa_cluster"),
        confidence=option("confidence"),
        cutoff_draws=option("repeats.dynamic_cutoffs"),
        omega_draws=option("repeats.bootstrap_omega"),
    message:
        "measurement: confirmatory factor analysis and rival models"
    script:
        "../scripts/measurement/cfa.py"


rule invariance:
    input:
        keyed=rules.answers.output.keyed,
        people=rules.answers.output.people,
        flags=rules.flags.output.flags,
        instruments=instruments,
        code=code_of("measurement/invariance"),
    output:
        **tables(
            "measurement/invariance",
            "steps",
            "item_tests",
            "effects",
            "impact",
            "latent_means",
            "groups",
            "occasions",
            "occasion_items",
            "occasion_effects",
            "occasion_impact",
            "occasion_means",
        ),
    log:
        f"{logs}/measurement/invariance.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        groupings=study.groupings(),
        estimator=option("measurement.cfa_estimator"),
        missing=option("measurement.cfa_missing"),
        min_group=option("measurement.invariance.min_group"),
        continuous_from=option("measurement.invariance.continuous_from"),
        min_category=option("measurement.invariance.min_category"),
        fewest_shared=option("measurement.invariance.fewest_shared"),
        holdout_group=option("measurement.invariance.holdout_group"),
        alpha=option("measurement.invariance.alpha"),
        correction=option("measurement.invariance.correction"),
        share=option("measurement.invariance.share"),
        confidence=option("confidence"),
        cutoff_draws=option("repeats.invariance_cutoffs"),
    message:
        "measurement: invariance between groups of people, sources and years"
    script:
        "../scripts/measurement/invariance.py"


rule irt:
    input:
        keyed=rules.answers.output.keyed,
        flags=rules.flags.output.flags,
        instruments=instruments,
        code=code_of("measurement/irt"),
    output:
        **tables(
            "measurement/irt",
            "parameters",
            "information",
            "dimensions",
            "agreement",
            "scores",
            "person_fit",
            "misfit",
        ),
    log:
        f"{logs}/measurement/irt.log",
    params:
        seed=option("seed"),
        exclude=option("screening.exclude"),
        n_points=option("measurement.irt.n_points"),
        reach=option("measurement.irt.reach"),
        misfit_share=option("measurement.irt.misfit_share"),
        misfit_draws=option("measurement.irt.misfit_draws"),
        estimator=option("measurement.cfa_estimator"),
        missing=option("measurement.cfa_missing"),
        confidence=option("confidence"),
    message:
        "measurement: graded response models of every dimension"
    script:
        "../scripts/measurement/irt.py"


rule dif:
    input:
        keyed=rules.answers.output.keyed,
        people=rules.answers.output.people,
        flags=rules.flags.output.flags,
        instruments=instruments,
        code=code_of("measurement/dif"),
    output:
        **tables(
            "measurement/dif", "tests", "effects", "dimensions", "alignment", "groups"
        ),
    log:
        f"{logs}/measurement/dif.log",
    params:
        exclude=option("screening.exclude"),
        groupings=study.groupings(),
        n_points=option("measurement.irt.n_points"),
        reach=option("measurement.irt.reach"),
        min_group=option("measurement.dif.min_group"),
        min_category=option("measurement.dif.min_category"),
        most_groups=option("measurement.dif.most_groups"),
        fewest_anchors=option("measurement.dif.fewest_anchors"),
        alpha=option("measurement.dif.alpha"),
        confidence=option("confidence"),
    message:
        "measurement: items that work differently between groups of people"
    script:
        "../scripts/measurement/dif.py"

"""How well does each person sell, compared fairly?

IN   intake/records, intake/answers (people); the study's KPIs
OUT  criterion/performance/: kpis (raw to adjusted), performance (standardised, with the
     composite), adjustment, composition, intercorrelations
     criterion/generalisability/: components (of variance), reliability (over periods), shares and
     methods (other choices), shapes, quantiles
"""


rule performance:
    input:
        records=rules.records.output.records,
        people=rules.answers.output.people,
        code=code_of("criterion/performance"),
    output:
        **tables(
            "criterion/performance",
            "kpis",
            "performance",
            "adjustment",
            "composition",
            "intercorrelations",
        ),
    log:
        f"{logs}/criterion/performance.log",
    params:
        kpis=study.kpi_definitions(),
        exposure=study.exposure(),
        adjust_for=option("criterion.adjust_for"),
        adjustment=option("criterion.adjustment"),
        clusters=study.clusters,
        taken_out=option("criterion.taken_out"),
        by_period=option("criterion.by_period"),
        season=option("criterion.season"),
        consequences=option("criterion.consequences"),
        shares=option("criterion.shares"),
        confidence=option("confidence"),
    message:
        "criterion: KPIs, adjusted and combined"
    script:
        "../scripts/criterion/performance.py"


rule generalisability:
    input:
        records=rules.records.output.records,
        people=rules.answers.output.people,
        code=code_of("criterion/generalisability"),
    output:
        **tables(
            "criterion/generalisability",
            "components",
            "reliability",
            "shares",
            "methods",
            "shapes",
            "quantiles",
        ),
    log:
        f"{logs}/criterion/generalisability.log",
    params:
        kpis=study.kpi_definitions(),
        exposure=study.exposure(),
        adjust_for=option("criterion.adjust_for"),
        adjustment=option("criterion.adjustment"),
        clusters=study.clusters,
        taken_out=option("criterion.taken_out"),
        by_period=option("criterion.by_period"),
        season=option("criterion.season"),
        shares=option("criterion.shares"),
        confidence=option("confidence"),
    message:
        "criterion: reliability over periods, and what choices do"
    script:
        "../scripts/criterion/generalisability.py"

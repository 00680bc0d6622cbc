"""How well does each person sell, compared fairly?

IN   intake/records, intake/answers (people); the study's KPIs
OUT  criterion/performance/: kpis (raw to adjusted), performance (standardised, with the
     composite), adjustment, composition, intercorrelations
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
        shares=option("criterion.shares"),
        confidence=option("confidence"),
    message:
        "criterion: KPIs, adjusted and combined"
    script:
        "../scripts/criterion/performance.py"

"""Who answered with care?

IN   intake/answers; instruments/<id>.yaml
OUT  screening/raters/: raters (each one: severity, range, halo, same
     profiles; for the owner only), distribution, variances
     screening/flags/: indices (every index of every response), flags (with reasons), cutoffs,
     effect (what leaving flagged answers out changes), missingness
"""


rule flags:
    input:
        answers=rules.answers.output.answers,
        keyed=rules.answers.output.keyed,
        missing=rules.answers.output.missing,
        instruments=instruments,
        code=code_of("screening/flags"),
    output:
        **tables(
            "screening/flags", "indices", "flags", "cutoffs", "effect", "missingness"
        ),
    log:
        f"{logs}/screening/flags.log",
    params:
        seed=option("seed"),
        families_needed=option("screening.families_needed"),
        expected_false_positive=option("screening.expected_false_positive"),
        seconds_per_item=option("screening.seconds_per_item"),
        max_missing_share=option("screening.max_missing_share"),
        synonym_correlation=option("screening.synonym_correlation"),
        simulations=option("repeats.screening_simulations"),
        forms=study.forms,
    message:
        "screening: who answered with care?"
    script:
        "../scripts/screening/flags.py"


rule raters:
    input:
        keyed=rules.answers.output.keyed,
        instruments=instruments,
        code=code_of("screening/raters"),
    output:
        **tables("screening/raters", "distribution", "variances", csv=["raters"]),
    log:
        f"{logs}/screening/raters.log",
    params:
        seed=option("seed"),
        fewest_ratees=option("screening.fewest_ratees"),
        expected_false_positive=option("screening.expected_false_positive"),
        confidence=option("confidence"),
        simulations=option("repeats.screening_simulations"),
    message:
        "screening: do raters tell people and dimensions apart?"
    script:
        "../scripts/screening/raters.py"

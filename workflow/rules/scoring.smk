"""What is the score of each person, and how sure is it?

IN   intake/answers (keyed), screening/flags, measurement/reliability; instruments/<id>.yaml
OUT  scoring/scores/: scores (a response), person_scores (a person, over raters), norms, scales
"""


rule scores:
    input:
        keyed=rules.answers.output.keyed,
        flags=rules.flags.output.flags,
        reliability=rules.reliability.output.dimensions,
        instruments=instruments,
        code=code_of("scoring/scores"),
    output:
        **tables("scoring/scores", "scores", "person_scores", "norms", "scales"),
    log:
        f"{logs}/scoring/scores.log",
    params:
        exclude=option("screening.exclude"),
        confidence=option("confidence"),
    message:
        "scoring: dimension scores and norms"
    script:
        "../scripts/scoring/scores.py"

"""What to do, in a minute: a few plain sentences that need no statistics to be read."""

from reports import style
from reports.reading import Reading
from reports.sentences.confirmatory import fit_verdicts
from reports.sentences.fairness import SMALL_P, impact_of
from reports.sentences.measurement import untested_findings
from reports.sentences.recommendation import rounded_up
from reports.sentences.unlikely import unlikely_values
from reports.sentences.value import value_of
from reports.sentences.weighting import IMPLAUSIBLE
from reports.tables.cells import common_criteria
from reports.tables.fairness import compared

MANY = 0.1
"""Share of items astray from which on the questionnaire, not an item, is in question."""

LOWEST = 0.7
"""Internal consistency below it is inadequate: EFPA Test Review Model 4.2.6 (2013)."""


def lead_findings(reading: Reading) -> list[str]:
    """What to do, how well scores tell performance, how sound they are, and for what use."""
    return [
        *unlikely_values(reading),
        action(reading),
        *strength(reading),
        *soundness(reading),
        *unfairness(reading),
        use(reading),
        *draft(reading),
    ]


def action(reading: Reading) -> str:
    """What follows from the verdict for whoever weighs the dimensions."""
    summary = reading.given.summary("weighting/recommendation")
    evidence, verdict = summary["evidence"], summary["verdict"]
    shown = {}
    if verdict == "too_little_data":
        needed = style.count(rounded_up(evidence["n_needed"]))
        shown = {"n": style.count(evidence["n"]), "needed": needed}
    return reading.words.text(f"lead.action.{verdict}", **shown)


def strength(reading: Reading) -> list[str]:
    """How closely the recommended composite goes with the performance of new people."""
    if not reading.anything_valid():
        return []
    scheme = reading.given.summary("weighting/recommendation")["scheme"]
    source = reading.table("weighting/recommendation", "weights")["source"].iloc[0]
    frame = common_criteria(reading.table("weighting/tournament", "schemes"), composite=True)
    rows = frame[(frame["scheme"] == scheme) & (frame["source"] == source)]
    rows = rows[rows["estimate"].notna()]
    said = [
        reading.words.text("lead.strength", value=value_of(row), source=reading.source(source))
        for row in rows.to_dict("records")[:1]
    ]
    models = common_criteria(reading.table("weighting/validity", "models"), composite=True)
    close = models[(models["source"] == source) & (models["r_squared"] > IMPLAUSIBLE)]
    judged = reading.table("weighting/validity", "common_source")["judged_by"]
    doubts = {"too_good": len(close) > 0, "same_judges": source in set(judged)}
    return said + [reading.words.text(f"lead.{name}") for name, has in doubts.items() if has]


def soundness(reading: Reading) -> list[str]:
    """Whether the dimensions are measured as intended, or what to look at first."""
    words = reading.words
    untested = [words.text("lead.untested")] if untested_findings(reading) else []
    if reading.table("measurement/efa", "structure").empty:
        return untested
    structure = reading.table("measurement/efa", "structure")
    astray = int((structure["verdict"] != "as_intended").sum())
    counted = {"n": style.count(astray), "total": style.count(len(structure))}
    doubts = [words.text("lead.items", **counted)] if astray > MANY * len(structure) else []
    doubts += [*factor_doubts(reading), *fit_doubts(reading), *reliability_doubts(reading)]
    if doubts:
        listed = words.text("signs.clauses").join(doubts)
        return [*untested, words.text("lead.doubtful", doubts=listed)]
    if astray:
        return [*untested, words.text("lead.mostly", **counted)]
    return [*untested, words.text("lead.sound")]


def factor_doubts(reading: Reading) -> list[str]:
    """Whether no criterion suggests as many dimensions as are intended, for any answers."""
    frame = reading.table("measurement/retention", "decisions").dropna(subset="n_factors")
    same = frame["n_factors"] == frame["n_intended"]
    agreed = [same[frame["source"] == source].any() for source in set(frame["source"])]
    return [] if all(agreed) else [reading.words.text("lead.factors")]


def fit_doubts(reading: Reading) -> list[str]:
    """Whether the intended model is misspecified for any answers."""
    wrong = {"misfit", "wrong"} & set(fit_verdicts(reading))
    return [reading.words.text("lead.misfit")] if wrong else []


def reliability_doubts(reading: Reading) -> list[str]:
    """The least reliable dimension, if its reliability is too low."""
    frame = reading.table("measurement/reliability", "dimensions")
    omega = frame[(frame["coefficient"] == "omega_total") & (frame["estimate"] < LOWEST)]
    if omega.empty:
        return []
    row = omega.sort_values("estimate", kind="stable").iloc[0]
    name, value = reading.dimension(row["dimension"]), style.bounded(row["estimate"])
    return [reading.words.text("lead.unreliable", dimension=name, value=value)]


def unfairness(reading: Reading) -> list[str]:
    """The group that the recommended weights would hurt most, if any is shown to be."""
    if not reading.anything_valid():
        return []
    frame = impact_of(reading)
    hurt = frame[frame["below_four_fifths"].astype(bool) & (frame["mid_p"] < SMALL_P)]
    if hurt.empty:
        return []
    row = hurt.sort_values("ratio", kind="stable").iloc[0]
    who = compared(reading, row["group"], row["focal"], row["reference"])
    scheme = reading.words.term("scheme", row["scheme"])
    ratio = style.number(row["ratio"])
    return [reading.words.text("lead.unfair", who=who, scheme=scheme, ratio=ratio)]


def use(reading: Reading) -> str:
    """What the weights may be used for, by the study's purpose."""
    purpose = reading.given.study.purpose
    kind = "development" if purpose == "development" else "decisions"
    return reading.words.text(f"lead.use.{kind}")


def draft(reading: Reading) -> list[str]:
    """That numbers of a draft may still move a little."""
    is_draft = reading.given.run.precision == "draft"
    return [reading.words.text("lead.draft")] if is_draft else []

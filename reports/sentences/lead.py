"""What to do, in a minute: a few plain sentences that need no statistics to be read."""

from reports import style
from reports.reading import Reading
from reports.sentences.fairness import SMALL_P, impact_of
from reports.sentences.intake import same_ids
from reports.sentences.invariance import absent_option
from reports.sentences.recommendation import rounded_up
from reports.sentences.soundness import soundness
from reports.sentences.unlikely import unlikely_values
from reports.sentences.value import value_of
from reports.sentences.weighting import IMPLAUSIBLE
from reports.tables.cells import common_criteria
from reports.tables.fairness import compared
from reports.tables.invariance import absent_options


def lead_findings(reading: Reading) -> list[str]:
    """What to do, how well scores tell performance, how sound they are, and for what use."""
    return [
        *unlikely_values(reading),
        action(reading),
        *strength(reading),
        *soundness(reading),
        *unlike_forms(reading),
        *unfairness(reading),
        *same_ids(reading, "lead.same_ids"),
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


def unlike_forms(reading: Reading) -> list[str]:
    """Groups of which one never used an option, so that others had to be joined."""
    return [
        reading.words.text("lead.joined", **absent_option(reading, said))
        for said in absent_options(reading)
    ]


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

"""What to do, in a minute: a few plain sentences that need no statistics to be read."""

from reports import style
from reports.reading import Reading
from reports.sentences.measurement import untested_findings
from reports.sentences.recommendation import rounded_up
from reports.sentences.value import value_of
from reports.sentences.weighting import IMPLAUSIBLE
from reports.tables.cells import common_criteria

LOWEST = 0.7
"""Internal consistency below it is inadequate: EFPA Test Review Model 4.2.6 (2013)."""


def lead_findings(reading: Reading) -> list[str]:
    """What to do, how well scores tell performance, how sound they are, and for what use."""
    return [
        action(reading),
        *strength(reading),
        *soundness(reading),
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
    return said if close.empty else [*said, reading.words.text("lead.too_good")]


def soundness(reading: Reading) -> list[str]:
    """Whether the dimensions are measured as intended, or what to look at first."""
    words = reading.words
    untested = [words.text("lead.untested")] if untested_findings(reading) else []
    if reading.table("measurement/efa", "structure").empty:
        return untested
    doubts = [*item_doubts(reading), *factor_doubts(reading), *reliability_doubts(reading)]
    if doubts:
        listed = words.text("signs.clauses").join(doubts)
        return [*untested, words.text("lead.doubtful", doubts=listed)]
    return [*untested, words.text("lead.sound")]


def item_doubts(reading: Reading) -> list[str]:
    """How many items do not behave as intended."""
    structure = reading.table("measurement/efa", "structure")
    astray = (structure["verdict"] != "as_intended").sum()
    n, total = style.count(astray), style.count(len(structure))
    return [reading.words.text("lead.items", n=n, total=total)] if astray else []


def factor_doubts(reading: Reading) -> list[str]:
    """Whether the answers suggest another number of dimensions."""
    frame = reading.table("measurement/retention", "decisions").dropna(subset="n_factors")
    same = (frame["n_factors"] == frame["n_intended"]).all()
    return [] if same else [reading.words.text("lead.factors")]


def reliability_doubts(reading: Reading) -> list[str]:
    """The least reliable dimension, if its reliability is too low."""
    frame = reading.table("measurement/reliability", "dimensions")
    omega = frame[(frame["coefficient"] == "omega_total") & (frame["estimate"] < LOWEST)]
    if omega.empty:
        return []
    row = omega.sort_values("estimate", kind="stable").iloc[0]
    name, value = reading.dimension(row["dimension"]), style.bounded(row["estimate"])
    return [reading.words.text("lead.unreliable", dimension=name, value=value)]


def use(reading: Reading) -> str:
    """What the weights may be used for, by the study's purpose."""
    purpose = reading.given.study.purpose
    kind = "development" if purpose == "development" else "decisions"
    return reading.words.text(f"lead.use.{kind}")


def draft(reading: Reading) -> list[str]:
    """That numbers of a draft may still move a little."""
    is_draft = reading.given.run.precision == "draft"
    return [reading.words.text("lead.draft")] if is_draft else []

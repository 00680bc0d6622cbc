"""Whether the dimensions are measured as intended; what has no result has not been shown."""

from analysis.columns import BLOCK
from reports import style
from reports.reading import Reading, blocks, rows_of
from reports.sentences.confirmatory import fit_verdicts
from reports.sentences.measurement import untested_findings
from reports.sentences.solutions import (
    EFA,
    factor_trouble,
    intended_models,
    is_solved,
    key_of,
    readable_structure,
    unsolved,
)

MANY = 0.1
"""Share of items astray from which on the questionnaire, not an item, is in question."""

LOWEST = 0.7
"""Internal consistency below it is inadequate: EFPA Test Review Model 4.2.6 (2013)."""

ONE_FACTOR_TROUBLE = ("heywood_case", "one_factor_not_converged")
"""Notes on one-factor solutions from which an omega is not to be read."""

KEYS = [*BLOCK, "dimension"]

SUMMED = ("omega_total", "alpha")
"""Coefficients of reliability, the one to lead with first."""


def soundness(reading: Reading) -> list[str]:
    """Whether the dimensions are measured as intended, or what to look at first."""
    words = reading.words
    untested = [words.text("lead.untested")] if untested_findings(reading) else []
    found = reading.table(EFA, "structure")
    structure = readable_structure(reading)
    astray = int((structure["verdict"] != "as_intended").sum())
    counted = {"n": style.count(astray), "total": style.count(len(structure))}
    doubts = [words.text("lead.items", **counted)] if astray > MANY * len(structure) else []
    doubts += [*alike_doubts(reading), *factoring_doubts(reading), *model_doubts(reading)]
    if not found.empty:
        doubts += [
            *factor_doubts(reading), *fit_doubts(reading), *reliability_doubts(reading)
        ]  # fmt: skip
    if doubts:
        listed = words.text("signs.clauses").join(dict.fromkeys(doubts))
        return [*untested, words.text("lead.doubtful", doubts=listed)]
    if found.empty:
        return untested or [words.text("lead.untested")]
    passed = words.text("lead.mostly", **counted) if astray else words.text("lead.sound")
    return [*untested, passed]


def alike_doubts(reading: Reading) -> list[str]:
    """Pairs of items with the same answers, which may be one column twice."""
    notes = reading.given.summary("measurement/item_statistics").get("notes") or []
    return [
        reading.words.text(
            "lead.alike",
            item_a=said["item_a"],
            item_b=said["item_b"],
            n=style.count(said["n_same"]),
            total=style.count(said["n"]),
        )
        for said in notes
        if said["note"] == "items_answered_alike"
    ]


def factoring_doubts(reading: Reading) -> list[str]:
    """Exploratory factors that found no solution which could be read."""
    keys = blocks(reading.table(EFA, "structure"))
    return [
        reading.words.text("lead.no_factors", why=why)
        for key in keys
        if (why := factor_trouble(reading, key))
    ]


def model_doubts(reading: Reading) -> list[str]:
    """Intended models without an admissible solution, or without any result."""
    models = intended_models(reading)
    doubts = [
        reading.words.text("lead.no_solution", why=unsolved(reading, row))
        for row in models
        if not is_solved(row)
    ]
    known = {key_of(row) for row in models}
    absent = [key for key in blocks(reading.table(EFA, "structure")) if key not in known]
    return doubts + [reading.words.text("lead.no_model")] * bool(absent)


def factor_doubts(reading: Reading) -> list[str]:
    """Answers with no criterion that suggests the intended number of factors, or with none."""
    frame = reading.table("measurement/retention", "decisions").dropna(subset="n_factors")
    doubts = []
    for key in blocks(reading.table(EFA, "structure")):
        rows = rows_of(frame, key)
        if rows.empty:
            doubts.append(reading.words.text("lead.no_retention"))
        elif not (rows["n_factors"] == rows["n_intended"]).any():
            doubts.append(reading.words.text("lead.factors"))
    return doubts


def fit_doubts(reading: Reading) -> list[str]:
    """Whether the intended model is misspecified for any answers, or its fit not judged."""
    verdicts = set(fit_verdicts(reading))
    doubts = ["misfit"] if {"misfit", "wrong"} & verdicts else []
    doubts += ["fit_unknown"] if "unknown" in verdicts else []
    return [reading.words.text(f"lead.{name}") for name in doubts]


def reliability_doubts(reading: Reading) -> list[str]:
    """The least reliable dimension, if that is too low, and those of unknown reliability."""
    frame = reading.table("measurement/reliability", "dimensions")
    frame = frame[frame["coefficient"].isin(SUMMED)]
    order = {name: place for place, name in enumerate(SUMMED)}
    frame = frame.sort_values("coefficient", key=lambda c: c.map(order), kind="stable")
    known = frame.dropna(subset="estimate").drop_duplicates(KEYS)
    low = known[known["estimate"] < LOWEST].sort_values("estimate", kind="stable")
    doubts = []
    for row in low.head(1).to_dict("records"):
        name, value = reading.dimension(row["dimension"]), style.bounded(row["estimate"])
        doubts.append(reading.words.text("lead.unreliable", dimension=name, value=value))
    unknown = set(map(tuple, frame[KEYS].values)) - set(map(tuple, known[KEYS].values))
    names = [reading.dimension(d) for d in dict.fromkeys(key[-1] for key in sorted(unknown))]
    if names:
        listed = reading.words.listing(names)
        doubts.append(reading.words.text("lead.no_reliability", dimensions=listed))
    return [*doubts, *improper_reliability(reading)]


def improper_reliability(reading: Reading) -> list[str]:
    """Dimensions whose omega rests on a one-factor solution that is none."""
    notes = reading.given.summary("measurement/reliability").get("notes") or []
    wrong = [n["dimension"] for n in notes if n["note"] in ONE_FACTOR_TROUBLE]
    if not wrong:
        return []
    names = [reading.dimension(dimension) for dimension in dict.fromkeys(wrong)]
    listed = reading.words.listing(names)
    return [reading.words.text("lead.improper_reliability", dimensions=listed)]

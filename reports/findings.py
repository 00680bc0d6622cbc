"""What was found, in plain language: results in, sentences out. Numbers are picked."""

from collections.abc import Callable
from typing import Any

from analysis.columns import BLOCK
from reports import style
from reports.inputs import ReportInput
from reports.reading import Reading, blocks, rows_of
from reports.tables.cells import common_criteria
from reports.words import Words

DIFFERENTIAL = ("regression", "general_dominance", "relative_weight")


def intake_findings(reading: Reading) -> list[str]:
    """How many answers and records came in, and how many could be used."""
    words = reading.words
    answers, records = (reading.given.summary(f"intake/{r}") for r in ("answers", "records"))
    received, kept = int(answers["n_received"]), int(answers["n_kept"])
    return [
        words.text(
            "findings.intake.answers",
            received=style.count(received),
            kept=style.count(kept),
            rejected=style.count(received - kept),
        ),
        words.text(
            "findings.intake.records",
            received=style.count(records["n_received"]),
            kept=style.count(records["n_kept"]),
            without=style.count(records["n_people_without_records"]),
        ),
    ]


def flagged_findings(reading: Reading) -> list[str]:
    """How many responses of each set of answers are flagged."""
    flags = reading.table("screening/flags", "flags")
    sentences = []
    for key in blocks(flags):
        block = rows_of(flags, key)
        sentences.append(
            reading.words.text(
                "findings.screening.flagged",
                answers=reading.block(*key),
                n=style.count(block["flagged"].sum()),
                total=style.count(len(block)),
                share=style.percent(block["flagged"].mean()),
            )
        )
    return sentences


def screening_findings(reading: Reading) -> list[str]:
    """How many are flagged, by which rule, and where leaving them out moves alpha most."""
    rule = reading.words.text("findings.screening.rule")
    return [*flagged_findings(reading), rule, *effect_finding(reading)]


def effect_finding(reading: Reading) -> list[str]:
    """The dimension whose alpha changes most when the flagged are left out."""
    effect = reading.table("screening/flags", "effect")
    keys = [*BLOCK, "dimension"]
    alpha = effect[effect["statistic"] == "alpha"].drop_duplicates([*keys, "kept"])
    whole, kept = (alpha[alpha["kept"] == side] for side in ("all", "kept"))
    both = whole.merge(kept, on=keys, suffixes=("_all", "_kept"))
    both = both.assign(change=(both["estimate_kept"] - both["estimate_all"]).abs())
    both = both[both["change"].notna()].sort_values("change", kind="stable")
    if both.empty:
        return []
    row = both.iloc[-1]
    return [
        reading.words.text(
            "findings.screening.effect",
            dimension=reading.dimension(row["dimension"]),
            answers=reading.block(row["instrument"], row["source"], row["wave"]),
            before=style.bounded(row["estimate_all"]),
            after=style.bounded(row["estimate_kept"]),
        )
    ]


def reliability_findings(reading: Reading) -> list[str]:
    """The least and most reliable dimension of each set of answers."""
    frame = reading.table("measurement/reliability", "dimensions")
    frame = frame[frame["estimate"].notna()]
    sentences = []
    for key in blocks(frame):
        block = rows_of(frame, key)
        omega = block[block["coefficient"] == "omega_total"]
        shown = (omega if len(omega) else block).sort_values(["estimate", "dimension"])
        low, high = shown.iloc[0], shown.iloc[-1]
        sentences.append(
            reading.words.text(
                "findings.measurement.reliability",
                answers=reading.block(*key),
                coefficient=reading.words.term("coefficient", low["coefficient"]),
                lowest=reading.dimension(low["dimension"]),
                low=value_of(low),
                highest=reading.dimension(high["dimension"]),
                high=value_of(high),
            )
        )
    return sentences


def value_of(row: Any, name: str = "estimate") -> str:
    """`estimate [low, high]` of a row of results."""
    prefix = "" if name == "estimate" else f"{name}_"
    return style.estimate(row[name], row[f"{prefix}ci_low"], row[f"{prefix}ci_high"])


def retention_findings(reading: Reading) -> list[str]:
    """How many factors each criterion suggests, beside how many are intended."""
    words = reading.words
    frame = reading.table("measurement/retention", "decisions")
    frame = frame[frame["n_factors"].notna()]
    sentences = []
    for key in blocks(frame):
        rows = rows_of(frame, key)
        suggested = [
            words.text(
                "signs.with_points", name=words.term("retention", c), points=style.count(n)
            )
            for c, n in rows[["criterion", "n_factors"]].values
        ]
        same = (rows["n_factors"] == rows["n_intended"]).all()
        sentences.append(
            words.text(
                f"findings.measurement.retention_{'same' if same else 'other'}",
                answers=reading.block(*key),
                suggested=words.listing(suggested),
                intended=style.count(rows["n_intended"].iloc[0]),
            )
        )
    return sentences


def structure_findings(reading: Reading) -> list[str]:
    """How many items lie where they were meant to, and which do not."""
    words = reading.words
    frame = reading.table("measurement/efa", "structure")
    sentences = []
    for key in blocks(frame):
        block = rows_of(frame, key)
        astray = block[block["verdict"] != "as_intended"]
        common = {"answers": reading.block(*key), "total": style.count(len(block))}
        if astray.empty:
            sentences.append(words.text("findings.measurement.structure_whole", **common))
            continue
        n = style.count(len(block) - len(astray))
        named = words.listing(
            [
                words.text("signs.with_remark", name=i, remark=words.term("verdict", v))
                for i, v in astray[["item", "verdict"]].values
            ]
        )
        sentences.append(
            words.text("findings.measurement.structure_astray", named=named, n=n, **common)
        )
    return [*sentences, *congruence_finding(reading)]


def congruence_finding(reading: Reading) -> list[str]:
    """The dimension whose found pattern is farthest from the intended one."""
    frame = reading.table("measurement/efa", "congruence")
    frame = frame[frame["estimate"].notna()].sort_values("estimate", kind="stable")
    if frame.empty:
        return []
    row = frame.iloc[0]
    return [
        reading.words.text(
            "findings.measurement.congruence",
            dimension=reading.dimension(row["dimension"]),
            answers=reading.block(row["instrument"], row["source"], row["wave"]),
            value=value_of(row),
        )
    ]


def scoring_findings(reading: Reading) -> list[str]:
    """How sure a score is."""
    frame = reading.table("scoring/scores", "scales")
    frame = frame[frame["standard_error_of_measurement"].notna()]
    order = frame.sort_values("standard_error_of_measurement", kind="stable")
    if order.empty:
        return []
    low, high = order.iloc[0], order.iloc[-1]
    return [
        reading.words.text(
            "findings.scoring.error",
            smallest=reading.dimension(low["dimension"]),
            low=style.number(low["standard_error_of_measurement"]),
            largest=reading.dimension(high["dimension"]),
            high=style.number(high["standard_error_of_measurement"]),
            answers_low=reading.block(low["instrument"], low["source"], low["wave"]),
            answers_high=reading.block(high["instrument"], high["source"], high["wave"]),
        )
    ]


def criterion_findings(reading: Reading) -> list[str]:
    """What the composite consists of, and what adjustment takes away."""
    words = reading.words
    frame = reading.table("criterion/performance", "composition")
    parts = [
        words.text("signs.with_remark", name=reading.criterion(k), remark=style.percent(s, 0))
        for k, s in frame[["kpi", "share"]].values
    ]
    sentences = [words.text("findings.criterion.composition", parts=words.listing(parts))]
    adjusted = frame[frame["r2_adjustment"].notna() & (frame["r2_adjustment"] > 0)]
    if len(adjusted):
        order = adjusted.sort_values("r2_adjustment", kind="stable")
        sentences.append(
            words.text(
                "findings.criterion.adjustment",
                kpi=reading.criterion(order["kpi"].iloc[-1]),
                share=style.percent(order["r2_adjustment"].iloc[-1], 0),
            )
        )
    return sentences


def validity_findings(reading: Reading) -> list[str]:
    """Which dimension goes with performance most closely, and how much all explain."""
    words = reading.words
    frame = common_criteria(reading.table("weighting/validity", "correlations"), composite=True)
    sentences = []
    for source in dict.fromkeys(frame["source"]):
        rows = frame[(frame["source"] == source) & frame["estimate"].notna()]
        clear = rows[(rows["ci_low"] > 0) | (rows["ci_high"] < 0)]
        row = rows.sort_values("estimate", kind="stable").iloc[-1]
        sentences.append(
            words.text(
                "findings.weighting.validity",
                source=reading.source(source),
                dimension=reading.dimension(row["dimension"]),
                value=value_of(row),
                clear=style.count(len(clear)),
                total=style.count(len(rows)),
                n=style.count(row["n"]),
            )
        )
    models = common_criteria(reading.table("weighting/validity", "models"), composite=True)
    for row in models.to_dict("records"):
        sentences.append(
            words.text(
                "findings.weighting.explained",
                source=reading.source(row["source"]),
                r_squared=style.bounded(row["r_squared"]),
                adjusted=style.bounded(row["r_squared_ezekiel"]),
                cross=style.bounded(row["cross_validity_browne"]),
            )
        )
    return sentences


def importance_findings(reading: Reading) -> list[str]:
    """Which dimension holds the largest part of the explained variance."""
    frame = common_criteria(reading.table("weighting/importance", "importance"), composite=True)
    frame = frame[(frame["method"] == "general_dominance") & frame["share"].notna()]
    sentences = []
    for source in dict.fromkeys(frame["source"]):
        rows = frame[frame["source"] == source].sort_values("share", kind="stable")
        row = rows.iloc[-1]
        sentences.append(
            reading.words.text(
                "findings.weighting.importance",
                source=reading.source(source),
                dimension=reading.dimension(row["dimension"]),
                share=style.percent(row["share"], 0),
                low=style.percent(row["share_ci_low"], 0),
                high=style.percent(row["share_ci_high"], 0),
            )
        )
    return sentences


def tournament_findings(reading: Reading) -> list[str]:
    """How equal weights and the best differential scheme predict people they have not seen."""
    words = reading.words
    frame = common_criteria(reading.table("weighting/schemes", "schemes"), composite=True)
    sentences = []
    for source in dict.fromkeys(frame["source"]):
        rows = frame[(frame["source"] == source) & frame["estimate"].notna()]
        unit = rows[rows["scheme"] == "unit"]
        rivals = rows[rows["scheme"] != "unit"].sort_values("gain", kind="stable")
        if unit.empty or rivals.empty:
            continue
        best = rivals.iloc[-1]
        clear = "clear" if best["gain_ci_low"] > 0 else "unclear"
        sentences.append(
            words.text(
                f"findings.weighting.tournament_{clear}",
                unit=value_of(unit.iloc[0]),
                best=words.term("scheme", best["scheme"]),
                value=value_of(best),
                gain=style.estimate(
                    best["gain"], best["gain_ci_low"], best["gain_ci_high"], decimals=3
                ),
            )
        )
    return sentences


def recommendation(reading: Reading) -> list[str]:
    """Which scheme is recommended, and the points it gives."""
    words = reading.words
    frame = reading.table("weighting/weights", "weights")
    scheme = str(frame["scheme"].iloc[0])
    kind = "differential" if scheme in DIFFERENTIAL else "equal"
    several = len(set(frame["source"])) > 1
    parts = []
    for row in frame.to_dict("records"):
        name = reading.dimension(row["dimension"])
        if several:
            name = f"{reading.source(row['source'])} · {name}"
        points = style.number(row["points"], 0)
        parts.append(words.text("signs.with_points", name=name, points=points))
    return [
        words.text(
            f"findings.weighting.recommended_{kind}", scheme=words.term("scheme", scheme)
        ),
        words.text("findings.weighting.points", parts=words.listing(parts)),
    ]


FINDINGS: dict[str, list[Callable[[Reading], list[str]]]] = {
    "intake": [intake_findings],
    "screening": [screening_findings],
    "measurement": [reliability_findings, retention_findings, structure_findings],
    "scoring": [scoring_findings],
    "criterion": [criterion_findings],
    "weighting": [
        validity_findings,
        importance_findings,
        tournament_findings,
        recommendation,
    ],
}
"""What each chapter begins with."""


SUMMARY: dict[str, list[Callable[[Reading], list[str]]]] = {
    "weighting": [recommendation, tournament_findings, validity_findings],
    "measurement": [reliability_findings, retention_findings, structure_findings],
    "criterion": [criterion_findings],
    "intake": [intake_findings, flagged_findings],
}
"""What the summary says, under the chapters where it is shown in full."""


def summary_of(reading: Reading) -> list[tuple[str, list[str]]]:
    """The sentences of the summary, by chapter."""
    return [
        (name, [s for find in finds for s in find(reading)]) for name, finds in SUMMARY.items()
    ]


def findings_of(reading: Reading, chapter: str) -> list[str]:
    """The sentences that open a chapter."""
    return [sentence for find in FINDINGS.get(chapter, []) for sentence in find(reading)]


def terminal_summary(given: ReportInput, *, language: str = "en") -> str:
    """What was found, on one screen of plain text: at most 30 lines of about 100 letters."""
    words = Words(language)
    reading = Reading(given, words)
    lines = [headline(reading), ""]
    lines += ["  " + s for s in [*intake_findings(reading), *flagged_findings(reading)]]
    lines += ["", words.text("terminal.measurement")]
    lines += ["  " + line for line in measurement_lines(reading)]
    lines += ["", words.text("terminal.weights")]
    lines += ["  " + line for line in weight_lines(reading)]
    lines += ["  " + sentence for sentence in tournament_findings(reading)]
    return "\n".join(lines) + "\n"


def headline(reading: Reading) -> str:
    """The study, and whether its data are simulated and its numbers a draft."""
    study, words = reading.given.study, reading.words
    remarks = [words.term("precision", reading.given.run.precision)]
    if study.simulated:
        remarks.insert(0, words.text("terms.data.simulated"))
    return words.text("terminal.headline", study=study.name, remarks=words.listing(remarks))


def measurement_lines(reading: Reading) -> list[str]:
    """Reliability, number of factors and structure, one line each for each set of answers."""
    structure = reading.table("measurement/efa", "structure")
    lines = [*reliability_findings(reading), *retention_findings(reading)]
    for key in blocks(structure):
        block = rows_of(structure, key)
        lines.append(
            reading.words.text(
                "terminal.structure",
                answers=reading.block(*key),
                n=style.count((block["verdict"] == "as_intended").sum()),
                total=style.count(len(block)),
            )
        )
    return lines


def weight_lines(reading: Reading) -> list[str]:
    """The recommended points with their intervals, in columns."""
    frame = reading.table("weighting/weights", "weights")
    words = reading.words
    names = [reading.dimension(d) for d in frame["dimension"]]
    rival = {
        (row["source"], row["dimension"]): row for row in reading.rival().to_dict("records")
    }
    width = max(map(text_width, names))
    lines = []
    for name, row in zip(names, frame.to_dict("records"), strict=True):
        bounds = points_interval(row)
        other = rival.get((row["source"], row["dimension"]))
        if other is not None:
            bounds = words.text(
                "terminal.rival",
                scheme=words.term("scheme", other["scheme"]),
                points=style.number(100 * other["weight"], 0),
                interval=points_interval(other),
            )
        pad = " " * (width - text_width(name))
        points = style.number(row["points"], 0)
        lines.append(f"{name}{pad}  {points:>3}  {bounds}".rstrip())
    return [
        *lines,
        words.text("terminal.scheme", scheme=words.term("scheme", frame["scheme"].iloc[0])),
    ]


def points_interval(row: Any) -> str:
    """The interval of a weight, in points of 100."""
    return style.interval(100 * row["ci_low"], 100 * row["ci_high"], 0, unit=False)


def text_width(text: str) -> int:
    """Columns that `text` takes in a terminal; a Chinese sign takes two."""
    return sum(2 if ord(sign) > 0x2E7F else 1 for sign in text)

"""What was found, in plain language: results in, sentences out. Numbers are picked."""

from collections.abc import Callable
from typing import Any

from reports import style
from reports.inputs import ReportInput
from reports.reading import Reading, blocks, reading_of, rows_of
from reports.sentences.confirmatory import (
    distinct_findings,
    fit_findings,
    fit_lines,
    misfit_findings,
    rival_findings,
)
from reports.sentences.criterion import (
    criterion_findings,
    share_findings,
)
from reports.sentences.criterion import reliability_findings as criterion_reliability
from reports.sentences.dimension_scores import (
    determinacy_findings,
    general_findings,
    own_score_findings,
)
from reports.sentences.fairness import fairness_findings
from reports.sentences.holdout import holdout_findings
from reports.sentences.importance import importance_findings
from reports.sentences.intake import intake_findings
from reports.sentences.invariance import invariance_findings
from reports.sentences.irt import dif_findings, irt_findings
from reports.sentences.measurement import (
    reliability_findings,
    retention_findings,
    structure_findings,
    unread_text,
    untested_findings,
)
from reports.sentences.occasions import occasion_findings
from reports.sentences.recommendation import recommendation, verdict_findings
from reports.sentences.robustness import (
    conclusion_findings,
    sensitivity_findings,
    specification_findings,
)
from reports.sentences.scoring import scoring_findings
from reports.sentences.screening import flagged_findings, screening_findings
from reports.sentences.solutions import factor_trouble
from reports.sentences.tournament import tournament_findings
from reports.sentences.unlikely import unlikely_values
from reports.sentences.weighting import (
    common_source_findings,
    diagnostic_findings,
    validity_findings,
)

FINDINGS: dict[str, list[Callable[[Reading], list[str]]]] = {
    "intake": [intake_findings],
    "screening": [screening_findings],
    "measurement": [
        untested_findings,
        reliability_findings,
        retention_findings,
        structure_findings,
        fit_findings,
        rival_findings,
        misfit_findings,
        distinct_findings,
        own_score_findings,
        general_findings,
        determinacy_findings,
        irt_findings,
        invariance_findings,
        occasion_findings,
        holdout_findings,
        dif_findings,
    ],
    "scoring": [scoring_findings],
    "criterion": [unlikely_values, criterion_findings, criterion_reliability, share_findings],
    "weighting": [
        recommendation,
        tournament_findings,
        validity_findings,
        diagnostic_findings,
        common_source_findings,
        importance_findings,
        specification_findings,
        sensitivity_findings,
        fairness_findings,
    ],
    "sensitivity": [conclusion_findings],
}
"""What each chapter begins with, and what the section on sensitivity does."""


SUMMARY: dict[str, list[Callable[[Reading], list[str]]]] = {
    "weighting": [
        recommendation,
        tournament_findings,
        validity_findings,
        common_source_findings,
        fairness_findings,
    ],
    "measurement": [
        untested_findings,
        reliability_findings,
        retention_findings,
        structure_findings,
        fit_findings,
        rival_findings,
    ],
    "criterion": [criterion_findings, criterion_reliability],
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
    """What was found, on one screen of plain text: at most 30 lines."""
    reading = reading_of(given, language)
    words = reading.words
    lines = [headline(reading), "", *unlikely_values(reading)]
    lines += ["  " + s for s in [*intake_findings(reading), *flagged_findings(reading)]]
    lines += ["", words.text("terminal.measurement")]
    lines += ["  " + line for line in measurement_lines(reading)]
    title = "weights" if reading.anything_valid() else "no_weights"
    lines += ["", words.text(f"terminal.{title}")]
    lines += ["  " + line for line in weight_lines(reading)]
    lines += ["  " + s for s in [*verdict_findings(reading), *tournament_findings(reading)]]
    return "\n".join(lines) + "\n"


def headline(reading: Reading) -> str:
    """The study, and whether its data are simulated and its numbers a draft."""
    study, words = reading.given.study, reading.words
    remarks = [words.term("precision", reading.given.run.precision)]
    if study.simulated:
        remarks.insert(0, words.text("terms.data.simulated"))
    return words.text("terminal.headline", study=study.name, remarks=words.listing(remarks))


def measurement_lines(reading: Reading) -> list[str]:
    """Reliability, factors, structure and fit, one line each for each set of answers."""
    structure = reading.table("measurement/efa", "structure")
    lines = [*untested_findings(reading), *reliability_findings(reading)]
    lines += retention_findings(reading)
    for key in blocks(structure):
        if why := factor_trouble(reading, key):
            lines.append(unread_text(reading, key, why))
            continue
        block = rows_of(structure, key)
        lines.append(
            reading.words.text(
                "terminal.structure",
                answers=reading.block(*key),
                n=style.count((block["verdict"] == "as_intended").sum()),
                total=style.count(len(block)),
            )
        )
    return [*lines, *fit_lines(reading)]


def weight_lines(reading: Reading) -> list[str]:
    """The recommended points with their intervals, in columns."""
    frame = reading.table("weighting/recommendation", "weights")
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

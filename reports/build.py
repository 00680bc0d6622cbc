"""The technical report: one HTML file in one language, in need of nothing else."""

from pathlib import Path

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from analysis.columns import OWN_SOURCES
from reports import style
from reports.appendix import Appendix
from reports.findings import findings_of, summary_of
from reports.inputs import ReportInput, missing_results
from reports.parts import figure_parts, table_parts
from reports.reading import Reading, reading_of
from reports.sentences.controls import taken_out_text
from reports.sentences.invariance import limits_overcome
from reports.sentences.lead import lead_findings
from reports.sentences.measurement import anything_consistent, untested_findings
from reports.sentences.occasions import compared_by
from reports.sentences.screening import anybody_judged, anything_rated
from reports.tables.missing import policy_of

PAGES = Path(__file__).parent / "pages"

DATA_FILES = ["reports/pages/*"]
"""What this module reads; a rule depends on it."""

CHAPTERS = [
    "summary",
    "intake",
    "screening",
    "measurement",
    "scoring",
    "criterion",
    "weighting",
    "method",
    "glossary",
    "appendix",
]


def build_report(results: ReportInput, *, language: str) -> str:
    """The report on `results` as one HTML page in `language`.

    Raises
    ------
    ValueError
        With one line for every table or summary that is lacking.
    """
    if problems := missing_results(results.results):
        raise ValueError("\n".join(problems))
    reading = reading_of(results, language)
    environment = Environment(
        loader=FileSystemLoader(PAGES),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    page = environment.get_template("report.html.jinja")
    return page.render(
        t=reading.words.text,
        term=reading.words.term,
        names=reading.words.names,
        chapters=CHAPTERS,
        appendix=Appendix(),
        study=results.study,
        run=results.run,
        language=language,
        title=title_of(reading),
        facts=headline_facts(reading),
        lead=lead_findings(reading),
        summary=summary_of(reading),
        findings=lambda chapter: findings_of(reading, chapter),
        table=lambda chapter, name: table_parts(reading, chapter, name),
        figure=lambda chapter, name: figure_parts(reading, chapter, name),
        there=lambda rule, name: len(reading.table(rule, name)) > 0,
        judged=anybody_judged(reading),
        consistent=anything_consistent(reading),
        valid=reading.anything_valid(),
        overcome=lifted_limits(reading),
        adjusted=len(reading.table("criterion/performance", "adjustment")) > 0,
        rated=anything_rated(reading),
        taken_out=taken_out_text(reading),
        fair={
            "differences": reading.table("weighting/fairness", "differences"),
            "summary": reading.given.summary("weighting/fairness"),
        },
        curve=reading.given.summary("weighting/specifications"),
        left_out=len(reading.table("weighting/tournament", "left_out")) > 0,
        common_source=len(reading.table("weighting/validity", "common_source")) > 0,
        missing_policy=policy_of(reading),
        css=Markup((PAGES / "report.css").read_text(encoding="utf-8")),
    )


def lifted_limits(reading: Reading) -> set[str]:
    """Limits that do not apply, as what they miss was tested."""
    groupings = {"years": "wave", "sources": "source"}
    met = {limit for limit, by in groupings.items() if compared_by(reading, by)}
    return limits_overcome(reading) | met | pointless_limits(reading)


def pointless_limits(reading: Reading) -> set[str]:
    """Limits to what this study has no part of."""
    answers = reading.table("measurement/item_statistics", "item_statistics")
    sources = set(answers["source"])
    absent = {
        "structure": not untested_findings(reading),
        "sources": len(sources) < 2,
        "agreement": sources <= set(OWN_SOURCES),
        "clusters": bool(reading.given.study.clusters),
    }
    return {limit for limit, lacking in absent.items() if lacking}


def title_of(reading: Reading) -> str:
    """The study's own title, or those of its questionnaires."""
    if reading.given.study.title is not None:
        return reading.said(reading.given.study.title)
    return reading.words.listing(
        [reading.said(i.title) for i in reading.given.instruments.values()]
    )


def headline_facts(reading: Reading) -> list[tuple[str, str]]:
    """The numbers at the head of the report, each with what it counts."""
    given, words = reading.given, reading.words
    flags = reading.table("screening/flags", "flags")
    weights = reading.table("weighting/recommendation", "weights")
    answers = given.summary("intake/answers")
    facts = {
        "received": style.count(answers["n_received"]),
        "kept": style.count(answers["n_kept"]),
        "flagged": style.count(int(flags["flagged"].sum())),
        "dimensions": style.count(len(weights)),
        "people": style.count(float(weights["n"].iloc[0])),
    }
    return [(words.text(f"headline.{name}"), value) for name, value in facts.items()]

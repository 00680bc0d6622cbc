"""The linter: every finding of an instrument, in the order of the questionnaire's checks."""

from collections.abc import Iterator

from analysis.instrument import Instrument
from analysis.linting.design import design_findings
from analysis.linting.findings import Finding
from analysis.linting.pairs import pair_findings
from analysis.linting.rules import LintRules
from analysis.linting.similarity import near_duplicates
from analysis.linting.translation import translation_findings
from analysis.linting.wording import wording_findings, wordings


def lint(instrument: Instrument, rules: LintRules) -> list[Finding]:
    """What a test constructor would object to; nothing for a published questionnaire."""
    if instrument.adopted:
        return []
    return [x for x in all_findings(instrument, rules) if rules.rules[x.rule].severity != "off"]


def all_findings(instrument: Instrument, rules: LintRules) -> Iterator[Finding]:
    """The findings of every rule."""
    yield from translation_findings(instrument)
    for wording in wordings(instrument):
        yield from wording_findings(wording, rules)
    yield from pair_findings(instrument, rules)
    yield from near_duplicates(instrument, rules)
    yield from design_findings(instrument, rules)

"""`make lint-instruments`: what a test constructor would object to in questionnaires."""

import argparse
import os
import sys
from pathlib import Path

import yaml

from analysis.errors import AnalysisError
from analysis.instrument import load_instrument
from analysis.linting.findings import Finding
from analysis.linting.lint import lint
from analysis.linting.rules import LANGUAGES, Language, LintRules, load_rules

ROOT = Path(__file__).resolve().parent.parent
RULES = ROOT / "config" / "wording.yaml"
DECIMALS = 2


def main(arguments: list[str]) -> int:
    """Print the findings of every file; 1 if any is an error, 2 if a file cannot be read."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("files", nargs="*", type=Path, help="default: all of instruments/")
    parser.add_argument("--language", choices=LANGUAGES, default="en", help="of the reasons")
    parser.add_argument("--errors-only", action="store_true", help="leave warnings out")
    given = parser.parse_args(arguments)
    files = given.files or own_instruments()
    rules = load_rules(RULES)
    shown = {"error"} if given.errors_only else {"error", "warning"}
    codes = [show(file, rules, given.language, shown) for file in files]
    return max(codes, default=0)


def own_instruments() -> list[Path]:
    """Every questionnaire of the project, as seen from here."""
    return [Path(os.path.relpath(f)) for f in sorted((ROOT / "instruments").glob("*.yaml"))]


def show(file: Path, rules: LintRules, language: Language, shown: set[str]) -> int:
    """Print the findings of the instrument in `file`; the exit code it asks for."""
    try:
        found = lint(load_instrument(file), rules)
    except (AnalysisError, OSError) as error:
        print(error, file=sys.stderr)
        return 2
    except yaml.YAMLError as error:
        print(f"{file}: this is no YAML: {' '.join(str(error).split())}", file=sys.stderr)
        return 2
    for finding in found:
        if rules.rules[finding.rule].severity in shown:
            print(f"{file}: {sentence(finding, rules, language)}")
    return int(any(rules.rules[x.rule].severity == "error" for x in found))


def n_remarks(file: Path) -> int:
    """How many findings the linter has on the instrument in `file`; 0 if it cannot be read."""
    try:
        return len(lint(load_instrument(file), load_rules(RULES)))
    except (AnalysisError, OSError, yaml.YAMLError):
        return 0


def sentence(finding: Finding, rules: LintRules, language: Language) -> str:
    """A finding as one line: how serious, which rule, where, and why."""
    rule = rules.rules[finding.rule]
    values = {
        name: round(value, DECIMALS) if isinstance(value, float) else value
        for name, value in finding.values.items()
    }
    text = ", ".join(x for x in (finding.part, finding.language) if x)
    place = f"{finding.where} ({text})" if text else finding.where
    return f"{rule.severity} {finding.rule}: {place}: " + getattr(rule, language).format(
        **values
    )


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

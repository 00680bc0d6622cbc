"""`make forms`: write the forms of a study, per language and for self and other raters."""

import argparse
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

from analysis.errors import InstrumentError
from analysis.form_plan import Layout, form_stream, layout_of
from analysis.instrument import Instrument, Text
from analysis.strict_yaml import read_yaml
from reports.forms.codebook import codebook
from reports.forms.limesurvey import limesurvey
from reports.forms.paper import paper
from reports.forms.paper_docx import paper_docx
from reports.forms.paper_html import paper_html
from reports.forms.qualtrics import qualtrics
from reports.forms.questionnaire import (
    Notice,
    Questionnaire,
    Source,
    has_other,
    questionnaire,
)
from reports.forms.redcap import redcap
from reports.forms.wenjuanxing import wenjuanxing
from reports.forms.xlsform import xlsform
from reports.words import Words
from workflow.settings import Settings
from workflow.study import ROOT, all_variants, instruments_of

TOOLS: dict[str, Callable[[Questionnaire], str | bytes]] = {
    "xlsform.xlsx": xlsform,
    "limesurvey.txt": limesurvey,
    "qualtrics.txt": qualtrics,
    "redcap.csv": redcap,
    "wenjuanxing.txt": wenjuanxing,
}
"""The writer of every file that a survey tool takes."""


def settings_of(folder: Path) -> tuple[Settings, dict[str, Instrument]]:
    """Settings and instruments of the study in `folder`, which needs no data yet.

    Raises
    ------
    InstrumentError
        With one line for every problem.
    """
    defaults = read_yaml(ROOT / "config" / "defaults.yaml")
    settings = all_variants(folder, defaults, read_yaml(folder / "study.yaml"))["main"]
    instruments, problems = instruments_of(folder, settings)
    problems += [
        f"instruments: {name} has only scores of tests; there is nothing to ask"
        for name, instrument in instruments.items()
        if not instrument.rated
    ]
    if problems:
        raise InstrumentError("\n".join(problems))
    return settings, {name: one.without_scores for name, one in instruments.items()}


def write_forms(folder: Path, out: Path) -> tuple[list[Path], list[str]]:
    """Write the forms of the study in `folder`; the files, and what could not be written."""
    settings, instruments = settings_of(folder)
    written: list[Path] = []
    refused: list[str] = []
    for position, instrument in enumerate(instruments.values()):
        layout = layout_of(position, **settings.forms.model_dump())
        for language in settings.languages:
            for source in sources_of(instrument):
                place = out / language / source
                place.mkdir(parents=True, exist_ok=True)
                for name, content in files(settings, instrument, layout, language, source):
                    if isinstance(content, InstrumentError):
                        refused.append(str(content))
                        continue
                    path = place / f"{instrument.id}_{name}"
                    path.write_bytes(content)
                    written.append(path)
    return written, list(dict.fromkeys(refused))


def sources_of(instrument: Instrument) -> list[Source]:
    """Whom `instrument` can ask."""
    return ["self", "other"] if has_other(instrument) else ["self"]


def files(
    settings: Settings, instrument: Instrument, layout: Layout, language: str, source: Source
) -> Iterator[tuple[str, bytes | InstrumentError]]:
    """Every file of one form by name; the reason, where a tool does not take the form."""
    words = Words(language)
    form = form_of(settings, instrument, layout, words, source)
    for name, write in TOOLS.items():
        try:
            content = write(form)
        except InstrumentError as error:
            yield name, error
            continue
        yield name, content.encode() if isinstance(content, str) else content
    parts = paper(form, instrument, words)
    yield "paper.html", paper_html(parts, language=language, title=form.title).encode()
    yield "paper.docx", paper_docx(parts, title=form.title)
    yield "codebook.csv", codebook(form, instrument, words).encode()


def form_of(
    settings: Settings, instrument: Instrument, layout: Layout, words: Words, source: Source
) -> Questionnaire:
    """The form that the study's settings ask for; every language has the same order."""
    return questionnaire(
        instrument,
        Notice(
            settings.title or Text(zh=settings.study, en=settings.study),
            settings.purpose,
            settings.documentation.contact,
        ),
        words,
        source=source,
        layout=layout,
        rng=form_stream(settings.seed, instrument),
    )


def main(arguments: list[str]) -> int:
    """Write the forms that `arguments` ask for; the exit code."""
    parser = argparse.ArgumentParser(prog="make forms", description=__doc__)
    parser.add_argument("study", type=Path, help="a study folder")
    folder = parser.parse_args(arguments).study
    if not (folder / "study.yaml").is_file():
        print(f"{folder}/study.yaml: no such file", file=sys.stderr)
        return 2
    try:
        out = ROOT / "results" / settings_of(folder)[0].study / "forms"
        written, refused = write_forms(folder, out)
    except InstrumentError as error:
        print(error, file=sys.stderr)
        return 1
    print("\n".join([f"not written: {reason}" for reason in refused]), end="\n" * bool(refused))
    print(f"{len(written)} forms written to {out.relative_to(ROOT)}")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

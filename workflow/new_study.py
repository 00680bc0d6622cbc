"""`make new-study`: write a study folder that runs at once, with simulated answers."""

import argparse
import json
import os
import sys
from pathlib import Path
from string import Template

from analysis.errors import InstrumentError
from analysis.instrument import Instrument, load_instrument
from analysis.seeds import stream
from analysis.simulation.draw import draw_study
from analysis.simulation.files import write_coded_files
from analysis.simulation.implied_truth import truth_of
from analysis.simulation.mess import add_mess
from analysis.simulation.truth import Truth
from workflow.study import ROOT, VARIANT_NAME, VARIANT_NAMES

INSTRUMENTS = ROOT / "instruments"
TEMPLATES = Path(__file__).resolve().parent / "templates"
FEWEST_PEOPLE = 100
"""Fewer people cannot carry the factor models that a run fits."""


def new_study(instrument: Instrument, folder: Path, *, people: int, seed: int) -> None:
    """Write to `folder`, which must not exist, a study of `instrument` that can be run.

    Raises
    ------
    InstrumentError
        If the name cannot be one, the folder is there, or the answers cannot be drawn.
    """
    if not VARIANT_NAME.match(folder.name):
        raise InstrumentError(f"{folder.name!r} cannot be a name ({VARIANT_NAMES})")
    if folder.exists():
        raise InstrumentError(f"{folder}: is there already; nothing was written")
    if people < FEWEST_PEOPLE:
        raise InstrumentError(f"people: at least {FEWEST_PEOPLE} are needed, got {people}")
    truth = truth_of(instrument, people=people, seed=seed)
    study = draw_study(truth, instrument, stream(seed, "simulation", "draw"))
    messy = add_mess(study, truth, instrument, stream(seed, "simulation", "mess"))
    write_coded_files(messy, truth, instrument, folder)
    words = named(instrument, truth, folder)
    for file in ("study.yaml", "README.md"):
        text = Template((TEMPLATES / file).read_text(encoding="utf-8")).substitute(words)
        (folder / file).write_text(text, encoding="utf-8")


def named(instrument: Instrument, truth: Truth, folder: Path) -> dict[str, object]:
    """What the templates leave open, by name."""
    schema = ROOT / "workflow" / "schemas" / "study.schema.json"
    return {
        "schema": os.path.relpath(schema, folder.resolve()),
        "name": folder.name,
        "folder": folder,
        "instrument": instrument.id,
        "version": instrument.version,
        "title_zh": quoted(f"{instrument.title.zh or instrument.title.en}（模拟数据）"),
        "title_en": quoted(f"{instrument.title.en or instrument.title.zh} (simulated data)"),
        "year": truth.year + 1,
        "people": truth.people,
        "managers": truth.managers,
        "first_item": next(iter(instrument.all_items)),
        "kpis": ", ".join(truth.shares),
        "shares": ", ".join(f"{kpi}: {share}" for kpi, share in truth.shares.items()),
        "seed": truth.seed,
    }


def quoted(text: str) -> str:
    """`text` as a YAML scalar, whatever stands in it."""
    return json.dumps(text, ensure_ascii=False)


def instrument_called(name: str) -> Instrument:
    """The instrument of this name; raises InstrumentError with the names there are."""
    path = INSTRUMENTS / f"{name}.yaml"
    known = sorted(p.stem for p in INSTRUMENTS.glob("*.yaml"))
    if name not in known:
        raise InstrumentError(f"no instrument {name!r}; there are: {', '.join(known)}")
    return load_instrument(path)


def main(arguments: list[str]) -> int:
    """Write the study that `arguments` ask for; the exit code."""
    parser = argparse.ArgumentParser(prog="make new-study", description=__doc__)
    parser.add_argument("instrument", help="the name of a file in instruments/")
    parser.add_argument("study", type=Path, help="its name (in studies/), or a folder's path")
    parser.add_argument("--people", type=int, default=600)
    parser.add_argument("--seed", type=int, default=1)
    asked = parser.parse_args(arguments)
    folder = place_of(asked.study)
    try:
        instrument = instrument_called(asked.instrument)
        new_study(instrument, folder, people=asked.people, seed=asked.seed)
    except InstrumentError as error:
        print(error, file=sys.stderr)
        return 1
    print(f"{folder}: written, with simulated answers of {asked.people} people")
    print(f"next: make run STUDY={folder}")
    return 0


def place_of(study: Path) -> Path:
    """The folder of a study: in studies/, seen from here, where only a name is given."""
    alone = study.parent == Path()
    return Path(os.path.relpath(ROOT / "studies" / study)) if alone else study


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

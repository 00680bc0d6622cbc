"""Every part of an instrument is traced to its source, and every trace leads somewhere."""

import re
from pathlib import Path

import pytest

from analysis.instrument import Instrument, load_instrument
from analysis.kpi import load_kpis

FOLDER = Path(__file__).parents[1] / "instruments"
TEXT = (FOLDER / "SOURCES.md").read_text(encoding="utf-8")
TRACED = set(re.findall(r"`([^`]+)`", "\n".join(re.findall(r"^\|.*", TEXT, re.MULTILINE))))
OURS = [
    path
    for path in sorted(FOLDER.glob("*.yaml"))
    if not load_instrument(path).adopted
]  # fmt: skip


def demanded(instrument: Instrument) -> set[str]:
    paths = {instrument.id}
    paths |= {f"{instrument.id}/stage/{stage.stage}" for stage in instrument.career_stages}
    for d in instrument.dimensions:
        own = f"{instrument.id}/{d.id}"
        paths |= {own, *(f"{own}/{e.id}" for e in d.elements)}
        paths |= {f"{own}/{level.level}" for level in d.levels}
    return paths


def items(instrument: Instrument) -> set[str]:
    return {f"{instrument.id}/{d.id}/{x.id}" for d in instrument.dimensions for x in d.items}


@pytest.mark.parametrize("path", OURS, ids=lambda p: p.stem)
def test_nothing_of_an_instrument_is_without_a_source(path: Path):
    assert demanded(load_instrument(path)) - TRACED == set()


def test_every_path_leads_somewhere():
    known = {f"kpi/{name}" for name in load_kpis(FOLDER / "kpi")}
    for path in OURS:
        instrument = load_instrument(path)
        known |= demanded(instrument) | items(instrument)
    assert TRACED - known == set()


@pytest.mark.parametrize("path", OURS, ids=lambda p: p.stem)
def test_every_item_says_which_document_it_samples(path: Path):
    for item in load_instrument(path).all_items.values():
        assert re.match(r"00[0-4], \S+", item.note or ""), item.id

"""Are clean files taken and spoilt ones stopped? The committed table, and a few draws anew.

A smaller version of benchmarks/calibration/codes_detection.py, with other seeds.
"""

from pathlib import Path

import pandas as pd
import pytest

from analysis.errors import DataError
from analysis.instrument import Instrument, load_instrument
from analysis.intake.answers import answers
from analysis.intake.exports import Export
from analysis.seeds import stream
from analysis.simulation.codings import SPOILT, CodingDesign, draw_codes

ROOT = Path(__file__).resolve().parents[2]
TABLE = pd.read_csv(ROOT / "benchmarks/calibration/codes_detection.csv")
INSTRUMENTS = sorted(p.stem for p in (ROOT / "instruments").glob("*.yaml"))
CLEAN = [
    CodingDesign(30),
    CodingDesign(120, skew="no_top", slips=0.002),
    CodingDesign(120, skew="no_bottom", undeclared=0.03),
    CodingDesign(300, weak=1.0),
    CodingDesign(300, straight=0.15),
    CodingDesign(300, acquiescence=0.5),
]


def said_of(codes: pd.DataFrame, instrument: Instrument) -> str:
    """What is said of a file with these codes; of few people and many items, something is."""
    table = codes.astype(str).assign(id=[f"E{i:05}" for i in range(len(codes))])
    export = Export(file="self.csv", table=table, instrument=instrument.id, source="self",
                    wave=1, form="A", columns={"person": "id"}, items=list(codes))  # fmt: skip
    try:
        answers([export], None, {instrument.id: instrument}, key=bytes(32),
                duplicates="latest_complete", max_invalid_share=0.2,
                min_matched_share=0.5)  # fmt: skip
    except DataError as error:
        return str(error)
    return ""


def test_no_clean_file_of_the_table_was_stopped():
    clean = TABLE.query("spoilt == 'none'")
    assert clean["studies"].sum() >= 1000
    assert (clean["stopped"] == 0).all()


def test_spoilt_files_of_the_table_were_stopped():
    spoilt = TABLE.query("spoilt != 'none'")
    assert spoilt["people"].min() == 100
    sound = spoilt[~spoilt["answers"].str.startswith("weak")]
    assert (sound["stopped"] == 1).all()


def test_a_turned_item_that_loads_twenty_hundredths_may_pass():
    """Three in ten items load .2; of few reversed ones all may be such."""
    weak = TABLE[TABLE["answers"].str.startswith("weak") & (TABLE["spoilt"] != "none")]
    n_stopped = (weak["stopped"] * weak["studies"]).groupby(weak["spoilt"]).sum()
    rates = n_stopped / weak.groupby("spoilt")["studies"].sum()
    assert (rates >= 0.9).all()
    assert (rates[~rates.index.str.contains("recoded")] == 1).all()


@pytest.mark.slow
@pytest.mark.parametrize("name", INSTRUMENTS)
def test_clean_files_are_taken(name):
    instrument = load_instrument(ROOT / "instruments" / f"{name}.yaml")
    for k, design in enumerate(CLEAN):
        codes = draw_codes(instrument, design, stream(7, "clean", name, f"{k}"))
        said = said_of(codes, instrument)
        assert not any(mark in said for mark in ("labels:", "missing:", "recoded:"))


@pytest.mark.slow
@pytest.mark.parametrize("name", INSTRUMENTS)
@pytest.mark.parametrize("way", SPOILT)
def test_spoilt_files_are_stopped(name, way):
    instrument = load_instrument(ROOT / "instruments" / f"{name}.yaml")
    codes = draw_codes(instrument, CodingDesign(120), stream(7, way, name))
    spoilt = SPOILT[way](codes, instrument)
    assert any(mark in said_of(spoilt, instrument) for mark in ("labels:", "recoded:")) == (
        not spoilt.equals(codes)
    )

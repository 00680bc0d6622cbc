"""Codes of another origin, items already reversed: are such files stopped, and no others?

Run by `make calibrate`; writes codes_detection.csv beside this file. Every row is one design of
answers to nine questionnaires, each drawn anew in every study, and one way to spoil them
("none" for clean files, which must not be stopped). `told` counts studies with a note on codes
or directions that were not stopped.
"""

import itertools
import sys
from pathlib import Path

import numpy as np
import pandas as pd

ROOT = Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT))

from analysis.errors import DataError
from analysis.instrument import Instrument, load_instrument
from analysis.intake.answers import answers
from analysis.intake.exports import Export
from analysis.seeds import stream
from analysis.simulation.codings import SPOILT, CodingDesign, draw_codes

SEED = 20260101
NAMES = sorted(p.stem for p in (ROOT / "instruments").glob("*.yaml") if p.stem != "sapa_bfi")
INSTRUMENTS = [load_instrument(ROOT / "instruments" / f"{name}.yaml") for name in NAMES]
CLEAN = [
    {},
    {"skew": "no_top"},
    {"skew": "no_bottom"},
    {"skew": "high"},
    {"weak": 0.3},
    {"weak": 1.0},
    {"slips": 0.003},
    {"undeclared": 0.03},
    {"skew": "no_top", "slips": 0.002},
    {"skew": "no_bottom", "slips": 0.002},
    {"skew": "no_bottom", "undeclared": 0.03},
    {"straight": 0.15},
    {"acquiescence": 0.5},
]
STUDIES = {30: 3, 100: 4, 500: 2, 2000: 1}
"""Of every questionnaire, by number of people."""
LONGER = "two_more_options"
STOPS = ("labels:", "missing:", "recoded:")
NOTES = {"numbers_beyond_options", "end_option_never_chosen", "items_run_contrary",
         "items_contrary_in_few"}  # fmt: skip


def outcome(codes: pd.DataFrame, instrument: Instrument) -> str:
    """Whether a file with these codes is stopped for them, told of, or taken as it is."""
    table = codes.astype(str).assign(id=[f"E{i:05}" for i in range(len(codes))])
    export = Export(file="self.csv", table=table, instrument=instrument.id, source="self",
                    wave=1, form="A", columns={"person": "id"}, items=list(codes))  # fmt: skip
    try:
        result = answers([export], None, {instrument.id: instrument}, key=bytes(32),
                         duplicates="latest_complete", max_invalid_share=0.2,
                         min_matched_share=0.5)  # fmt: skip
    except DataError as error:
        return "stopped" if any(mark in str(error) for mark in STOPS) else "other"
    return "told" if NOTES & {n["note"] for n in result.notes} else "taken"


def drawn(
    way: str, design: CodingDesign, instrument: Instrument, rng: np.random.Generator
) -> str:
    """The outcome of one drawn file."""
    codes = draw_codes(instrument, design, rng, more=2 if way == LONGER else 0)
    return outcome(SPOILT[way](codes, instrument) if way in SPOILT else codes, instrument)


def possible(way: str, instrument: Instrument) -> bool:
    """Whether the questionnaire can be spoilt so: it needs reversed items to be reversed."""
    n_reversed = sum(item.reversed for item in instrument.all_items.values())
    return "recoded" not in way or n_reversed > 0


def row(way: str, changes: dict, people: int) -> dict:
    """Outcomes of all studies of one design."""
    design = CodingDesign(people=people, **changes)
    name = " ".join(f"{k}={v}" for k, v in changes.items()) or "usual"
    found: list[str] = []
    for instrument in (one for one in INSTRUMENTS if possible(way, one)):
        streams = stream(SEED, "codes", way, name, f"{people}", instrument.id).spawn(
            STUDIES[people]
        )
        found += [drawn(way, design, instrument, rng) for rng in streams]
    shares = {kind: found.count(kind) / len(found) for kind in ("stopped", "told", "other")}
    return {"spoilt": way, "answers": name, "people": people, "studies": len(found), **shares}


def designs() -> list[tuple]:
    """Clean files of every kind, and usual, high and weak ones spoilt in every way."""
    sizes = list(STUDIES)
    spoilt = itertools.product([*SPOILT, LONGER], [{}, {"skew": "high"}, {"weak": 0.3}])
    spoilt_sizes = ((*one, n) for one in spoilt for n in sizes[1:])
    return [*itertools.product(["none"], CLEAN, sizes), *spoilt_sizes]


def main() -> None:
    """Write the table, and print it."""
    table = pd.DataFrame([row(*one) for one in designs()])
    file = Path(__file__).with_suffix(".csv")
    table.to_csv(file, index=False, float_format="%.4f", lineterminator="\n")
    print(table.to_string(index=False))


if __name__ == "__main__":
    main()

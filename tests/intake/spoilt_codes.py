"""Files of answers whose codes are not the questionnaire's, as people and tools make them."""

import csv
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import xlsxwriter

from analysis.errors import DataError
from analysis.instrument import Instrument, load_instrument
from analysis.intake.answers import Answers, answers
from analysis.intake.assembled import assembled
from analysis.intake.raw_exports import read_export
from analysis.simulation.codings import CodingDesign, draw_codes

ROOT = Path(__file__).resolve().parents[2]
SIX = load_instrument(ROOT / "instruments/sales_six.yaml")
REVERSED = [i for i, item in SIX.all_items.items() if item.reversed]
ITEMS = list(SIX.dimension_of)
FREQUENCY = SIX.options_of(ITEMS[0])
LABELS = {code: text.en for code, text in FREQUENCY.codes.items()}


def drawn(seed: int = 1, people: int = 200, **design) -> pd.DataFrame:
    """Codes of 1 to 5 to the items of sales_six."""
    rng = np.random.default_rng(seed)
    return draw_codes(SIX, CodingDesign(people=people, **design), rng)


def with_ids(codes: pd.DataFrame) -> pd.DataFrame:
    """`codes` with a column of ids that cannot be taken for answers."""
    return codes.assign(staff=[f"E{i:05}" for i in range(len(codes))])


def as_csv(path: Path, codes: pd.DataFrame) -> Path:
    with_ids(codes).to_csv(path, index=False)
    return path


def as_xlsx(path: Path, codes: pd.DataFrame) -> Path:
    table = with_ids(codes)
    with xlsxwriter.Workbook(str(path)) as book:
        sheet = book.add_worksheet()
        sheet.write_row(0, 0, list(table.columns))
        for i, row in enumerate(table.astype(object).to_numpy(), 1):
            sheet.write_row(i, 0, row)
    return path


def as_sav(path: Path, codes: pd.DataFrame, labels: dict | None = None) -> Path:
    table = with_ids(codes)
    stated = {item: labels for item in codes} if labels else {}
    pyreadstat.write_sav(table, str(path), variable_value_labels=stated)
    return path


def as_dta(path: Path, codes: pd.DataFrame, labels: dict | None = None) -> Path:
    table = with_ids(codes)
    stated = {item: labels for item in codes} if labels else {}
    pyreadstat.write_dta(table, str(path), variable_value_labels=stated)
    return path


def redcap_pair(folder: Path, codes: pd.DataFrame, choices: str) -> tuple[Path, Path]:
    """A raw export and the data dictionary that gives the labels of its codes."""
    head = ["Variable / Field Name", "Form Name", "Field Type", "Field Label",
            "Choices, Calculations, OR Slider Labels", "Identifier?"]  # fmt: skip
    rows = [["staff", "a", "text", "Staff", "", ""]]
    rows += [[item, "a", "radio", f"Question {item}", choices, ""] for item in codes]
    with (folder / "dictionary.csv").open("w", newline="", encoding="utf-8") as file:
        csv.writer(file).writerows([head, *rows])
    table = with_ids(codes).assign(redcap_event_name="first_arm_1")
    table.to_csv(folder / "raw.csv", index=False)
    return folder / "raw.csv", folder / "dictionary.csv"


def export_of(path: Path, dictionary: Path | None = None, **options):
    kept = {
        "instrument": SIX.id, "source": "self", "wave": 1, "form": "A", "items": ITEMS,
        "columns": {"person": "staff"}, "rename": {}, "only": {}, "labels": {}, "missing": {},
    }  # fmt: skip
    raw = read_export(path, "auto", dictionary)
    return assembled(raw, file=str(path), **{**kept, **options})


def taken(*exports, instrument: Instrument = SIX) -> Answers:
    return answers(
        list(exports), None, {instrument.id: instrument}, key=bytes(32),
        duplicates="latest_complete", max_invalid_share=0.2, min_matched_share=0.5,
    )  # fmt: skip


def stopped(*exports) -> str:
    """What is said where the files are refused."""
    try:
        taken(*exports)
    except DataError as error:
        return str(error)
    raise AssertionError("the files were taken")


def notes_of(result: Answers) -> dict[str, dict]:
    return {n["note"]: n for n in result.notes}


def in_one_order(codes: pd.DataFrame) -> pd.DataFrame:
    """People in the order of their answers: codes of people do not keep that of the file."""
    whole = codes[ITEMS].astype(int)
    return whole.sort_values(ITEMS, ignore_index=True)

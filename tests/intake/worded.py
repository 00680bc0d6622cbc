"""Exports headed by texts of items, as every kind of file carries them; made up by us."""

import csv
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import pandas as pd
import pyreadstat
import xlsxwriter

from analysis.instrument import load_instrument
from analysis.intake.headers import check_file
from analysis.intake.item_columns import Asked

SIX = load_instrument(Path(__file__).resolve().parents[2] / "instruments" / "sales_six.yaml")
ITEMS = list(SIX.all_items)
STEM = {"zh": "下列描述与您的符合程度", "en": "How often do you do the following?"}
PEOPLE = 4


@dataclass(frozen=True)
class Worded:
    """A file, what explains it, and the name of the column of each text."""

    path: Path
    names: list[str]
    dictionary: Path | None = None

    def renamed(self, items: Sequence[str] = ITEMS) -> dict[str, str]:
        """What a study would write to have these columns read as `items`."""
        pairs = zip(self.names, items, strict=True)
        return {name: item for name, item in pairs if name != item}

    def problems(self, rename=None, source="self", items=None, instrument=SIX) -> list[str]:
        """What is said of the file before any job starts."""
        asked = Asked(instrument, source, rename or {}, items=items)
        return check_file(self.path, "auto", {"staff": "person"}, self.dictionary, asked)


def texts(language: str, wording: str = "self", instrument=SIX) -> list[str]:
    """The texts of all items."""
    items = instrument.all_items.values()
    return [getattr(getattr(item, wording), language) for item in items]


def answers(n: int) -> list[list[int]]:
    return [[(3 * i + j) % 5 + 1 for j in range(n)] for i in range(PEOPLE)]


def write(path: Path, rows: list[list], delimiter: str = ",") -> Path:
    with path.open("w", encoding="utf-8", newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def people(rows: list[list]) -> list[list]:
    return [[f"E{i}", *row] for i, row in enumerate(rows)]


def qualtrics(folder: Path, asked: Sequence[str], language: str, ids=None) -> Worded:
    """Texts in the second row, behind the question of their matrix."""
    names = ids or [f"Q7_{j + 1}" for j in range(len(asked))]
    own = ["StartDate", "EndDate", "Status", "Finished"]
    rows = [
        [*own, "staff", *names],
        [*own, "Number", *(f"{STEM[language]} - {text}" for text in asked)],
        [json.dumps({"ImportId": f"q{j}"}) for j in range(len(own) + 1 + len(names))],
        *(["2026-01-05 08:00:00"] * 2 + ["IP Address", "1", *row]
          for row in people(answers(len(asked)))),
    ]  # fmt: skip
    return Worded(write(folder / "qualtrics.csv", rows), names)


def surveymonkey(folder: Path, asked: Sequence[str], language: str) -> Worded:
    """The question above, its parts below."""
    own = ["Respondent ID", "Collector ID", "Start Date", "End Date", "IP Address"]
    rows = [
        [*own, "staff", STEM[language], *[""] * (len(asked) - 1)],
        [*[""] * 5, "Open-Ended Response", *asked],
        *([100 + i, 7, "01/05/2026 08:00:00 AM", "01/05/2026 08:05:00 AM", "10.0.0.1", *row]
          for i, row in enumerate(people(answers(len(asked))))),
    ]  # fmt: skip
    return Worded(write(folder / "surveymonkey.csv", rows), list(asked))


def limesurvey(folder: Path, asked: Sequence[str], language: str, ids=None) -> Worded:
    """Codes and full texts; the part of a matrix in brackets."""
    codes = [f"q[SQ{j + 1:03}]" for j in range(len(asked))] if ids is None else ids
    own = ["id. Response ID", "submitdate. Date submitted", "lastpage. Last page",
           "startlanguage. Start language"]  # fmt: skip
    heads = [f"{c}. {STEM[language]} [{t}]" for c, t in zip(codes, asked, strict=True)]
    rows = [
        [*own, "staff. Number", *heads],
        *([i + 1, "2026-01-05 09:00:00", 3, language, *row]
          for i, row in enumerate(people(answers(len(asked))))),
    ]  # fmt: skip
    return Worded(write(folder / "limesurvey.csv", rows), codes)


def full_texts(folder: Path, asked: Sequence[str], language: str) -> Worded:
    """LimeSurvey without codes: the column is called by its text."""
    own = ["Response ID", "Date submitted", "Last page", "Start language"]
    names = [f"{STEM[language]} [{text}]" for text in asked]
    rows = [
        [*own, "staff", *names],
        *([i + 1, "2026-01-05 09:00:00", 3, language, *row]
          for i, row in enumerate(people(answers(len(asked))))),
    ]  # fmt: skip
    return Worded(write(folder / "full.csv", rows), names)


def redcap(folder: Path, asked: Sequence[str], language: str, ids=None) -> Worded:
    """Names in the file, texts in the data dictionary."""
    names = ids or [f"q{j + 1}" for j in range(len(asked))]
    head = ["Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
            "Choices, Calculations, OR Slider Labels"]  # fmt: skip
    fields = [
        ["record_id", "f", "", "text", "Record", ""],
        ["staff", "f", "", "text", "No", ""],
    ]
    fields += [[n, "f", STEM[language], "text", f"<p>{t}</p>", ""]
               for n, t in zip(names, asked, strict=True)]  # fmt: skip
    rows = [
        ["record_id", "staff", *names, "f_complete"],
        *([i + 1, *row, 2] for i, row in enumerate(people(answers(len(asked))))),
    ]
    dictionary = write(folder / "dictionary.csv", [head, *fields])
    return Worded(write(folder / "redcap.csv", rows), names, dictionary)


def kobo(folder: Path, asked: Sequence[str], language: str) -> Worded:
    """Labels as headings, behind the group's."""
    escaped = [text.replace("/", "\\/") for text in asked]
    rows = [
        ["start", "end", "staff", *(f"{STEM[language]}/{text}" for text in escaped), "_uuid"],
        *(["2026-01-05T08:00:00", "2026-01-05T08:05:00", *row, f"u{i}"]
          for i, row in enumerate(people(answers(len(asked))))),
    ]  # fmt: skip
    return Worded(write(folder / "kobo.csv", rows, ";"), list(asked))


def wenjuanxing(folder: Path, asked: Sequence[str], language: str) -> Worded:
    """Number and text: 7、…"""
    own = ["序号", "提交答卷时间", "所用时间", "来源", "staff"]
    rows = [
        [*own, *(f"{j}、{text}" for j, text in enumerate(asked, start=2))],
        *([i + 1, "2026/1/5 9:10:00", "120秒", "手机提交", *row]
          for i, row in enumerate(people(answers(len(asked))))),
    ]  # fmt: skip
    return Worded(write(folder / "x.csv", rows), [f"Q{j + 2}" for j in range(len(asked))])


def wenjuanxing_matrix(folder: Path, asked: Sequence[str], language: str) -> Worded:
    """One matrix: 2、question—part."""
    own = ["序号", "提交答卷时间", "所用时间", "来源", "staff"]
    rows = [
        [*own, *(f"2、{STEM[language]}—{text}" for text in asked)],
        *([i + 1, "2026/1/5 9:10:00", "120秒", "手机提交", *row]
          for i, row in enumerate(people(answers(len(asked))))),
    ]  # fmt: skip
    return Worded(write(folder / "m.csv", rows), [f"Q2_{j + 1}" for j in range(len(asked))])


def plain(folder: Path, asked: Sequence[str], language: str) -> Worded:
    """A spreadsheet headed by numbered texts."""
    names = [f"{j}. {text}" for j, text in enumerate(asked, start=1)]
    rows = [["staff", *names], *people(answers(len(asked)))]
    return Worded(write(folder / "plain.csv", rows), names)


def workbook(folder: Path, asked: Sequence[str], language: str) -> Worded:
    """Excel with merged questions above the texts."""
    with xlsxwriter.Workbook(str(folder / "x.xlsx")) as book:
        sheet = book.add_worksheet()
        sheet.merge_range(0, 0, 1, 0, "staff")
        half = len(asked) // 2
        sheet.merge_range(0, 1, 0, half, STEM[language])
        sheet.merge_range(0, half + 1, 0, len(asked), STEM[language] + "?")
        sheet.write_row(1, 1, asked)
        for i, row in enumerate(people(answers(len(asked)))):
            sheet.write_row(i + 2, 0, row)
    return Worded(folder / "x.xlsx", list(asked))


def described(folder: Path, asked: Sequence[str], kind: str, ids=None) -> Worded:
    """SPSS or Stata: texts as labels of variables, which Stata cuts at 80 characters."""
    names = ids or [f"v{j + 1}" for j in range(len(asked))]
    table = pd.DataFrame(answers(len(asked)), columns=pd.Index(names)).astype(float)
    table.insert(0, "staff", [f"E{i}" for i in range(PEOPLE)])
    path = folder / f"x.{kind}"
    cut = 80 if kind == "dta" else 255
    labels = ["Number", *(text[:cut] for text in asked)]
    writer = pyreadstat.write_sav if kind == "sav" else pyreadstat.write_dta
    writer(table, str(path), column_labels=labels)
    return Worded(path, names)


def sav(folder: Path, asked: Sequence[str], language: str, ids=None) -> Worded:
    return described(folder, asked, "sav", ids)


def dta(folder: Path, asked: Sequence[str], language: str, ids=None) -> Worded:
    return described(folder, asked, "dta", ids)


Writer = Callable[..., Worded]
BY_NAME: dict[str, Writer] = {
    "qualtrics": qualtrics,
    "limesurvey": limesurvey,
    "redcap": redcap,
    "sav": sav,
    "dta": dta,
}
"""Files whose columns have names of their own beside the texts."""

BY_TEXT: dict[str, Writer] = {
    "surveymonkey": surveymonkey,
    "full texts": full_texts,
    "kobo": kobo,
    "wenjuanxing": wenjuanxing,
    "wenjuanxing matrix": wenjuanxing_matrix,
    "plain": plain,
    "workbook": workbook,
}
EVERY = BY_NAME | BY_TEXT

"""Writes a simulated study as the export files that an analyst would receive."""

from datetime import datetime
from pathlib import Path

import pandas as pd
import xlsxwriter

from analysis.instrument import Instrument
from analysis.simulation.mess import MessyStudy
from analysis.simulation.truth import Truth
from analysis.store import write_table

CREATED = datetime(2026, 1, 31)
"""Creation date inside the workbook: fixed, so that the same data are the same bytes."""

SELF_HEADERS = {"name": "姓名", "seconds": "duration"}
MANAGER_HEADERS = {
    "employee_id": "被评人工号",
    "name": "被评人姓名",
    "rater": "评价人工号",
    "started_at": "开始时间",
    "seconds": "用时（秒）",
}


def write_study_files(
    study: MessyStudy, truth: Truth, instrument: Instrument, folder: str | Path
) -> None:
    """Write the exports to `folder`/data and the truth tables to `folder`."""
    folder = Path(folder)
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    own = study.responses["self"].drop(columns="rater")
    write_codes(own, data / "self.csv")
    write_labelled_workbook(study.responses["manager"], instrument, data / "manager.xlsx")
    write_people_and_truth(study, truth, instrument, folder)


def write_coded_files(
    study: MessyStudy, truth: Truth, instrument: Instrument, folder: str | Path
) -> None:
    """As `write_study_files`, with codes headed by item ids in every export of answers."""
    folder = Path(folder)
    data = folder / "data"
    data.mkdir(parents=True, exist_ok=True)
    for source, table in study.responses.items():
        write_codes(table, data / f"{source}.csv")
    write_people_and_truth(study, truth, instrument, folder)


def write_codes(table: pd.DataFrame, path: Path) -> None:
    """Write answers as codes, headed by item ids."""
    write_excel_csv(with_time_texts(table.rename(columns=SELF_HEADERS)), path)


def write_people_and_truth(
    study: MessyStudy, truth: Truth, instrument: Instrument, folder: Path
) -> None:
    """Write people and sales to `folder`/data and the truth tables to `folder`."""
    data = folder / "data"
    write_excel_csv(study.people.rename(columns={"name": "姓名"}), data / "people.csv")
    write_excel_csv(study.sales, data / "sales.csv")
    write_table(study.true_scores.round(6), folder / "true_scores.csv")
    write_table(study.careless, folder / "true_careless.csv")
    write_table(truth_table(truth, instrument), folder / "truth.csv")


def write_excel_csv(table: pd.DataFrame, path: Path) -> None:
    """Write CSV as spreadsheet programs save it: UTF-8 with a byte-order mark."""
    table.to_csv(path, index=False, encoding="utf-8-sig", lineterminator="\n")


def with_time_texts(table: pd.DataFrame) -> pd.DataFrame:
    """`table` with points in time as text and seconds as whole numbers."""
    times = {"started_at": table["started_at"].dt.strftime("%Y-%m-%d %H:%M:%S")}
    whole = {c: table[c].astype("Int64") for c in ("seconds", "duration") if c in table}
    return table.assign(**times, **whole)


def write_labelled_workbook(table: pd.DataFrame, instrument: Instrument, path: Path) -> None:
    """Write answers with their Chinese labels, and questions headed Q1, Q2, ..."""
    items = list(instrument.dimension_of)
    headers = MANAGER_HEADERS | {item: f"Q{i}" for i, item in enumerate(items, 1)}
    labelled = with_time_texts(table).drop(columns="language")
    for item in items:
        options = instrument.options_of(item)
        known = options.codes | options.no_answer
        labels = {code: text.versions[0] for code, text in known.items()}
        labelled[item] = [labels.get(code) for code in table[item]]
    labelled = labelled.rename(columns=headers)
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.set_properties({"title": "SIMULATED", "created": CREATED})
        sheet = workbook.add_worksheet("Sheet1")
        sheet.write_row(0, 0, list(labelled.columns))
        for row, values in enumerate(labelled.astype(object).to_numpy(), 1):
            for column, value in enumerate(values):
                if not pd.isna(value):
                    sheet.write(row, column, value)


def truth_table(truth: Truth, instrument: Instrument) -> pd.DataFrame:
    """The stated truth as a tidy table: parameter, source, dimension, item, value."""
    rows: list[dict[str, object]] = []
    for name, source in truth.sources.items():
        for item, dimension in instrument.dimension_of.items():
            place = {"source": name, "dimension": dimension, "item": item}
            rows.append({"parameter": "loading", **place, "value": source.loadings[item]})
            rows += [
                {"parameter": f"threshold_{k}", **place, "value": cut}
                for k, cut in enumerate(source.thresholds[item], 1)
            ]
        rows.append({"parameter": "agreement", "source": name, "value": source.agreement})
    for i, a in enumerate(truth.dimensions):
        rows.append(
            {"parameter": "effect", "dimension": a, "value": truth.performance.effects[a]}
        )
        rows += [
            {
                "parameter": f"correlation_with_{b}",
                "dimension": a,
                "value": truth.correlations[i][j],
            }
            for j, b in enumerate(truth.dimensions[:i])
        ]
    return pd.DataFrame(rows, columns=["parameter", "source", "dimension", "item", "value"])

"""Every tool's export, made by ourselves, becomes the same coded answers."""

from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from analysis.errors import DataError
from analysis.intake.answers import Answers, answers_of_few
from analysis.intake.assembled import assembled
from analysis.intake.exports import Export
from analysis.intake.raw_exports import RawExport, read_export
from tests.intake import tool_files
from tests.intake.exported import INSTRUMENTS, KEY, begun_of, people_in_order_of_ids
from tests.intake.tool_files import CODES, ITEMS, LABELS, ZH


def export_of(raw: RawExport, person: str | None = "staff", **changes) -> Export:
    options = {
        "instrument": "small", "source": "self", "wave": 1, "form": "A",
        "columns": {"person": person}, "rename": {}, "items": None, "only": {}, "labels": {},
        "missing": {},
    }  # fmt: skip
    return assembled(raw, file="x.csv", **{**options, **changes})


def taken(*exports: Export) -> Answers:
    given = {"duplicates": "latest_complete", "max_invalid_share": 0.2}
    with people_in_order_of_ids():
        return answers_of_few(list(exports), None, INSTRUMENTS, key=KEY, **given)


def codes_of(result: Answers) -> list[list[int]]:
    return result.answers[ITEMS].to_numpy(dtype=float, na_value=np.nan).tolist()


def questions(prefix: str) -> dict[str, str]:
    return {f"{prefix}{j + 1}": item for j, item in enumerate(ITEMS)}


def steps(result: Answers) -> dict[str, int]:
    return dict(zip(result.flow["step"], result.flow["n"], strict=True))


@pytest.mark.parametrize("status", [("IP Address", "Survey Preview"), ("0", "1")])
def test_qualtrics(tmp_path, status):
    raw = read_export(tool_files.qualtrics(tmp_path / "x.csv", status=status), "auto")
    assert raw.heading.tool == "qualtrics"
    assert raw.heading.labels[-1] == "Wie oft? - Frage 5"
    export = export_of(raw, rename=questions("Q1_"))
    result = taken(export)
    assert codes_of(result) == CODES
    assert steps(result) == {
        "received": 9,
        "preview": 1,
        "readable": 8,
        "matched": 8,
        "kept": 8,
    }
    assert result.answers["seconds"].tolist() == list(range(50, 58))
    assert begun_of(export)[0] == "2026-01-05 08:00:00"
    assert result.answers["language"].unique().tolist() == ["DE"]
    notes = {n["note"]: n for n in result.notes}
    assert notes["unfinished_answers_kept"]["n"] == 1
    assert notes["personal_columns_not_read"]["columns"] == ["IPAddress", "RecipientEmail"]


def test_a_column_may_be_called_by_its_question(tmp_path):
    raw = read_export(tool_files.qualtrics(tmp_path / "x.csv"), "qualtrics")
    named = {f"Wie oft? - Frage {j}": item for j, item in enumerate(ITEMS)}
    result = taken(export_of(raw, "Personalnummer", rename=named))
    assert codes_of(result) == CODES


def test_old_qualtrics(tmp_path):
    raw = read_export(tool_files.old_qualtrics(tmp_path / "x.csv"), "auto")
    result = taken(export_of(raw, "ExternalDataReference"))
    assert (raw.heading.tool, codes_of(result)) == ("qualtrics", CODES)
    assert result.answers["seconds"].tolist() == [60.0 + i for i in range(8)]


def test_limesurvey_codes_need_the_study_to_say_what_they_mean(tmp_path):
    raw = read_export(tool_files.limesurvey(tmp_path / "x.csv", kind="codes"), "auto")
    named = {f"q[{item}]": item for item in ITEMS}
    with pytest.raises(
        DataError, match=r'labels: \{"A1": 1, "A2": 2, "A3": 3, "A4": 4, "A5": 5\}'
    ):
        taken(export_of(raw, rename=named))
    stated = {f"A{k}": k for k in range(1, 6)}
    result = taken(export_of(raw, rename=named, labels=stated))
    assert (raw.heading.tool, codes_of(result)) == ("limesurvey", CODES)


def test_limesurvey_labels(tmp_path):
    raw = read_export(tool_files.limesurvey(tmp_path / "x.csv", kind="labels"), "auto")
    result = taken(export_of(raw, rename={f"q[{item}]": item for item in ITEMS}))
    assert (raw.heading.tool, codes_of(result)) == ("limesurvey", CODES)
    assert "How often? [part 0]" in raw.heading.labels[6]
    assert {n["note"] for n in result.notes} >= {"unfinished_answers_kept"}


def test_limesurvey_r_pair(tmp_path):
    data, syntax = tool_files.limesurvey_r(tmp_path)
    raw = read_export(data, "auto", syntax)
    assert raw.heading.names == ["id", "submitdate", "lastpage", "startlanguage", "startdate",
                                 "staff", *ITEMS, "Total time"]  # fmt: skip
    result = taken(export_of(raw))
    assert codes_of(result) == CODES
    assert result.answers["seconds"].tolist() == [61.5 + i for i in range(8)]


def test_a_syntax_file_of_another_export_is_refused(tmp_path):
    data, syntax = tool_files.limesurvey_r(tmp_path)
    other = tool_files.write(tmp_path / "other.csv", [list("abcdefghijklm"), [1] * 13])
    with pytest.raises(DataError, match="explains other columns"):
        read_export(other, "csv", syntax)
    with pytest.raises(DataError, match="neither a REDCap data dictionary nor"):
        read_export(other, "csv", data)


def test_redcap(tmp_path):
    data, dictionary = tool_files.redcap(tmp_path)
    raw = read_export(data, "auto", dictionary)
    assert raw.heading.tool == "redcap"
    assert raw.heading.value_labels["tools___1"] == {"1": "Checked", "0": "Unchecked"}
    result = taken(export_of(raw, "record_id", only={"redcap_event_name": ["first_arm_1"]}))
    assert codes_of(result) == CODES
    assert steps(result) == {
        "received": 16, "not_selected": 8, "readable": 8, "matched": 8, "kept": 8,
    }  # fmt: skip
    notes = {n["note"]: n for n in result.notes}
    turned = sum(code != 3 for row in CODES for code in row)
    assert notes["codes_read_by_their_labels"]["n"] == turned
    assert notes["personal_columns_not_read"]["columns"] == ["nickname"]


def sheet(path: Path, rows: list[list]) -> Path:
    with xlsxwriter.Workbook(str(path)) as book:
        table = book.add_worksheet()
        for i, row in enumerate(rows):
            table.write_row(i, 0, row)
    return path


@pytest.mark.parametrize("labels", [True, False])
@pytest.mark.parametrize("kind", ["x.xlsx", "utf-8-sig", "gb18030"])
def test_wenjuanxing(tmp_path, labels, kind):
    rows = tool_files.wenjuanxing_rows(labels=labels)
    if kind == "x.xlsx":
        path = sheet(tmp_path / kind, rows)
    else:
        path = tool_files.write(tmp_path / "x.csv", rows, kind)
    raw = read_export(path, "auto")
    assert raw.heading.tool == "wenjuanxing"
    export = export_of(raw, "Q1", rename=questions("Q2_"))
    result = taken(export)
    expected = [[float(c) for c in row] for row in CODES]
    expected[1][0] = expected[2][1] = np.nan
    np.testing.assert_array_equal(codes_of(result), expected)
    assert result.missing.to_numpy().tolist() == [
        [1, "lis1", "not_shown"],
        [2, "lis2", "skipped"],
    ]
    assert result.answers["seconds"].tolist() == [100, 101, 102, 83, 104, 105, 106, 107]
    assert begun_of(export)[3] == "2026-01-05 09:11:37"


def test_odk(tmp_path):
    raw = read_export(tool_files.odk(tmp_path / "x.csv"), "auto")
    result = taken(export_of(raw))
    assert (raw.heading.tool, codes_of(result)) == ("odk", CODES)
    assert result.answers["seconds"].unique().tolist() == [120.0]


def described_table() -> pd.DataFrame:
    table = pd.DataFrame([[6.0 - c for c in row] for row in CODES], columns=ITEMS)
    table.loc[0, "lis1"], table.loc[1, "lis1"], table.loc[2, "lis1"] = 98.0, 99.0, np.nan
    return table.assign(staff=[f"E{i}" for i in range(8)])


TURNED = {float(6 - k): label for k, label in enumerate(LABELS, start=1)}


def test_spss(tmp_path):
    labels = {item: TURNED | {98.0: "Cannot judge", 99.0: "Refused"} for item in ITEMS}
    pyreadstat.write_sav(
        described_table(), str(tmp_path / "x.sav"), variable_value_labels=labels,
        missing_ranges={item: [{"lo": 90, "hi": 99}] for item in ITEMS},
        column_labels=[f"How often {i}?" for i in range(7)],
    )  # fmt: skip
    raw = read_export(tmp_path / "x.sav", "auto")
    assert raw.heading.labels[0] == "How often 0?"
    result = taken(export_of(raw))
    expected = [[float(c) for c in row] for row in CODES]
    for i in range(3):
        expected[i][0] = np.nan
    np.testing.assert_array_equal(codes_of(result), expected)
    reasons = ["cannot_judge", "user_missing", "skipped"]
    assert result.missing["reason"].tolist() == reasons


def test_stata(tmp_path):
    table = described_table()
    for item in ITEMS:
        table[item] = table[item].astype(object)
    table.loc[0, "lis1"] = "a"
    table.loc[1, "lis1"] = "b"
    labels = {item: {int(k): v for k, v in TURNED.items()} for item in ITEMS}
    labels["lis1"] = labels["lis1"] | {"a": "Cannot judge", "b": "Refused"}
    pyreadstat.write_dta(
        table, str(tmp_path / "x.dta"), variable_value_labels=labels,
        missing_user_values={"lis1": ["a", "b"]},
    )  # fmt: skip
    result = taken(export_of(read_export(tmp_path / "x.dta", "auto")))
    assert codes_of(result)[3:] == CODES[3:]
    assert result.missing["reason"].tolist() == ["cannot_judge", "user_missing", "skipped"]


def test_parquet(tmp_path):
    table = pd.DataFrame(CODES, columns=ITEMS).assign(staff=range(8))
    table["lis1"] = table["lis1"].astype(float)
    table["lis2"] = pd.Categorical([LABELS[row[1] - 1] for row in CODES])
    table.to_parquet(tmp_path / "x.parquet")
    assert codes_of(taken(export_of(read_export(tmp_path / "x.parquet", "auto")))) == CODES


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030", "gbk", "big5"])
def test_labels_in_every_encoding_and_script(tmp_path, encoding):
    traditional = {
        "从不": "從不",
        "很少": "很少",
        "有时": "有時",
        "经常": "經常",
        "总是": "總是",
    }
    words = [traditional[z] for z in ZH] if encoding == "big5" else ZH
    rows = [["staff", *ITEMS], *([f"員{i}" if encoding == "big5" else f"员{i}",
             *(words[c - 1] for c in row)] for i, row in enumerate(CODES))]  # fmt: skip
    path = tool_files.write(tmp_path / "x.csv", rows, encoding)
    assert codes_of(taken(export_of(read_export(path, "auto")))) == CODES


def test_rows_without_a_person_are_people_of_their_own(tmp_path):
    path = tool_files.write(tmp_path / "x.csv", [ITEMS, *CODES, CODES[0]])
    result = taken(export_of(read_export(path, "auto"), None))
    assert result.n_kept == 9
    assert result.notes[0] == {"note": "rows_are_people", "file": "x.csv", "n": 9}


def test_a_damaged_statistical_file_is_one_line(tmp_path):
    (tmp_path / "x.sav").write_bytes(b"$FL2@(#) SPSS DATA FILE" + b"\x00" * 40)
    (tmp_path / "x.dta").write_bytes(b"<stata_dta><header>" + b"\x00" * 40)
    (tmp_path / "x.parquet").write_bytes(b"PAR1" + b"\x00" * 40)
    for name in ("x.sav", "x.dta", "x.parquet"):
        with pytest.raises(DataError, match="cannot be read as") as caught:
            read_export(tmp_path / name, "auto")
        assert "\n" not in str(caught.value)

"""Other exports of the same tools: all become the same coded answers."""

import csv
import io
from pathlib import Path

import numpy as np
import pandas as pd
import pyreadstat
import pytest
import xlsxwriter

from analysis.intake.raw_exports import read_export
from analysis.intake.rejects import KEPT
from tests.intake import tool_files
from tests.intake.exported import begun_of
from tests.intake.test_tools import codes_of, export_of, questions, sheet, steps, taken
from tests.intake.tool_files import CODES, ITEMS, LABELS, ZH, write


def rows_of(path: Path, encoding: str = "utf-8-sig", delimiter: str = ",") -> list[list[str]]:
    text = io.StringIO(path.read_text(encoding=encoding), newline="")
    return list(csv.reader(text, delimiter=delimiter))


def test_limesurvey_headed_by_full_questions(tmp_path):
    own = ["Response ID", "Date submitted", "Last page", "Start language", "Date started"]
    asked = [f"How often? [I do {j}. this, or that]" for j in range(6)]
    rows: list[list] = [[*own, "Your number", *asked]]
    for i, codes in enumerate(CODES):
        when = "2026-01-05 09:00:00"
        rows.append([i + 1, when, 3, "en", when, f"E{i}", *(LABELS[c - 1] for c in codes)])
    raw = read_export(write(tmp_path / "x.csv", rows, "utf-8-sig", ";"), "auto")
    result = taken(export_of(raw, "Your number", rename=dict(zip(asked, ITEMS, strict=True))))
    assert (raw.heading.tool, codes_of(result)) == ("limesurvey", CODES)
    assert result.answers["language"].unique().tolist() == ["en"]


@pytest.mark.parametrize("kind", ["utf-16 tabs", "workbook", "saved again by a spreadsheet"])
def test_qualtrics_in_other_files(tmp_path, kind):
    rows = rows_of(tool_files.qualtrics(tmp_path / "first.csv"))
    if kind == "utf-16 tabs":
        path = write(tmp_path / "x.tsv", rows, "utf-16", "\t")
    elif kind == "workbook":
        path = sheet(tmp_path / "x.xlsx", rows)
    else:
        for row in rows[3:]:
            row[:2] = [f"1/13/2026 8:{cell[14:16]}" for cell in row[:2]]
        path = write(tmp_path / "x.csv", rows, "gb18030")
    raw = read_export(path, "auto")
    export = export_of(raw, rename=questions("Q1_"))
    result = taken(export)
    assert (raw.heading.tool, codes_of(result)) == ("qualtrics", CODES)
    begun = begun_of(export).loc[export.aside == KEPT]
    assert begun.str[-8:-3].tolist() == [f"08:0{i}" for i in range(8)]
    assert steps(result)["preview"] == 1


def test_redcap_checkboxes_repeats_and_events(tmp_path):
    own = ["redcap_event_name", "redcap_repeat_instrument", "redcap_repeat_instance"]
    head = ["record_id", *own, "tools___1", "tools___2", *ITEMS, "f_complete"]
    rows: list[list] = [head]
    for i, codes in enumerate(CODES):
        rows.append([f"E{i}", "first_arm_1", "", "", i % 2, 1, *([""] * 6), ""])
        rows.append([f"E{i}", "first_arm_1", "form", 1, "", "", *codes, 2])
        rows.append([f"E{i}", "first_arm_1", "form", 2, "", "", *codes[::-1], 2])
        rows.append([f"E{i}", "later_arm_1", "form", 1, "", "", *codes[::-1], 2])
    raw = read_export(write(tmp_path / "x.csv", rows), "auto")
    first = {"redcap_event_name": ["first_arm_1"], "redcap_repeat_instance": ["1"]}
    result = taken(export_of(raw, "record_id", only=first))
    assert (raw.heading.tool, codes_of(result)) == ("redcap", CODES)
    assert steps(result)["not_selected"] == 24
    single = taken(export_of(raw, "record_id", only={"redcap_repeat_instrument": ["form"],
                   "redcap_event_name": ["later_arm_1"]}))  # fmt: skip
    assert codes_of(single) == [row[::-1] for row in CODES]


def test_rows_of_no_repeat_are_chosen_by_an_empty_cell(tmp_path):
    rows = [["record_id", "redcap_repeat_instrument", *ITEMS, "f_complete"]]
    for i, codes in enumerate(CODES):
        rows += [[f"E{i}", "", *map(str, codes), "2"], [f"E{i}", "form", *("1" * 6), "2"]]
    raw = read_export(write(tmp_path / "x.csv", rows), "auto")
    result = taken(export_of(raw, "record_id", only={"redcap_repeat_instrument": [""]}))
    assert codes_of(result) == CODES


def test_odk_central_and_kobo_without_groups(tmp_path):
    names = ["SubmissionDate", "start", "end", "about-staff", *(f"block-{i}" for i in ITEMS),
             "meta-instanceID", "KEY"]  # fmt: skip
    when = "2026-01-05T00:05:00.000Z"
    central = [[when, when, when, f"E{i}", *c, f"uuid:{i}", f"uuid:{i}"]
               for i, c in enumerate(CODES)]  # fmt: skip
    raw = read_export(write(tmp_path / "a.csv", [names, *central]), "auto")
    assert (raw.heading.tool, codes_of(taken(export_of(raw)))) == ("odk", CODES)
    asked = [f"How often do you - really - {j}?" for j in range(6)]
    kobo = [["start", "end", "Staff - number", *asked, "_id", "_uuid", "_submission_time"]]
    for i, codes in enumerate(CODES):
        kobo.append([when, when, f"E{i}", *(LABELS[c - 1] for c in codes), i, f"u{i}", when])
    raw = read_export(write(tmp_path / "b.csv", kobo), "auto")
    assert raw.heading.names[2:4] == ["Staff - number", "How often do you - really - 0?"]
    named = dict(zip(asked, ITEMS, strict=True))
    assert codes_of(taken(export_of(raw, "Staff - number", rename=named))) == CODES


@pytest.mark.parametrize("labels", [True, False])
def test_wenjuanxing_with_several_answers_in_a_cell(tmp_path, labels):
    rows = tool_files.wenjuanxing_rows(labels=labels)
    options = ("电话", "邮件", "拜访") if labels else ("1", "2", "3")
    rows[0].append("3、您用哪些方式联系客户？")
    for i, row in enumerate(rows[1:]):
        several = "┋".join(o for k, o in enumerate(options) if (i + 1) >> k & 1)
        row.append(several or ("(空)" if labels else "-2"))
    raw = read_export(write(tmp_path / "x.csv", rows, "gb18030"), "auto")
    ticked = raw.table[[f"Q3___{option}" for option in options]]
    wanted = [[str((i + 1) >> k & 1) for k in range(3)] for i in range(7)]
    assert ticked.iloc[:7].to_numpy().tolist() == wanted
    assert ticked.iloc[7].isna().all()
    assert raw.called("3、您用哪些方式联系客户？") == "3、您用哪些方式联系客户？"
    result = taken(export_of(raw, "Q1", rename=questions("Q2_")))
    assert codes_of(result)[3:] == CODES[3:]


def test_spss_with_open_ranges_of_missing_codes(tmp_path):
    table = pd.DataFrame([[float(c) for c in row] for row in CODES], columns=ITEMS)
    table.loc[0, "lis1"], table.loc[1, "lis2"] = -9.0, 77.0
    table["staff"] = [f"E{i}" for i in range(8)]
    labels = {item: {float(k): ZH[k - 1] for k in range(1, 6)} for item in ITEMS}
    ranges = {i: [{"lo": -99, "hi": -1}, {"lo": 77, "hi": 77}] for i in ITEMS}
    pyreadstat.write_sav(table, str(tmp_path / "x.sav"), variable_value_labels=labels,
                         missing_ranges=ranges)  # fmt: skip
    result = taken(export_of(read_export(tmp_path / "x.sav", "auto")))
    expected = [[float(c) for c in row] for row in CODES]
    expected[0][0] = expected[1][1] = np.nan
    np.testing.assert_array_equal(codes_of(result), expected)
    assert result.missing["reason"].tolist() == ["user_missing", "user_missing"]


def test_a_workbook_with_merged_titles_above_its_heading(tmp_path):
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx")) as book:
        table = book.add_worksheet()
        table.merge_range(0, 0, 0, 6, "某公司2026年度胜任力调查")
        table.merge_range(1, 0, 1, 6, "导出时间：2026-01-05")
        for i, row in enumerate(
            [["工号", *ITEMS], *([f"E{i}", *c] for i, c in enumerate(CODES))]
        ):
            table.write_row(i + 3, 0, row)
    raw = read_export(tmp_path / "x.xlsx", "auto")
    assert codes_of(taken(export_of(raw, "工号"))) == CODES
    rows = [["调查结果"], [], ["工号", *ITEMS], *([f"E{i}", *c] for i, c in enumerate(CODES))]
    for delimiter in ",;\t":
        raw = read_export(write(tmp_path / "x.csv", rows, "utf-8-sig", delimiter), "auto")
        assert codes_of(taken(export_of(raw, "工号"))) == CODES


def test_a_table_of_few_columns_has_no_title(tmp_path):
    raw = read_export(write(tmp_path / "x.csv", [["staff"], ["E1"], ["E2"]]), "auto")
    assert raw.table["staff"].tolist() == ["E1", "E2"]
    raw = read_export(write(tmp_path / "y.csv", [["staff", "lis1"], ["", "3"]]), "auto")
    assert raw.heading.names == ["staff", "lis1"]

"""Exports made with other options, or cut by hand, are read as the tools meant them."""

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.intake.headers import check_file
from analysis.intake.raw_exports import read_export
from tests.intake import tool_files
from tests.intake.test_tool_variants import rows_of
from tests.intake.test_tools import codes_of, export_of, questions, steps, taken
from tests.intake.tool_files import CODES, ITEMS, write


def expected(*empty: tuple[int, int]) -> np.ndarray:
    """The codes, with no answer where a cell is said to be empty."""
    codes = np.array(CODES, dtype=float)
    for cell in empty:
        codes[cell] = np.nan
    return codes


@pytest.mark.parametrize("cut", ["import ids", "questions", "both"])
def test_qualtrics_cut_to_fewer_heading_rows_still_loses_its_previews(tmp_path, cut):
    rows = rows_of(tool_files.qualtrics(tmp_path / "x.csv"))
    rows[-1][rows[0].index("staff")] = "E0"
    del rows[{"import ids": slice(2, 3), "questions": slice(1, 2), "both": slice(1, 3)}[cut]]
    raw = read_export(write(tmp_path / "x.csv", rows), "auto")
    result = taken(export_of(raw, rename=questions("Q1_")))
    assert (raw.heading.tool, codes_of(result)) == ("qualtrics", CODES)
    assert (steps(result)["received"], steps(result)["preview"]) == (9, 1)
    assert result.answers["seconds"].tolist() == list(range(50, 58))
    assert (raw.heading.labels[-1] == "Wie oft? - Frage 5") == (cut == "import ids")


def test_qualtrics_seen_but_unanswered_is_skipped(tmp_path):
    rows = rows_of(tool_files.qualtrics(tmp_path / "x.csv"))
    rows[3][-1] = rows[5][-2] = "-99"
    result = taken(export_of(read_export(write(tmp_path / "x.csv", rows), "auto"),
                             rename=questions("Q1_")))  # fmt: skip
    np.testing.assert_array_equal(codes_of(result), expected((0, 5), (2, 4)))
    assert result.missing["reason"].tolist() == ["skipped", "skipped"]
    assert result.mapping["n_invalid"].sum() == 0


def test_old_qualtrics_without_people_is_told_by_its_second_row(tmp_path):
    rows = rows_of(tool_files.old_qualtrics(tmp_path / "x.csv"))
    own = [0, 3, 6, 7, 8, 9]
    short = [[row[j] for j in [*own, *range(10, len(row))]] for row in rows]
    raw = read_export(write(tmp_path / "y.csv", [[*r[:1], *r[2:]] for r in short]), "auto")
    assert codes_of(taken(export_of(raw, "ResponseID"))) == CODES
    rows[2][2], rows[2][4] = "Bartholomew Vance", "b@example.org"
    raw = read_export(write(tmp_path / "z.csv", rows, "utf-8-sig"), "auto")
    assert export_of(raw, "V4").personal == {"V3", "V5", "V6"}


def test_qualtrics_in_spss_loses_its_previews(tmp_path):
    table = pd.DataFrame(np.array([*CODES, CODES[0]], dtype=float), columns=ITEMS)
    own = {"StartDate": "2026-01-05 08:00:00", "EndDate": "2026-01-05 08:01:00"}
    own |= {"Status": 0.0, "Duration__in_seconds_": 60.0, "Finished": 1.0}
    table = table.assign(**own, ResponseId="R", staff="E")
    table.loc[8, "Status"], table.loc[1, "lis2"] = 1.0, -99.0
    table["staff"] += table.index.astype("str").str.replace("8", "0")
    labels = {"Status": {0.0: "IP Address", 1.0: "Survey Preview"}}
    pyreadstat.write_sav(table, str(tmp_path / "x.sav"), variable_value_labels=labels)
    result = taken(export_of(read_export(tmp_path / "x.sav", "auto")))
    np.testing.assert_array_equal(codes_of(result), expected((1, 1)))
    assert steps(result)["preview"] == 1
    assert result.missing["reason"].tolist() == ["skipped"]
    assert result.answers["seconds"].unique().tolist() == [60.0]


@pytest.mark.parametrize("delimiter", "|^;\t")
def test_redcap_cut_at_any_delimiter_it_offers(tmp_path, delimiter):
    rows = rows_of(tool_files.redcap(tmp_path)[0])
    rows = [rows[0], *rows[1::2]]
    path = write(tmp_path / "x.csv", rows, "utf-8-sig", delimiter)
    turned = (6 - expected()).tolist()
    assert codes_of(taken(export_of(read_export(path, "auto"), "record_id"))) == turned


def test_a_title_with_a_bar_is_no_row_of_a_table(tmp_path):
    rows = [["研究部 | 2026"], ["staff", *ITEMS], *([f"E{i}", *c] for i, c in enumerate(CODES))]
    raw = read_export(write(tmp_path / "x.csv", rows), "auto")
    assert codes_of(taken(export_of(raw))) == CODES


@pytest.mark.parametrize("dress", ["{label}({code}分)", "{code}分", "{code}、{label}"])
def test_wenjuanxing_scores_beside_labels_and_no_running_number(tmp_path, dress):
    rows = tool_files.wenjuanxing_rows(labels=True)
    rows[0][0] = "编号"
    for row, codes in zip(rows[1:], CODES, strict=True):
        row[7:] = [dress.format(label=tool_files.ZH[c - 1], code=c) for c in codes]
    raw = read_export(write(tmp_path / "x.csv", rows, "gb18030"), "auto")
    result = taken(export_of(raw, "Q1", rename=questions("Q2_")))
    assert (raw.heading.tool, codes_of(result)) == ("wenjuanxing", CODES)
    assert result.answers["seconds"].tolist() == [100, 101, 102, 83, 104, 105, 106, 107]


def test_kobo_labels_may_hold_a_slash(tmp_path):
    rows = rows_of(tool_files.odk(tmp_path / "x.csv"), delimiter=";")
    rows[0][3:9] = [rf"About work/How often do you call and\/or write {i}?" for i in range(6)]
    raw = read_export(write(tmp_path / "x.csv", rows, delimiter=";"), "auto")
    asked = {f"How often do you call and/or write {i}?": item for i, item in enumerate(ITEMS)}
    assert codes_of(taken(export_of(raw, rename=asked))) == CODES


def test_a_field_that_stands_in_two_groups_is_suggested_with_its_group(tmp_path):
    rows = rows_of(tool_files.odk(tmp_path / "x.csv"), delimiter=";")
    path = write(tmp_path / "x.csv", [[*r, r[3].replace("block", "again")] for r in rows])
    (line,) = check_file(path, "auto", {"lis1": "an item"})
    assert line == (
        "x.csv: column 'lis1' is missing (an item); did you mean 'block/lis1'?"
    )  # fmt: skip
    named = export_of(read_export(path, "auto"), rename={"block/lis1": "lis1"})
    assert codes_of(taken(named)) == CODES


@pytest.mark.parametrize("version", [8, 10, 12, 13, 14, 15])
def test_stata_of_every_version(tmp_path, version):
    table = pd.DataFrame(CODES, columns=ITEMS).assign(staff=[f"00{i}" for i in range(8)])
    pyreadstat.write_dta(table, str(tmp_path / "x.dta"), version=version)
    assert codes_of(taken(export_of(read_export(tmp_path / "x.dta", "auto")))) == CODES


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("<html><table><tr><td>1</td></tr></table>", "it is a web page or XML, "),
        ('\n<?xml version="1.0"?><Workbook/>', "it is a web page or XML, "),
        ('{"responses": [1]}', "it is JSON; "),
        ('[{"staff": 1}]', "it is JSON; "),
    ],
)
def test_files_under_a_false_name_say_what_they_are(tmp_path, text, problem):
    (tmp_path / "x.xls").write_text(text, encoding="utf-8")
    (line,) = check_file(tmp_path / "x.xls", "auto", {})
    assert line.startswith(f"x.xls: {problem}")

from datetime import datetime

import pandas as pd
import pytest
import xlsxwriter
from pandas.testing import assert_frame_equal

from analysis.errors import DataError
from analysis.intake.raw_exports import read_export
from tests.intake.exported import DATA


def read_text(tmp_path, text: str, format: str = "auto") -> pd.DataFrame:
    (tmp_path / "x.csv").write_text(text, encoding="utf-8", newline="")
    return read_export(tmp_path / "x.csv", format).table


def read_sheet(tmp_path, rows: list[list]) -> pd.DataFrame:
    with xlsxwriter.Workbook(str(tmp_path / "x.xlsx"), {"remove_timezone": True}) as book:
        sheet = book.add_worksheet()
        day = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if isinstance(cell, datetime):
                    sheet.write_datetime(i, j, cell, day)
                else:
                    sheet.write(i, j, cell)
    return read_export(tmp_path / "x.xlsx", "xlsx").table


def test_cells_are_text_as_they_stand_and_empty_rows_stay(tmp_path):
    table = read_text(tmp_path, 'id, a ,,b\n007,1.50,x,NA\n\n,,,\n8,,,"x,\ny"\n')
    assert list(table.columns) == ["id", "a", "b"]
    assert table.fillna("-").to_numpy().tolist() == [
        ["007", "1.50", "NA"],
        ["-", "-", "-"],
        ["-", "-", "-"],
        ["8", "-", "x,\ny"],
    ]
    assert all(str(t) == "str" for t in table.dtypes)


@pytest.mark.parametrize(
    "text",
    [
        "a,b\n1,2\n",
        "a;b\n1;2\n",
        "a\tb\n1\t2\n",
        "\n\na,b\n1,2",
        "a,b\r\n1,2\r\n",
        "\ufeffa,b\n1,2\n",
    ],
)
def test_delimiters_line_ends_and_marks(tmp_path, text):
    table = read_text(tmp_path, text)
    assert list(table.columns) == ["a", "b"]
    assert table.to_numpy().tolist() == [["1", "2"]]


def test_a_tsv_is_cut_at_tabs_only(tmp_path):
    assert list(read_text(tmp_path, "a,b,c\td\n1\t2\n", "tsv").columns) == ["a,b,c", "d"]


def test_short_rows_are_filled_and_long_rows_refused(tmp_path):
    assert read_text(tmp_path, "a,b\n1\n").isna().to_numpy().tolist() == [[False, True]]
    with pytest.raises(DataError, match=r"^x.csv: line 3 has 3 cells, but the header has 2$"):
        read_text(tmp_path, "a,b\n1,2\n1,2,3\n")


def test_a_quotation_mark_that_is_not_closed(tmp_path):
    with pytest.raises(DataError, match="a quotation mark may not be closed"):
        read_text(tmp_path, 'a,b\n1,"2\n3,4\n')


def test_repeated_undeclared_columns_do_no_harm(tmp_path):
    assert list(read_text(tmp_path, "a,x,x\n1,2,3\n").columns) == ["a", "x", "x"]


def test_numbers_and_dates_of_a_workbook_are_the_text_of_a_csv(tmp_path):
    header = ["id", "n", "yes", "at", "day"]
    row = [3.0, 2.5, True, datetime(2026, 1, 5, 9, 30), datetime(2026, 1, 5)]
    table = read_sheet(tmp_path, [header, row, ["00" + "7"], [], [1.1e17]])
    assert table.iloc[0].tolist() == ["3", "2.5", "TRUE", "2026-01-05 09:30:00", "2026-01-05"]
    assert table["id"].fillna("-").tolist() == ["3", "007", "-", "1.10000000000000e+17"]


def test_a_table_may_begin_below_empty_rows(tmp_path):
    table = read_sheet(tmp_path, [[], ["", ""], ["a", "b"], [1, 2]])
    assert table.to_dict("list") == {"a": ["1"], "b": ["2"]}


def test_the_same_table_in_every_encoding_and_format():
    codes = read_export(DATA / "self_codes.csv", "csv").table
    assert_frame_equal(read_export(DATA / "self_codes_utf16.csv", "auto").table, codes)
    assert_frame_equal(read_export(DATA / "self_codes.xlsx", "auto").table, codes)
    chinese = read_export(DATA / "self_zh_gb18030.csv", "auto").table
    assert_frame_equal(read_export(DATA / "self_zh.xlsx", "auto").table, chinese)


def test_a_file_that_cannot_be_read_is_one_line(tmp_path):
    with pytest.raises(DataError, match=r"^x.csv: it is empty$"):
        read_text(tmp_path, "")

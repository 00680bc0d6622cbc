"""Exports made with other options, or cut by hand, are read as the tools meant them."""

import numpy as np
import pandas as pd
import pyreadstat
import pytest

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

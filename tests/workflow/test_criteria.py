"""Tables of performance: several of one indicator, months side by side, repeated periods."""

import pandas as pd
import pytest

from tests.workflow.test_study import problems
from workflow.study import load_study

OWN = {
    "id": "att",
    "title": {"zh": "达成", "en": "Attainment"},
    "definition": {"zh": "达成", "en": "Attainment"},
    "unit": {"zh": "比", "en": "ratio"},
    "better": "higher",
    "numerator": "sales_amount",
    "denominator": "quota",
    "aggregate": "ratio_of_sums",
}


def halved(demo, first: dict, second: dict):
    """The demo whose sales stand in two files by half-year."""
    study = demo.study()
    table = pd.read_csv(demo.path / "data/sales.csv", dtype="str")
    (entry,) = study["criteria"]
    entries = []
    for file, part, change in (
        ("h1.csv", table[table["month"] < "2025-07"], first),
        ("h2.csv", table[table["month"] >= "2025-07"], second),
    ):
        part.to_csv(demo.path / "data" / file, index=False)
        entries.append(entry | {"file": f"data/{file}"} | change)
    demo.change(criteria=entries)


def test_an_indicator_of_two_files_is_one_indicator(demo):
    halved(demo, {}, {"repeated_periods": "last"})
    study = load_study(demo.path)
    first, second = study.criteria_tables()
    assert first["kpis"] == second["kpis"]
    assert first["kpis"]["attainment"] == ["sales_amount", "quota"]
    assert (first["repeated_periods"], second["repeated_periods"]) == ("refuse", "last")
    assert first["collected"] == ["2025-01-01", "2025-12-31"]
    assert [kpi["id"] for kpi in study.kpi_definitions()] == [*first["kpis"]]


def test_an_indicator_named_twice_for_one_file_is_refused(demo):
    again = {"kpis": ["win_rate", "win_rate"]}
    halved(demo, again, {})
    assert any("data/h1.csv: win_rate is listed twice" in line for line in problems(demo.path))


def test_an_indicator_defined_in_two_ways_is_refused(demo):
    halved(demo, {"kpis": [OWN]}, {"kpis": [OWN | {"numerator": "collected"}]})
    text = "\n".join(problems(demo.path))
    assert "att is defined differently for different tables" in text


@pytest.mark.parametrize(
    ("names", "language", "said"),
    [
        ([f"{m}月" for m in range(1, 13)], "en", "its months stand side by side (1月, 2月"),
        (["Jan", "Feb", "Mar"], "en", "turn the table into long form"),
        (["2025-01", "2025-02", "2025-03"], "zh", "各月横向排列（2025-01, 2025-02, 2025-03）"),
    ],
)
def test_months_side_by_side_are_told_where_columns_are_missing(
    demo, monkeypatch, names, language, said
):
    monkeypatch.setenv("PLUMBLINE_LANG", language)
    table = pd.read_csv(demo.path / "data/sales.csv", dtype="str")
    wide = table.pivot_table(
        index="employee_id", columns="month", values="won", aggfunc="first"
    )
    wide = wide.iloc[:, : len(names)].set_axis(names, axis=1).reset_index()
    wide.assign(合计="1").to_csv(demo.path / "data/sales.csv", index=False)
    assert any(said in line for line in problems(demo.path))

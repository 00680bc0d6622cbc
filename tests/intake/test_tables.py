"""What a file declares missing and how it labels codes, in tables of people and performance."""

import numpy as np
import pandas as pd
import pyreadstat
import pytest

from analysis.intake.raw_exports import RawExport, read_export
from analysis.intake.tables import people_export, record_export
from tests.intake.test_tools import export_of, taken
from tests.intake.tool_files import CODES, ITEMS

PEOPLE = pd.DataFrame(
    {
        "staff": [f"E{i}" for i in range(8)],
        "region": [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 9.0, 1.0],
        "boss": [f"M{i % 3}" for i in range(8)],
        "tenure": [10.0, 20.0, 999.0, 40.0, 50.0, -1.0, 70.0, 80.0],
    }
)
LABELS = {"region": {1.0: "North", 2.0: "South", 9.0: "Refused"}}
RANGES = {
    "region": [{"lo": 9, "hi": 9}],
    "tenure": [{"lo": 900, "hi": 999}, {"lo": -1, "hi": -1}],
}


def people(raw: RawExport, **said):
    return people_export(
        raw, "people.sav", {"region": said}, person="staff", clusters=["boss"],
        controls=["tenure"], case_weight=None,
    )  # fmt: skip


def sav(path, table=PEOPLE, labels=LABELS, ranges=RANGES) -> RawExport:
    pyreadstat.write_sav(table, str(path), variable_value_labels=labels, missing_ranges=ranges)
    return read_export(path, "auto")


def declared(notes) -> list[tuple]:
    return [(n["column"], n["n"]) for n in notes if n["note"] == "declared_missing_left_empty"]


def test_people_have_no_value_where_the_file_declares_none(tmp_path):
    found = people(sav(tmp_path / "x.sav"))
    assert found.table["tenure"].isna().tolist() == [i in (2, 5) for i in range(8)]
    assert found.table["region"].isna().tolist() == [i == 6 for i in range(8)]
    assert declared(found.notes) == [("region", 1), ("tenure", 2)]


def test_performance_has_no_value_where_the_file_declares_none(tmp_path):
    amount = np.r_[np.arange(1.0, 8.0), 9999.0]
    table = pd.DataFrame({"staff": PEOPLE["staff"], "amount": amount})
    raw = sav(tmp_path / "x.sav", table, {}, {"amount": [{"lo": 9000, "hi": 9999}]})
    found = record_export(
        raw, "x.sav", source="records", person="staff", period=None, exposure=None,
        columns=["amount"],
    )  # fmt: skip
    assert found.table["amount"].tolist()[:7] == [str(i) for i in range(1, 8)]
    assert found.table["amount"].isna().tolist() == [*[False] * 7, True]
    assert declared(found.notes) == [("amount", 1)]


def test_a_single_declared_text_is_none(tmp_path):
    table = PEOPLE.assign(boss=["none", *PEOPLE["boss"][1:]])
    ranges = {"boss": ["none"]}
    found = people(sav(tmp_path / "x.sav", table, LABELS, ranges))
    assert found.table["boss"].isna().tolist() == [True, *[False] * 7]
    assert declared(found.notes) == [("boss", 1)]


def test_letters_that_stata_keeps_for_missing_are_none(tmp_path):
    table = PEOPLE.assign(tenure=PEOPLE["tenure"].astype(object))
    table.loc[1, "tenure"] = "a"
    pyreadstat.write_dta(table, str(tmp_path / "x.dta"), missing_user_values={"tenure": ["a"]})
    found = people(read_export(tmp_path / "x.dta", "auto"))
    assert found.table["tenure"].isna().tolist() == [i == 1 for i in range(8)]
    assert declared(found.notes) == [("tenure", 1)]


def test_particulars_of_answers_have_no_value_where_the_file_declares_none(tmp_path):
    table = pd.DataFrame([[float(c) for c in row] for row in CODES], columns=ITEMS)
    table = table.assign(staff=[f"E{i}" for i in range(8)], took=[60.0] * 7 + [999.0])
    raw = sav(tmp_path / "x.sav", table, {}, {"took": [{"lo": 999, "hi": 999}]})
    result = taken(export_of(raw, columns={"person": "staff", "seconds": "took"}))
    assert result.answers["seconds"].isna().sum() == 1
    assert declared(result.notes) == [("took", 1)]


@pytest.mark.parametrize("kind", ["sav", "dta"])
def test_groups_go_by_the_labels_of_the_file(tmp_path, kind):
    write = {"sav": pyreadstat.write_sav, "dta": pyreadstat.write_dta}[kind]
    table = PEOPLE if kind == "sav" else PEOPLE.astype({"region": int})
    codes = float if kind == "sav" else int
    labels = {"region": {codes(k): v for k, v in LABELS["region"].items()}}
    write(table, str(tmp_path / f"x.{kind}"), variable_value_labels=labels)
    found = people(read_export(tmp_path / f"x.{kind}", "auto"), reference="North")
    assert found.table["region"].tolist()[:3] == ["North", "South", "North"]
    assert found.table["tenure"].tolist()[:2] == ["10", "20"]


@pytest.mark.parametrize("said", [{"reference": "1"}, {"levels": {"2": {"en": "South"}}}])
def test_codes_stay_where_the_study_speaks_of_them(tmp_path, said):
    found = people(sav(tmp_path / "x.sav"), **said)
    assert found.table["region"].tolist()[:3] == ["1", "2", "1"]


def test_codes_stay_where_two_share_a_label_and_where_one_has_none(tmp_path):
    same = people(sav(tmp_path / "x.sav", labels={"region": {1.0: "North", 2.0: "North"}}))
    assert same.table["region"].tolist()[:3] == ["1", "2", "1"]
    part = people(sav(tmp_path / "y.sav", labels={"region": {1.0: "North"}}))
    assert part.table["region"].tolist()[:3] == ["North", "2", "North"]

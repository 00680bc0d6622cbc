"""Whatever comes in: plain lines, or a table that lost no row and tells no secret."""

import json
import logging
import random
import tempfile
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

import pandas as pd
import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from analysis.errors import AnalysisError
from analysis.intake.answers import Answers, answers_of_few
from analysis.intake.assembled import assembled
from analysis.intake.exports import Export, PeopleExport, RecordExport
from analysis.intake.headers import check_file
from analysis.intake.personal import personal_columns
from analysis.intake.raw_exports import read_export
from analysis.intake.records import Records, records
from analysis.store import write_table
from tests.intake import tool_files
from tests.intake.exported import INSTRUMENTS, KEY
from tests.intake.mutated import (
    BYTES,
    NAMES,
    ROWS,
    SECRETS,
    Rows,
    as_bytes,
    as_sound_text,
    as_workbook,
    plain_rows,
    spoilt,
    spoilt_bytes,
    spoilt_config,
    with_secrets,
)
from tests.intake.test_tool_variants import rows_of
from tests.intake.test_tools import questions
from tests.intake.tool_files import ITEMS
from workflow.study import load_study

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "studies/demo_sales_2026"
FEW, MANY = 100, 1500
MANY_CONFIGS = 500
COLUMNS = {"person": "staff", "seconds": "duration", "started_at": "begun"}
KINDS = st.lists(st.sampled_from([*ROWS, *BYTES]), min_size=1, max_size=3)
SEEDS = st.integers(0, 2**32)
FORMATS = st.sampled_from([*["auto"] * 9, "csv", "qualtrics", "sav", "xlsx"])
REFUSED = {"shuffled header"}
"""Answers under other items' headings do not fit, and people in a column of groups are told."""
LOSSES = {"received", "readable", "matched"}


@dataclass(frozen=True)
class Kind:
    """A kind of file, how it is made, and what a study says of it."""

    rows: Callable[[Path], Rows]
    columns: Mapping[str, str] = field(default_factory=lambda: {"person": "staff"})
    rename: Mapping[str, str] = field(default_factory=dict)


def plain(folder: Path) -> Rows:
    return plain_rows(random.Random(1))


def qualtrics(folder: Path) -> Rows:
    return with_secrets(rows_of(tool_files.qualtrics(folder / "base")), 3)


def limesurvey(folder: Path) -> Rows:
    return with_secrets(rows_of(tool_files.limesurvey(folder / "base", kind="labels")), 1)


def redcap(folder: Path) -> Rows:
    return with_secrets(rows_of(tool_files.redcap(folder)[0]), 1)


def wenjuanxing(folder: Path) -> Rows:
    rows = [[str(cell) for cell in row] for row in tool_files.wenjuanxing_rows(labels=True)]
    return with_secrets(rows, 1)


def odk(folder: Path) -> Rows:
    return with_secrets(rows_of(tool_files.odk(folder / "base"), delimiter=";"), 1)


def people(folder: Path) -> Rows:
    head = ["staff", "姓名", "email", "手机号码", "region", "boss", "tenure"]
    own = [[*row[:4], f"R{i % 2}", f"B{i % 3}", str(i)]
           for i, row in enumerate(plain_rows(random.Random(1))[1:])]  # fmt: skip
    return [head, *own]


def sold(folder: Path) -> Rows:
    rows = [["staff", "姓名", "month", "amount", "quota"]]
    for i, row in enumerate(plain_rows(random.Random(1))[1:]):
        rows += [[*row[:2], f"2025-{m:02}", str(1000 * i + m), "5000"] for m in (1, 2, 3)]
    return rows


ANSWERS = {
    "table": Kind(plain, COLUMNS),
    "qualtrics": Kind(qualtrics, rename=questions("Q1_")),
    "limesurvey": Kind(limesurvey, rename={f"q[{item}]": item for item in ITEMS}),
    "redcap": Kind(redcap, {"person": "record_id"}),
    "wenjuanxing": Kind(wenjuanxing, {"person": "Q1"}, questions("Q2_")),
    "odk": Kind(odk),
}
FILES = {**ANSWERS, "people": Kind(people), "records": Kind(sold)}
KIND_OF_FILE = st.sampled_from(["table", "table", *FILES])


def export_in(path: Path, kind: Kind, format: str = "auto") -> Export:
    return assembled(
        read_export(path, format), file=path.name, instrument="small", source="self", wave=1,
        form="A", columns=kind.columns, rename=kind.rename, items=None, only={}, labels={},
        missing={},
    )  # fmt: skip


def taken(export: Export, listed: PeopleExport | None = None) -> Answers:
    return answers_of_few(
        [export], listed, INSTRUMENTS, key=KEY, duplicates="latest_complete",
        max_invalid_share=0.9,
    )  # fmt: skip


def sound(folder: Path, kind: str) -> Path:
    """A file of this kind as it should be."""
    path = folder / f"sound_{kind}.csv"
    return tool_files.write(path, FILES[kind].rows(folder))


def read(path: Path, file: str, format: str) -> Answers | Records:
    if file in ANSWERS:
        return taken(export_in(path, ANSWERS[file], format))
    answered = export_in(sound(path.parent, "table"), ANSWERS["table"])
    table = read_export(path, format).table
    if file == "people":
        whom = {"groups": ["region"], "clusters": ["boss"], "controls": ["tenure"]}
        others = [name for name in table.columns if name != "staff"]
        personal = frozenset(personal_columns(table, others))
        listed = PeopleExport(path.name, table, person="staff", personal=personal, **whom)
        return taken(answered, listed)
    found = RecordExport(path.name, table, source="records", person="staff", period="month",
                         exposure=None, columns=["amount", "quota"])  # fmt: skip
    identities = taken(answered).identities
    return records([found], identities, key=KEY, max_invalid_share=0.9)


def written(result: Answers | Records, folder: Path) -> str:
    """All that would stand in results, as text."""
    names = {"answers", "missing", "missing_data", "people", "identities", "rejects", "flow",
             "mapping", "unmapped", "records"}  # fmt: skip
    text = json.dumps(result.notes, ensure_ascii=False)
    for name in sorted(names & {*dir(result)}):
        write_table(getattr(result, name), folder / f"{name}.csv")
        text += (folder / f"{name}.csv").read_text(encoding="utf-8")
    return text


def nothing_lost(result: Answers | Records) -> None:
    for file, flow in result.flow.groupby("file"):
        n = flow.set_index("step")["n"]
        left_out = result.rejects.loc[result.rejects["file"] == file]
        assert n["received"] == n.drop([*LOSSES]).sum()
        assert n["received"] - n["kept"] == len(left_out)
        assert not left_out["row"].duplicated().any()
        assert left_out["row"].between(1, n["received"]).all()
    kept = len(result.answers if isinstance(result, Answers) else result.records)
    assert kept == result.n_kept
    assert result.n_received == result.flow.loc[is_counted(result), "n"].sum()


def is_counted(result: Answers | Records):
    flow = result.flow
    return (flow["step"] == "received") & (flow["source"] != "people")


def survives(file: str, kinds: list[str], seed: int, format: str, caplog) -> bool:
    """Whether the file could be read; fails if it told a secret or lost a row."""
    caplog.clear()
    result = None
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        path = folder / "x.csv"
        write = as_workbook if seed % 4 == 0 else as_bytes
        path.write_bytes(spoilt(FILES[file].rows(folder), kinds, seed, write))
        needed = dict.fromkeys(FILES[file].columns.values(), "needed")
        said = "\n".join(check_file(path, format, needed))
        try:
            result = read(path, file, format)
        except AnalysisError as error:
            said += str(error)
        else:
            nothing_lost(result)
            said += written(result, folder)
    assert "Traceback" not in said + caplog.text
    said += caplog.text
    assert [secret for secret in secrets_of(file, kinds) if secret in said] == []
    return result is not None


def secrets_of(file: str, kinds: list[str]) -> list[str]:
    """What nothing may tell of this file.

    A number in a column of numbers is one, whosever phone it might be; a name in a column of
    groups is a group where no column of names says that it is somebody's.
    """
    if file in ANSWERS:
        return SECRETS
    hidden = {"dropped column", "renamed column", "shuffled header", "doubled column"}
    names = [s for s in SECRETS if not (s.isdecimal() or s in NAMES)]
    return names if hidden & {*kinds} else [s for s in SECRETS if not s.isdecimal()]


@pytest.fixture(autouse=True)
def everything_logged(caplog):
    caplog.set_level(logging.DEBUG)


@pytest.mark.parametrize("file", FILES)
def test_sound_files_are_read_whole(tmp_path, file):
    result = read(sound(tmp_path, file), file, "auto")
    nothing_lost(result)
    text = written(result, tmp_path)
    assert [secret for secret in SECRETS if secret in text] == []
    n_kept = result.flow.loc[result.flow["step"] == "kept", "n"].tolist()
    assert n_kept == {"people": [8, 8], "records": [24]}.get(file, [8])


def test_spoilt_exports(caplog):
    @settings(max_examples=FEW)
    @given(KIND_OF_FILE, KINDS, SEEDS, FORMATS)
    def check(file, kinds, seed, format):
        survives(file, kinds, seed, format, caplog)

    check()


@pytest.mark.slow
def test_very_many_spoilt_exports(caplog):
    tried: Counter[str] = Counter()
    was_read: Counter[str] = Counter()

    @settings(max_examples=MANY)
    @given(KIND_OF_FILE, KINDS, SEEDS, FORMATS)
    def check(file, kinds, seed, format):
        here = [file, *kinds]
        tried.update(here)
        was_read.update(here if survives(file, kinds, seed, format, caplog) else [])

    check()
    assert set(tried) == {*FILES, *ROWS, *BYTES}
    assert set(tried) - set(was_read) <= REFUSED
    assert sum(was_read[file] for file in FILES) > MANY / 5


HARMLESS = st.lists(st.sampled_from(["shuffled columns", "doubled rows"]))


@settings(max_examples=FEW // 2)
@given(st.sampled_from([*ANSWERS]), HARMLESS, SEEDS)
def test_what_does_no_harm_changes_no_answer(file, kinds, seed):
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        expected = read(sound(folder, file), file, "auto")
        rows = [
            kind for kind in kinds if file in ("table", "odk") or kind != "shuffled columns"
        ]
        path = folder / "x.csv"
        write = as_workbook if seed % 2 else as_sound_text
        path.write_bytes(spoilt(FILES[file].rows(folder), rows, seed, write))
        found = read(path, file, "auto")
    assert isinstance(expected, Answers)
    assert isinstance(found, Answers)
    for table in ("answers", "missing", "identities"):
        ours, theirs = (in_order(getattr(one, table)) for one in (found, expected))
        assert_frame_equal(ours, theirs)


def in_order(table: pd.DataFrame) -> pd.DataFrame:
    """Rows and columns in an order of their own: columns are kept as they were shown."""
    named = table.reindex(columns=sorted(table))
    return named.sort_values(list(named), ignore_index=True, key=lambda c: c.astype(str))


def config_survives(name: str, seed: int) -> bool:
    """Whether a study whose file `name` is spoilt can run; fails without a plain line."""
    draw = random.Random(seed)
    with tempfile.TemporaryDirectory() as temporary:
        folder = Path(temporary)
        (folder / "data").symlink_to(DEMO / "data")
        (folder / "instruments").mkdir()
        used = yaml.safe_load((DEMO / "study.yaml").read_text(encoding="utf-8"))
        own = f"instruments/{used['instruments'][0]['id']}.yaml"
        for file, path in {"study": "study.yaml", "instrument": own}.items():
            source = (ROOT if file == "instrument" else DEMO) / path
            raw = source.read_bytes()
            if file == name and seed % 3:
                changed = spoilt_config(yaml.safe_load(raw), seed)
                raw = yaml.safe_dump(changed, allow_unicode=True).encode()
            elif file == name:
                raw = spoilt_bytes(raw, [draw.choice([*BYTES])], draw)
            (folder / path).write_bytes(raw)
        try:
            load_study(folder)
        except SystemExit as stopped:
            said = str(stopped.code)
        else:
            return True
    lines = said.splitlines()
    assert lines[0].endswith("cannot be run:")
    assert len(lines) > 1
    assert "Traceback" not in said
    return False


CONFIGS = st.sampled_from(["study", "instrument"])


@settings(max_examples=FEW // 5)
@given(CONFIGS, SEEDS)
def test_spoilt_configs(name, seed):
    config_survives(name, seed)


@pytest.mark.slow
@settings(max_examples=MANY_CONFIGS)
@given(CONFIGS, SEEDS)
def test_very_many_spoilt_configs(name, seed):
    config_survives(name, seed)

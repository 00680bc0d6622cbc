"""Codes of another origin: the file is refused with the line that reads it, and then reads."""

import re

import numpy as np
import pandas as pd
import pytest
import yaml
from pandas.testing import assert_frame_equal

from analysis.simulation.codings import from_two, from_zero, in_tens, lowest_last
from tests.intake.spoilt_codes import (
    ITEMS,
    LABELS,
    SIX,
    as_csv,
    as_dta,
    as_sav,
    as_xlsx,
    drawn,
    export_of,
    in_one_order,
    notes_of,
    redcap_pair,
    stopped,
    taken,
)

WRITERS = {"csv": as_csv, "xlsx": as_xlsx, "sav": as_sav, "dta": as_dta}
CLEAN = drawn()
ORIGINS = {
    "from_zero": from_zero(CLEAN, SIX),
    "from_two": from_two(CLEAN, SIX),
    "in_tens": in_tens(CLEAN, SIX),
    "lowest_last": lowest_last(CLEAN, SIX),
    "about_zero": CLEAN - 3,
    "quarters": (CLEAN - 1) * 25,
    "letters": CLEAN.map(lambda code: "ABCDE"[code - 1]),
    "words_and_numbers": CLEAN.map(lambda code: f"选项{code}"),
    "chinese_digits": CLEAN.map(lambda code: "一二三四五"[code - 1]),
    "other_numbers": CLEAN.map(lambda code: f"{code - 1} - {LABELS[code]}"),
}


def pasted(said: str, key: str = "labels") -> dict:
    """The first line to paste of what is said, read as a study is."""
    line = next(line for line in said.splitlines() if f"{key}:" in line)
    return yaml.safe_load(line[line.index(f"{key}:") :])


def codes_of(result) -> pd.DataFrame:
    return in_one_order(result.answers)


@pytest.fixture(params=["zh", "en"])
def language(request, monkeypatch):
    monkeypatch.setenv("PLUMBLINE_LANG", request.param)
    return request.param


@pytest.mark.parametrize("origin", ORIGINS)
def test_what_is_coded_otherwise_stops_and_reads_with_the_line_it_says(
    tmp_path, origin, language
):
    path = as_csv(tmp_path / "self.csv", ORIGINS[origin])
    said = stopped(export_of(path))
    assert ("study.yaml 中 responses" in said) == (language == "zh")
    result = taken(export_of(path, **pasted(said)))
    assert_frame_equal(codes_of(result), in_one_order(CLEAN), check_dtype=False)


@pytest.mark.parametrize("kind", WRITERS)
def test_every_format_is_judged_alike(tmp_path, kind):
    path = WRITERS[kind](tmp_path / f"self.{kind}", from_zero(CLEAN, SIX))
    result = taken(export_of(path, **pasted(stopped(export_of(path)))))
    assert_frame_equal(codes_of(result), in_one_order(CLEAN), check_dtype=False)


@pytest.mark.parametrize("share", [0.004, 0.01, 0.05, 0.15])
def test_few_zeros_suffice_where_nobody_has_the_highest_code(tmp_path, share):
    """High answers counted from zero: one zero in 250 cells, and 4 is frequent."""
    rng = np.random.default_rng(2)
    middle = rng.choice([1, 2, 3, 4], size=CLEAN.shape, p=[0.1, 0.2, 0.35, 0.35])
    cells = np.where(rng.random(CLEAN.shape) < share, 0, middle)
    said = stopped(export_of(as_csv(tmp_path / "a.csv", pd.DataFrame(cells, columns=ITEMS))))
    assert '"0": 1' in said
    assert 'missing: {skipped: ["0"]}' in said


def test_one_file_of_two_is_named(tmp_path):
    own = export_of(as_csv(tmp_path / "self.csv", CLEAN))
    other = as_csv(tmp_path / "manager.csv", from_zero(drawn(2), SIX))
    table = pd.read_csv(other).assign(boss="M1")
    table.to_csv(other, index=False)
    judged = {"source": "manager", "columns": {"person": "staff", "rater": "boss"}}
    said = stopped(own, export_of(other, **judged))
    assert "self.csv" not in said
    assert '"0": 1' in said


@pytest.mark.parametrize(("more", "factor"), [(2, 1), (5, 1), (0, 23)])
def test_more_options_than_there_are_stop_without_a_line_of_labels(tmp_path, more, factor):
    rng = np.random.default_rng(3)
    cells = rng.integers(1, 6 + more, size=CLEAN.shape) * factor
    cells = cells - rng.integers(0, factor, size=CLEAN.shape)
    said = stopped(export_of(as_csv(tmp_path / "a.csv", pd.DataFrame(cells, columns=ITEMS))))
    assert "labels:" not in said
    assert "another number of options" in said
    assert len(said.splitlines()) <= 2


def test_seven_options_of_which_few_are_beyond_five_stop(tmp_path):
    rng = np.random.default_rng(4)
    chance = [0.1, 0.2, 0.3, 0.2, 0.12, 0.05, 0.03]
    cells = rng.choice(np.arange(1, 8), size=CLEAN.shape, p=chance)
    said = stopped(export_of(as_csv(tmp_path / "a.csv", pd.DataFrame(cells, columns=ITEMS))))
    assert "numbers from 1 to 7" in said


@pytest.mark.parametrize("design", [{}, {"skew": "no_top"}, {"skew": "no_bottom"},
                                    {"slips": 0.003}, {"undeclared": 0.05}])  # fmt: skip
def test_clean_answers_are_taken(tmp_path, design):
    taken(export_of(as_csv(tmp_path / "a.csv", drawn(5, **design))))


@pytest.mark.parametrize("number", [8, 9, 99, -1, 0, 6])
def test_an_undeclared_no_answer_stays_an_invalid_cell(tmp_path, number):
    """Both ends are chosen, and who has it answered the rest as anybody else."""
    rng = np.random.default_rng(6)
    codes = CLEAN.where(rng.random(CLEAN.shape) > 0.04, number)
    result = taken(export_of(as_csv(tmp_path / "a.csv", codes)))
    reason = "cannot_judge" if number == 8 else "invalid_code"
    assert (result.missing["reason"] == reason).all()
    assert len(result.missing) == int((codes == number).to_numpy().sum())


def test_an_end_that_nobody_chose_is_noted(tmp_path):
    result = taken(export_of(as_csv(tmp_path / "a.csv", CLEAN.clip(upper=4))))
    found = notes_of(result)["end_option_never_chosen"]
    assert (found["code"], found["n"]) == (5, CLEAN.size)


def test_an_option_coded_last_at_one_item_is_noted(tmp_path):
    codes = CLEAN.assign(**{ITEMS[0]: lowest_last(CLEAN, SIX)[ITEMS[0]]})
    codes.loc[:7, ITEMS[0]] = 6
    found = notes_of(taken(export_of(as_csv(tmp_path / "a.csv", codes))))
    assert found["numbers_beyond_options"]["items"] == [ITEMS[0]]
    assert found["numbers_beyond_options"]["numbers"] == "6"


def test_the_study_may_state_numbers_of_one_item_alone(tmp_path):
    codes = CLEAN.assign(**{ITEMS[0]: CLEAN[ITEMS[0]] - 1})
    path = as_csv(tmp_path / "a.csv", codes)
    stated = {ITEMS[0]: {str(code - 1): code for code in LABELS}}
    result = taken(export_of(path, labels=stated))
    assert_frame_equal(codes_of(result), in_one_order(CLEAN), check_dtype=False)


def test_a_code_for_which_the_study_states_another_number_is_no_answer(tmp_path):
    codes = from_zero(CLEAN, SIX)
    codes.loc[0, ITEMS[0]] = 5
    stated = {str(code - 1): code for code in LABELS}
    result = taken(export_of(as_csv(tmp_path / "a.csv", codes), labels=stated))
    assert result.missing[["item", "reason"]].to_numpy().tolist() == [
        [ITEMS[0], "invalid_code"]
    ]


SHARED = {1: "Never", 2: "Never", 3: "Sometimes", 4: "Often", 5: "Always"}


@pytest.mark.parametrize("kind", ["sav", "dta", "redcap"])
@pytest.mark.parametrize(
    "labels", [SHARED, {4: "Often", 5: "Often"}, {1: "从不", 3: "从不", 5: "总是"}]
)
def test_one_label_for_two_codes_stops_and_codes_can_be_kept(tmp_path, kind, labels):
    dictionary = None
    if kind == "redcap":
        choices = " | ".join(f"{code}, {label}" for code, label in labels.items())
        path, dictionary = redcap_pair(tmp_path, CLEAN, choices)
    else:
        stated = {(float(k) if kind == "sav" else k): v for k, v in labels.items()}
        path = {"sav": as_sav, "dta": as_dta}[kind](tmp_path / f"a.{kind}", CLEAN, stated)
    said = stopped(export_of(path, dictionary))
    assert "one label" in said
    result = taken(export_of(path, dictionary, **pasted(said)))
    assert_frame_equal(codes_of(result), in_one_order(CLEAN), check_dtype=False)


@pytest.mark.parametrize("kind", ["sav", "dta", "redcap"])
@pytest.mark.parametrize("ends_alone", [True, False])
def test_labels_in_other_words_for_other_codes_stop(tmp_path, kind, ends_alone):
    """Nobody chose the lowest option, so that all numbers would be codes."""
    codes = from_zero(CLEAN.clip(lower=2), SIX)
    words = ["not at all", "a little", "so so", "much", "completely"]
    labels = dict(enumerate(words))
    labels = {0: labels[0], 4: labels[4]} if ends_alone else labels
    dictionary = None
    if kind == "redcap":
        choices = " | ".join(f"{code}, {label}" for code, label in labels.items())
        path, dictionary = redcap_pair(tmp_path, codes, choices)
    else:
        stated = {(float(k) if kind == "sav" else k): v for k, v in labels.items()}
        path = {"sav": as_sav, "dta": as_dta}[kind](tmp_path / f"a.{kind}", codes, stated)
    said = stopped(export_of(path, dictionary))
    result = taken(export_of(path, dictionary, **pasted(said)))
    assert_frame_equal(codes_of(result), in_one_order(CLEAN.clip(lower=2)), check_dtype=False)


def test_two_codes_of_no_answer_may_share_a_label(tmp_path):
    labels = {float(k): v for k, v in LABELS.items()} | {
        8.0: "Cannot judge",
        9.0: "Cannot judge",
    }
    taken(export_of(as_sav(tmp_path / "a.sav", CLEAN, labels)))


def test_an_unreadable_name_is_never_in_the_line(tmp_path):
    codes = CLEAN.astype(str)
    codes[ITEMS[:20]] = codes[ITEMS[:20]].replace("5", "Kovacs Maria")
    codes["name"] = "Kovacs Maria"
    said = stopped(export_of(as_csv(tmp_path / "a.csv", codes), columns={"person": "name"}))
    assert not re.search("Kovacs", said)

"""What an entry of `responses` may say of labels, codes and items already reversed."""

from pathlib import Path

import pytest
from pydantic import ValidationError

from analysis.instrument import load_instrument
from analysis.mistakes import mistakes
from workflow.response_checks import unknown_items
from workflow.settings import Responses

SMALL = load_instrument(Path(__file__).resolve().parents[1] / "data/small_instrument.yaml")
ENTRY = {"file": "a.csv", "instrument": "small", "source": "self"}


def entry(**changes) -> Responses:
    return Responses.model_validate(ENTRY | changes)


def test_numbers_need_no_quotation_marks():
    found = entry(labels={0: 1, "A": 2, "lis1": {6: 1}}, missing={"skipped": [0, "x"]})
    assert found.labels == {"0": 1, "A": 2, "lis1": {"6": 1}}
    assert found.missing == {"skipped": ["0", "x"]}


@pytest.mark.parametrize("stated", [None, [], ["lis3"], "all_reversed"])
def test_items_already_reversed_are_none_all_or_some(stated):
    assert entry(recoded=stated).recoded == stated


@pytest.mark.parametrize(
    ("changes", "slot"),
    [({"recoded": "lis3"}, "recoded"), ({"recoded": 3}, "recoded"),
     ({"labels": {"A": "x"}}, "labels.A"), ({"labels": {"lis1": {"A": "x"}}}, "labels.lis1.A")],
)  # fmt: skip
def test_what_cannot_be_said_is_told_in_one_line(monkeypatch, changes, slot):
    monkeypatch.setenv("PLUMBLINE_LANG", "en")
    with pytest.raises(ValidationError) as caught:
        entry(**changes)
    (line,) = mistakes("study.yaml", caught.value)
    assert line.startswith(f"study.yaml: {slot}: ")


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, []),
        ({"labels": {"A": 1, "frequency5": {"9": 8}, "check": {"B": 2}}}, []),
        ({"recoded": ["lis3", "lis9"]}, ["recoded: small has no item 'lis9'"]),
        ({"rename": {"Q1": "lis9"}}, ["rename Q1: small has no item 'lis9'"]),
        ({"labels": {"A": 7}}, ["labels: options frequency5 have no code 7"]),
        ({"labels": {"lis9": {"A": 1}}}, ["labels: small has no options and no item 'lis9'"]),
        ({"labels": {"lis1": {"A": 7}}}, ["labels: options frequency5 have no code 7"]),
    ],
)
def test_what_is_not_there_is_named(monkeypatch, changes, said):
    monkeypatch.setenv("PLUMBLINE_LANG", "en")
    found = [*unknown_items(entry(**changes), SMALL)]
    assert len(found) == len(said)
    assert all(words in line for words, line in zip(said, found, strict=True))

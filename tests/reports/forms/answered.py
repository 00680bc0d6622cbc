"""Answers to our own forms, as every tool exports them, and what intake makes of them."""

import csv
import json
import random
from pathlib import Path

import numpy as np

from analysis.form_plan import Layout
from analysis.instrument import Instrument, Text, load_instrument
from analysis.intake.answers import Answers, answers_of_few
from analysis.intake.assembled import assembled
from analysis.intake.pseudonyms import pseudonyms
from analysis.intake.raw_exports import read_export
from analysis.seeds import stream
from reports.forms.questionnaire import (
    CONSENT,
    PERSON,
    RATER,
    Notice,
    Question,
    Questionnaire,
    questionnaire,
)
from reports.forms.wenjuanxing import NO_BREAK_SPACE
from reports.words import Words

ROOT = Path(__file__).resolve().parents[3]
SIX = load_instrument(ROOT / "instruments" / "sales_six.yaml")
SMALL = load_instrument(ROOT / "tests" / "data" / "small_instrument.yaml")
NOTICE = Notice(Text(zh="示范研究", en="Example study"), "development", None)
KEY = bytes(range(32))
PEOPLE = 12


def form_of(
    instrument: Instrument = SIX, language="en", source="self", *, seed=1, per_page=10, checks=0
) -> Questionnaire:
    rng = stream(seed, "forms", instrument.id)
    words = Words(language)
    layout = Layout(per_page, checks)
    return questionnaire(instrument, NOTICE, words, source=source, layout=layout, rng=rng)


def answer(form: Questionnaire, seed: int = 5) -> list[dict[str, int | str | None]]:
    """What people answer to every question: a code, what they wrote, or nothing."""
    rng = random.Random(seed)
    rows = []
    for person in range(PEOPLE):
        written = {PERSON: f"E{person:03}", RATER: f"M{person:03}", CONSENT: 1}
        codes: dict[str, int | str | None] = {
            q.name: rng.choice([c.code for c in q.choices]) for q in form.questions if q.choices
        }
        items = [name for name in codes if name != CONSENT]
        codes[rng.choice(items)] = None
        rows.append(codes | {q.name: written[q.name] for q in form.questions
                             if q.name in written})  # fmt: skip
    return rows


def cell(question: Question, answered, *, labels: bool):
    """How a tool writes what was answered."""
    if answered is None:
        return ""
    named = {choice.code: choice.label for choice in question.choices}
    return named[answered] if labels and named else answered


def cells(form, row, *, labels=False):
    return [cell(q, row[q.name], labels=labels) for q in form.questions]


def write(path: Path, rows: list[list], encoding: str = "utf-8") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def odk_export(form: Questionnaire, rows, path: Path) -> Path:
    """ODK Central: fields behind the groups that the form puts them in."""
    names = [f"{page.name}-{q.name}" for page in form.pages for q in page.questions]
    table = [["SubmissionDate", "start", "end", *names, "meta-instanceID", "KEY"]]
    for i, row in enumerate(rows):
        times = ["2026-01-05T00:05:00Z", *(f"2026-01-05T08:0{m}:30+08:00" for m in (1, 3))]
        table.append([*times, *cells(form, row), f"uuid:{i}", f"uuid:{i}"])
    return write(path, table)


def limesurvey_export(form: Questionnaire, rows, path: Path, *, labels: bool) -> Path:
    own = ["id", "submitdate", "lastpage", "startlanguage", "seed", "startdate", "datestamp"]
    table = [[*own, *(q.name for q in form.questions), "interviewtime"]]
    for i, row in enumerate(rows):
        about = [i + 1, "2026-01-05 09:00:00", 4, form.language, 77 + i]
        times = ["2026-01-05 08:50:00", "2026-01-05 09:00:00"]
        table.append([*about, *times, *cells(form, row, labels=labels), 600 + i])
    return write(path, table, "utf-8-sig")


def qualtrics_export(form: Questionnaire, rows, path: Path, *, labels: bool) -> Path:
    own = {"StartDate": "startDate", "EndDate": "endDate", "Status": "status",
           "Duration (in seconds)": "duration", "Finished": "finished"}  # fmt: skip
    asked = form.questions
    table = [
        [*own, *(q.name for q in asked)],
        [*own, *(q.text for q in asked)],
        [json.dumps({"ImportId": i})
         for i in [*own.values(), *(f"QID{k}" for k in range(len(asked)))]],
    ]  # fmt: skip
    for i, row in enumerate(rows):
        kind = "IP Address" if labels else 0
        about = ["2026-01-05 08:00:00", "2026-01-05 08:01:00", kind, 60 + i, 1]
        table.append([*about, *cells(form, row, labels=labels)])
    return write(path, table)


def redcap_export(form: Questionnaire, rows, path: Path) -> Path:
    names = ["record_id", *(q.name for q in form.questions), f"{form.name}_complete"]
    table = [names, *([i + 1, *cells(form, row), 2] for i, row in enumerate(rows))]
    return write(path, table)


def wenjuanxing_export(form: Questionnaire, rows, path: Path) -> Path:
    own = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP"]
    heads = [f"{n}、{q.text}〔{q.name}〕" for n, q in enumerate(form.questions, start=1)]
    table = [[*own, *heads]]
    for i, row in enumerate(rows):
        labels = [str(c).replace(" ", NO_BREAK_SPACE) for c in cells(form, row, labels=True)]
        told = [label or "(空)" for label in labels]
        about = [i + 1, f"2026/1/5 9:{10 + i}:00", f"{100 + i}秒", "手机提交", "直接访问"]
        table.append([*about, f"10.0.0.{i}(北京-北京)", *told])
    return write(path, table, "gb18030")


def typed_from_paper(form: Questionnaire, rows, path: Path) -> Path:
    names = [q.name for q in form.questions]
    return write(path, [names, *(cells(form, row) for row in rows)], "utf-8-sig")


def read_back(path: Path, form: Questionnaire, instrument: Instrument, dictionary=None):
    """What intake reads, told nothing but whose answers they are."""
    raw = read_export(path, "auto", dictionary)
    source = "manager" if form.source == "other" else "self"
    columns = {"person": PERSON} | ({"rater": RATER} if form.source == "other" else {})
    export = assembled(
        raw, file=path.name, instrument=instrument.id, source=source, wave=1, form="A",
        columns=columns, rename={}, items=None, only={}, labels={}, missing={},
    )  # fmt: skip
    result = answers_of_few(
        [export], None, {instrument.id: instrument}, key=KEY, duplicates="latest_complete",
        max_invalid_share=0.0,
    )  # fmt: skip
    return raw.heading.tool, result


def in_order(result: Answers, rows: list) -> list:
    """The `rows` of the people in the order in which the answers have them."""
    code_of = dict(zip(result.identities["pseudonym"], result.identities["code"], strict=True))
    names = pseudonyms([f"E{person:03}" for person in range(PEOPLE)], key=KEY)
    place = {code_of[name]: row for name, row in zip(names, rows, strict=True)}
    return [place[person] for person in result.answers["person"]]


def check_same(result: Answers, rows, instrument: Instrument) -> None:
    """Every cell is what was answered: its code, or empty where there is none."""
    rows = in_order(result, rows)
    items = list(instrument.all_items)
    answered = [
        [row[i] if row[i] in instrument.options_of(i).codes else np.nan for i in items]
        for row in rows
    ]
    found = result.answers[items].to_numpy(dtype=float, na_value=np.nan)
    np.testing.assert_array_equal(found, np.array(answered, dtype=float))
    said = {(m.response, m.item): m.reason for m in result.missing.itertuples()}
    for response, row in enumerate(rows):
        for item in items:
            if row[item] is None:
                assert said[response, item] == "skipped"
            elif row[item] in instrument.options_of(item).no_answer:
                assert said[response, item] == "cannot_judge"

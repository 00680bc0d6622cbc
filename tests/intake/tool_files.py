"""Small exports as survey tools write them: made up, with the shapes and quirks of each."""

import csv
import json
from pathlib import Path

LABELS = ["Never", "Rarely", "Sometimes", "Often", "Always"]
ZH = ["从不", "很少", "有时", "经常", "总是"]
ITEMS = ["lis1", "lis2", "lis3", "pla1", "pla2", "check"]
CODES = [[(3 * i + 2 * j + i * j) % 5 + 1 for j in range(6)] for i in range(8)]
"""The answers of eight people to six items; every file holds these."""


def write(path: Path, rows: list[list], encoding: str = "utf-8", delimiter: str = ",") -> Path:
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter).writerows(rows)
    return path


def qualtrics(
    path: Path, *, status: tuple[str, str] = ("IP Address", "Survey Preview")
) -> Path:
    """Three rows above the answers; a preview last, and person 8 did not finish."""
    own = ["StartDate", "EndDate", "Status", "IPAddress", "Duration (in seconds)", "Finished",
           "RecipientEmail", "DistributionChannel", "UserLanguage"]  # fmt: skip
    asked = ["Anfangsdatum", "Enddatum", "Antworttyp", "IP-Adresse", "Dauer (in Sekunden)",
             "Beendet", "E-Mail des Empfängers", "Verteilungskanal", "Sprache"]  # fmt: skip
    ids = ["startDate", "endDate", "status", "ipAddress", "duration", "finished",
           "recipientEmail", "distributionChannel", "userLanguage"]  # fmt: skip
    zone = {"startDate": "Europe/Berlin", "endDate": "Europe/Berlin"}
    head = [
        json.dumps({"ImportId": i} | ({"timeZone": zone[i]} if i in zone else {})) for i in ids
    ]
    questions = [f"Wie oft? - <b>Frage {j}</b>" for j in range(6)]
    rows = [
        [*own, "staff", *(f"Q1_{j + 1}" for j in range(6))],
        [*asked, "Personalnummer", *questions],
        [*head, '{"ImportId":"QID9_TEXT"}', *(f'{{"ImportId":"QID1_{j}"}}' for j in range(6))],
    ]
    for i, codes in enumerate([*CODES, CODES[0]]):
        kind = status[1] if i == len(CODES) else status[0]
        rows.append(
            [f"2026-01-05 08:{i:02}:00", f"2026-01-05 08:{i:02}:50", kind, f"10.0.0.{i}",
             50 + i, str(i != 7), f"p{i}@example.org", "anonymous", "DE", f"E{i}", *codes]
        )  # fmt: skip
    return write(path, rows)


def old_qualtrics(path: Path) -> Path:
    """Two rows above the answers, a mark of byte order and a comma at the end of each row."""
    own = ["ResponseID", "ResponseSet", "Name", "ExternalDataReference", "EmailAddress",
           "IPAddress", "Status", "StartDate", "EndDate", "Finished"]  # fmt: skip
    rows = [
        [*(f"V{i + 1}" for i in range(10)), *ITEMS, ""],
        [*own, *(f"Frage {j}" for j in range(6)), ""],
    ]
    for i, codes in enumerate(CODES):
        time = ["2026-01-05 08:00:00", f"2026-01-05 08:01:{i:02}"]
        rows.append([f"R_{i}", "Default", "Anonym", f"E{i}", "", "10.0.0.1", "0", *time, "1",
                     *codes, ""])  # fmt: skip
    return write(path, rows, "utf-8-sig")


def limesurvey(path: Path, *, kind: str) -> Path:
    """Headed by codes with answer codes, or by codes and questions with labels."""
    own = ["id", "submitdate", "lastpage", "startlanguage", "startdate"]
    names = [*own, "staff", *(f"q[{item}]" for item in ITEMS)]
    if kind == "labels":
        names = ["id. Response ID", "submitdate. Date submitted", "lastpage. Last page",
                 "startlanguage. Start language", "startdate. Date started", "staff. Number",
                 *(f"q[{item}]. How <em>often</em>? [part {j}]"
                   for j, item in enumerate(ITEMS))]  # fmt: skip
    rows: list[list] = [names]
    for i, codes in enumerate(CODES):
        answers = [f"A{c}" if kind == "codes" else LABELS[c - 1] for c in codes]
        sent = "" if i == 7 else "2026-01-05 09:00:00"
        rows.append([i + 1, sent, 3, "en", "2026-01-05 08:50:00", f"E{i}", *answers])
    return write(path, rows, "utf-8-sig")


def limesurvey_r(folder: Path) -> tuple[Path, Path]:
    """The data and the syntax of an R export: full questions as headings, one of them empty."""
    own = ["id", "submitdate", "lastpage", "startlanguage", "startdate"]
    asked = ["Response ID", "Date submitted", "Last page", "Start language", "Date started"]
    names = [*own, "staff", *ITEMS]
    questions = ['Your "number"', "", *(f"How often? [part {j}]" for j in range(1, 6))]
    rows: list[list] = [[*asked, *questions, "Total time"]]
    for i, codes in enumerate(CODES):
        rows.append([i + 1, "2026-01-05 09:00:00", 3, "en", "2026-01-05 08:50:00", f"E{i}",
                     *(f"A{c}" for c in codes), 61.5 + i])  # fmt: skip
    lines = ['data <- read.csv("data.csv", quote = "\'\\"", na.strings=c("", "\\"\\""))', ""]
    levels = ",".join(f'"A{k}"' for k in range(1, 6))
    labels = ", ".join(f'"{label}"' for label in LABELS)
    for j, name in enumerate(names):
        label = name if j < 5 else str(questions[j - 5]).replace('"', '\\"')
        if "[" in label:
            label = f"[part {j - 6}] How often?"
        lines.append(f'attributes(data)$variable.labels[{j + 1}] <- "{label}"')
        if name in ITEMS:
            lines.append(
                f"data[, {j + 1}] <- factor(data[, {j + 1}], levels=c({levels}),"
                f"labels=c({labels}))"
            )
        lines.append(f'names(data)[{j + 1}] <- "{name}"')
    lines.append('system("echo this line is never run")')
    syntax = folder / "survey_R_syntax_file.R"
    syntax.write_text("\n".join(lines), encoding="utf-8-sig")
    return write(folder / "survey_R_data_file.csv", rows, "utf-8-sig"), syntax


def redcap(folder: Path) -> tuple[Path, Path]:
    """Two occasions a person, a checkbox, and the data dictionary."""
    head = ["Variable / Field Name", "Form Name", "Section Header", "Field Type", "Field Label",
            "Choices, Calculations, OR Slider Labels", "Field Note", "Identifier?"]  # fmt: skip
    often = " | ".join(f"{k}, {LABELS[5 - k]}" for k in range(1, 6))
    fields = [["record_id", "f", "", "text", "Record ID", "", "", ""],
              ["nickname", "f", "", "text", "Call me", "", "", "y"],
              ["tools", "f", "", "checkbox", "Tools", "1, Phone | 2, Mail", "", ""],
              *([item, "f", "", "radio", f"<p>{item}</p>", often, "", ""]
                for item in ITEMS)]  # fmt: skip
    dictionary = write(folder / "dictionary.csv", [head, *fields], "utf-8-sig")
    rows: list[list] = [["record_id", "redcap_event_name", "nickname", "tools___1", "tools___2",
                         *ITEMS, "f_complete"]]  # fmt: skip
    for i, codes in enumerate(CODES):
        turned = [6 - c for c in codes]
        rows.append([f"E{i}", "first_arm_1", f"nick{i}", 1, 0, *turned, 2])
        rows.append([f"E{i}", "later_arm_1", "", "", "", *([""] * 6), 0])
    return write(folder / "data.csv", rows), dictionary


def wenjuanxing_rows(*, labels: bool) -> list[list]:
    """Question 2 is a matrix of all items; one answer is skipped, one not shown."""
    own = ["序号", "提交答卷时间", "所用时间", "来源", "来源详情", "来自IP", "1、您的工号："]
    parts = [f"2、行为频率—第{j}项" if labels else f"第2题(第{j}项)" for j in range(6)]
    rows: list[list] = [[*own, *parts]]
    for i, codes in enumerate(CODES):
        cells = [ZH[c - 1] if labels else c for c in codes]
        cells[0] = ("(跳过)" if labels else -3) if i == 1 else cells[0]
        cells[1] = ("(空)" if labels else -2) if i == 2 else cells[1]
        time = f"2026/1/5 9:{10 + i}:00"
        took = "1分23秒" if i == 3 else f"{100 + i}秒"
        rows.append([i + 1, time, took, "手机提交", "直接访问", f"10.0.0.{i}(北京-北京)",
                     f"E{i}", *cells])  # fmt: skip
    return rows


def odk(path: Path) -> Path:
    """Kobo: fields behind their groups, times of the device with a zone, semicolons."""
    names = ["start", "end", "about/staff", *(f"block/{item}" for item in ITEMS), "_id",
             "_uuid", "_submission_time"]  # fmt: skip
    rows: list[list] = [names]
    for i, codes in enumerate(CODES):
        start, end = (f"2026-01-05T08:0{m}:30.123+08:00" for m in (1, 3))
        rows.append([start, end, f"E{i}", *codes, i, f"uuid-{i}", "2026-01-05T00:05:00"])
    return write(path, rows, delimiter=";")

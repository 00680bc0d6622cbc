"""Makes the small exports beside this file again: the same twelve made-up people each time."""

import csv
import random
from datetime import datetime
from pathlib import Path

import xlsxwriter

HERE = Path(__file__).parent
ITEMS = ["lis1", "lis2", "lis3", "pla1", "pla2", "check"]
ZH = {1: "从不", 2: "很少", 3: "有时", 4: "经常", 5: "总是", 8: "无法判断"}
EN = {1: "Never", 2: "Rarely", 3: "Sometimes", 4: "Often", 5: "Always", 8: "Cannot judge"}
PEOPLE = [f"E{i:03}" for i in range(1, 13)]
HEADER = ["employee_id", "name", "duration", "begun", *ITEMS]
SEED = 7


def self_answers() -> list[list]:
    draw = random.Random(SEED)
    rows = []
    for i, person in enumerate(PEOPLE):
        answers = [draw.randint(1, 5) for _ in ITEMS[:-1]] + [2]
        rows.append([person, f"姓名{i}", 60 + i, f"2026-01-05 09:{i:02}:00", *answers])
    rows[2][4], rows[5][6], rows[7][5] = 8, "", 8
    return rows


def labelled(rows: list[list], labels: dict[int, str]) -> list[list]:
    return [[*row[:4], *(labels.get(cell, cell) for cell in row[4:])] for row in rows]


def write_csv(name: str, rows: list[list], encoding: str, delimiter: str = ",") -> None:
    with (HERE / name).open("w", encoding=encoding, newline="") as file:
        csv.writer(file, delimiter=delimiter, lineterminator="\n").writerows(rows)


def write_xlsx(name: str, rows: list[list]) -> None:
    with xlsxwriter.Workbook(str(HERE / name)) as book:
        book.set_properties({"created": datetime(2026, 1, 1)})
        sheet = book.add_worksheet()
        for i, row in enumerate(rows):
            sheet.write_row(i, 0, row)


def manager_answers() -> list[list]:
    draw = random.Random(SEED + 1)
    rows = []
    for i, person in enumerate(PEOPLE):
        answers = [draw.randint(1, 5) for _ in ITEMS[:-1]] + [2]
        rows.append([person, f"M{i % 3}", *answers])
    return rows


def sales() -> list[list]:
    draw = random.Random(SEED + 2)
    months = [f"2025-{m:02}" for m in (1, 2, 3)]
    return [[p, m, draw.randint(10, 99) * 1000, 50_000, 1] for p in PEOPLE for m in months]


def main() -> None:
    rows = self_answers()
    write_csv("self_codes.csv", [HEADER, *rows], "utf-8")
    write_csv("self_codes_utf16.csv", [HEADER, *rows], "utf-16", "\t")
    write_csv("self_zh_gb18030.csv", [HEADER, *labelled(rows, ZH)], "gb18030")
    write_csv("self_en_bom.csv", [HEADER, *labelled(rows, EN)], "utf-8-sig", ";")
    write_xlsx("self_codes.xlsx", [HEADER, *rows])
    write_xlsx("self_zh.xlsx", [HEADER, *labelled(rows, ZH)])
    write_csv("manager.csv", [["employee_id", "manager", *ITEMS], *manager_answers()], "utf-8")
    people = [
        [p, "华东" if i % 2 else "华北", f"M{i % 3}", 10 + i] for i, p in enumerate(PEOPLE)
    ]
    write_csv(
        "people.csv", [["employee_id", "region", "manager_id", "tenure"], *people], "utf-8"
    )
    header = ["employee_id", "month", "amount", "quota", "active"]
    write_csv("sales.csv", [header, *sales()], "utf-8")


if __name__ == "__main__":
    main()

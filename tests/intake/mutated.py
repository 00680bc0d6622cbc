"""Exports and study files, spoilt as people, tools and spreadsheets spoil them."""

import csv
import io
import random
import re
from collections.abc import Callable
from typing import Any

import xlsxwriter

NAMES = ["欧阳志远", "Wilhelmina Okonkwo", "司马明慧", "Bartholomew Vance"]
SECRETS = [
    *NAMES,
    *(f"private{i}@example.org" for i in range(4)),
    *(f"1380013800{i}" for i in range(4)),
    *(f"11010519491231002{i}" for i in range(4)),
    *(f"STAFF-{i:04}-ID" for i in range(8)),
    "私话",
]
"""What no result, note or message may hold."""

ITEMS = ["lis1", "lis2", "lis3", "pla1", "pla2", "check"]
HEAD = ["staff", "姓名", "email", "手机号码", "身份证号", "duration", "begun", *ITEMS]
ID = re.compile(r"^E(\d)$")
Rows = list[list[str]]


def plain_rows(draw: random.Random) -> Rows:
    """A table of eight people with all that identifies them."""
    rows = [HEAD]
    for i in range(8):
        own = [f"STAFF-{i:04}-ID", *(SECRETS[4 * k + i % 4] for k in range(4))]
        time = [str(40 + i), f"2026-01-05 09:{i:02}:00"]
        rows.append([*own, *time, *(str(draw.randint(1, 5)) for _ in ITEMS)])
    return rows


def with_secrets(rows: Rows, n_heading: int) -> Rows:
    """A tool's export of eight people (E0, E1, …) with names and phones behind its columns."""
    titles = [["姓名", "手机号码"], *[["", ""]] * (n_heading - 1)]
    found = [row + title for row, title in zip(rows, titles, strict=False)]
    for i, row in enumerate(rows[n_heading:]):
        own = [ID.sub(lambda cell: f"STAFF-{int(cell[1]):04}-ID", cell) for cell in row]
        found.append([*own, SECRETS[i % 4], SECRETS[8 + i % 4]])
    return found


def shuffled_columns(rows: Rows, draw: random.Random) -> Rows:
    order = list(range(len(rows[0])))
    draw.shuffle(order)
    return [[row[j] for j in order if j < len(row)] for row in rows]


def shuffled_header(rows: Rows, draw: random.Random) -> Rows:
    return [draw.sample(rows[0], len(rows[0])), *rows[1:]]


def dropped_column(rows: Rows, draw: random.Random) -> Rows:
    j = draw.randrange(len(rows[0]))
    return [row[:j] + row[j + 1 :] for row in rows]


def doubled_column(rows: Rows, draw: random.Random) -> Rows:
    j = draw.randrange(len(rows[0]))
    return [[*row, *row[j : j + 1]] for row in rows]


def renamed_column(rows: Rows, draw: random.Random) -> Rows:
    j = draw.randrange(len(rows[0]))
    name = draw.choice(
        ["", "lis1 ", "LIS1", "=1+1", "<script>alert(1)</script>", "序号", "_uuid"]
    )
    return [[*rows[0][:j], name, *rows[0][j + 1 :]], *rows[1:]]


def doubled_rows(rows: Rows, draw: random.Random) -> Rows:
    return [*rows, *draw.choices(rows[1:] or [[]], k=draw.randint(1, 6))]


def header_again(rows: Rows, draw: random.Random) -> Rows:
    return [*rows[: draw.randint(1, len(rows))], rows[0], *rows[1:]]


def cells(change: Callable[[str, random.Random], str]) -> Callable[[Rows, random.Random], Rows]:
    """A mutation of some cells of some rows."""

    def changed(rows: Rows, draw: random.Random) -> Rows:
        rows = [list(row) for row in rows]
        for _ in range(draw.randint(1, 12)):
            row = draw.choice(rows[1:] or rows)
            if row:
                j = draw.randrange(len(row))
                row[j] = change(row[j], draw)
        return rows

    return changed


def mixed(cell: str, draw: random.Random) -> str:
    return draw.choice(
        ["TRUE", "3.0", "1e99", "nan", "-", "３", "五", "inf", "0x3", "", " ", "NULL"]
    )


def label(cell: str, draw: random.Random) -> str:
    return draw.choice(
        ["always", "總 是", "5-总是", "Alway", "经常的", "5 (Often)", "总是〖私话〗"]
    )


def local(cell: str, draw: random.Random) -> str:
    return draw.choice(
        ["3,0", "1.234,5", "05/01/2026", "5.1.2026 09:00", "2026年1月5日", "1分3秒", "上午9:00"]
    )


def formula(cell: str, draw: random.Random) -> str:
    return draw.choice(['=HYPERLINK("http://x","y")', "@SUM(A1)", "+1+1", "-2+3", "\t=1"])


def markup(cell: str, draw: random.Random) -> str:
    return draw.choice(
        ["<b>3</b>", "<img src=x onerror=alert(1)>", "&lt;3", "]]>", "{{ 7*7 }}"]
    )


def huge(cell: str, draw: random.Random) -> str:
    return draw.choice("x9“<") * draw.choice([1000, 50_000, 140_000])


def moved(cell: str, draw: random.Random) -> str:
    return draw.choice(SECRETS)


def odd(cell: str, draw: random.Random) -> str:
    return draw.choice(
        ["\x00", "\x1a", "\u202e", "\ud7ff", '"', "'", "\r", "\n", "😀", "\ufeff"]
    )


ROWS: dict[str, Callable[[Rows, random.Random], Rows]] = {
    "shuffled columns": shuffled_columns,
    "shuffled header": shuffled_header,
    "dropped column": dropped_column,
    "doubled column": doubled_column,
    "renamed column": renamed_column,
    "doubled rows": doubled_rows,
    "header again": header_again,
    "mixed types": cells(mixed),
    "labels altered": cells(label),
    "local formats": cells(local),
    "formulas": cells(formula),
    "markup": cells(markup),
    "huge cells": cells(huge),
    "moved cells": cells(moved),
    "odd characters": cells(odd),
}


def as_bytes(rows: Rows, draw: random.Random) -> bytes:
    """The table as text in some encoding."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=draw.choice(",,;\t")).writerows(rows)
    encoding = draw.choice(["utf-8", "utf-8-sig", "gb18030", "big5", "utf-16", "latin-1"])
    return text.getvalue().encode(encoding, errors="replace")


def as_sound_text(rows: Rows, draw: random.Random) -> bytes:
    """The table as text in an encoding that has every character, with its delimiter."""
    text = io.StringIO(newline="")
    csv.writer(text, delimiter=draw.choice(",;\t")).writerows(rows)
    return text.getvalue().encode(draw.choice(["utf-8", "utf-8-sig", "gb18030", "utf-16"]))


def flipped(raw: bytes, draw: random.Random) -> bytes:
    found = bytearray(raw)
    for _ in range(draw.randint(1, 20)):
        if found:
            found[draw.randrange(len(found))] ^= 1 << draw.randrange(8)
    return bytes(found)


def truncated(raw: bytes, draw: random.Random) -> bytes:
    return raw[: draw.randrange(len(raw) + 1)]


def recoded(raw: bytes, draw: random.Random) -> bytes:
    text = raw.decode("gb18030", errors="replace")
    return text.encode(draw.choice(["utf-8", "big5", "utf-16"]), errors="replace")


BYTES: dict[str, Callable[[bytes, random.Random], bytes]] = {
    "bytes flipped": flipped,
    "truncated": truncated,
    "re-encoded": recoded,
}


def as_workbook(rows: Rows, draw: random.Random) -> bytes:
    """The table as a workbook, in which texts that are numbers may be numbers."""
    file = io.BytesIO()
    options = {"in_memory": True, "strings_to_numbers": draw.random() < 0.5}
    with xlsxwriter.Workbook(file, options) as book:
        sheet = book.add_worksheet()
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell.encode(errors="replace").decode())
    return file.getvalue()


def spoilt(
    rows: Rows, kinds: list[str], seed: int, write: Callable[[Rows, random.Random], bytes]
) -> bytes:
    """A file with these `rows`, spoilt in the ways `kinds`."""
    draw = random.Random(seed)
    for kind in kinds:
        rows = ROWS[kind](rows, draw) if kind in ROWS else rows
    return spoilt_bytes(write(rows, draw), kinds, draw)


def spoilt_bytes(raw: bytes, kinds: list[str], draw: random.Random) -> bytes:
    """The file `raw` spoilt in those of `kinds` that need no table."""
    for kind in kinds:
        raw = BYTES[kind](raw, draw) if kind in BYTES else raw
    return raw


def spoilt_config(study: dict[str, Any], seed: int) -> Any:
    """A study or questionnaire with some of its values replaced, moved or taken away."""
    draw = random.Random(seed)
    for _ in range(draw.randint(1, 4)):
        node: Any = study
        while True:
            keys = list(node) if isinstance(node, dict) else list(range(len(node)))
            if not keys:
                break
            key = draw.choice(keys)
            if isinstance(node[key], dict | list) and draw.random() < 0.75:
                node = node[key]
                continue
            change(node, key, draw)
            break
    return study


def change(node: Any, key: Any, draw: random.Random) -> None:
    """Take away, replace or double what is under `key`."""
    values = [None, "", "x", -1, 0, 1e308, True, [], {}, [1], {"a": 1}, "../../x", "=1+1",
              "总是", "9" * 5000, "2026-13-45", "<b>", "\u202e", float("nan"), "."]  # fmt: skip
    way = draw.randrange(3)
    if way == 0:
        del node[key]
    elif way == 1:
        node[key] = draw.choice(values)
    elif isinstance(node, dict):
        node[draw.choice(["extra", "", 3, "columns", "file"])] = node[key]
    else:
        node.append(node[key])

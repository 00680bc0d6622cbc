"""Columns that identify people: found by their name and by what their cells look like."""

import re
import unicodedata
from collections import Counter
from collections.abc import Iterable

import pandas as pd

from analysis.intake.cells import bare

SAMPLE = 2000
"""Filled cells of a column that are looked at."""

MOSTLY = 0.5
"""Share of them that must look like an address or number of a person."""

NAMES = re.compile(
    r"(姓名|名字|真名|昵称|电话|手机号|手机號|電話|联系方式|聯絡|邮箱|郵箱|电子邮件|電子郵件|"
    r"身份证|身分證|证件号|住址|地址|微信号|\bqq\b|来自ip|"
    r"(first|last|full|sur|family|given|user|kin.?contact).?name|^name$|name.?(first|last)|"
    r"e-?mail|phone|mobile|telephone|cell.?no|\bssn\b|social.?security|passport|national.?id|"
    r"ip.?address|^ip$|latitude|longitude|date.?of.?birth|birth.?date|^dob$|生日|出生日期|"
    r"(street|home|postal|contact).?address|^address$)",
    re.IGNORECASE,
)
"""What a column is called that identifies people, in Chinese and English."""

CELLS = {
    "e-mail": re.compile(r"[^@\s]+@[^@\s]+\.[A-Za-z]{2,}"),
    "national id": re.compile(r"\d{17}[\dXx]|\d{15}|[A-Z][12]\d{8}|\d{3}-\d{2}-\d{4}"),
    "phone": re.compile(
        r"(\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}|(\+\d{1,3}[- ]?)?0\d{2,3}-\d{7,8}|"
        r"\+\d{1,3}[- ]?\d[\d -]{6,12}\d|\(\d{3}\) ?\d{3}-\d{4}|\d{3}-\d{3}-\d{4}"
    ),
    "ip address": re.compile(r"\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}"),
}
"""What a cell looks like that identifies a person."""


def looks_personal(cell: str) -> bool:
    """Whether all of `cell` is an address or number of a person."""
    narrow = unicodedata.normalize("NFKC", cell).strip()
    return any(pattern.fullmatch(narrow) for pattern in CELLS.values())


def holds_personal(cell: str) -> bool:
    """Whether any part of `cell` is an address or number of a person."""
    narrow = unicodedata.normalize("NFKC", cell)
    return any(pattern.search(narrow) for pattern in CELLS.values())


def called_personal(column: str) -> bool:
    """Whether a column of this name identifies people."""
    return NAMES.search(column.replace("_", " ")) is not None or bool(NAMES.search(column))


def personal_columns(table: pd.DataFrame, columns: Iterable[str]) -> list[str]:
    """Those of `columns` that identify people, by name or by most of their cells."""
    wanted = set(columns)
    found: list[str] = []
    for position, column in enumerate(table.columns):
        if column not in wanted or column in found:
            continue
        if called_personal(column) or mostly_personal(table.iloc[:, position]):
            found.append(column)
    return found


def mostly_personal(cells: pd.Series) -> bool:
    """Whether most of the first filled `cells` look like addresses or numbers of people."""
    times = Counter(cells.dropna().head(SAMPLE).tolist())
    filled = {cell: n for cell, n in times.items() if bare(cell)}
    personal = sum(n for cell, n in filled.items() if looks_personal(cell))
    return personal > MOSTLY * sum(filled.values())

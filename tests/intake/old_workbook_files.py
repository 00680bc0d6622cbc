"""Workbooks of before 2007 (.xls), made byte by byte: a compound file with one stream."""

import struct
from collections.abc import Sequence
from pathlib import Path

SECTOR = 512
FREE, END, FAT = 0xFFFFFFFF, 0xFFFFFFFE, 0xFFFFFFFD
SMALLEST = 4096
"""Bytes of the smallest stream that is kept in ordinary sectors."""


def record(kind: int, content: bytes) -> bytes:
    return struct.pack("<HH", kind, len(content)) + content


def cell(i: int, j: int, value: object) -> bytes:
    """A number, an error (a text that begins with #) or a text."""
    place = struct.pack("<HHH", i, j, 0)
    if isinstance(value, int | float):
        return record(0x0203, place + struct.pack("<d", value))
    text = str(value)
    if text == "#REF!":
        return record(0x0205, place + bytes([0x17, 1]))
    return record(0x0204, place + struct.pack("<HB", len(text), 1) + text.encode("utf-16-le"))


def stream(rows: Sequence[Sequence[object]]) -> bytes:
    """The records of a workbook with one sheet."""
    begin, end = struct.pack("<HHHHII", 0x0600, 5, 0, 0, 0, 0), record(0x000A, b"")
    top = record(0x0809, begin) + record(0x0042, struct.pack("<H", 1200))
    name = b"\x04\x00Data"
    size = len(top) + 4 + 6 + len(name) + len(end)
    bound = record(0x0085, struct.pack("<IBB", size, 0, 0) + name)
    cells = b"".join(cell(i, j, v) for i, row in enumerate(rows) for j, v in enumerate(row))
    sheet = record(0x0809, struct.pack("<HHHHII", 0x0600, 0x10, 0, 0, 0, 0)) + cells + end
    return (top + bound + end + sheet).ljust(SMALLEST, b"\0")


def entry(name: str, kind: int, child: int, start: int, size: int) -> bytes:
    """An entry of the directory of a compound file."""
    text = (name + "\0").encode("utf-16-le") if name else b""
    head = text.ljust(64, b"\0") + struct.pack("<HBB", len(text), kind, 1)
    return (
        head
        + struct.pack("<III", FREE, FREE, child)
        + bytes(36)
        + struct.pack("<IQ", start, size)
    )


def old_workbook(path: Path, rows: Sequence[Sequence[object]]) -> Path:
    """A workbook of before 2007 with one sheet, in which "#REF!" is an error."""
    content = stream(rows)
    content = content.ljust(-(-len(content) // SECTOR) * SECTOR, b"\0")
    n = len(content) // SECTOR
    fat = [FAT, END, *range(3, n + 2), END]
    table = struct.pack(f"<{len(fat)}I", *fat).ljust(SECTOR, b"\xff")
    nothing = entry("", 0, FREE, 0, 0)
    directory = entry("Root Entry", 5, 1, END, 0) + entry("Workbook", 2, FREE, 2, len(content))
    head = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16)
    head += struct.pack("<HHHHH6xIIIIIIIIII", 0x3E, 3, 0xFFFE, 9, 6, 0, 1, 1, 0, SMALLEST,
                        END, 0, END, 0, 0)  # fmt: skip
    path.write_bytes(head.ljust(SECTOR, b"\xff") + table + directory + nothing * 2 + content)
    return path

"""Files of other programs, told by their first bytes, and what to save them as instead."""

import bz2
import lzma
import zlib
from collections.abc import Callable, Mapping
from pathlib import Path

from analysis.intake.unreadable import UnreadableError
from analysis.messages import message

FIRST = 1024
"""Bytes that are enough to tell every kind."""

BEGINNINGS: Mapping[str, tuple[bytes, ...]] = {
    "files.sas_transport": (b"HEADER RECORD*******LIB", b"**COMPRESSED**"),
    "files.sas_data": (bytes(12) + b"\xc2\xea\x81\x60\xb3\x14\x11\xcf\xbd\x92",),
    "files.jmp": (b"\xff\xff\x00\x00\x07\x00\x00\x00\x04\x00\x00\x00",),
    "files.pdf": (b"%PDF-",),
    "files.rich_text": (b"{\\rtf",),
    "files.r_data": (b"RDX2\n", b"RDX3\n", b"RDA2\n", b"RDA3\n", b"X\n\x00"),
    "files.sqlite": (b"SQLite format 3\x00",),
    "files.arrow": (b"ARROW1", b"FEA1"),
    "files.matlab": (b"MATLAB 5.0 MAT-file", b"\x89HDF\r\n"),
    "files.picture": (
        b"\x89PNG",
        b"\xff\xd8\xff",
        b"GIF87a",
        b"GIF89a",
        b"II*\x00",
        b"MM\x00*",
    ),
    "files.oldest_excel": (b"\x09\x00\x04\x00", b"\x09\x02\x06\x00", b"\x09\x04\x06\x00"),
    "files.companion": (b"\x00\x05\x16\x07", b"\x00\x05\x16\x00"),
    "files.placeholder": (b"version https://git-lfs",),
    "files.packed": (b"7z\xbc\xaf\x27\x1c", b"Rar!\x1a\x07", b"\x28\xb5\x2f\xfd"),
    "files.web_page": (b"MIME-Version:", b"From: <Saved by"),
    "files.archive": (b"PK\x05\x06", b"PK\x07\x08"),
}
"""How files of other programs begin, by the message that names them."""

INSIDE: Mapping[str, tuple[bytes, ...]] = {
    "files.spss_portable": (b"SPSS PORT FILE", b"SPSSPORT"),
    "files.access": (b"Standard Jet DB", b"Standard ACE DB"),
}
"""What stands near the beginning of such files, by the message that names them."""

COMPRESSED: Mapping[bytes, Callable[[bytes], bytes]] = {
    b"\x1f\x8b": lambda raw: zlib.decompressobj(zlib.MAX_WBITS | 16).decompress(raw, FIRST),
    b"BZh91AY&SY": lambda raw: bz2.BZ2Decompressor().decompress(raw, FIRST),
    b"\xfd7zXZ\x00": lambda raw: lzma.LZMADecompressor().decompress(raw, FIRST),
}
"""What unpacks the beginning of a compressed file, by its first bytes."""

PACKED_BYTES = 1 << 20
"""More than a block of bzip2 or xz, which only unpack as a whole."""

MEMBERS: Mapping[str, tuple[str, ...]] = {
    "files.numbers": ("index/document.iwa", "index.zip"),
    "files.binary_excel": ("xl/workbook.bin",),
    "files.word": ("word/document.xml",),
    "files.slides": ("ppt/presentation.xml",),
    "files.spss_output": ("outputviewer0000000000.xml",),
    "files.jasp_jamovi": ("metadata.json", "xdata.json", "analyses.json", "internal.sqlite"),
    "files.opendocument": ("content.xml",),
}
"""Files in the archives that other programs write, by the message that names them."""

OLE_STREAMS: Mapping[str, str] = {
    "EncryptedPackage": "files.password",
    "WordDocument": "files.word",
    "PowerPoint Document": "files.slides",
    "__properties_version1.0": "files.mail",
}
"""Streams of old Office files that are no workbook, and of encrypted ones."""

OLE_ENTRY = 128
"""Bytes of an entry in the directory of an old Office file; it begins with the name."""

DBASE = (b"\x03", b"\x83", b"\x8b", b"\xf5", b"\x30")
LOCK_FILE = "~$"
"""How the file begins that Excel keeps beside a workbook while it is open."""


def refuse_other_programs(path: Path, first: bytes) -> None:
    """Raise if the file at `path`, whose `first` bytes these are, is another program's."""
    if path.name.startswith(LOCK_FILE):
        raise UnreadableError(message("files.lock_file"))
    if name := beginning(first):
        raise UnreadableError(message(name))
    for mark, unpack in COMPRESSED.items():
        if first.startswith(mark):
            inside = beginning(unpacked(path, unpack))
            raise UnreadableError(
                message(inside if inside == "files.r_data" else "files.packed")
            )


def beginning(first: bytes) -> str | None:
    """The message that names the program whose files begin with these bytes, if any."""
    for name, marks in BEGINNINGS.items():
        if first.startswith(marks):
            return name
    for name, marks in INSIDE.items():
        if any(mark in first for mark in marks):
            return name
    return "files.dbase" if is_dbase(first) else None


def is_dbase(first: bytes) -> bool:
    """Whether a file begins with the header of dBase: kind, date, sizes, reserved zeros."""
    if len(first) < 32 or not first.startswith(DBASE):
        return False
    month, day = first[2], first[3]
    return 1 <= month <= 12 and 1 <= day <= 31 and first[12:14] == b"\x00\x00"


def unpacked(path: Path, unpack: Callable[[bytes], bytes]) -> bytes:
    """The first bytes inside the compressed file at `path`; none where it is damaged."""
    with path.open("rb") as file:
        raw = file.read(PACKED_BYTES)
    try:
        return unpack(raw)
    except (zlib.error, lzma.LZMAError, OSError, EOFError, ValueError):
        return b""


def refuse_other_archives(names: set[str]) -> None:
    """Raise if an archive with files of these `names` is no workbook that can be read."""
    if "xl/workbook.xml" in names:
        return
    for problem, members in MEMBERS.items():
        if names & set(members):
            raise UnreadableError(message(problem))
    raise UnreadableError(message("files.archive"))


def refuse_other_office(raw: bytes) -> None:
    """Raise if `raw`, an old Office file, is encrypted or holds something else than sheets."""
    for stream, problem in OLE_STREAMS.items():
        if has_entry(raw, stream):
            raise UnreadableError(message(problem))
    if not (has_entry(raw, "Workbook") or has_entry(raw, "Book")):
        raise UnreadableError(message("files.other_office"))


def has_entry(raw: bytes, name: str) -> bool:
    """Whether the directory of the old Office file `raw` has an entry of this `name`."""
    entry, at = name.encode("utf-16-le") + bytes(2), -1
    while (at := raw.find(entry, at + 1)) >= 0:
        if at % OLE_ENTRY == 0:
            return True
    return False

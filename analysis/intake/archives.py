"""Zip archives that nobody vouches for: sizes and names first, then what a workbook lists."""

import posixpath
import zlib
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from zipfile import BadZipFile, LargeZipFile, ZipFile

from analysis.intake.kinds import refuse_other_archives
from analysis.intake.safe_xml import new_parser, parse
from analysis.intake.unreadable import UnreadableError
from analysis.messages import message

MOST_BYTES = 2 * 1024**3
"""A workbook that expands beyond it is refused."""

MOST_TIMES = 200
MANY_BYTES = 64 * 1024**2
"""A workbook beyond `MANY_BYTES` that expands more than `MOST_TIMES` is refused."""

CHUNK = 1 << 20
WORKBOOK = "xl/workbook.xml"
RELATIONS = "xl/_rels/workbook.xml.rels"
SHOWN = ("", "visible")
TRUE = ("1", "true")


@dataclass(frozen=True, slots=True)
class Listed:
    """What a workbook lists: the member of each sheet in order, and how it is calculated.

    Attributes
    ----------
    members
        The file of every sheet inside the archive, "" where it is not there.
    visible
        Whether each sheet is shown.
    calculates_on_load
        Whether formulas wait to be calculated until a spreadsheet opens the workbook.
    """

    members: list[str]
    visible: list[bool]
    calculates_on_load: bool


@dataclass(frozen=True, slots=True)
class WorkbookArchive:
    """An open workbook of Excel; `names` has the name of each member by its plain form."""

    archive: ZipFile
    names: dict[str, str]

    def chunks(self, name: str) -> Iterator[bytes]:
        """The content of the member of this plain `name`, piece by piece."""
        with self.archive.open(self.names[name]) as file:
            while chunk := file.read(CHUNK):
                yield chunk

    def listed(self) -> Listed:
        """The sheets that the workbook lists."""
        targets = {
            attributes.get("Id", ""): attributes.get("Target", "")
            for name, attributes in self.elements(RELATIONS)
            if name == "Relationship"
        }
        members: list[str] = []
        visible: list[bool] = []
        waits = False
        for name, attributes in self.elements(WORKBOOK):
            if name == "sheet":
                found = plain_name(posixpath.join("xl", targets.get(relation(attributes), "")))
                members.append(found if found in self.names else "")
                visible.append(attributes.get("state", "") in SHOWN)
            elif name == "calcPr":
                waits = attributes.get("fullCalcOnLoad") in TRUE
        return Listed(members, visible, waits)

    def elements(self, name: str) -> list[tuple[str, dict[str, str]]]:
        """The elements of the XML in the member `name`: local names and attributes."""
        if name not in self.names:
            raise UnreadableError(message("files.damaged_workbook"))
        found: list[tuple[str, dict[str, str]]] = []
        parser = new_parser()
        parser.StartElementHandler = lambda tag, attributes: found.append(
            (tag.rpartition(":")[2], attributes)
        )
        parse(parser, self.chunks(name))
        return found


@contextmanager
def open_workbook(path: str | Path) -> Iterator[WorkbookArchive]:
    """The workbook at `path`, refused before anything is expanded if it is a bomb or none."""
    try:
        with ZipFile(path) as archive:
            refuse_large(archive)
            names = {plain_name(m.filename): m.filename for m in archive.infolist()}
            refuse_other_archives(set(names))
            refuse_false(archive)
            yield WorkbookArchive(archive, names)
    except (BadZipFile, LargeZipFile, zlib.error, OSError, EOFError, ValueError):
        raise UnreadableError(message("files.damaged_workbook")) from None
    except (NotImplementedError, RuntimeError):  # another compression, or encrypted
        raise UnreadableError(message("files.damaged_workbook")) from None


def refuse_large(archive: ZipFile) -> None:
    """Raise if the members of `archive` say that they expand to too much."""
    members = archive.infolist()
    size = sum(member.file_size for member in members)
    packed = sum(member.compress_size for member in members)
    if size > MOST_BYTES or size > max(MANY_BYTES, MOST_TIMES * packed):
        raise UnreadableError(message("files.too_large"))


def refuse_false(archive: ZipFile) -> None:
    """Raise if a member of `archive` is not what it says, or one name has two members."""
    names = Counter(plain_name(member.filename) for member in archive.infolist())
    if max(names.values()) > 1:
        raise UnreadableError(message("files.damaged_workbook"))
    for member in archive.infolist():
        with archive.open(member) as file:
            while file.read(CHUNK):
                pass


def plain_name(name: str) -> str:
    """The `name` of a member in lower case, with forward slashes, from the archive's root."""
    return posixpath.normpath(name.replace("\\", "/")).lstrip("/").lower()


def relation(attributes: dict[str, str]) -> str:
    """The id that a sheet's entry refers to its file by, whatever prefix it has."""
    return next((v for k, v in attributes.items() if k.rpartition(":")[2] == "id"), "")

"""XML of files that nobody vouches for: no entities, no documents fetched, one pass."""

from collections.abc import Iterable
from xml.parsers import expat

from analysis.intake.unreadable import UnreadableError
from analysis.messages import message

Parser = expat.XMLParserType


def new_parser() -> Parser:
    """A parser that refuses XML which declares anything of its own."""
    parser = expat.ParserCreate()
    parser.buffer_text = True
    parser.StartDoctypeDeclHandler = refuse
    return parser


def refuse(*_: object) -> None:
    """Raise: workbooks declare no document type, and one can expand without end."""
    raise UnreadableError(message("files.damaged_workbook"))


def parse(parser: Parser, chunks: Iterable[bytes]) -> None:
    """Run `parser` over `chunks`; raises UnreadableError where they are no sound XML."""
    try:
        for chunk in chunks:
            parser.Parse(chunk, False)
        parser.Parse(b"", True)
    except (expat.ExpatError, ValueError, OverflowError):
        raise UnreadableError(message("files.damaged_workbook")) from None

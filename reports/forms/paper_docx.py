"""The paper form as a Word document."""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Cm, Emu, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell

from reports.forms.paper import Heading, Paragraph, Part, Table

MADE = datetime(2000, 1, 1)
ENTRY_MADE = (1980, 1, 1, 0, 0, 0)
"""Written into every document and its parts, so that the same form is the same bytes."""

INK = RGBColor(0x11, 0x11, 0x11)
LATIN, CHINESE = "Calibri", "Microsoft YaHei"
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = Cm(21), Cm(29.7), Cm(1.8)
NARROW, LABEL = Cm(1.75), Cm(2.6)
BODY_SIZE, TABLE_SIZE, HEAD_SIZE = Pt(10.5), Pt(9.5), Pt(7.5)
LONG_LABEL = 8
"""A column whose cells are longer than this is given the width of a label."""


def paper_docx(parts: list[Part], *, title: str) -> bytes:
    """The document of these `parts`."""
    document = blank(title)
    for number, part in enumerate(parts):
        if isinstance(part, Heading):
            if part.level == 1 and number:
                document.add_page_break()
            document.add_heading(part.text, part.level)
        elif isinstance(part, Paragraph):
            run = document.add_paragraph().add_run(part.text)
            run.font.size = TABLE_SIZE if part.quiet else BODY_SIZE
        else:
            add_table(document, part)
    file = io.BytesIO()
    document.save(file)
    return same_bytes(file.getvalue())


def blank(title: str) -> Doc:
    """An empty A4 document in our typefaces."""
    document = Document()
    properties = document.core_properties
    properties.title, properties.author, properties.comments = title, "", ""
    properties.created = properties.modified = MADE
    section = document.sections[0]
    section.page_width, section.page_height = PAGE_WIDTH, PAGE_HEIGHT
    section.left_margin = section.right_margin = MARGIN
    section.top_margin = section.bottom_margin = MARGIN
    for name in ("Normal", "Heading 1", "Heading 2"):
        style = document.styles[name]
        if isinstance(style, ParagraphStyle):
            style.font.name = LATIN
            style.font.color.rgb = INK
            fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
            for theme in [name for name in fonts.attrib if name.endswith("Theme")]:
                del fonts.attrib[theme]
            fonts.set(qn("w:eastAsia"), CHINESE)
    return document


def add_table(document: Doc, table: Table) -> None:
    """Add `table`, its head repeated on every sheet."""
    widths = widths_of(table)
    grid = document.add_table(rows=0, cols=len(table.head), style="Table Grid")
    grid.autofit = False
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    for number, cells in enumerate([table.head, *table.rows]):
        row = grid.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn("w:cantSplit")))
        if number == 0:
            properties.append(properties.makeelement(qn("w:tblHeader")))
        for j, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = widths[j]
            fill(cell, text, head=number == 0, middle=j >= table.centred)
    document.add_paragraph()


def widths_of(table: Table) -> list[Length]:
    """The width of every column."""
    longest = [max(len(row[j]) for row in table.rows) for j in range(len(table.head))]
    widths: list[Length] = [LABEL if n > LONG_LABEL else NARROW for n in longest]
    others = sum(w for j, w in enumerate(widths) if j != table.wide)
    widths[table.wide] = Emu(PAGE_WIDTH - 2 * MARGIN - others)
    return widths


def fill(cell: _Cell, text: str, *, head: bool, middle: bool) -> None:
    """Write `text` into `cell`."""
    paragraph = cell.paragraphs[0]
    paragraph.paragraph_format.space_after = Pt(2)
    if middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size = HEAD_SIZE if head else TABLE_SIZE
    run.bold = head


def same_bytes(document: bytes) -> bytes:
    """`document` without the time at which it was packed."""
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(document)) as old, zipfile.ZipFile(file, "w") as new:
        for name in old.namelist():
            entry = zipfile.ZipInfo(name, ENTRY_MADE)
            entry.compress_type = zipfile.ZIP_DEFLATED
            new.writestr(entry, old.read(name))
    return file.getvalue()

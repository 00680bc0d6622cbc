"""The paper form as a Word document."""

import io
import zipfile
from datetime import datetime

from docx import Document
from docx.document import Document as Doc
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement
from docx.shared import Cm, Emu, Length, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.table import _Cell

from reports.forms.paper import Heading, Paragraph, Part, Table

MADE = datetime(2000, 1, 1)
ENTRY_MADE = (1980, 1, 1, 0, 0, 0)
"""Written into every document and its parts, so that the same form is the same bytes."""

INK = RGBColor(0x11, 0x11, 0x11)
LATIN, CHINESE = "Calibri", "Microsoft YaHei"
PAGE_WIDTH, PAGE_HEIGHT, MARGIN = Cm(21), Cm(29.7), Cm(1.5)
NARROW, LABEL = Cm(1.5), Cm(2.6)
CODE = Cm(1.9)
"""Widths of columns: of boxes, of names of levels, and of the codes of items."""

BODY_SIZE, TABLE_SIZE, SMALL_SIZE = Pt(10.5), Pt(9.5), Pt(7.5)
CELL_MARGIN, ABOVE, BELOW = Cm(0.1), Pt(2), Pt(2)
FEW_ROWS = 6
"""A table of no more rows is not divided between two sheets."""


def paper_docx(parts: list[Part], *, title: str) -> bytes:
    """The document of these `parts`."""
    document = blank(title)
    for number, part in enumerate(parts):
        if isinstance(part, Heading):
            heading = document.add_heading(part.text, part.level)
            heading.paragraph_format.page_break_before = part.level == 1 and number > 0
        elif isinstance(part, Paragraph):
            add_paragraph(document, part, with_next=leads_to_table(parts[number:]))
        else:
            add_table(document, part)
    file = io.BytesIO()
    document.save(file)
    return same_bytes(file.getvalue())


def leads_to_table(parts: list[Part]) -> bool:
    """Whether nothing but paragraphs stands between the first of `parts` and a table."""
    after = next((part for part in parts if not isinstance(part, Paragraph)), None)
    return isinstance(after, Table)


def add_paragraph(document: Doc, part: Paragraph, *, with_next: bool) -> None:
    """Add `part`; `with_next` keeps it on the sheet of what follows."""
    paragraph = document.add_paragraph()
    paragraph.paragraph_format.keep_with_next = with_next
    paragraph.paragraph_format.space_after = Pt(4) if part.quiet else Pt(7)
    run = paragraph.add_run(part.text)
    run.font.size = TABLE_SIZE if part.quiet else BODY_SIZE


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
    for language in document.styles.element.iter(qn("w:lang")):
        language.set(qn("w:eastAsia"), "zh-CN")
    return document


def add_table(document: Doc, table: Table) -> None:
    """Add `table`, its head repeated on every sheet."""
    widths = widths_of(table)
    grid = document.add_table(rows=0, cols=len(table.head), style="Table Grid")
    grid.autofit = False
    grid._tblPr.append(cell_margins())
    for column, width in zip(grid.columns, widths, strict=True):
        column.width = width
    whole = len(table.rows) <= FEW_ROWS
    for number, cells in enumerate([table.head, *table.rows]):
        row = grid.add_row()
        properties = row._tr.get_or_add_trPr()
        properties.append(properties.makeelement(qn("w:cantSplit")))
        if number == 0:
            properties.append(properties.makeelement(qn("w:tblHeader")))
        with_next = number == 0 or (whole and number < len(table.rows))
        for j, (cell, text) in enumerate(zip(row.cells, cells, strict=True)):
            cell.width = widths[j]
            fill(cell, text, head=number == 0, middle=j >= table.centred, with_next=with_next)
    document.add_paragraph().paragraph_format.space_after = Pt(0)


def cell_margins() -> BaseOxmlElement:
    """Little room left and right of the text of a cell, so that answers need less width."""
    margins = OxmlElement("w:tblCellMar")
    for side in ("left", "right"):
        margin = OxmlElement(f"w:{side}")
        margin.set(qn("w:w"), str(round(CELL_MARGIN.twips)))
        margin.set(qn("w:type"), "dxa")
        margins.append(margin)
    return margins


def widths_of(table: Table) -> list[Length]:
    """The width of every column: boxes need little, the widest takes what is left."""
    widths: list[Length] = [NARROW] * len(table.head)
    if table.wide:
        widths[table.wide - 1] = LABEL if table.wide > 1 else CODE
    others = sum(w for j, w in enumerate(widths) if j != table.wide)
    widths[table.wide] = Emu(PAGE_WIDTH - 2 * MARGIN - others)
    return widths


def fill(cell: _Cell, text: str, *, head: bool, middle: bool, with_next: bool) -> None:
    """Write `text` into `cell`; `with_next` keeps its row on the sheet of the next one."""
    paragraph = cell.paragraphs[0]
    layout = paragraph.paragraph_format
    layout.space_before, layout.space_after = ABOVE, BELOW
    layout.keep_with_next = with_next
    if middle:
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER
    run = paragraph.add_run(text)
    run.font.size = SMALL_SIZE if head else TABLE_SIZE
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

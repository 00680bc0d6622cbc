"""The paper form as one HTML page that prints on A4."""

from markupsafe import Markup

from reports.forms.paper import Heading, Paragraph, Part, Table

STYLE = Markup("""
@page { size: A4; margin: 18mm 16mm }
body { font: 11pt/1.5 "Noto Sans SC", "Source Han Sans SC", "Microsoft YaHei", sans-serif;
       max-width: 178mm; margin: 0 auto; padding: 8mm 0; color: #111 }
h1 { font-size: 18pt; margin: 0 0 2mm; break-before: page }
h1:first-of-type { break-before: auto }
h2 { font-size: 12.5pt; margin: 7mm 0 2mm; break-after: avoid }
p { margin: 0 0 2mm } p.quiet { font-size: 9pt; color: #555 }
table { border-collapse: collapse; width: 100%; margin: 2mm 0 5mm; font-size: 10pt }
th { font-weight: 600; font-size: 8.5pt; vertical-align: bottom; border-bottom: 1pt solid #111 }
th, td { padding: 1.6mm 1.6mm; text-align: left } td { border-bottom: .4pt solid #aaa }
tr { break-inside: avoid } .wide { width: 99% } td { vertical-align: top }
.middle { text-align: center; white-space: nowrap }
th.middle { white-space: normal; min-width: 2.1em }
td:not(.wide) { white-space: nowrap }
""")

PAGE = Markup(
    '<!doctype html>\n<html lang="{language}">\n<head>\n<meta charset="utf-8">\n'
    "<title>{title}</title>\n<style>{style}</style>\n</head>\n<body>\n{body}\n</body>\n</html>\n"
)


def paper_html(parts: list[Part], *, language: str, title: str) -> str:
    """The page of these `parts`."""
    body = Markup("\n").join(marked(part) for part in parts)
    code = {"zh": "zh-CN", "en": "en"}[language]
    return str(PAGE.format(language=code, title=title, style=STYLE, body=body))


def marked(part: Part) -> Markup:
    """One part as HTML."""
    if isinstance(part, Heading):
        return Markup("<h{0}>{1}</h{0}>").format(part.level, part.text)
    if isinstance(part, Paragraph):
        kind = Markup(' class="quiet"') if part.quiet else ""
        return Markup("<p{}>{}</p>").format(kind, part.text)
    head = row_of(part, part.head, "th")
    rows = Markup("\n").join(row_of(part, row, "td") for row in part.rows)
    return Markup("<table>\n<thead>{}</thead>\n<tbody>\n{}\n</tbody>\n</table>").format(
        head, rows
    )


def row_of(table: Table, cells: tuple[str, ...], tag: str) -> Markup:
    """One row of `table`."""
    filled = Markup("").join(
        Markup("<{0}{1}>{2}</{0}>").format(Markup(tag), kind_of(table, j), cell)
        for j, cell in enumerate(cells)
    )
    return Markup("<tr>{}</tr>").format(filled)


def kind_of(table: Table, column: int) -> Markup:
    """The class of the cells in `column`."""
    if column == table.wide:
        return Markup(' class="wide"')
    return Markup(' class="middle"' if column >= table.centred else "")

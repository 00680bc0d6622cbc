"""Tables of no tool: one row of headings, or two where questions stand above their parts."""

from collections.abc import Sequence

from analysis.intake.tools.heading import Heading, bare_text, narrow
from analysis.intake.tools.two_rows import as_one, has_parts


def plain_heading(rows: Sequence[Sequence[str]]) -> Heading:
    """The heading of a table whose first row, or first two rows, hold the names."""
    if has_parts(rows):
        both = as_one(rows[0], rows[1])
        return Heading("", both.names, both.labels, n_rows=2)
    return Heading("", list(rows[0]), [bare_text(narrow(name)) for name in rows[0]])

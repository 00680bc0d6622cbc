"""SurveyMonkey: two rows of headings, the question above and its parts or "Response" below."""

from collections.abc import Sequence

from analysis.intake.tools.heading import Heading, roles_by_name
from analysis.intake.tools.two_rows import as_one

RESPONDENT, COLLECTOR = "respondent id", "collector id"
OWN = {RESPONDENT, COLLECTOR, "start date", "end date", "ip address", "email address"}
OWN_NEEDED = 4
MEANINGS = {"start date": "started_at", "end date": "ended_at"}


def recognised(rows: Sequence[Sequence[str]]) -> bool:
    """Whether the first two of `rows` are headed as SurveyMonkey does."""
    names = [cell.casefold() for cell in rows[0]]
    if RESPONDENT not in names or len(OWN & set(names)) < OWN_NEEDED or len(rows) < 2:
        return False
    own = [cell for name, cell in zip(names, rows[1], strict=False) if name in OWN]
    return bool(own) and not any(own)


def heading(rows: Sequence[Sequence[str]]) -> Heading:
    """The heading in the first two of `rows`."""
    both = as_one(rows[0], rows[1])
    roles = roles_by_name(both.names, MEANINGS)
    return Heading("surveymonkey", both.names, both.labels, 2, roles)

"""The errors that a spreadsheet shows in place of a value, as text."""

UNCALCULATED = "#UNCALCULATED!"
"""What we read for a formula without a value; no spreadsheet writes it."""

NOT_AVAILABLE = "#N/A"
"""What a lookup without a result gives; other software writes it for an empty cell."""

NAMES = (
    "#NULL!",
    "#DIV/0!",
    "#VALUE!",
    "#REF!",
    "#NAME?",
    "#NUM!",
    NOT_AVAILABLE,
    "#GETTING_DATA",
    "#SPILL!",
    "#CALC!",
    "#FIELD!",
    "#BLOCKED!",
    "#CONNECT!",
    "#UNKNOWN!",
    "#BUSY!",
    "#EXTERNAL!",
    "#PYTHON!",
)
CALC_CODES = (501, *range(502, 528), 532, 533, 540)
"""Numbers of the errors that LibreOffice shows as Err:508 and Excel has no name for."""

ERRORS = frozenset((*NAMES, UNCALCULATED, *(f"Err:{code}" for code in CALC_CODES)))

"""The column names that several modules share, and the order in which they stand."""

BLOCK = ["instrument", "source", "wave"]
"""What makes answers one set: the same questionnaire, kind of rater and occasion."""

RESPONSE = [
    "response",
    "person",
    "rater",
    "source",
    "wave",
    "instrument",
    "form",
    "language",
    "seconds",
    "case_weight",
]
"""The columns of an answer table that are not items."""

OWN_SOURCES = ("self", "test")
"""Sources that are the person described: what they say of themselves, and their test scores."""

ESTIMATE = ["estimate", "std_error", "ci_low", "ci_high"]
TEST = ["statistic", "df", "p_value"]
BASIS = ["n", "estimator", "missing"]
"""How many answers stand behind a number, how it was estimated, and the missing-data rule."""

MISSING_REASONS = ["not_shown", "skipped", "cannot_judge", "invalid_code", "user_missing"]
"""Why a cell is empty; the order is the order of a report."""

COMPOSITE = "composite"
"""The name of the combined criterion in criterion tables."""

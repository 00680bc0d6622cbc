"""The errors a user can act on. Each message says what was found and what to do."""


class AnalysisError(ValueError):
    """Base of every error whose message alone is enough to fix the cause.

    A message may have several lines, one problem each.
    """


class InstrumentError(AnalysisError):
    """The instrument is not valid, or does not fit the data."""


class DataError(AnalysisError):
    """The data cannot support the requested number."""


def raise_all(problems: list[str], kind: type[AnalysisError] = DataError) -> None:
    """Raise `kind` with one line per problem; do nothing if there is none."""
    if problems:
        raise kind("\n".join(problems))

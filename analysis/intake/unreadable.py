"""Why a file is no table."""


class UnreadableError(Exception):
    """A file is no table; the message says why, without the file's name."""

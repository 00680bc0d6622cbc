"""Names of files and folders that the workflow cannot work with."""

from pathlib import Path, PurePath

from analysis.messages import message

RESERVED = "{}<>"
"""Characters that Snakemake takes for the beginning or end of a placeholder in a path."""

LONGEST_NAME = 255
"""Bytes of a file name that common file systems hold."""


def path_problem(path: str | Path) -> str | None:
    """What makes `path` unusable in the workflow, as a line; None where nothing does."""
    if any(len(part.encode()) > LONGEST_NAME for part in PurePath(path).parts):
        shown = f"{str(path)[:40]}…"
        return message("files.name_too_long", file=shown, most=LONGEST_NAME)
    if set(RESERVED) & set(str(path)) or not str(path).isprintable():
        return message("files.name_reserved", file=str(path), signs=" ".join(RESERVED))
    return None

"""Results name nobody, but each row is somebody: nobody but their owner opens them."""

import os
import stat
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from analysis.messages import message

OTHERS = 0o077
"""What a file or folder may not let anybody do but its owner (umask)."""

FOLDER_MODE = 0o700


@contextmanager
def kept_to_owner(folders: list[Path]) -> Iterator[None]:
    """Whatever is written within, by this process or its children, is its owner's only.

    `folders` are closed where an earlier run left them open. One that stays open, as on file
    systems without permissions, is said in one line at the end.
    """
    before = os.umask(OTHERS)
    try:
        still_open(folders)
        yield
        for folder in still_open(folders):
            print(message("owner_only.open", folder=str(folder)), file=sys.stderr)
    finally:
        os.umask(before)


def still_open(folders: list[Path]) -> list[Path]:
    """Those of `folders` that others can use, after trying to close them."""
    return [folder for folder in folders if folder.is_dir() and not closed(folder)]


def closed(folder: Path) -> bool:
    """Whether nobody but its owner can use `folder`, after trying to make it so."""
    try:
        folder.chmod(FOLDER_MODE)
    except OSError:
        return False
    return not stat.S_IMODE(folder.stat().st_mode) & OTHERS

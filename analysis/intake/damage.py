"""Whether a file of SPSS or Stata is sound, found out where its reader can do no harm."""

import subprocess
import sys
from pathlib import Path

from analysis.intake.unreadable import UnreadableError
from analysis.messages import message

PROBE = """
import sys
import pyreadstat
kind, path = sys.argv[1:]
read = {"sav": pyreadstat.read_sav, "dta": pyreadstat.read_dta}[kind]
_, meta = read(path, metadataonly=True, output_format="dict")
rows = meta.number_rows or 0
read(path, row_offset=max(rows - 1, 0), row_limit=1, output_format="dict")
"""
"""Reads the last row: a file that was cut off has none. Damaged files can crash the reader,
which would take this process with it."""

LONGEST = 300
"""Seconds after which a file is taken for damaged; a million rows of sixty take ten."""

DAMAGED = {"sav": "files.damaged_sav", "dta": "files.damaged_dta"}


def refuse_damaged(path: str | Path, kind: str) -> None:
    """Raise if the file at `path`, of this `kind` (sav or dta), cannot be read to its end."""
    command = [sys.executable, "-c", PROBE, kind, str(path)]
    try:
        done = subprocess.run(command, capture_output=True, timeout=LONGEST, check=False)
    except subprocess.TimeoutExpired:
        raise UnreadableError(message(DAMAGED[kind])) from None
    if done.returncode:
        unknown = b"convert string" in done.stderr
        raise UnreadableError(message("files.unknown_text" if unknown else DAMAGED[kind]))

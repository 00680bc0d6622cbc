import errno
import logging
from types import SimpleNamespace

import pytest

from analysis.errors import DataError
from workflow.step import step


@pytest.fixture
def job(tmp_path):
    root = logging.getLogger()
    before = root.handlers[:], root.level
    yield SimpleNamespace(log=[str(tmp_path / "rule.log")], rule="reliability")
    logging.captureWarnings(False)
    for handler in root.handlers[:]:
        handler.close()
    root.handlers[:], level = before[0], before[1]
    root.setLevel(level)


def test_a_user_error_ends_with_its_lines_and_no_traceback(job):
    with pytest.raises(SystemExit) as stopped, step(job):
        raise DataError("a.csv: no rows\nb.csv: no rows")
    assert str(stopped.value) == "reliability stopped:\n  a.csv: no rows\n  b.csv: no rows"


def test_a_bug_keeps_its_traceback(job, tmp_path):
    with pytest.raises(KeyError), step(job):
        raise KeyError("a bug")
    assert "Traceback" in (tmp_path / "rule.log").read_text()


def test_a_full_disk_is_one_line(job):
    with pytest.raises(SystemExit) as stopped, step(job):
        raise OSError(errno.ENOSPC, "No space left on device")
    lines = str(stopped.value).splitlines()
    assert lines[0] == "reliability stopped:"
    assert lines[1].strip().startswith("the disk is full")


def test_other_failures_of_files_keep_their_traceback(job):
    with pytest.raises(PermissionError), step(job):
        raise PermissionError(errno.EACCES, "denied")

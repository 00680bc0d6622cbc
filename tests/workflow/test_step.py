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

"""What `make run` passes on of Snakemake's words, and under which name a study runs."""

import pytest

from workflow.run import CHATTER, name_of

FAILED = """RuleException:
CalledProcessError in file "/x/workflow/rules/intake.smk", line 40:
Command 'set -euo pipefail;  /x/python /x/answers.py' returned non-zero exit status 1.
Shutting down, this might take some time.
Exiting because a job execution failed. Look above for error messages
WorkflowError:
At least one job did not complete successfully."""


def test_a_stopped_run_says_what_is_wrong_and_no_more():
    assert all(CHATTER.match(line) for line in FAILED.splitlines())
    for line in ("answers stopped:", "  self.csv: it is empty", "Traceback (most recent call"):
        assert not CHATTER.match(line)


@pytest.mark.parametrize("line", ["study: mine", 'study: "mine" # new', "study:   'mine'"])
def test_a_run_goes_by_the_name_in_the_study_file(tmp_path, line):
    (tmp_path / "study.yaml").write_text(f"schema_version: 1\n{line}\n", encoding="utf-8")
    assert name_of(tmp_path) == "mine"

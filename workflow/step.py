"""What every step shares: its log file and its way of failing. No number is made here."""

import errno
import logging
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from time import perf_counter
from typing import Any

from analysis.errors import AnalysisError
from analysis.messages import message


@contextmanager
def step(job: Any) -> Iterator[None]:
    """Log to the rule's log file; print an AnalysisError as plain lines, no traceback."""
    logging.basicConfig(
        filename=job.log[0],
        filemode="w",
        level=logging.INFO,
        format="%(asctime)s %(levelname)s %(message)s",
        encoding="utf-8",
        force=True,
    )
    logging.captureWarnings(True)
    logging.getLogger("matplotlib").setLevel(logging.WARNING)
    logging.getLogger("fontTools").setLevel(logging.WARNING)
    start = perf_counter()
    try:
        yield
    except AnalysisError as error:
        logging.error("%s", error)
        sys.exit(stopped(job.rule, str(error)))
    except OSError as error:
        if error.errno != errno.ENOSPC:
            logging.exception("%s failed", job.rule)
            raise
        sys.exit(stopped(job.rule, message("run.disk_full")))
    except Exception:
        logging.exception("%s failed", job.rule)
        raise
    logging.info("%s done in %.1f s", job.rule, perf_counter() - start)


def stopped(rule: str, problems: str) -> str:
    """What is said of a `rule` that ends for `problems`, one a line."""
    lines = "\n".join(f"  {line}" for line in problems.splitlines())
    return f"{message('run.stopped', rule=rule)}\n{lines}"

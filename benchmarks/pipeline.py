"""How long `make run` takes on the demo study: everything, and when nothing changed.

Runs a copy of the study under a name of its own, so that no result of yours is touched.
"""

import os
import re
import resource
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path
from time import perf_counter

ROOT = Path(__file__).resolve().parents[1]
NAME = "benchmark_run"
TARGETS = {"everything": 90.0, "nothing changed": 5.0}


def seconds(study: Path) -> float:
    start = perf_counter()
    subprocess.run(
        [sys.executable, "-m", "workflow.run", str(study), "--cores", "2"],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "0"},
        stdout=subprocess.DEVNULL,
        check=True,
    )
    return perf_counter() - start


def forget() -> None:
    for kind in ("results", "logs"):
        shutil.rmtree(ROOT / kind / NAME, ignore_errors=True)


def main() -> None:
    forget()
    with tempfile.TemporaryDirectory() as folder:
        study = Path(folder) / NAME
        shutil.copytree(ROOT / "studies/demo_sales_2026", study)
        text = (study / "study.yaml").read_text(encoding="utf-8")
        named = re.sub(r"^study: .*$", f"study: {NAME}", text, flags=re.MULTILINE)
        (study / "study.yaml").write_text(named, encoding="utf-8")
        found = {what: seconds(study) for what in TARGETS}
    print(f"{'make run, 2 cores, draft':28}{'seconds':>10}{'target':>10}")
    for what, target in TARGETS.items():
        print(f"{what:28}{found[what]:10.1f}{target:10.0f}")
    memory = resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss / 1024
    print(f"largest process {memory:.0f} MiB; computing time of each rule, in seconds:")
    for log in sorted((ROOT / "logs" / NAME / "main").rglob("*.log")):
        done = re.search(r"(\w+) done in ([\d.]+) s", log.read_text(encoding="utf-8"))
        if done:
            print(f"  {log.parent.name + '/' + done.group(1):36}{float(done.group(2)):8.1f}")
    forget()


if __name__ == "__main__":
    main()

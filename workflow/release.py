"""`make release`: copy a study's scoring key into its released/ folder, by year and version."""

import hashlib
import shutil
import sys
from pathlib import Path

import yaml

ROOT = Path(__file__).resolve().parent.parent


def release(folder: Path, results: Path) -> Path:
    """Copy the key of the study in `folder` from `results`; never replace a released one.

    Raises
    ------
    SystemExit
        If there is no key to release.
    """
    study = yaml.safe_load((folder / "study.yaml").read_text(encoding="utf-8"))["study"]
    key = results / study / "main" / "key" / "key.json"
    if not key.is_file():
        raise SystemExit(f"{key}: no such file; `make run STUDY={folder}` makes it")
    content = hashlib.sha256(key.read_bytes()).hexdigest()[:12]
    released = folder / "released" / f"key_{content}.json"
    released.parent.mkdir(exist_ok=True)
    if not released.exists():
        shutil.copyfile(key, released)
    return released


if __name__ == "__main__":
    print(f"released: {release(Path(sys.argv[1]), ROOT / 'results')}")

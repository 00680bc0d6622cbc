"""What a run stood on: data, code, lock, settings, seed and versions, as plain values."""

import hashlib
import platform
import tomllib
from importlib.metadata import version
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NAMED_PACKAGES = [
    "numpy",
    "scipy",
    "pandas",
    "statsmodels",
    "pingouin",
    "factor-analyzer",
    "insufficient-effort",
    "snakemake",
    "matplotlib",
]


def sha256(path: str | Path) -> str:
    """SHA-256 of the file at `path`."""
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


def run_record(
    *, data: list[str], instruments: list[str], code: list[str], settings: dict[str, Any]
) -> dict[str, Any]:
    """The record that stands beside every report.

    Parameters
    ----------
    data, instruments, code
        Files of the study, of the questionnaires, and of the project's own source.
    settings
        Every option in force.
    """
    return {
        "data": {Path(path).name: sha256(path) for path in data},
        "instruments": {Path(path).name: sha256(path) for path in instruments},
        "code": {path: sha256(ROOT / path) for path in code},
        "lock": sha256(ROOT / "requirements.lock"),
        "settings": settings,
        "seed": settings["seed"],
        "python": platform.python_version(),
        "packages": {name: version(name) for name in NAMED_PACKAGES},
    }


def hashes_and_versions(record: dict[str, Any]) -> tuple[dict[str, str], dict[str, str]]:
    """The parts of a `run_record` that a report prints."""
    hashes = {**record["data"], **record["instruments"], "requirements.lock": record["lock"]}
    versions = {
        "plumbline": project_version(),
        "python": record["python"],
        **record["packages"],
    }
    return hashes, versions


def project_version() -> str:
    """The version that pyproject.toml states."""
    text = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)["project"]["version"]

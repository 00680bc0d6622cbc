"""The JSON Schemas that let an editor help with the files that people write."""

import json
import sys
from pathlib import Path
from typing import Any

from pydantic import BaseModel

from analysis.instrument import Instrument
from analysis.kpi import KpiDictionary
from analysis.linting.rules import LintRules
from workflow.settings import Options, Settings

FOLDER = Path(__file__).resolve().parent / "schemas"
MODELS: dict[str, type[BaseModel]] = {
    "instrument": Instrument,
    "kpi": KpiDictionary,
    "wording": LintRules,
    "defaults": Options,
    "study": Settings,
}


PARTS = (
    "Intake",
    "Missing",
    "Screening",
    "Measurement",
    "Weighting",
    "Planning",
    "Report",
    "Forms",
)
"""Sections of which a study may say a part."""


def schema(name: str) -> dict[str, Any]:
    """The schema called `name`; in a study, what has a default need not be said."""
    result = MODELS[name].model_json_schema(by_alias=True)
    if name == "study":
        result["required"] = [k for k in result["required"] if k not in Options.model_fields]
        for part in PARTS:
            result["$defs"][part].pop("required", None)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **result}


def text(name: str) -> str:
    """The file's content for the schema called `name`."""
    return json.dumps(schema(name), indent=2, ensure_ascii=False) + "\n"


def main() -> int:
    """Write every schema to workflow/schemas."""
    FOLDER.mkdir(exist_ok=True)
    for name in MODELS:
        (FOLDER / f"{name}.schema.json").write_text(text(name), encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())

"""`make check-shared SHARED=folder`: are real exports read to the tables counted by hand?

Then `check_pipeline` runs whole studies of real people. The data cannot be committed, so this
is no part of the test suite. The folder holds data/, or is that folder.
"""

import sys
from collections import Counter
from pathlib import Path
from typing import Any

import yaml

from analysis.errors import AnalysisError
from analysis.instrument import Instrument, load_instrument
from analysis.intake.answers import Answers, answers_of_few
from analysis.intake.assembled import assembled
from analysis.intake.raw_exports import read_export
from tests.shared.check_pipeline import check_pipeline
from workflow.settings import Responses

HERE = Path(__file__).parent
EXPECTED = yaml.safe_load((HERE / "expected.yaml").read_text(encoding="utf-8"))
KEY = bytes(range(32))
READ_FIRST = {"format", "dictionary", "collected"}
MOST_LINES = 40


def read_study(study: Path, folder: Path) -> Answers:
    """The answers that the study file asks for."""
    lines = study.read_text(encoding="utf-8")
    if len(lines.splitlines()) >= MOST_LINES:
        raise AnalysisError(f"{study.name} has {MOST_LINES} lines or more")
    raw = yaml.safe_load(lines)
    exports = []
    for given in raw["responses"]:
        responses = Responses.model_validate(given)
        dictionary = folder / responses.dictionary if responses.dictionary else None
        table = read_export(folder / responses.file, responses.format, dictionary)
        exports.append(assembled(table, **responses.model_dump(exclude=READ_FIRST)))
    return answers_of_few(
        exports,
        None,
        instruments_of(raw),
        key=KEY,
        duplicates="latest_complete",
        max_invalid_share=0.2,
    )


def instruments_of(raw: dict[str, Any]) -> dict[str, Instrument]:
    """The instruments that the study names."""
    named = [use["id"] for use in raw["instruments"]]
    return {name: load_instrument(HERE / "instruments" / f"{name}.yaml") for name in named}


def differences(expected: dict[str, Any], result: Answers) -> list[str]:
    """Where the result is not what was counted by hand."""
    steps = result.flow.groupby("step")["n"].sum().drop(["readable", "matched"]).to_dict()
    found: dict[str, tuple[object, object]] = {"steps": (expected["steps"], steps)}
    for item, counts in expected["counts"].items():
        codes = result.answers[item].dropna().astype(int)
        found[item] = (counts, dict(sorted(Counter(codes.tolist()).items())))
    if "seconds" in expected:
        found["seconds"] = (expected["seconds"], result.answers["seconds"].tolist())
    if "personal" in expected:
        notes = {n["note"]: n for n in result.notes}
        dropped = notes["personal_columns_not_read"]["columns"]
        found["personal"] = (sorted(expected["personal"]), dropped)
    n_invalid = int(result.mapping["n_invalid"].sum())
    found["invalid"] = (0, n_invalid)
    return [f"{name}: {want} expected, {got} read" for name, (want, got) in found.items()
            if want != got]  # fmt: skip


def checked(name: str, expected: dict[str, Any], folder: Path) -> list[str]:
    """What is wrong with the reading of one study."""
    try:
        result = read_study(HERE / "studies" / f"{name}.yaml", folder)
    except AnalysisError as error:
        return [] if str(error) == expected.get("refused") else str(error).splitlines()
    if "refused" in expected:
        return [f"not refused: {expected['refused']}"]
    return differences(expected, result)


def main(folder: Path) -> int:
    """Print one line a study; 1 if any differs."""
    data = folder if (folder / "tool_exports").is_dir() else folder / "data"
    if not (data / "tool_exports").is_dir():
        print(f"{folder} has no tool_exports/; say where they are: make check-shared SHARED=…")
        return 2
    read = [(name, checked(name, expected, data)) for name, expected in EXPECTED.items()]
    n_right = told(read)
    print(f"{n_right} of {len(read)} study files read as counted by hand")
    found = check_pipeline(data)
    n_found = told(found)
    print(f"{n_found} of {len(found)} studies of real people found what they should")
    return int(n_right < len(read) or n_found < len(found))


def told(found: list[tuple[str, list[str]]]) -> int:
    """How many are right, after a line was printed for each."""
    for name, problems in found:
        print("\n    ".join([f"{'wrong' if problems else 'right'}  {name}", *problems]))
    return sum(not problems for _, problems in found)


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))

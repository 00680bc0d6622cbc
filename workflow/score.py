"""`make score`: score new people by a released key. The file it writes names people."""

import argparse
import json
import sys
from pathlib import Path

from analysis.chain.new_people import renaming, score_new_people
from analysis.errors import AnalysisError
from analysis.intake.raw_exports import read_export
from analysis.messages import message
from analysis.store import write_table


def main() -> int:
    """Read key and answers, write scores; one line per problem of the file."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--key", type=Path, required=True, help="a released scoring key")
    parser.add_argument("--file", type=Path, required=True, help="answers: CSV or XLSX")
    parser.add_argument("--out", type=Path, required=True, help="CSV file to write")
    parser.add_argument("--person", required=True, help="column that says who is described")
    parser.add_argument("--source", default=None, help="whose answers (default: as weighed)")
    arguments = parser.parse_args()
    if absent := [path for path in (arguments.key, arguments.file) if not path.is_file()]:
        lines = [message("score.no_file", path=str(path)) for path in absent]
        print("\n".join(lines), file=sys.stderr)
        return 2
    try:
        key = json.loads(arguments.key.read_text(encoding="utf-8"))
    except ValueError:
        key = None
    if not isinstance(key, dict) or not {"weights", "scores", "instruments"} <= set(key):
        print(message("score.no_key", path=str(arguments.key)), file=sys.stderr)
        return 2
    source = arguments.source or key["weights"]["source"]
    try:
        table = read_export(arguments.file, "auto").table
        scores = score_new_people(
            key,
            table.rename(columns=renaming(key, table.columns, source)),
            file=arguments.file.name,
            person=arguments.person,
            source=source,
            max_invalid_share=key["settings"]["intake"]["max_invalid_share"],
        )
    except AnalysisError as error:
        print(error, file=sys.stderr)
        return 2
    try:
        write_table(scores, arguments.out)
    except OSError as error:
        said = {"path": str(arguments.out), "reason": str(error.strerror)}
        print(message("score.not_written", **said), file=sys.stderr)
        return 2
    n = scores["row"].nunique()
    print(message("score.done", n=n, source=source, path=str(arguments.out)))
    return 0


if __name__ == "__main__":
    sys.exit(main())

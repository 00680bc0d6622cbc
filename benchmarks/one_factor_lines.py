"""A questionnaire of one strong factor, half of it straight lines: computing time per rule.

Items then correlate at .9 and more, where a polychoric correlation takes longest.

Run: python benchmarks/one_factor_lines.py [--against REVISION] [--dimensions 4] [--people 5800]
"""

import argparse
import json
import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import numpy as np
import pandas as pd
import yaml

ROOT = Path(__file__).resolve().parents[1]
NAME = "one_factor_lines"
N_ITEMS, MANAGERS, MONTHS, SEED = 28, 200, 6, 1
LINES = 0.51
CUTS = [-1.3, -0.5, 0.4, 1.2]
OPTIONS = {
    1: {"zh": "从不", "en": "Never"},
    2: {"zh": "很少", "en": "Rarely"},
    3: {"zh": "有时", "en": "Sometimes"},
    4: {"zh": "经常", "en": "Often"},
    5: {"zh": "总是", "en": "Always"},
}

CLOCK = """
import atexit, os, sys, time
def write():
    with open(os.environ["CPU_SECONDS"], "a") as file:
        print(time.process_time(), os.path.basename(sys.argv[0]), file=file)
atexit.register(write)
"""
"""What every Python process of a run does at its end, whatever revision it is of."""


def named(text: str) -> dict[str, str]:
    return {"zh": f"{text} 题", "en": text}


def item(number: int) -> str:
    return f"i{number:02d}"


def answers(factor: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    """Answers to every item; `LINES` of the people give all items the option of their level."""
    loading = rng.uniform(0.88, 0.95, N_ITEMS)
    own = rng.normal(size=(len(factor), N_ITEMS)) * np.sqrt(1 - loading**2)
    codes = 1 + np.digitize(factor[:, None] * loading + own, CUTS)
    line = rng.random(len(factor)) < LINES
    codes[line] = (1 + np.digitize(factor[line], CUTS))[:, None]
    return pd.DataFrame(codes, columns=[item(number) for number in range(N_ITEMS)])


def people(n: int, rng: np.random.Generator) -> pd.DataFrame:
    return pd.DataFrame(
        {
            "employee_id": [f"E{number:05d}" for number in range(n)],
            "gender": rng.choice(["female", "male"], n),
            "manager_id": [f"M{number:03d}" for number in rng.integers(MANAGERS, size=n)],
            "tenure_months": rng.integers(1, 120, n),
        }
    )


def sales(ids: pd.Series, factor: np.ndarray, rng: np.random.Generator) -> pd.DataFrame:
    performance = 0.3 * factor + rng.normal(size=len(ids))
    noise = rng.normal(size=(MONTHS, len(ids)))
    sold = 100_000 * np.exp(0.2 * (performance + noise))
    decided = rng.integers(5, 30, (MONTHS, len(ids)))
    won = rng.binomial(decided, 1 / (1 + np.exp(-0.3 * performance)))
    months = [f"2025-{month:02d}" for month in range(1, MONTHS + 1)]
    return pd.DataFrame(
        {
            "employee_id": np.tile(ids, MONTHS),
            "month": np.repeat(months, len(ids)),
            "sales_amount": sold.round().ravel(),
            "quota": 100_000,
            "decided": decided.ravel(),
            "won": won.ravel(),
        }
    )


def instrument(dimensions: int) -> dict[str, object]:
    parts = np.array_split(np.arange(N_ITEMS), dimensions)
    return {
        "schema_version": 1,
        "id": NAME,
        "version": "1.0.0",
        "title": named("One factor"),
        "source": "Simulated.",
        "options": {"frequency5": {"codes": OPTIONS}},
        "dimensions": [
            {
                "id": f"part{number}",
                "title": named(f"Part {number}"),
                "definition": named(f"What part {number} asks"),
                "items": [
                    {"id": item(i), "self": named(f"Behaviour {i}"), "options": "frequency5"}
                    for i in part
                ],
            }
            for number, part in enumerate(parts)
        ],
    }


def settings() -> dict[str, object]:
    person = {"person": "employee_id"}
    return {
        "schema_version": 1,
        "study": NAME,
        "programme": NAME,
        "title": named("One factor"),
        "year": 2026,
        "purpose": "development",
        "simulated": True,
        "languages": ["zh", "en"],
        "instruments": [{"id": NAME, "version": "1.0.0"}],
        "responses": [
            {
                "file": "data/self.csv",
                "instrument": NAME,
                "source": "self",
                "columns": person,
            }
        ],
        "people": {
            "file": "data/people.csv",
            **person,
            "groups": {"gender": {"protected": True, "reference": "male"}},
            "clusters": ["manager_id"],
            "controls": ["tenure_months"],
        },
        "criteria": [
            {
                "file": "data/sales.csv",
                "source": "records",
                **person,
                "period": "month",
                "kpis": ["attainment", "win_rate"],
            }
        ],
        "analysis": {"predictors_from": ["self"]},
        "criterion": {"adjust_for": {"tenure_months": "log"}},
        "seed": SEED,
    }


def write_study(folder: Path, *, n: int, dimensions: int) -> None:
    rng = np.random.default_rng(SEED)
    (folder / "data").mkdir(parents=True)
    (folder / "instruments").mkdir()
    factor, staff = rng.normal(size=n), people(n, rng)
    ids = staff["employee_id"]
    tables = {
        "self": answers(factor, rng).assign(employee_id=ids),
        "people": staff,
        "sales": sales(ids, factor, rng),
    }
    for name, table in tables.items():
        table.to_csv(folder / f"data/{name}.csv", index=False)
    for file, content in {
        f"instruments/{NAME}.yaml": instrument(dimensions),
        "study.yaml": settings(),
    }.items():
        text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
        (folder / file).write_text(text, encoding="utf-8")
    (folder / "pseudonym_public.key").write_text("0" * 64 + "\n")


def seconds(checkout: Path, study: Path, work: Path) -> pd.Series:
    """CPU seconds of every rule when the pipeline of `checkout` runs `study`."""
    clock, written = work / "clock", work / "seconds.txt"
    clock.mkdir(exist_ok=True)
    (clock / "sitecustomize.py").write_text(CLOCK)
    written.write_text("")
    subprocess.run(
        [sys.executable, "-m", "workflow.run", str(study), "--cores", "1"],
        cwd=checkout,
        env=os.environ
        | {
            "PYTHONHASHSEED": "0",
            "PYTHONPATH": str(clock),
            "CPU_SECONDS": str(written),
        },
        stdout=subprocess.DEVNULL,
        check=True,
    )
    lines = [line.split(" ", 1) for line in written.read_text().splitlines()]
    spent = pd.DataFrame(
        {"rule": [rule_of(name) for _, name in lines], "s": [float(s) for s, _ in lines]}
    )
    return spent.groupby("rule")["s"].sum()


def rule_of(script: str) -> str:
    """Snakemake copies the script of a rule to tmp<random>.<rule>.py."""
    parts = script.split(".")
    return parts[1] if len(parts) == 3 and script.startswith("tmp") else "(workflow)"


def forget(checkout: Path) -> None:
    for kind in ("results", "logs"):
        shutil.rmtree(checkout / kind / NAME, ignore_errors=True)
    for left in ("folder", "lock"):
        (checkout / "logs" / f"{NAME}.{left}").unlink(missing_ok=True)


def differences(results: Path, others: Path) -> pd.Series:
    """Largest difference of a number in the tables of every rule; inf where shapes differ."""
    found: dict[str, float] = {}
    for file in sorted(results.rglob("*.parquet")):
        rule = file.parent.name
        apart = largest(file, others / file.relative_to(results))
        found[rule] = max(found.get(rule, 0.0), apart)
    return pd.Series(found)


def largest(file: Path, other: Path) -> float:
    """The largest difference of a number in two tables; text must be the same."""
    if not other.is_file():
        return np.inf
    one, two = pd.read_parquet(file), pd.read_parquet(other)
    numbers = one.select_dtypes("number").columns
    same = list(one) == list(two) and len(one) == len(two)
    if not same or not one.drop(columns=numbers).equals(two.drop(columns=numbers)):
        return np.inf
    a, b = (t[numbers].to_numpy(float, na_value=np.nan) for t in (one, two))
    if not (np.isnan(a) == np.isnan(b)).all():
        return np.inf
    return float(np.nan_to_num(np.abs(a - b)).max(initial=0.0))


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--against", metavar="REVISION")
    parser.add_argument("--dimensions", type=int, default=4)
    parser.add_argument("--people", type=int, default=5800)
    parser.add_argument("--json", type=Path, help="write the figures there too")
    asked = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        work = Path(folder)
        write_study(work / NAME, n=asked.people, dimensions=asked.dimensions)
        forget(ROOT)
        table = pd.DataFrame({"here": seconds(ROOT, work / NAME, work)})
        if asked.against:
            table = beside(table, asked.against, work)
        forget(ROOT)
    table.loc["total"] = table.sum()
    if asked.against:
        table["ratio"] = table["here"] / table[asked.against]
        table.loc["total", "apart"] = np.nan
    print(f"{asked.people} people, {N_ITEMS} items, {asked.dimensions} dimensions; CPU seconds")
    print(table.to_string(float_format="{:.3g}".format, na_rep=""))
    if asked.json:
        asked.json.write_text(json.dumps(table.to_dict()))


def beside(table: pd.DataFrame, revision: str, work: Path) -> pd.DataFrame:
    """`table` with the seconds of `revision`, and how far apart the results are."""
    checkout = work / "checkout"
    git = ["git", "-C", str(ROOT), "worktree"]
    subprocess.run([*git, "add", "--quiet", "--detach", checkout, revision], check=True)
    try:
        table = table.join(seconds(checkout, work / NAME, work).rename(revision), how="outer")
        apart = differences(*(place / "results" / NAME for place in (ROOT, checkout)))
        return table.join(apart.rename("apart"))
    finally:
        subprocess.run([*git, "remove", "--force", checkout], check=True)


if __name__ == "__main__":
    main()

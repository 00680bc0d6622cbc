"""The whole pipeline on a copy of the demo study: findings, bytes, reruns, kills, secrets.

The study is simulated from a stated truth, so what must be found is known. Slow tests run the
pipeline; what may rerun after an edit is asked of Snakemake without running anything.
"""

import hashlib
import json
import os
import re
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import yaml

from analysis.intake.pseudonyms import pseudonyms
from tests.guessing import most_by_chance, n_hits, tries
from tests.reports.few_people import Tables

ROOT = Path(__file__).resolve().parents[2]
DEMO = ROOT / "studies/demo_sales_2026"
NAME = f"whole_run_{os.getpid()}"
RESULTS = ROOT / "results" / NAME
ROBUST = {"specifications", "sensitivity"}
RESTING = {"tournament", "recommendation", "fairness", *ROBUST}
"""The rules of weighting that weigh."""

CONGRUENCE = 0.95
"""From here on two factors count as the same: Lorenzo-Seva & ten Berge (2006), Table 1."""


def forget(name: str) -> None:
    for kind in ("results", "logs"):
        shutil.rmtree(ROOT / kind / name, ignore_errors=True)


def copy_of_demo(folder: Path) -> Path:
    target = folder / NAME
    shutil.copytree(DEMO, target)
    study = yaml.safe_load((target / "study.yaml").read_text(encoding="utf-8"))
    write_study(target, study | {"study": NAME})
    return target


def write_study(folder: Path, study: dict) -> None:
    text = yaml.safe_dump(study, allow_unicode=True, sort_keys=False)
    (folder / "study.yaml").write_text(text, encoding="utf-8")


def start(study: Path) -> subprocess.Popen:
    return subprocess.Popen(
        [sys.executable, "-m", "workflow.run", str(study), "--cores", "2"],
        cwd=ROOT,
        env=os.environ | {"PYTHONHASHSEED": "0", "LANG": "en"},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        encoding="utf-8",
        start_new_session=True,
    )


def finish(process: subprocess.Popen) -> str:
    output, _ = process.communicate()
    assert process.returncode == 0, output
    return output


def rules_to_run(study: Path) -> set[str]:
    """What Snakemake would run for `study` as it stands now."""
    done = subprocess.run(
        [
            sys.executable,
            "-m",
            "snakemake",
            "--dry-run",
            "--nolock",
            "--config",
            f"study={study}",
        ],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    stats = re.search(
        r"^-+ +-+$(.*?)^total", done.stdout + done.stderr, re.MULTILINE | re.DOTALL
    )
    return set(re.findall(r"^(\w+) +\d+$", stats.group(1), re.MULTILINE)) if stats else set()


def hashes() -> dict[str, str]:
    return {
        str(file.relative_to(RESULTS)): hashlib.sha256(file.read_bytes()).hexdigest()
        for file in sorted(RESULTS.rglob("*"))
        if file.is_file()
    }


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    forget(NAME)
    yield copy_of_demo(tmp_path_factory.mktemp("study"))
    forget(NAME)


@pytest.fixture(scope="module")
def screen(study) -> str:
    return finish(start(study))


pytestmark = [pytest.mark.slow, pytest.mark.xdist_group("whole_run")]


def table(name: str) -> pd.DataFrame:
    return pd.read_parquet(RESULTS / "main" / f"{name}.parquet")


def test_the_last_screen_says_what_was_found_and_where(screen):
    for words in ("Recommended weights", "flagged", "Omega", "report (zh):", "report (en):"):
        assert words in screen
    found = [line for line in screen.splitlines() if not line.startswith("  [")]
    assert len(found) <= 40


def test_nothing_is_lost_on_the_way_in(screen):
    flow = pd.concat([table("intake/answers/flow"), table("intake/records/flow")])
    for file, rows in flow.groupby("file"):
        n = rows.set_index("step")["n"]
        assert n["received"] == n.drop(["received", "readable", "matched"]).sum(), file
    received = flow[flow["step"] == "received"].set_index("file")["n"]
    assert received["self.csv"] == len(
        pd.read_csv(DEMO / "data/self.csv", skip_blank_lines=False)
    )


def test_most_careless_people_are_found_and_few_others(screen):
    true = pd.read_csv(DEMO / "true_careless.csv")
    flags = table("screening/flags/flags")
    people, found = flags.groupby("source").size(), flags.groupby("source")["flagged"].sum()
    careless = true.groupby("source").size()
    # nine in ten of the careless, and at most 3 % of the others beside them
    assert (found >= 0.9 * careless).all()
    assert (found <= careless + 0.03 * (people - careless)).all()


def test_the_true_structure_is_found(screen):
    structure = table("measurement/efa/structure")
    assert (structure["intended"] == structure["found"]).all()
    assert (table("measurement/efa/congruence")["estimate"] >= CONGRUENCE).all()
    loadings = table("measurement/efa/loadings")
    truth = pd.read_csv(DEMO / "truth.csv").query("parameter == 'loading'")
    both = loadings[loadings["dimension"] == loadings["matched"]].merge(
        truth[["source", "item", "value"]], on=["source", "item"]
    )
    assert len(both) == 60
    for _, pairs in both.groupby(["source", "dimension"]):
        x, y = pairs["estimate"], pairs["value"]
        assert (x * y).sum() / ((x**2).sum() * (y**2).sum()) ** 0.5 >= CONGRUENCE


def test_the_true_model_is_borne_out(screen):
    """Intervals of 60 true loadings: more than eight misses would be a rarity of 1 in 100."""
    models = table("measurement/cfa/models").set_index(["source", "model"])
    for source in ("self", "manager"):
        assert models.loc[(source, "correlated"), "cfi"] > 0.98
        assert models.loc[(source, "one_factor"), "cfi"] < 0.7
    parameters = table("measurement/cfa/parameters").query(
        "model == 'correlated' and operator == '=~'"
    )
    truth = pd.read_csv(DEMO / "truth.csv").query("parameter == 'loading'")
    both = parameters.rename(columns={"right": "item"}).merge(
        truth[["source", "item", "value"]], on=["source", "item"]
    )
    assert len(both) == 60
    inside = both["value"].between(both["standardised_ci_low"], both["standardised_ci_high"])
    assert int((~inside).sum()) <= 8


def test_every_true_validity_lies_in_its_interval(screen):
    """One draw: 12 intervals of 95 %; more than two misses would be a rarity of 2 in 100."""
    true = pd.read_csv(DEMO / "true_validities.csv").query("source == 'manager'")
    tables = {
        "correlation": table("weighting/validity/correlations"),
        "effect": table("weighting/validity/regression").rename(columns={"term": "dimension"}),
    }
    misses = 0
    for statistic, found in tables.items():
        rows = found.query("criterion == 'composite'").merge(
            true[true["statistic"] == statistic], on=["source", "dimension"]
        )
        assert len(rows) == 6
        misses += int((~rows["value"].between(rows["ci_low"], rows["ci_high"])).sum())
    assert misses <= 2


def test_the_table_in_the_readme_is_this_run(screen):
    text = (DEMO / "README.md").read_text(encoding="utf-8").replace("−", "-")
    pattern = r"^\| (correlation|effect) \| (\w+) \| \S+ \| (\S+) \[(\S+), (\S+)\] \|"
    rows = re.findall(pattern, text, re.MULTILINE)
    assert len(rows) == 12
    tables = {
        "correlation": table("weighting/validity/correlations"),
        "effect": table("weighting/validity/regression").rename(columns={"term": "dimension"}),
    }
    for statistic, dimension, *printed in rows:
        rows = tables[statistic].query("criterion == 'composite'").set_index("dimension")
        numbers = rows.loc[dimension, ["estimate", "ci_low", "ci_high"]]
        assert [float(x) for x in printed] == pytest.approx(numbers.tolist(), abs=0.00051)


def test_recommended_points_sum_to_100(screen):
    weights = pd.read_csv(RESULTS / "main/report/weights.csv")
    assert weights["points"].sum() == 100
    assert weights["weight"].sum() == pytest.approx(1)


def test_nothing_personal_is_in_results_or_logs(screen):
    people = pd.read_csv(DEMO / "data/people.csv", encoding="utf-8-sig", dtype=str)
    secrets = [
        *people["employee_id"],
        *people["姓名"].drop_duplicates(),
        *people["manager_id"].dropna().unique(),
    ]
    texts = [
        f
        for kind in ("results", "logs")
        for f in (ROOT / kind / NAME).rglob("*")
        if f.is_file()
    ]
    for file in texts:
        content = (
            pd.read_parquet(file).to_csv()
            if file.suffix == ".parquet"
            else file.read_text(encoding="utf-8")
        )
        if file.suffix == ".html":
            content = re.sub(r"<svg.*?</svg>", "", content, flags=re.DOTALL)
        assert not [s for s in secrets if s in content], file


def lists_of_ids() -> dict[str, list[str]]:
    """What somebody may know: the staff, the managers, each team in the order of the file."""
    people = pd.read_csv(DEMO / "data/people.csv", encoding="utf-8-sig", dtype=str)
    teams = people.groupby("manager_id")["employee_id"]
    return {
        "staff": sorted(people["employee_id"]),
        "staff in the order of the file": people["employee_id"].tolist(),
        "managers": sorted(people["manager_id"].dropna().unique()),
        **{f"team of {name}": team.tolist() for name, team in teams},
    }


def tables_that_leave() -> Iterator[tuple[str, pd.DataFrame]]:
    """Every table of results but the private ones, and every table of the report."""
    for file in sorted((RESULTS / "main").rglob("*")):
        name = str(file.relative_to(RESULTS / "main"))
        if name.startswith("private"):
            continue
        if file.suffix == ".parquet":
            yield name, pd.read_parquet(file)
        elif file.suffix == ".csv":
            yield name, pd.read_csv(file)
        elif file.suffix == ".html":
            for place, rows in Tables(file.read_text(encoding="utf-8")).rows.items():
                yield f"{name} {place}", pd.DataFrame(rows)


def as_codes(table: pd.DataFrame) -> Iterator[pd.DataFrame]:
    """A table of the report once for each column that may hold numbers of people."""
    for column in table.columns:
        numbers = pd.to_numeric(table[column], errors="coerce").dropna()
        if len(numbers) > 1 and (numbers % 1 == 0).all() and numbers.is_unique:
            yield table.loc[numbers.index].rename(columns={column: "code"}).assign(code=numbers)


def test_a_list_of_the_staff_hits_nobody_in_results_report_or_key(screen):
    """However codes are put in order beside a list of ids, no more are right than by chance."""
    key = bytes.fromhex((DEMO / "pseudonym_public.key").read_text(encoding="ascii").strip())
    identities = table("intake/answers/identities").set_index("pseudonym")["code"]
    hits: dict[tuple[str, str, str], int] = {}
    n_tables = 0
    for name, found in tables_that_leave():
        parts = as_codes(found) if ".html" in name else [found]
        n_tables += 1
        for part in parts:
            for whose, ids in lists_of_ids().items():
                codes = identities[pseudonyms(ids, key=key)].tolist()
                for order, guessed in tries(part, set(codes)):
                    hits[name, whose, order] = n_hits(guessed, codes)
    assert n_tables > 200
    assert len(hits) > 3000
    assert max(hits.values()) <= most_by_chance(len(hits)), max(hits, key=lambda k: hits[k])


def test_the_key_has_no_entry_for_each_person_or_manager(screen):
    key = json.loads((RESULTS / "main/key/key.json").read_text(encoding="utf-8"))
    identities = table("intake/answers/identities")
    codes = set(identities["code"])

    def walk(value: object) -> Iterator[list]:
        if isinstance(value, list):
            yield value
        for part in value.values() if isinstance(value, dict) else value or []:
            if isinstance(part, dict | list):
                yield from walk(part)

    numbers = [x for x in walk(key) if len(x) > 5 and all(isinstance(i, int) for i in x)]
    assert [x for x in numbers if len(set(x)) == len(x) and set(x) <= codes] == []
    assert not {len(identities), int(identities["is_person"].sum())} & {
        len(x) for x in walk(key)
    }


def test_results_and_logs_open_for_their_owner_only(screen):
    for kind in ("results", "logs"):
        folder = ROOT / kind / NAME
        for path in (folder, *folder.rglob("*")):
            mode = stat.S_IMODE(path.stat().st_mode)
            assert mode & 0o077 == 0, (path, oct(mode))


def test_rows_that_were_left_out_stand_apart(screen):
    """Beside results, the row numbers of a sorted file would tell who is who."""
    assert sorted(p.name for p in (RESULTS / "main").rglob("rejects*")) == ["rejects.csv"] * 2
    for step in ("answers", "records"):
        assert (RESULTS / "main/private/intake" / step / "rejects.csv").is_file()


def test_the_record_names_what_the_run_stood_on(screen):
    record = json.loads((RESULTS / "main/report/run.json").read_text(encoding="utf-8"))
    self_csv = hashlib.sha256((DEMO / "data/self.csv").read_bytes()).hexdigest()
    assert record["data"]["self.csv"] == self_csv
    assert record["seed"] == 20260101
    assert (
        record["lock"] == hashlib.sha256((ROOT / "requirements.lock").read_bytes()).hexdigest()
    )


def test_a_second_run_has_nothing_to_do(study, screen):
    assert rules_to_run(study) == set()


@pytest.mark.parametrize(
    ("section", "change", "expected"),
    [
        (
            "weighting",
            {"round_to": 5},
            {"recommendation", "fairness", *ROBUST, "key", "record", "report"},
        ),
        ("weighting", {"folds": 6}, {*RESTING, "key", "record", "report"}),
        ("weighting", {"strict_families": 2}, {*ROBUST, "key", "record", "report"}),
        ("report", {"min_cell": 10}, {"key", "record", "report"}),
        (
            "measurement",
            {
                "invariance": {
                    **{"min_group": 250, "min_category": 5, "fewest_shared": 2},
                    **{"alpha": 0.05, "correction": "sidak", "share": 0.3},
                    **{"continuous_from": 7, "holdout_group": 400},
                }
            },
            {"invariance", "key", "record", "report"},
        ),
        (
            "criterion",
            {"shares": {"attainment": 1.0, "win_rate": 1.0, "collection_rate": 0.5}},
            {
                *("performance", "generalisability", "validity", "outcome_models"),
                *("importance", "latent_validity", *RESTING, "key", "record", "report"),
            },
        ),
    ],
)
def test_an_edit_reruns_what_rests_on_it_and_no_more(study, screen, section, change, expected):
    before = (study / "study.yaml").read_text(encoding="utf-8")
    settings = yaml.safe_load(before)
    if section == "criterion":
        change = {"shares": settings["criterion"]["shares"] | change["shares"]}
    write_study(study, settings | {section: settings.get(section, {}) | change})
    try:
        assert rules_to_run(study) == expected | {"all"}
    finally:
        (study / "study.yaml").write_text(before, encoding="utf-8")


def test_a_killed_run_is_finished_by_the_next_with_the_same_bytes(study, screen):
    """Killed three times on the way, from the first steps on; then left to finish."""
    first = hashes()
    forget(NAME)
    for seconds in (6, 9, 12):
        process = start(study)
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.communicate()
    finish(start(study))
    assert hashes() == first

"""Without the key, no table of intake says who is who: not by rank, row, file or time."""

import json
from collections.abc import Iterator
from dataclasses import fields, replace
from unittest.mock import patch

import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal

from analysis.intake.answers import Answers, answers
from analysis.intake.exports import Export, PeopleExport
from analysis.intake.identities import identities_of
from analysis.intake.pseudonyms import pseudonyms
from analysis.intake.records import RecordExport, Records, records
from tests.guessing import most_by_chance, n_hits, tries
from tests.intake.exported import INSTRUMENTS, ITEMS, KEY

N, TEAM = 240, 20
STAFF = [f"E{i:04d}" for i in range(N)]
BOSSES = [f"M{i:03d}" for i in range(N // TEAM)]
TWICE = (17, 60, 61, 199)
"""People who answered twice."""

LEFT_OUT = "rejects"
"""The table of file rows that its owner mends: it has no codes, and stands apart."""


def export(table: pd.DataFrame, source: str) -> Export:
    columns = {"person": "staff", "seconds": "took", "started_at": "begun"}
    if source == "manager":
        columns["rater"] = "boss"
    return Export(file=f"{source}.csv", table=table, instrument="small", source=source, wave=1,
                  form="A", columns=columns)  # fmt: skip


def study(seed: int = 1) -> dict[str, pd.DataFrame]:
    """The four files, sorted by staff number, answered one after the other in that order."""
    rng = np.random.default_rng(seed)
    who = np.sort([*range(N), *TWICE])
    codes = pd.DataFrame(rng.integers(1, 6, (len(who), len(ITEMS))), columns=ITEMS)
    begun = pd.date_range("2026-01-05 09:00", periods=len(who), freq="7min")
    own = pd.DataFrame(
        {
            "staff": np.array(STAFF)[who],
            "boss": np.array(BOSSES)[who // TEAM],
            "took": rng.integers(60, 900, len(who)),
            "begun": begun.strftime("%Y-%m-%d %H:%M:%S"),
        }
    )
    table = pd.concat([own, codes], axis=1)
    silent = table["staff"].isin([STAFF[3], STAFF[100]])
    people = pd.DataFrame({"staff": STAFF, "boss": np.repeat(BOSSES, TEAM)})
    people["region"] = rng.choice(["north", "south"], N)
    people["tenure"] = rng.integers(1, 200, N)
    months = pd.DataFrame(
        {"staff": np.repeat(STAFF, 3), "month": ["2025-01", "2025-02", "2025-03"] * N}
    )
    months["amount"] = rng.integers(1, 10_000, len(months))
    months = months.drop(index=[40, 41, 300])
    tables = {"self": table.loc[~silent], "manager": table, "people": people, "sales": months}
    return {name: t.astype("str").reset_index(drop=True) for name, t in tables.items()}


def taken_in(files: dict[str, pd.DataFrame]) -> tuple[Answers, Records]:
    whom = {"groups": ["region"], "clusters": ["boss"], "controls": ["tenure"]}
    people = PeopleExport(file="people.csv", table=files["people"], person="staff", **whom)
    exports = [export(files[source], source) for source in ("self", "manager")]
    given = {"key": KEY, "max_invalid_share": 0.2}
    rules = {"duplicates": "latest_complete", "min_matched_share": 0.5}
    found = answers(exports, people, INSTRUMENTS, **rules, **given)
    sales = RecordExport(
        "sales.csv", files["sales"], "records", "staff", "month", None, ["amount"]
    )
    return found, records([sales], found.identities, **given)


def tables_of(*results: Answers | Records) -> Iterator[tuple[str, pd.DataFrame]]:
    for result in results:
        for field in fields(result):
            value = getattr(result, field.name)
            if isinstance(value, pd.DataFrame):
                yield (
                    f"{type(result).__name__}.{field.name}",
                    value.rename(columns={"boss": "manager_id"}),
                )


@pytest.fixture(scope="module")
def results() -> tuple[Answers, Records]:
    return taken_in(study())


def code_by_id() -> dict[str, int]:
    """What only the holder of the key can know."""
    order = np.argsort(pseudonyms([*STAFF, *BOSSES], key=KEY), kind="stable")
    return {[*STAFF, *BOSSES][i]: code for code, i in enumerate(order.tolist())}


LISTS = {
    "everybody": [*STAFF, *BOSSES],
    "staff": STAFF,
    "bosses": BOSSES,
    **{f"team of {boss}": STAFF[i * TEAM : (i + 1) * TEAM] for i, boss in enumerate(BOSSES)},
}
"""What an attacker may hold: ids in the order of the files. He knows which codes are theirs."""


def test_a_list_of_ids_beside_any_table_hits_no_more_people_than_chance(results):
    codes = code_by_id()
    hits = {
        (name, whose, order): n_hits(guessed, [codes[i] for i in ids])
        for name, table in tables_of(*results)
        for whose, ids in LISTS.items()
        for order, guessed in tries(table, {codes[i] for i in ids})
    }
    assert len(hits) > 300
    assert max(hits.values()) <= most_by_chance(len(hits)), max(hits, key=lambda k: hits[k])


def test_the_attack_finds_codes_that_follow_ids_rows_or_times(results):
    """The attack itself must be able to succeed."""
    table = results[0].answers
    naive = table.assign(person=np.arange(len(table)), started_at=np.arange(len(table)))
    everybody = [*range(len(table))]
    by_rank = dict(tries(naive, {*everybody}))["person by rank"]
    assert n_hits(by_rank, everybody) == len(table)
    shuffled = naive.sample(frac=1, random_state=3)
    by_time = dict(tries(shuffled, {*everybody}))["person by started_at"]
    assert n_hits(by_time, everybody) == len(table)


def test_the_order_of_codes_has_nothing_to_do_with_the_order_of_ids():
    codes = code_by_id()
    found = np.corrcoef(np.arange(N), [codes[i] for i in STAFF])[0, 1]
    # 4 standard errors of a correlation of independent ranks
    assert abs(found) < 4 / np.sqrt(N - 1)


def relabelled(files: dict[str, pd.DataFrame], seed: int) -> tuple[dict, dict[str, str]]:
    """The same study with other ids and other rows first; each new id's first name."""
    rng = np.random.default_rng(seed)
    old = [*STAFF, *BOSSES]
    new = [f"X{i}" for i in rng.permutation(10_000)[: len(old)]]
    called = dict(zip(old, new, strict=True))
    changed = {
        name: table.assign(**{c: table[c].map(called) for c in ("staff", "boss") if c in table})
        .sample(frac=1, random_state=seed)
        .reset_index(drop=True)
        for name, table in files.items()
    }
    return changed, {n: o for o, n in called.items()}


@pytest.mark.parametrize("seed", range(3))
def test_other_ids_and_another_order_of_rows_change_no_table(results, seed):
    """If no byte depends on ids or rows but through the pseudonym, none tells them."""
    files, first_name = relabelled(study(), seed)

    def same(raw_ids: list[str], *, key: bytes) -> list[str]:
        return pseudonyms([first_name[i] for i in raw_ids], key=key)

    with (
        patch("analysis.intake.identities.pseudonyms", same),
        patch("analysis.intake.records.pseudonyms", same),
    ):
        others = taken_in(files)
    for (name, ours), (_, theirs) in zip(tables_of(*results), tables_of(*others), strict=True):
        if not name.endswith(LEFT_OUT):
            assert_frame_equal(ours, theirs)
    assert [r.notes for r in results] == [r.notes for r in others]


def test_rows_that_are_left_out_are_told_without_codes(results):
    for result in results:
        assert list(result.rejects) == ["file", "row", "reason", "detail"]
    assert len(results[0].rejects) == 2 * len(TWICE)


def test_no_result_says_when_somebody_answered(results):
    assert "begun" not in results[0].answers
    assert "started_at" not in results[0].answers
    assert "2026-01" not in json.dumps(results[0].notes)
    for _, table in tables_of(*results):
        assert (
            not table.astype(str).apply(lambda c: c.str.contains("2026-01-")).to_numpy().any()
        )


def test_the_same_ids_and_key_give_the_same_codes_in_any_order():
    column = pd.Series(STAFF, dtype="str")
    one = identities_of([column], key=KEY)
    other = identities_of([column[::-1], column], key=KEY)
    assert one.raw.tolist() == other.raw.tolist()
    assert one.pseudonyms == sorted(one.pseudonyms)
    assert (
        one.codes(column).tolist()
        != identities_of([column], key=b"other").codes(column).tolist()
    )
    assert replace(one, pseudonyms=[]).codes(pd.Series(["?"], dtype="str")).tolist() == [-1]

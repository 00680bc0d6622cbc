"""Adds what real exports have: careless people, gaps, duplicates and rows that do not join."""

from dataclasses import dataclass

import numpy as np
import pandas as pd

from analysis.instrument import Instrument, Options
from analysis.simulation.draw import SimulatedStudy
from analysis.simulation.identities import Identities, draw_identities
from analysis.simulation.truth import Mess, Truth

CARELESS_SECONDS_PER_ITEM = 1.2
ENGLISH_SHARE = 0.1
DUPLICATE_LEAD_DAYS = 2
COLLECTION_DAYS = 14
OFFICE_MINUTES = (9 * 60, 18 * 60)


@dataclass(frozen=True, slots=True)
class MessyStudy:
    """A drawn study as it would be exported.

    Attributes
    ----------
    responses
        For each source: employee_id, name, rater, language, started_at, seconds and one
        nullable integer column per item.
    people
        employee_id, name, gender, region, manager_id, tenure_months, territory_potential.
    sales
        employee_id, month and the sales columns.
    true_scores
        employee_id, the latent dimensions, performance.
    careless
        source, employee_id, kind (straight_line or random): who answered without reading.
    """

    responses: dict[str, pd.DataFrame]
    people: pd.DataFrame
    sales: pd.DataFrame
    true_scores: pd.DataFrame
    careless: pd.DataFrame


def add_mess(
    study: SimulatedStudy, truth: Truth, instrument: Instrument, rng: np.random.Generator
) -> MessyStudy:
    """The clean `study` with made-up identities and the mess that `truth` states."""
    who = draw_identities(truth.people, truth.managers, rng)
    responses, careless = {}, []
    for source in truth.sources:
        clean = identified(study, source, truth, who, rng)
        responses[source], found = messy_responses(clean, source, truth, instrument, who, rng)
        careless.append(found)
    scores = study.true_scores.drop(columns="person")
    scores.insert(0, "employee_id", who.employees)
    return MessyStudy(
        responses=responses,
        people=exported_people(study, who, rng),
        sales=exported_sales(study, truth.mess, who, rng),
        true_scores=scores.sort_values("employee_id", ignore_index=True),
        careless=pd.concat(careless, ignore_index=True),
    )


def identified(
    study: SimulatedStudy, source: str, truth: Truth, who: Identities, rng: np.random.Generator
) -> pd.DataFrame:
    """Clean answers of `source` with staff numbers, times and languages."""
    answers = study.answers[source].drop(columns="person").astype("Int64")
    size, n_items = answers.shape
    usual_seconds = n_items * truth.sources[source].seconds_per_item
    own = source == "self"
    head = {
        "employee_id": who.employees,
        "name": who.names,
        "rater": who.employees if own else who.managers[study.people["manager"]],
        "language": np.where(own & (rng.random(size) < ENGLISH_SHARE), "en", "zh"),
        "started_at": draw_times(truth.collected[source], size, rng),
        "seconds": np.round(usual_seconds * np.exp(0.3 * rng.standard_normal(size))),
    }
    return pd.concat([pd.DataFrame(head), answers], axis=1)


def draw_times(first_day: str, size: int, rng: np.random.Generator) -> np.ndarray:
    """Points in time in office hours, late enough for an earlier duplicate."""
    days = DUPLICATE_LEAD_DAYS + rng.integers(COLLECTION_DAYS, size=size)
    minutes = rng.integers(*OFFICE_MINUTES, size=size)
    return np.datetime64(first_day) + (days * 24 * 60 + minutes).astype("timedelta64[m]")


def messy_responses(
    clean: pd.DataFrame,
    source: str,
    truth: Truth,
    instrument: Instrument,
    who: Identities,
    rng: np.random.Generator,
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Answers of one source as exported, and who of them was careless."""
    mess, items = truth.mess, list(instrument.dimension_of)
    options = instrument.options_of(items[0])
    silent = rng.choice(len(clean), mess.no_response[source], replace=False)
    table = clean.drop(index=silent).reset_index(drop=True)
    cells = len(table) * len(items)
    careless = answer_carelessly(table, items, mess.careless_share[source], options, rng)
    careless.insert(0, "source", source)
    replace_cells(table, items, round(mess.missing_share[source] * cells), pd.NA, options, rng)
    for code in options.no_answer:
        count = round(mess.cannot_judge_share[source] * cells)
        replace_cells(table, items, count, code, options, rng)
    replace_cells(
        table, items, mess.impossible_codes[source], max(options.codes) + 2, options, rng
    )
    if source == "self":
        table = with_stray_rows(table, items, mess, who, rng)
    return table.iloc[rng.permutation(len(table))].reset_index(drop=True), careless


def answer_carelessly(
    table: pd.DataFrame,
    items: list[str],
    share: float,
    options: Options,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """Overwrite a share of the rows in place: half one option all along, half at random."""
    rows = rng.choice(len(table), round(share * len(table)), replace=False)
    kinds = np.where(np.arange(len(rows)) % 2 == 0, "straight_line", "random")
    codes = rng.integers(
        min(options.codes), max(options.codes) + 1, size=(len(rows), len(items))
    )
    table.loc[rows, items] = np.where(kinds[:, None] == "straight_line", codes[:, :1], codes)
    spread = np.exp(0.2 * rng.standard_normal(len(rows)))
    table.loc[rows, "seconds"] = np.round(CARELESS_SECONDS_PER_ITEM * len(items) * spread)
    return pd.DataFrame({"employee_id": table["employee_id"].to_numpy()[rows], "kind": kinds})


def replace_cells(
    table: pd.DataFrame,
    items: list[str],
    count: int,
    value: object,
    options: Options,
    rng: np.random.Generator,
) -> None:
    """Put `value` into exactly `count` cells, in place, of those that hold an answer."""
    answered = np.flatnonzero(table[items].isin(list(options.codes)).to_numpy(dtype=bool))
    rows, columns = np.divmod(rng.choice(answered, count, replace=False), len(items))
    for j, item in enumerate(items):
        table.loc[rows[columns == j], item] = value


def with_stray_rows(
    table: pd.DataFrame,
    items: list[str],
    mess: Mess,
    who: Identities,
    rng: np.random.Generator,
) -> pd.DataFrame:
    """`table` with duplicated, unknown and blank rows.

    A duplicate is an earlier attempt of the same person; every other one was broken off half
    way through.
    """
    chosen = rng.choice(len(table), mess.duplicates + mess.unknown_people, replace=False)
    again, other = np.split(chosen, [mess.duplicates])
    duplicates = table.loc[again].copy()
    duplicates["started_at"] -= pd.Timedelta(days=DUPLICATE_LEAD_DAYS)
    duplicates.iloc[::2, duplicates.columns.get_indexer(items[len(items) // 2 :])] = pd.NA
    unknown = table.loc[other].copy()
    unknown["employee_id"] = unknown["rater"] = who.strangers[: mess.unknown_people]
    filled = pd.concat([table, duplicates, unknown], ignore_index=True)
    return filled.reindex(range(len(filled) + mess.blank_rows))


def exported_people(
    study: SimulatedStudy, who: Identities, rng: np.random.Generator
) -> pd.DataFrame:
    """The people table with staff numbers, in random order."""
    people = study.people
    table = pd.DataFrame(
        {
            "employee_id": who.employees,
            "name": who.names,
            "gender": people["gender"],
            "region": people["region"],
            "manager_id": who.managers[people["manager"]],
            "tenure_months": people["tenure_months"],
            "territory_potential": people["territory_potential"],
        }
    )
    return table.iloc[rng.permutation(len(table))].reset_index(drop=True)


def exported_sales(
    study: SimulatedStudy, mess: Mess, who: Identities, rng: np.random.Generator
) -> pd.DataFrame:
    """The sales table: some people have no sales, some sales have no people."""
    person = study.sales["person"].to_numpy()
    n_strangers = mess.sales_without_people
    chosen = rng.choice(
        len(study.people), mess.people_without_sales + n_strangers, replace=False
    )
    silent, copied = np.split(chosen, [mess.people_without_sales])
    table = study.sales.drop(columns="person")
    table.insert(0, "employee_id", who.employees[person])
    stray = table.loc[np.isin(person, copied)].copy()
    nobody = dict(zip(copied, who.strangers[::-1], strict=False))
    stray["employee_id"] = [nobody[i] for i in person if i in nobody]
    kept = pd.concat([table.loc[~np.isin(person, silent)], stray], ignore_index=True)
    order = np.lexsort((kept["month"], kept["employee_id"]))
    return kept.iloc[order].reset_index(drop=True)
